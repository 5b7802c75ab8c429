/*
 * refusals.h: which refusals are logged: those of one user with one number so
 * many times in a window, after it one line with how many more there were.
 *
 * Whoever sends refused requests as fast as he can is told of, and does not
 * push everything else out of the log.
 */
#ifndef FSPD_REFUSALS_H
#define FSPD_REFUSALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/limits.h"

struct refusals_row {
	char *sid;  /* "": all who found no row of their own */
	char *user; /* the name to tell; NULL: not known yet */
	uint32_t number;
	uint64_t until; /* monotonic ms: the window's end */
	unsigned logged, more;
};

struct refusals {
	struct refusals_row rows[LIMIT_REFUSALS_KINDS];
	size_t count;
};

void refusals_release(struct refusals *refusals) __attribute__((nonnull));
/* The user of sid was refused with number. The row when that is to be logged,
 * in which the user's name is then to be filled in if it has none (looking it
 * up may take its time); NULL when not. Borrowed until the next call. */
struct refusals_row *refusals_note(struct refusals *refusals, const char *sid,
                                   uint32_t number, uint64_t now)
        __attribute__((nonnull));
/* Monotonic ms at which refusals_log_rest() has something to do, or UINT64_MAX.
 */
uint64_t refusals_deadline(const struct refusals *refusals)
        __attribute__((nonnull));
/* Log how many were not, for each window that is over. */
void refusals_log_rest(struct refusals *refusals, uint64_t now)
        __attribute__((nonnull));

#endif
