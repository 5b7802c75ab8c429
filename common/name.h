/*
 * name.h: class and instance names: how they compare, what they may hold, and
 * how an instance's name is written as a key name.
 *
 * Names compare with ASCII folding only, the same on every system; names that
 * differ only in non-ASCII case are refused elsewhere (check.h), so Windows'
 * own folding never disagrees.
 */
#ifndef FSPD_NAME_H
#define FSPD_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* <0, 0, >0 as strcmp, with A-Z folded to a-z. */
int name_compare(const char *a, const char *b) __attribute__((nonnull));
bool name_equal(const char *a, const char *b) __attribute__((nonnull));
/* The same, where b is the len bytes of text. */
bool name_equal_bytes(const char *a, const char *text, size_t len)
        __attribute__((nonnull));
/* FNV-1a of the folded name. */
uint32_t name_hash(const char *name) __attribute__((nonnull));
/* In place, A-Z to a-z. */
void name_fold(char *name) __attribute__((nonnull));
/* True when the names are not name_equal but would be one name under Windows'
 * Unicode folding (simple upper-casing of Latin, Greek, Cyrillic, Armenian). */
bool name_differs_only_in_case(const char *a, const char *b)
        __attribute__((nonnull));

/* NULL when name may be a class (1 to 233 UTF-16 units, none of
 * \ / : " * ? < > |, no control characters, no space or dot at the ends),
 * else a static text that says what is wrong with it. */
const char *class_name_fault(const char *name) __attribute__((nonnull));
/* The same for an instance: 1 to 192 units, no control characters, encoded
 * key name at most 255 units. */
const char *instance_name_fault(const char *name) __attribute__((nonnull));

/* Append the key name of an instance: \ as %5C and % as %25. */
void instance_key_encode(struct buf *out, const char *instance)
        __attribute__((nonnull));
/* Append the instance named by a key: exactly %5C and %25 (either case) are
 * decoded, any other % makes -1 (out is then unchanged). */
int instance_key_decode(struct buf *out, const char *key)
        __attribute__((nonnull, warn_unused_result));

#endif
