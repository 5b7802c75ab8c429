/*
 * value.h: the text of an INI value <-> a typed value of the schema, and what
 * a typed value may be, wherever it came from.
 */
#ifndef FSPD_VALUE_H
#define FSPD_VALUE_H

#include "codes.h"
#include "model.h"
#include "printf_like.h"

struct buf;

struct value_fault {
	enum diag_code code;
	size_t at, len; /* byte range in the text */
	char text[256]; /* what is wrong, what to write instead; may
	                 * hold foreign text: escape when printing */
};

/* Fill fault; what the text has too much is cut at a character. Returns -1. */
int value_fault_set(struct value_fault *fault, enum diag_code code, size_t at,
                    size_t len, const char *format, ...)
        __attribute__((nonnull(1, 5))) PRINTF_LIKE(5, 6);

/* Read text (UTF-8; list elements separated by '\n', empty ones skipped) as a
 * value of key id: numbers take units, booleans yes no true false on off 1 0,
 * choices their words in any case. What value_judge refuses is refused. 0 and
 * *out (caller frees out->text), or -1 and *fault. */
int value_parse(enum key_id id, const char *text, size_t len, struct value *out,
                struct value_fault *fault)
        __attribute__((nonnull, warn_unused_result));

/* The same of a text that ends in a NUL and outlives *out, which borrows it:
 * out->lent says whether there is nothing to free. */
int value_parse_lent(enum key_id id, const char *text, size_t len,
                     struct value *out, struct value_fault *fault)
        __attribute__((nonnull, warn_unused_result));

/* Whether v, of key id, is one that the schema allows: bounds of a number, the
 * words of a choice, the shape of list elements. Syntax that has its own parser
 * (templates, SDDL, paths) is judged elsewhere. 0, or -1 and *fault, whose
 * range is that in the text value_print gives. */
int value_judge(enum key_id id, const struct value *v,
                struct value_fault *fault)
        __attribute__((nonnull, warn_unused_result));

/* An element of SuccessExitCodes, decimal or 0x and hexadecimal digits. 0 and
 * *code, or -1. */
int value_exit_code(const char *text, size_t len, uint32_t *code)
        __attribute__((nonnull, warn_unused_result));

/* Append v as value_parse reads it, numbers with the largest exact unit, list
 * elements separated by '\n'. */
void value_print(enum key_id id, const struct value *v, struct buf *out)
        __attribute__((nonnull));

#endif
