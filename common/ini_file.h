/*
 * ini_file.h: an INI file as ordered raw entries that know where they stand.
 * Made by importer/ini_read.c; what the registry holds takes the same shape
 * (inventory.h), so that one set of rules judges both.
 */
#ifndef FSPD_INI_FILE_H
#define FSPD_INI_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"

/* One line's share of a value. Borrows from the file's text. */
struct ini_part {
	const char *text; /* len bytes, blanks at both ends taken off */
	size_t len;
	const char *source; /* the whole line, NUL-terminated */
	unsigned line;
	unsigned column; /* of text, in characters from 1 */
};

struct ini_entry {
	bool is_section;
	const char *name;   /* section: all between the brackets */
	struct place place; /* of the name */
	const char *source; /* the name's line */
	size_t first_part;  /* index into the file's parts; a key has at
	                     * least one, a section none */
	size_t part_count;
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

void ini_file_release(struct ini_file *file) __attribute__((nonnull));

#endif
