/*
 * shown.h: values as people see them, in plans, explanations and messages.
 *
 * The one place that decides it: whoever prints a value asks here, so that no
 * report repeats a password that somebody wrote in the clear.
 */
#ifndef FSPD_SHOWN_H
#define FSPD_SHOWN_H

#include <stddef.h>

#include "schema.h"

struct buf;
struct json;
struct value;

/* What a message repeats of a value: bytes with the NUL. */
enum { SHOWN_PIECE = 61 };

/* Append v, of key id, as an INI file has it and without passwords: those of
 * options, URLs and variables have a star for each character, and a Secret
 * that is none of the texts the key takes is `***`. */
void shown_value(enum key_id id, const struct value *v, struct buf *out)
        __attribute__((nonnull));

/* The same for text under a name that the schema does not know, or of another
 * type than it says: `***` where the name is that of a password. */
void shown_other(const char *name, const char *text, struct buf *out)
        __attribute__((nonnull));

/* The same for a text that is no value, such as a command line. */
void shown_text(const char *text, struct buf *out) __attribute__((nonnull));

/* As shown_text, a member of j; key as json_text has it. */
void shown_json(struct json *j, const char *key, const char *text)
        __attribute__((nonnull(1, 3)));

/* The beginning of the len bytes at text, for a message to quote: valid UTF-8,
 * masked before it is cut. What follows a password's name counts as one here,
 * whatever stands between them: the text is quoted because its form is wrong.
 * Returns piece. */
const char *shown_piece(char piece[SHOWN_PIECE], const char *text, size_t len)
        __attribute__((nonnull));

#endif
