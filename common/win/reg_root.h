/*
 * reg_root.h: the keys below the root of a store: by their names, or through
 * the keys that were entered. Always in the 32-bit view.
 */
#ifndef FSPD_REG_ROOT_H
#define FSPD_REG_ROOT_H

#include <windows.h>

#include <stdbool.h>

#include "../keystore.h"
#include "../reg_path.h"

struct error;

/* A key that was entered. */
struct reg_entered {
	char *path;
	HKEY key; /* NULL: it could not be opened */
};

struct reg_root {
	struct reg_path path;
	struct reg_entered entered[KEYSTORE_DEPTH];
	unsigned depth;
};

/* Of a path that can be no key's, all that return a status say
 * ERROR_INVALID_PARAMETER. */

/* text is the root's name, as keystore_open() has it. 0, or -1 and err. */
int reg_root_init(struct reg_root *root, const char *text, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
void reg_root_release(struct reg_root *root) __attribute__((nonnull));

/* keystore_enter() and keystore_leave(). */
void reg_root_enter(struct reg_root *root, const char *path)
        __attribute__((nonnull));
void reg_root_leave(struct reg_root *root) __attribute__((nonnull));

/* Open path for reading: *key is for reg_root_close(). */
LSTATUS reg_root_open(const struct reg_root *root, const char *path, HKEY *key)
        __attribute__((nonnull, warn_unused_result));
void reg_root_close(const struct reg_root *root, HKEY key)
        __attribute__((nonnull(1)));

/* Open path for writing its values, or make it where it is absent, which *made
 * then says. The caller closes *key. */
LSTATUS reg_root_open_to_write(const struct reg_root *root, const char *path,
                               bool make, HKEY *key, bool *made)
        __attribute__((nonnull, warn_unused_result));

/* Delete path, which is not the root itself, and all below it. */
LSTATUS reg_root_delete(const struct reg_root *root, const char *path)
        __attribute__((nonnull, warn_unused_result));

#endif
