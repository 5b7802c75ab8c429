/*
 * reg_store.h: keystore.h over a registry in memory: what a .reg file holds,
 * so that plan, apply and export work where there is no registry, and an empty
 * one, which tells emit.c what a machine without any definition would need.
 */
#ifndef FSPD_REG_STORE_H
#define FSPD_REG_STORE_H

#include <stdbool.h>

#include "../common/keystore.h"

struct buf;
struct diag_list;
struct error;

/* An empty registry, seen below the key root (as for keystore_open). NULL and
 * err when root names no key. Closed by keystore_close(). */
struct keystore *reg_store_new(const char *root, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Do to ks, which reg_store_new made, what the .reg file of len bytes says.
 * Lines that are not understood are told in diags at path (borrowed by diags).
 * 0, or -1 when this is no .reg file, told in diags. */
int reg_store_load(struct keystore *ks, const void *bytes, size_t len,
                   const char *path, struct diag_list *diags)
        __attribute__((nonnull, warn_unused_result));

/* Whether ks was written to since it was loaded. */
bool reg_store_is_changed(const struct keystore *ks) __attribute__((nonnull));

/* Append the .reg file that makes all of ks, also what lies outside its root.
 * 0, or -1 and err. */
int reg_store_save(const struct keystore *ks, struct buf *out,
                   struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
