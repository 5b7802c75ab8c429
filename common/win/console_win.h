/*
 * console_win.h: what a program asks of the console it was started in.
 */
#ifndef FSPD_CONSOLE_WIN_H
#define FSPD_CONSOLE_WIN_H

#include <stdbool.h>
#include <stdio.h>

struct error;
struct secret;

/* Whether a standard stream is a console window, not a file or a pipe. */
bool console_is_terminal(FILE *stream) __attribute__((nonnull));

/* Read a password: typed at prompt without echo when standard input is a
 * console, else all of standard input as UTF-8, less one line end after it.
 * NULL and err when there is none, it is longer than LIMIT_SECRET_BYTES, not
 * UTF-8, or of more than one line. Nothing of it is left in memory beside the
 * secret (caller frees). */
struct secret *console_read_secret(const char *prompt, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
