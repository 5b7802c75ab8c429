/*
 * options_table.h: every verb and every option, once: the reader, the usage
 * text and the completion scripts are made from these rows.
 */
#ifndef FSPD_OPTIONS_TABLE_H
#define FSPD_OPTIONS_TABLE_H

#include "options.h"

enum { EVERY_VERB = (1 << VERB_COUNT) - 1 };

struct verb_row {
	const char *name, *arguments, *summary;
};

enum arity { TAKES_NOTHING, TAKES_VALUE, MAY_TAKE_VALUE };

/* Take value (NULL: none) into *o. 0, or -1 and one line in fault. */
typedef int option_taker(struct options *o, const char *value,
                         struct buf *fault);

struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum arity arity;
	unsigned verbs; /* 1 << VERB_... that have it */
	option_taker *take;
	const char *value, *summary; /* value: words, `a|b` where they are all
	                              * there are */
};

const struct verb_row *verb_row(enum verb verb)
        __attribute__((returns_nonnull));
/* The row i of all, NULL behind the last. */
const struct option_row *option_row(size_t i);

/* Put `text 'value'` into fault. Returns -1. */
int option_refuse(struct buf *fault, const char *text, const char *value)
        __attribute__((nonnull));

#endif
