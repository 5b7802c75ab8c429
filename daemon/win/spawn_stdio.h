/*
 * spawn_stdio.h: the three standard handles of a child, and our ends of them.
 */
#ifndef FSPD_SPAWN_STDIO_H
#define FSPD_SPAWN_STDIO_H

#include <windows.h>
#include <stdbool.h>
#include <stdint.h>

#include "../log_book.h"

struct error;
struct spawn_request;

enum { STDIO_IN, STDIO_OUT, STDIO_ERR, STDIO_COUNT };

struct spawn_stdio {
	HANDLE child[STDIO_COUNT]; /* inheritable, all different */
	HANDLE secret_in;          /* our end of its input, or NULL */
	HANDLE output, errors;     /* our ends of its outputs, or NULL */
	bool asks;                 /* for the answer to a password */
};

/* Input is empty, or a pipe for the password. Both outputs are one pipe; where
 * an answer is expected errors have one of their own, since it must not be
 * mixed up with them. With JobControl=0 outputs are the log itself, but for an
 * answer. Stderr, where it is set, takes the errors. 0, or -1 and err with *out
 * closed. */
int spawn_stdio_open(const struct spawn_request *request,
                     struct spawn_stdio *out, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* Close what is left; what was given away is NULL. */
void spawn_stdio_close(struct spawn_stdio *stdio) __attribute__((nonnull));

/* Whose log it is. Borrows request. */
struct log_run spawn_log_run(const struct spawn_request *request)
        __attribute__((nonnull));

#endif
