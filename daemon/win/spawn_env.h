/*
 * spawn_env.h: the environment block of a child.
 */
#ifndef FSPD_SPAWN_ENV_H
#define FSPD_SPAWN_ENV_H

#include <windows.h>
#include <stddef.h>

struct error;
struct secret;

/* A password as a variable. Both borrowed. */
struct spawn_variable {
	const char *name;
	const struct secret *value;
};

/* The environment of token's user (NULL: the daemon's own) with the
 * NAME=value elements of added (MULTI_SZ text, len bytes; NULL: none) and the
 * password (NULL: none), which replace variables of the same name. NULL and
 * err when a password is no text. */
wchar_t *spawn_environment(HANDLE token, const char *added, size_t len,
                           const struct spawn_variable *password,
                           struct error *err)
        __attribute__((warn_unused_result));
/* Wiped, since it may hold a password; NULL is accepted. */
void spawn_environment_free(wchar_t *environment);

#endif
