/*
 * simulated_calls.h: clients of the simulated world.
 */
#ifndef FSPD_T_SIMULATED_CALLS_H
#define FSPD_T_SIMULATED_CALLS_H

#include "simulated.h"

struct caller;

/* A request of caller, with '|' for NUL. Returns the reply there is at once,
 * UTF-8, borrowed until the next, or NULL. */
const char *simulated_call(struct simulation *sim, struct caller *caller,
                           const char *request) __attribute__((nonnull));
/* Have a password stored for an instance, or, for NULL, taken away. */
void simulated_store(struct simulation *sim, size_t index, const char *password)
        __attribute__((nonnull(1)));
/* Some client calls about some instance. */
void simulated_call_some(struct simulation *sim) __attribute__((nonnull));

#endif
