/*
 * diag.h: problems of the user's input: all of them, sorted by place, each
 * with a stable code, a line of text and the exact characters meant.
 */
#ifndef FSPD_DIAG_H
#define FSPD_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "codes.h"
#include "printf_like.h"

struct buf;

/* A place in a file (or a key's display name: line 0; a column then is one of
 * the value written as a line of an INI file). */
struct place {
	const char *file; /* borrowed: outlives the diagnostics */
	unsigned line;    /* from 1; 0: the file or key as a whole */
	unsigned column;  /* from 1, in characters; 0: the whole line */
	unsigned length;  /* characters under the caret, at least 1 */
};

struct diag {
	struct place place;
	enum diag_code code;
	enum diag_severity severity; /* after --strict and Allow */
	bool allowed;
	char *text;   /* lower case, no full stop, cause and way out */
	char *source; /* the source line, or NULL */
};

/* Characters of a source line that are a password. */
struct diag_hidden {
	struct place place;
	char *source;
};

struct diag_list {
	struct diag *items;
	size_t count;
	struct diag_hidden *hidden; /* in every item, whatever it is about */
	size_t hidden_count;
};

#define DIAG_LIST_INIT           \
	{                        \
		NULL, 0, NULL, 0 \
	}

/* Add one; the severity is that of the code's row. source (the whole source
 * line, may be NULL) is copied; the text is kept without passwords. */
void diag_add(struct diag_list *list, enum diag_code code,
              const struct place *place, const char *source, const char *format,
              ...) __attribute__((nonnull(1, 3, 5))) PRINTF_LIKE(5, 6);
void diag_addv(struct diag_list *list, enum diag_code code,
               const struct place *place, const char *source,
               const char *format, va_list args)
        __attribute__((nonnull(1, 3, 5))) PRINTF_LIKE(5, 0);
/* At place in source, which is copied, stands a password, which cannot always
 * be seen in the line alone. Whatever item shows that line shows stars. */
void diag_hide(struct diag_list *list, const struct place *place,
               const char *source) __attribute__((nonnull));
void diag_release(struct diag_list *list) __attribute__((nonnull));
/* Move every item of from to the end of to, and what it hides. */
void diag_move(struct diag_list *to, struct diag_list *from)
        __attribute__((nonnull));
/* Stable sort by file, line, column. */
void diag_sort(struct diag_list *list) __attribute__((nonnull));
size_t diag_count(const struct diag_list *list, enum diag_severity severity)
        __attribute__((nonnull));
/* Append the text form of item i: `file:line:column: error: text [FSP0123]`,
 * then the source line, without its passwords, and a caret line when there is a
 * source. */
void diag_render(const struct diag_list *list, size_t i, struct buf *out)
        __attribute__((nonnull));
/* Append the JSON object of --json, one line. */
void diag_render_json(const struct diag *d, struct buf *out)
        __attribute__((nonnull));

#endif
