/*
 * pattern.h: Pattern1 to Pattern9: what a caller's argument must match.
 */
#ifndef FSPD_PATTERN_H
#define FSPD_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct definition;

/* Whether the whole of text matches pattern: `*` any characters, `?` one,
 * `[set]` one of the set (`a-z` a range, a leading `!` all others, `]` first
 * stands for itself). Case counts. A `[` without `]` matches itself. Linear in
 * the product of the lengths, whatever the caller sends. */
bool pattern_match(const char *pattern, const char *text)
        __attribute__((nonnull));

/* The number, from 1 on, of the first of a caller's arguments that does not
 * match its Pattern of the class; one that is not given is empty. 0 when all
 * match. */
unsigned pattern_refuses(const struct definition *class_def,
                         char *const *arguments, size_t count)
        __attribute__((nonnull(1)));

#endif
