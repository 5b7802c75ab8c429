/*
 * reg_edit.h: what a file for deployment does to the registry, in its order:
 * keys made and deleted, values written and deleted.
 *
 * The .reg reader makes such a list, emit.c makes one of a plan, and the
 * writers of .reg, .pol and GPP files print one. A key is named as in a .reg
 * file: HKEY_LOCAL_MACHINE\SOFTWARE\..., text is UTF-8.
 */
#ifndef FSPD_REG_EDIT_H
#define FSPD_REG_EDIT_H

#include <stddef.h>
#include <stdint.h>

#include "../common/keystore.h"

struct reg_node;

enum reg_edit_kind {
	EDIT_MAKE_KEY,
	EDIT_DELETE_KEY, /* and all below it */
	EDIT_PUT,
	EDIT_ERASE /* of value only the name counts */
};

struct reg_edit {
	enum reg_edit_kind kind;
	char *key;
	struct reg_value value; /* name "" is the key's default value */
};

/* Room is made in powers of two, so count tells it. */
struct reg_edits {
	struct reg_edit *items;
	size_t count;
};

#define REG_EDITS_INIT  \
	{               \
		NULL, 0 \
	}

/* Add one at the end; names and data are copied. */
void reg_edits_make_key(struct reg_edits *edits, const char *key)
        __attribute__((nonnull));
void reg_edits_delete_key(struct reg_edits *edits, const char *key)
        __attribute__((nonnull));
void reg_edits_put(struct reg_edits *edits, const char *key, const char *name,
                   uint32_t type, const void *data, size_t len)
        __attribute__((nonnull));
void reg_edits_erase(struct reg_edits *edits, const char *key, const char *name)
        __attribute__((nonnull));
void reg_edits_release(struct reg_edits *edits) __attribute__((nonnull));

/* The name that .reg files give a key whose hive is written short: HKLM\... is
 * HKEY_LOCAL_MACHINE\.... Caller frees. */
char *reg_key_long_name(const char *key)
        __attribute__((nonnull, warn_unused_result));

/* Do all of it to the tree below root, whose children are the hives. */
void reg_edits_apply(const struct reg_edits *edits, struct reg_node *root)
        __attribute__((nonnull));

#endif
