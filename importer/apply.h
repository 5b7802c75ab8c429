/*
 * apply.h: carry out a plan on a keystore.
 *
 * Killed between any two writes, a reader that honours Digest sees each class
 * as it was, as it shall be, or open (and keeps what it had); the next apply
 * completes the work.
 */
#ifndef FSPD_APPLY_H
#define FSPD_APPLY_H

#include "plan.h"

struct error;
struct progress;

struct apply_result {
	size_t keys;   /* that were touched */
	size_t values; /* that were written or deleted */
	bool undone;   /* on failure: nothing of it is left */
};

struct apply_listener {
	/* Told once all removals are announced and before the first key is
	 * deleted, for a reader to be shown them: it would miss what is gone
	 * at once. NULL: nobody is. */
	void (*announced)(void *context);
	void *context;
	struct progress *progress; /* told of each class; NULL: nobody is */
};

/* Write what plan says, class by class:
 *  1. Digest of length 0 on every key touched, on instances to be removed too;
 *  2. values that differ; of a class that has no Executable yet, Executable
 *     after all other values and instances;
 *  3. Removed=1 on what is to be removed;
 *  4. the Digests of instances, then that of the class; a key that shall have
 *     none loses it;
 * and at the end delete the keys that are marked. listener may be NULL.
 * Each key's left is then its new last-write time. 0 and *result. When a write
 * fails everything written is undone: -1 and err, which also says when that
 * failed. */
int apply_telling(struct plan *plan, struct keystore *ks,
                  const struct apply_listener *listener,
                  struct apply_result *result, struct error *err)
        __attribute__((nonnull(1, 2, 4), warn_unused_result));
/* The same, with nobody to tell. */
int apply(struct plan *plan, struct keystore *ks, struct apply_result *result,
          struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
