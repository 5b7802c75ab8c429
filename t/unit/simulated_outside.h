/*
 * simulated_outside.h: servers, folders, mounts and profiles of the simulated
 * world, behind probe.h.
 */
#ifndef FSPD_T_SIMULATED_OUTSIDE_H
#define FSPD_T_SIMULATED_OUTSIDE_H

#include "daemon/probe.h"
#include "simulated.h"

/* probe_ask of the simulation context; a probe_fake_hook. */
void simulated_ask(void *context, uint64_t ticket, enum probe_kind kind,
                   const char *target);
/* The answer to a question has come. */
void simulated_answer(struct simulation *sim, const struct moment *moment)
        __attribute__((nonnull));
/* A server comes or goes. */
void simulated_server(struct simulation *sim) __attribute__((nonnull));
/* A question about the instance is under way. */
bool simulated_is_asked(const struct simulation *sim, size_t index)
        __attribute__((nonnull));

#endif
