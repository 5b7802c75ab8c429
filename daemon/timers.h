/*
 * timers.h: which instance something is due for next. A heap, so that of ten
 * thousand only those are looked at whose time has come.
 *
 * What an instance is filed under is no later than what is due for it; who
 * finds it too early files it anew.
 */
#ifndef FSPD_TIMERS_H
#define FSPD_TIMERS_H

#include <stddef.h>
#include <stdint.h>

struct instance;

struct timers {
	struct instance **heap; /* borrowed; earliest first */
	size_t count, cap;
};

void timers_release(struct timers *timers) __attribute__((nonnull));
/* File inst under when (monotonic ms), wherever it was before; UINT64_MAX takes
 * it out, as has to be done before it is freed. */
void timers_file(struct timers *timers, struct instance *inst, uint64_t when)
        __attribute__((nonnull));
/* The same, unless it is filed under an earlier time. */
void timers_hasten(struct timers *timers, struct instance *inst, uint64_t when)
        __attribute__((nonnull));
/* When the first is due, UINT64_MAX without any. */
uint64_t timers_next(const struct timers *timers) __attribute__((nonnull));
/* Take out the first, if it is due; NULL when none is. */
struct instance *timers_take(struct timers *timers, uint64_t now)
        __attribute__((nonnull));

#endif
