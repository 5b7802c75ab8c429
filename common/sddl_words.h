/*
 * sddl_words.h: SDDL's vocabulary, for sddl.c alone: what the two or three
 * letters of each field of an ACE mean.
 */
#ifndef FSPD_SDDL_WORDS_H
#define FSPD_SDDL_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sddl_type {
	char name[3];
	unsigned char type;  /* what stands in the bytes */
	bool in_sacl;        /* belongs into S:, else into D: */
	const char *refused; /* NULL, or why a class has none */
};

struct sddl_word {
	char name[3];
	uint32_t value;
};

/* The type of that name, in either case; NULL when there is none. */
const struct sddl_type *sddl_find_type(const char *name, size_t len)
        __attribute__((nonnull));
/* The value of a right or an ACE flag of two letters, in either case, at name;
 * false when there is none. */
bool sddl_find_right(const char name[2], uint32_t *value)
        __attribute__((nonnull));
bool sddl_find_flag(const char name[2], uint32_t *value)
        __attribute__((nonnull));

#endif
