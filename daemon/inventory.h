/*
 * inventory.h: what the registry holds, as the sections that fsp-import judges:
 * one set of rules for both, so that `fspd check` says what an import of the
 * same would.
 *
 * A section's file is the key's display name, and its lines have no number: a
 * finding shows the value as a line of an INI file.
 */
#ifndef FSPD_INVENTORY_H
#define FSPD_INVENTORY_H

#include <stddef.h>

#include "../common/section.h"

struct error;
struct keystore;
struct reg_key;

struct inventory {
	struct declared declared;
	struct ini_file **files; /* one for each key */
	size_t count;
	size_t classes, instances;
	size_t interrupted; /* keys that an apply did not close; not judged */
};

#define INVENTORY_INIT                          \
	{                                       \
		DECLARED_INIT, NULL, 0, 0, 0, 0 \
	}

/* Add every class of ks with its instances. A key without Executable and
 * without instances is no class. Values of the wrong type and keys that are no
 * names are told in diags, which borrow from *inventory. 0, or -1 and err. */
int inventory_read(struct inventory *inventory, struct keystore *ks,
                   struct diag_list *diags, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* The same for one class and its instances; absent, nothing is added. */
int inventory_read_class(struct inventory *inventory, struct keystore *ks,
                         const char *class_name, struct diag_list *diags,
                         struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

/* Apply every rule, those that ask this machine too; diags are sorted then. */
void inventory_judge(struct inventory *inventory, struct diag_list *diags)
        __attribute__((nonnull));
void inventory_release(struct inventory *inventory) __attribute__((nonnull));

#endif
