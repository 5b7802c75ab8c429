/*
 * record.h: keys as they were and as they became: what an undo file and a
 * saved plan hold.
 *
 * Run forwards a record is a plan made earlier, backwards it takes one back.
 * In both directions the registry must be as the record says it was left;
 * what is not is a conflict, which the caller refuses or overrides.
 */
#ifndef FSPD_RECORD_H
#define FSPD_RECORD_H

#include "plan.h"

struct buf;
struct error;

struct record_key {
	char *path;    /* below the root */
	bool had, has; /* was the key there; is it afterwards */
	bool borrowed; /* before and after are a plan's */
	struct reg_key before, after;
};

struct record {
	char *root;  /* as keystore_display() names it */
	char *verb;  /* what was done: apply, remove, rollback or plan */
	unsigned of; /* a rollback: of which record; else 0 */
	struct record_key *keys;
	size_t count;
};

#define RECORD_INIT                    \
	{                              \
		NULL, NULL, 0, NULL, 0 \
	}

enum record_direction { RECORD_FORWARDS, RECORD_BACKWARDS };

/* What carrying out plan on ks changes; with unchanged, the keys that stay the
 * same too. A key to be removed brings all below it. *out is empty before;
 * caller releases, while plan, which it borrows from, is there. 0, or -1 and
 * err. */
int record_make(struct record *out, const struct plan *plan, const char *verb,
                bool unchanged, struct keystore *ks, struct error *err)
        __attribute__((nonnull(1, 2, 3, 5), warn_unused_result));
void record_release(struct record *record) __attribute__((nonnull));

/* Add one key, absent on both sides until the caller says otherwise. */
struct record_key *record_add(struct record *record, const char *path)
        __attribute__((nonnull, returns_nonnull));

/* Does ks hold what record says came of it? 0 and *is, or -1 and err. */
int record_is_carried_out(const struct record *record, struct keystore *ks,
                          bool *is, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Take over what died, the record of a run that did not finish, says was there
 * before: taken back, record then leads to the state before that run. Keys of
 * died that record does not change are in it as ks holds them, and it borrows
 * nothing any longer. 0, or -1 and
 * err. */
int record_merge(struct record *record, const struct record *died,
                 struct keystore *ks, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Would it change anything to take record back? */
bool record_has_changes(const struct record *record) __attribute__((nonnull));

/* Append record as text. */
void record_write(const struct record *record, struct buf *out)
        __attribute__((nonnull));
/* Read len bytes of text back into *out (empty; caller releases). 0, or -1
 * when they are no whole record. */
int record_read(struct record *out, const char *text, size_t len)
        __attribute__((nonnull, warn_unused_result));

/* Plan the way from what ks holds to what record says, in that direction;
 * plan is empty and the caller's to release. The names of classes and
 * instances that somebody else changed since go to conflicts, one a line. 0,
 * or -1 and err. */
int record_plan(const struct record *record, enum record_direction direction,
                struct keystore *ks, struct plan *plan, struct buf *conflicts,
                struct error *err)
        __attribute__((nonnull(1, 3, 4, 5), warn_unused_result));

#endif
