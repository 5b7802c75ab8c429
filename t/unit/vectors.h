/*
 * vectors.h: the rows of a file of conformance data, one JSON object a line,
 * from $FSPD_VECTORS (../shared/vectors). They are not part of the project: a
 * test that finds none says so and passes.
 */
#ifndef FSPD_T_VECTORS_H
#define FSPD_T_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

enum { VECTORS_TEXTS = 64 }; /* that a test asks for in one row */

struct vectors {
	char *data;     /* the file */
	size_t len, at; /* at: the next row */
	struct json_value row;
	const char *id; /* of the row */
	char *texts[VECTORS_TEXTS];
	size_t text_count;
};

/* Open the file of that name, such as "expand.jsonl". False when it is absent,
 * which is said on standard error. */
bool vectors_open(struct vectors *v, const char *name) __attribute__((nonnull));
/* The next row; false at the end. A row that is no JSON object with an id
 * fails the test. */
bool vectors_next(struct vectors *v) __attribute__((nonnull));
void vectors_close(struct vectors *v) __attribute__((nonnull));

/* Below, texts are borrowed until the next row. */

/* A member's text; NULL when absent or no text. */
const char *vectors_text(struct vectors *v, const char *key)
        __attribute__((nonnull));
/* The text of a value; NULL when it is none. */
const char *vectors_value_text(struct vectors *v,
                               const struct json_value *value)
        __attribute__((nonnull));
/* A member of the row; false when absent. */
bool vectors_member(const struct vectors *v, const char *key,
                    struct json_value *out) __attribute__((nonnull));
/* Whether the value is an array that holds text. */
bool vectors_holds(const struct vectors *v, const char *key, const char *text)
        __attribute__((nonnull));
/* Whether value is the word true, false or null. */
bool vectors_is_word(const struct json_value *value, const char *word)
        __attribute__((nonnull));

#endif
