/*
 * protect.h: port. Bytes that can be read again on this machine alone: DPAPI
 * on Windows. By any account of it, so that `fspd run` and the service share
 * what they keep: who may read the bytes is said by the descriptor of their
 * file.
 */
#ifndef FSPD_PROTECT_H
#define FSPD_PROTECT_H

#include <stddef.h>

struct buf;
struct error;
struct secret;

/* Append the protected form of bytes to out; it can be read again under the
 * same purpose only. 0, or -1 and err. */
int protect(const void *bytes, size_t len, const char *purpose, struct buf *out,
            struct error *err)
        __attribute__((nonnull(1, 3, 4), warn_unused_result));
/* What was protected; caller frees. NULL and err: another machine's, or
 * damaged. */
struct secret *unprotect(const void *bytes, size_t len, const char *purpose,
                         struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));

#endif
