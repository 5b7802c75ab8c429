/*
 * merge.h: what a key holds now and what a section says -> what it shall hold.
 */
#ifndef FSPD_MERGE_H
#define FSPD_MERGE_H

#include "plan.h"

/* The values that s says, as its owner's, into *wanted; caller releases. */
void merge_wanted(const struct section *s, const char *owner,
                  struct reg_key *wanted) __attribute__((nonnull));

/* Fill *after (an empty key) with the values that the key of s shall hold and
 * say what it takes: PLAN_SAME, its Digest then matches, or PLAN_CHANGE.
 * wanted is as merge_wanted() left it and empty afterwards. Schema values that
 * s does not name go, unless it is an overlay; private values stay. Source is
 * renewed only together with another value. */
enum plan_action merge(const struct section *s, struct reg_key *wanted,
                       const struct reg_key *before, struct reg_key *after)
        __attribute__((nonnull));

/* What s wants, which merge_wanted() said, as 16 hex digits: other digits,
 * another wish. */
void merge_print(const struct section *s, const char *owner,
                 const struct reg_key *wanted, char print[APPLIED_PRINT_SIZE])
        __attribute__((nonnull));

/* Whose section this is: its Owner, its folder's, else by_default. Borrowed. */
const char *merge_owner(const struct section *s, const char *by_default)
        __attribute__((nonnull));

/* The text of a stored SZ value, NULL when absent or unreadable; caller
 * frees. */
char *merge_text(const struct reg_key *key, enum key_id id)
        __attribute__((nonnull, warn_unused_result));

#endif
