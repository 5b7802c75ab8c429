/*
 * simulated_look.h: what must hold in the simulated world.
 */
#ifndef FSPD_T_SIMULATED_LOOK_H
#define FSPD_T_SIMULATED_LOOK_H

#include "simulated.h"

struct process_spec;

/* An instance is started: may it be? */
void simulated_judge_start(struct simulation *sim, size_t index)
        __attribute__((nonnull));
/* Its process is made: by what it must be? */
void simulated_judge_spec(struct simulation *sim, size_t index,
                          const struct process_spec *spec, bool has_password)
        __attribute__((nonnull));
/* Its process is asked to end: is it its turn? */
void simulated_judge_end(struct simulation *sim, size_t index)
        __attribute__((nonnull));
/* A network change has had its time. */
void simulated_judge_network(struct simulation *sim) __attribute__((nonnull));
/* Whatever must hold at any time. metrics: the reply to `F metrics` of now. */
void simulated_look(struct simulation *sim, const char *metrics)
        __attribute__((nonnull));

#endif
