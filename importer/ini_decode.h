/*
 * ini_decode.h: the bytes of an INI file -> UTF-8 text.
 */
#ifndef FSPD_INI_DECODE_H
#define FSPD_INI_DECODE_H

#include <stddef.h>

struct buf;
struct diag_list;

/* Append bytes as UTF-8 to out: byte order marks are taken off, UTF-16LE that
 * has one is decoded line by line (a line that cannot be is told in diags and
 * left empty). Bytes without a mark are taken as they are; that they are UTF-8
 * is judged line by line by the reader. path is borrowed by diags. */
void ini_decode(struct buf *out, const char *bytes, size_t len,
                const char *path, struct diag_list *diags)
        __attribute__((nonnull));

#endif
