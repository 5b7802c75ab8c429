/*
 * flat.h: a value as one string, with a map back to its source lines.
 *
 * Continuation lines are joined and `${NAME}` is replaced here, so that what
 * judges values sees plain text, and its findings still point at the exact
 * characters of the file.
 */
#ifndef FSPD_FLAT_H
#define FSPD_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "diag.h"
#include "ini_file.h"
#include "printf_like.h"

/* From byte at of the text on: what stands at byte part_at of part. A span of
 * a variable's result is not exact: all of it comes from source_len bytes. */
struct flat_span {
	size_t at;
	const struct ini_part *part;
	size_t part_at;
	size_t source_len;
	bool exact;
};

struct flat {
	const struct ini_file *file;
	const struct ini_entry *entry;
	const char *text; /* len bytes and a NUL */
	size_t len;
	bool faulty;              /* a variable in it could not be replaced */
	bool empty;               /* `Key =`: nothing at all was written */
	uint32_t span_count;      /* 0: text is that of the entry's one part */
	struct flat_span spans[]; /* they are many, and nearly all have none */
};

/* What `${NAME}` may name: first the given, then the environment; both
 * "NAME=value", ended by NULL, names matched without case. */
struct variables {
	const char *const *given;
	const char *const *environment;
};

/* The value of entry, its parts joined by separator. An unset or unfinished
 * variable is told in diags and replaced by nothing; variables NULL: none is
 * looked for. Never NULL; the result lives in arena and borrows from file. */
struct flat *flat_new(struct arena *arena, const struct ini_file *file,
                      const struct ini_entry *entry, char separator,
                      const struct variables *variables,
                      struct diag_list *diags)
        __attribute__((nonnull(1, 2, 3, 6), returns_nonnull,
                       warn_unused_result));

/* Is entry's value written as that of known, on one line without a variable?
 * Then flat_again() makes it, and shares the text. */
bool flat_is_again(const struct flat *known, const struct ini_file *file,
                   const struct ini_entry *entry) __attribute__((nonnull));
struct flat *flat_again(struct arena *arena, const struct flat *known,
                        const struct ini_file *file,
                        const struct ini_entry *entry)
        __attribute__((nonnull, returns_nonnull, warn_unused_result));

/* The place of len bytes at byte at of the text; *source becomes its line. */
struct place flat_place(const struct flat *flat, size_t at, size_t len,
                        const char **source) __attribute__((nonnull));

/* Add a diagnostic about those bytes. */
void flat_diag(const struct flat *flat, size_t at, size_t len,
               enum diag_code code, struct diag_list *diags, const char *format,
               ...) __attribute__((nonnull(1, 5, 6))) PRINTF_LIKE(6, 7);

/* Those bytes are a password: no finding shows them, on whichever lines they
 * stand. */
void flat_hide(const struct flat *flat, size_t at, size_t len,
               struct diag_list *diags) __attribute__((nonnull));

/* Is any byte of the text from at on, for len bytes, a variable's result? */
bool flat_is_replaced(const struct flat *flat, size_t at, size_t len)
        __attribute__((nonnull));

#endif
