/*
 * declared_world.h: a daemon with the class fs and declarations in it.
 */
#ifndef FSPD_T_DECLARED_WORLD_H
#define FSPD_T_DECLARED_WORLD_H

#include <stddef.h>

#include "daemon_world.h"

extern struct world w;

void declared_world_init(void);
void declared_world_release(void);

/* Declare fs\NAME, with After unless NULL, closed. */
void declare_instance(const char *name, const char *after);
/* Set a value of it, closed. */
void set_declared(const char *name, const char *value, const char *text);
/* Its key is gone. */
void undeclare(const char *name);
/* How many processes were started. */
size_t starts(void);
/* The state of fs\NAME as `status` tells it, "none": there is none. */
const char *state_of(const char *name);

#define ASSERT_STATE(name, expected) ck_assert_str_eq(state_of(name), expected)

#endif
