/*
 * spawn_token.h: the account a child runs as.
 */
#ifndef FSPD_SPAWN_TOKEN_H
#define FSPD_SPAWN_TOKEN_H

#include <windows.h>

#include "../process.h"

/* A primary token into *token (caller closes), NULL for the daemon's own
 * account. caller is for RUN_AS_CALLER. 0, or -1 and err. */
int spawn_token(enum run_as run_as, const struct caller *caller, HANDLE *token,
                struct error *err)
        __attribute__((nonnull(3), warn_unused_result));

#endif
