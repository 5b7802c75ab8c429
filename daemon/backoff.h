/*
 * backoff.h: how long to pause before a restart, and when to give up. Pure.
 */
#ifndef FSPD_BACKOFF_H
#define FSPD_BACKOFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct backoff_policy {
	uint32_t delay, delay_max; /* ms */
	uint32_t limit;            /* restarts in the window */
	uint64_t window;           /* ms */
};

struct backoff {
	unsigned step;   /* doublings so far */
	uint64_t *times; /* of the last restarts, a ring of cap */
	size_t count, cap, next;
};

struct backoff_verdict {
	bool afresh;    /* it had stayed up: nothing before that counts */
	bool too_many;  /* limit passed within the window */
	uint32_t delay; /* ms; of delay_max when too_many */
};

/* A process ended at now after up_ms: decide on its restart. One that stayed
 * up longer than delay_max starts afresh. random is any number: up to a
 * quarter of the delay is taken off, so that instances that failed together do
 * not come back together. */
struct backoff_verdict backoff_next(struct backoff *b,
                                    const struct backoff_policy *policy,
                                    uint64_t now, uint64_t up_ms,
                                    uint64_t random) __attribute__((nonnull));
/* Forget everything; what was allocated is freed. */
void backoff_reset(struct backoff *b) __attribute__((nonnull));

#endif
