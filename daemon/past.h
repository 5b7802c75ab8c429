/*
 * past.h: undeclared instances that failed and are no more. They leave the set
 * when they are at rest, and the reason with them: whoever started one that
 * came to nothing would have a number and no cause.
 *
 * The last LIMIT_PAST_INSTANCES, in memory alone; the starter's SID as text, so
 * that nobody's token is held.
 */
#ifndef FSPD_PAST_H
#define FSPD_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/limits.h"

struct caller;
struct instance;

struct past_row {
	char *class_name, *name, *reason;
	char *sid;     /* of who started it; NULL: nobody did */
	uint64_t when; /* FILETIME */
};

struct past {
	struct past_row rows[LIMIT_PAST_INSTANCES]; /* the oldest first */
	size_t count;
};

void past_release(struct past *past) __attribute__((nonnull));
/* inst failed for reason, and is about to be dropped. Copied, in place of an
 * earlier one of its name or of the oldest. */
void past_note(struct past *past, const struct instance *inst,
               const char *reason, uint64_t when) __attribute__((nonnull));
/* One of that name has ended well, or is still there. */
void past_forget(struct past *past, const char *class_name, const char *name)
        __attribute__((nonnull));
/* The last one of that name (both folded), or NULL. Borrowed until the next
 * call that changes past. */
const struct past_row *past_find(const struct past *past,
                                 const char *class_name, const char *name)
        __attribute__((nonnull));
bool past_is_starter(const struct past_row *row, const struct caller *caller)
        __attribute__((nonnull));

#endif
