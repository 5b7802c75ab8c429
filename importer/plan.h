/*
 * plan.h: what would have to be written so that the registry says what the
 * files say. Decides only; apply.c carries out.
 */
#ifndef FSPD_PLAN_H
#define FSPD_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/keystore.h"
#include "applied.h"
#include "../common/section.h"

struct error;
struct progress;

enum plan_action {
	PLAN_SAME, /* nothing to write */
	PLAN_NEW,
	PLAN_CHANGE,
	PLAN_REMOVE /* the key and all below it */
};

/* One key: a class, or an instance of it. */
struct plan_key {
	enum plan_action action;
	enum key_kind kind;
	bool drift;       /* somebody else wrote since the last apply */
	bool interrupted; /* an apply died here: its Digest is open */
	char *class_name;
	char *instance_name; /* NULL: the class */
	char *path;
	struct reg_key before; /* as stored now */
	struct reg_key after;  /* as wanted, Digest included */
	uint64_t left;         /* last-write time as we know it, 0: we do not */
	char print[APPLIED_PRINT_SIZE]; /* of what its section wants, or "" */
};

/* Keys sorted by class, a class in front of its instances. */
struct plan {
	struct plan_key *keys;
	size_t count;
};

#define PLAN_INIT       \
	{               \
		NULL, 0 \
	}

struct plan_options {
	const char *owner; /* --owner */
	bool force;        /* take over from other owners */
	/* What need not be read again; NULL: all is read. With it before and
	 * after are empty for keys that stay the same, overlays apart: who
	 * wants to know what they hold gives none. */
	const struct applied *applied;
	struct progress *progress; /* told of each section; NULL: nobody is */
};

/* Compare the sorted sections of d with ks into *plan (caller releases). What
 * the registry makes wrong about them (another owner, another spelling) goes to
 * diags. After underlay(). 0, or -1 and err when the registry could not be
 * read. */
int plan_make(struct plan *plan, const struct declared *d, struct keystore *ks,
              const struct plan_options *options, struct diag_list *diags,
              struct error *err)
        __attribute__((nonnull(1, 2, 3, 4, 5), warn_unused_result));

/* Plan the removal of `class` or `class\instance`. 0; 1 when it cannot be and
 * err says why (no such key, or it is of another owner: OS_ACCESS_DENIED in
 * err->code); -1 and err when the registry could not be read. */
int plan_removal(struct plan *plan, const char *name, struct keystore *ks,
                 const struct plan_options *options, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

/* Add the key path, its values empty and its action PLAN_SAME, for the caller
 * to fill. Borrowed until the next is added. */
struct plan_key *plan_add(struct plan *plan, const char *path)
        __attribute__((nonnull, returns_nonnull));

/* The same for the key of a class, or of the instance of it. */
struct plan_key *plan_add_named(struct plan *plan, const char *class_name,
                                const char *instance_name)
        __attribute__((nonnull(1, 2), returns_nonnull));

/* Bring removals to their classes, so that apply sees each class as a whole;
 * what goes with its class, or is named twice, is dropped. Call after the last
 * plan_removal(). */
void plan_sort(struct plan *plan) __attribute__((nonnull));

void plan_release(struct plan *plan) __attribute__((nonnull));

/* Keys that apply would touch. */
size_t plan_changes(const struct plan *plan) __attribute__((nonnull));

/* The key of a class or instance below the store's root; caller frees. */
char *plan_path(const char *class_name, const char *instance_name)
        __attribute__((nonnull(1), warn_unused_result));

#endif
