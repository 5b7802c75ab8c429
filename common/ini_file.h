/*
 * ini_file.h: an INI file as ordered raw entries that know where they stand.
 * Made by importer/ini_read.c; what the registry holds takes the same shape
 * (inventory.h), so that one set of rules judges both.
 */
#ifndef FSPD_INI_FILE_H
#define FSPD_INI_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "diag.h"
#include "printf_like.h"

/* There are as many of the two below as lines, so what can be found out from
 * the line is not kept. */

/* One line's share of a value. Borrows from the file's text. */
struct ini_part {
	const char *text;   /* len bytes, blanks at both ends taken off */
	const char *source; /* the whole line, NUL-terminated */
	uint32_t len;
	unsigned line; /* 0: it stands in no file */
};

struct ini_entry {
	const char *name;    /* section: all between the brackets */
	const char *source;  /* the name's line */
	unsigned line;       /* 0: it stands in no file */
	uint32_t first_part; /* index into the file's parts; a key has at
	                      * least one, a section none */
	uint32_t part_count;
	bool is_section;
};

struct ini_file {
	char *path;  /* as it is named in messages */
	char *owner; /* from conf.d\OWNER\, or NULL */
	char *text;  /* decoded; every line ends in a NUL */
	struct ini_entry *entries;
	size_t count;
	struct ini_part *parts;
	size_t part_count;
	struct arena names;
};

/* The place of the entry's name. */
struct place ini_entry_place(const struct ini_file *file,
                             const struct ini_entry *entry)
        __attribute__((nonnull));
/* Add a diagnostic about that name. */
void ini_entry_diag(const struct ini_file *file, const struct ini_entry *entry,
                    enum diag_code code, struct diag_list *diags,
                    const char *format, ...)
        __attribute__((nonnull(1, 2, 4, 5))) PRINTF_LIKE(5, 6);
/* The place of len bytes at byte at of the part's text; length may be 0. */
struct place ini_part_place(const struct ini_file *file,
                            const struct ini_part *part, size_t at, size_t len)
        __attribute__((nonnull));

void ini_file_release(struct ini_file *file) __attribute__((nonnull));

#endif
