/*
 * spawn_env.h: the environment block of a child.
 */
#ifndef FSPD_SPAWN_ENV_H
#define FSPD_SPAWN_ENV_H

#include <windows.h>
#include <stddef.h>

/* The environment of token's user (NULL: the daemon's own) with the
 * NAME=value elements of added (MULTI_SZ text, len bytes; NULL: none), which
 * replace variables of the same name. Caller frees. */
wchar_t *spawn_environment(HANDLE token, const char *added, size_t len)
        __attribute__((warn_unused_result));

#endif
