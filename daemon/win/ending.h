/*
 * ending.h: the end of the daemon's threads, which never takes for ever: one
 * that hangs in a call of the system that cannot be broken off is left behind,
 * with all that it may touch, and the end of the process ends it.
 */
#ifndef FSPD_ENDING_H
#define FSPD_ENDING_H

#include <windows.h>
#include <stdbool.h>
#include <stdint.h>

struct ending {
	uint64_t begun; /* monotonic ms */
	uint64_t tell_at;
	void (*waiting)(void *context); /* about every second; or NULL */
	void *context;
};

/* From now on, LIMIT_END_MS in all. waiting may be NULL. */
void ending_begin(struct ending *ending, void (*waiting)(void *context),
                  void *context) __attribute__((nonnull(1)));
/* Wait a little for thread; false when the time is over. */
bool ending_pause(struct ending *ending, HANDLE thread)
        __attribute__((nonnull, warn_unused_result));
/* Half of the time is over: what was to be finished is broken off as well. */
bool ending_is_late(const struct ending *ending) __attribute__((nonnull));
/* Wait for thread to end; false when the time is over. */
bool ending_wait(struct ending *ending, HANDLE thread)
        __attribute__((nonnull, warn_unused_result));

#endif
