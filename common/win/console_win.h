/*
 * console_win.h: what a program asks of the console it was started in.
 */
#ifndef FSPD_CONSOLE_WIN_H
#define FSPD_CONSOLE_WIN_H

#include <stdbool.h>
#include <stdio.h>

/* Whether a standard stream is a console window, not a file or a pipe. */
bool console_is_terminal(FILE *stream) __attribute__((nonnull));

#endif
