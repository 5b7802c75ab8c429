/*
 * emit_part.h: what the emitters share.
 */
#ifndef FSPD_EMIT_PART_H
#define FSPD_EMIT_PART_H

#include <stdbool.h>

#include "plan.h"

struct buf;
struct diag_list;

/* Is value called as the schema calls id? */
bool emit_is_value(const struct reg_value *value, enum key_id id)
        __attribute__((nonnull));
/* May id stand in a key of kind? */
bool emit_stands_in(enum key_id id, enum key_kind kind);
/* The name of the key path below root, its hive written long. Caller frees. */
char *emit_key_name(const char *root, const char *path)
        __attribute__((nonnull, warn_unused_result));
/* Index behind the last key of plan that is of the same class as first. */
size_t emit_class_end(const struct plan *plan, size_t first)
        __attribute__((nonnull));

/* key behind "HKEY_LOCAL_MACHINE\", or NULL when it lies elsewhere. */
const char *emit_below_machine(const char *key) __attribute__((nonnull));

/* Tell in diags that value (NULL: the key) cannot be carried, and why; key is
 * borrowed by diags. Returns -1. */
int emit_refuse(struct diag_list *diags, const char *key,
                const struct reg_value *value, const char *why)
        __attribute__((nonnull(1, 2, 4)));

/* Append the text of a string, as XML can hold it: no control characters. 0,
 * or -1 when it is no such string. */
int emit_text(const struct reg_value *value, struct buf *out)
        __attribute__((nonnull, warn_unused_result));
/* The same of a list: each element is followed by a NUL. */
int emit_list(const struct reg_value *value, struct buf *out)
        __attribute__((nonnull, warn_unused_result));

/* Append text with what XML's markup is made of escaped. */
void emit_xml(struct buf *out, const char *text) __attribute__((nonnull));

#endif
