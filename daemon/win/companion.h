/*
 * companion.h: who else serves a pipe. Windows would tell by refusing the
 * first-instance flag, Wine does not, so it is asked by opening.
 */
#ifndef FSPD_COMPANION_H
#define FSPD_COMPANION_H

#include <stdbool.h>
#include <wchar.h>

/* Some process serves the pipe of that full name. Does not connect to it. */
bool pipe_is_held(const wchar_t *name) __attribute__((nonnull));

/* The process that serves it, by connecting to it for a moment: 0 and *pid; 1
 * when nobody does; -1 when it cannot be told now (every instance is busy). */
int pipe_server(const wchar_t *name, unsigned long *pid)
        __attribute__((nonnull, warn_unused_result));

/* Its server in words, "'C:\...\launcher-x64.exe' (process 1234)", by
 * connecting to it for a moment. Caller frees. */
char *pipe_holder(const wchar_t *name)
        __attribute__((nonnull, warn_unused_result));

#endif
