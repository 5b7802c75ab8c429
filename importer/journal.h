/*
 * journal.h: writes to a keystore that can all be taken back.
 *
 * What was there is read (or known) before each write and kept in the order
 * of the writes; journal_undo() restores it backwards, so that a key's Digest,
 * opened first, is closed again last. The paths and values of writes are
 * borrowed until the journal is released: a plan has them, and they are many.
 */
#ifndef FSPD_JOURNAL_H
#define FSPD_JOURNAL_H

#include <stddef.h>

#include "../common/keystore.h"

struct error;
struct journal_block;

struct journal {
	struct keystore *ks;
	struct journal_block *last; /* what it holds, NULL: nothing */
	size_t writes;              /* that changed the store */
};

/* ks is borrowed. */
void journal_init(struct journal *j, struct keystore *ks)
        __attribute__((nonnull));
void journal_release(struct journal *j) __attribute__((nonnull));

/* Before the first write to path: make it (and keys above it) where absent, and
 * remember to delete what was made. 0, or -1 and err. */
int journal_begin_key(struct journal *j, const char *path, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Write a value; before (may be NULL: absent) is what it replaces. All three
 * are borrowed. */
int journal_put(struct journal *j, const char *path,
                const struct reg_value *value, const struct reg_value *before,
                struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Delete the value before; it and path are borrowed. */
int journal_erase(struct journal *j, const char *path,
                  const struct reg_value *before, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Delete the key path and all below it. */
int journal_drop(struct journal *j, const char *path, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Take everything back, last write first, going on past failures. 0, or -1
 * and err of the first failure. */
int journal_undo(struct journal *j, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
