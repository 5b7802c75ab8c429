/*
 * inspect.h: what the registry holds of each class is judged as fsp-import
 * would, elsewhere and one class at a time; what is found is shown with the
 * definition, and logged when it is new.
 */
#ifndef FSPD_INSPECT_H
#define FSPD_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct definitions;
struct engine_time;
struct survey;
struct surveyor;

struct inspector {
	struct surveyor *surveyor; /* NULL: nothing is inspected */
	bool busy;                 /* a class is being inspected */
	size_t cursor;             /* where the search goes on */
	uint64_t not_before;       /* monotonic ms, for what has time */
};

/* At the end of every call: have the next class inspected, if it is time. */
void inspect_settle(struct inspector *inspector, struct definitions *defs,
                    const struct engine_time *time) __attribute__((nonnull));
/* Monotonic ms at which inspect_settle() has something to do, UINT64_MAX when
 * only after another call. */
uint64_t inspect_deadline(const struct inspector *inspector,
                          const struct definitions *defs)
        __attribute__((nonnull));
/* An inspection came back; its findings are taken out of it. */
void inspect_done(struct inspector *inspector, struct definitions *defs,
                  struct survey *survey, const struct engine_time *time)
        __attribute__((nonnull));

#endif
