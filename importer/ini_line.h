/*
 * ini_line.h: what one line of an INI file is, and what is wrong with it.
 */
#ifndef FSPD_INI_LINE_H
#define FSPD_INI_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/diag.h"
#include "../common/limits.h"

/* inih's buffer holds a line, its line feed and a NUL. */
enum { INI_LINE_BYTES = LIMIT_INI_LINE_BYTES - 3 };

enum line_kind { LINE_NOTHING, LINE_SECTION, LINE_KEY, LINE_CONTINUATION };

/* The line being read, and what the lines above it have begun. */
struct ini_line {
	const char *path; /* of the file, for messages */
	struct diag_list *diags;
	char *text; /* len bytes and a NUL */
	size_t len;
	size_t equals; /* of a LINE_KEY: where its `=` stands */
	unsigned number;
	const char *above; /* the line that this one would continue, or NULL */
	bool in_section;
	bool key_open; /* continuation lines belong to a key */
	bool skip;     /* ... to a key that was refused */
};

/* Judge the line and note what it begins. A comment, an empty line and a line
 * that is refused (and told) are LINE_NOTHING; a section header is always
 * LINE_SECTION, so that the keys below it have a place. */
enum line_kind ini_line_judge(struct ini_line *line) __attribute__((nonnull));

/* The place of len bytes at byte at of the line. */
struct place ini_line_place(const struct ini_line *line, size_t at, size_t len)
        __attribute__((nonnull));

/* Bytes of blanks that text begins with. */
size_t ini_blanks(const char *text) __attribute__((nonnull));
/* len less the blanks at the end of text. */
size_t ini_trimmed(const char *text, size_t len) __attribute__((nonnull));

#endif
