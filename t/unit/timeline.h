/*
 * timeline.h: what is to happen, and when: a heap by time, first come first
 * served among equals.
 */
#ifndef FSPD_T_TIMELINE_H
#define FSPD_T_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct moment {
	uint64_t at;    /* monotonic ms */
	uint64_t order; /* timeline's own */
	unsigned what;  /* the test's own, as is who */
	uint64_t who;
	unsigned edition;
};

struct timeline {
	struct moment *moments;
	size_t count, cap;
	uint64_t last_order;
};

void timeline_release(struct timeline *line) __attribute__((nonnull));
void timeline_add(struct timeline *line, const struct moment *moment)
        __attribute__((nonnull));
/* Take what comes first when it is no later than now. */
bool timeline_take(struct timeline *line, uint64_t now, struct moment *moment)
        __attribute__((nonnull));
/* When the first is, UINT64_MAX when there is none. */
uint64_t timeline_next(const struct timeline *line) __attribute__((nonnull));

#endif
