/*
 * console.h: port. A password from whoever runs the program:
 * win/console_win.c and posix/console_posix.c read it; what counts as one is
 * decided in console.c.
 */
#ifndef FSPD_CONSOLE_H
#define FSPD_CONSOLE_H

struct buf;
struct error;
struct secret;

/* Read a password: typed at prompt without echo when standard input is a
 * console, else all of standard input as UTF-8, less one line end after it.
 * NULL and err when there is none, it is longer than LIMIT_SECRET_BYTES, not
 * UTF-8, or of more than one line. Nothing of it is left in memory beside the
 * secret (caller frees). */
struct secret *console_read_secret(const char *prompt, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* The password in text, which is what was read; the caller wipes it. NULL and
 * err as above. */
struct secret *console_secret(const struct buf *text, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
