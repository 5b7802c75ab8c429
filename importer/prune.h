/*
 * prune.h: what an owner has in the registry and no file declares.
 */
#ifndef FSPD_PRUNE_H
#define FSPD_PRUNE_H

#include "ini_read.h"
#include "plan.h"

struct prune_scope {
	const struct declared *declared; /* NULL: an owner's whole set goes */
	char *const *owners;             /* of whom a folder was read */
	size_t owner_count;
	const char *data; /* folder of what was adopted; NULL: none is */
	bool all;         /* an owner may be left with nothing */
};

/* Add to plan the removal of every class and instance that the owners of this
 * run (options' owner, and those that files, folders and sections name) have
 * in ks and scope does not declare. What must not be removed (a class with
 * somebody else's instance, all that an owner has) goes to diags. Followed by
 * plan_sort(). 0, or -1 and err. */
int prune(struct plan *plan, const struct prune_scope *scope,
          struct keystore *ks, const struct plan_options *options,
          struct diag_list *diags, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4, 5), warn_unused_result));

/* Append to out a line for each instance that the removals of plan would take
 * along with its class though it is not owner's. 0, or -1 and err. */
int prune_foreign(const struct plan *plan, struct keystore *ks,
                  const char *owner, struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

#endif
