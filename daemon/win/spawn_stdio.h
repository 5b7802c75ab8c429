/*
 * spawn_stdio.h: the three standard handles of a child, and our ends of them.
 */
#ifndef FSPD_SPAWN_STDIO_H
#define FSPD_SPAWN_STDIO_H

#include <windows.h>
#include <stdint.h>

struct error;
struct spawn_request;

enum { STDIO_IN, STDIO_OUT, STDIO_ERR, STDIO_COUNT };

struct spawn_stdio {
	HANDLE child[STDIO_COUNT]; /* inheritable, all different */
	HANDLE secret_in;          /* our end of its input, or NULL */
	HANDLE answers;            /* our end of its output, or NULL */
};

/* Without a secret input is empty and output discarded; with one both are
 * pipes. 0, or -1 and err with *out closed. */
int spawn_stdio_open(const struct spawn_request *request,
                     struct spawn_stdio *out, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* Close what is left; answers, once given away, is NULL. */
void spawn_stdio_close(struct spawn_stdio *stdio) __attribute__((nonnull));

#endif
