/*
 * sources.h: which files a run reads, and reading them.
 */
#ifndef FSPD_SOURCES_H
#define FSPD_SOURCES_H

#include "ini_read.h"

struct error;
struct progress;

struct sources {
	struct ini_file *files;
	size_t count;
	struct progress *progress; /* told of each file; NULL: nobody is */
	char **owners; /* those of whom a folder was read, empty or not */
	size_t owner_count;
};

#define SOURCES_INIT                   \
	{                              \
		NULL, 0, NULL, NULL, 0 \
	}

/* Read the files that paths name (NULL-terminated; none: the machine's own
 * conf.d) into *out (no files yet; caller releases; diags borrow from it). A
 * directory means its *.ini files in order of their names, then those of its
 * subdirectories, each of which is the name of their owner. What is wrong with
 * a file goes to diags. 0, or -1 and err when there is nothing to read from at
 * all. */
int sources_read(struct sources *out, const char *const *paths,
                 struct diag_list *diags, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

void sources_release(struct sources *sources) __attribute__((nonnull));

#endif
