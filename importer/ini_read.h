/*
 * ini_read.h: the bytes of an INI file -> ordered raw entries with places.
 *
 * The only user of inih, which splits names from values. Our own line reader
 * feeds it: it decodes the file, takes section headers itself, refuses what
 * inih would cut or misread, and knows where every value stands. What names
 * and values mean is compile.c's concern.
 */
#ifndef FSPD_INI_READ_H
#define FSPD_INI_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/arena.h"
#include "../common/diag.h"

struct buf;

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

/* Read bytes, the contents of the file called path, into *file (which is
 * overwritten; ini_file_release frees it). Problems go to diags, which borrow
 * file->path; entries of the sound lines are there all the same, so that one
 * run finds every problem. */
void ini_read(struct ini_file *file, const char *path, const char *bytes,
              size_t len, struct diag_list *diags) __attribute__((nonnull));
/* The same of bytes that need not be copied: they are taken over. */
void ini_read_buf(struct ini_file *file, const char *path, struct buf *bytes,
                  struct diag_list *diags) __attribute__((nonnull));

void ini_file_release(struct ini_file *file) __attribute__((nonnull));

#endif
