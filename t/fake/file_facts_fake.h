/*
 * file_facts_fake.h: a machine's files, as a table that a test writes.
 */
#ifndef FSPD_FILE_FACTS_FAKE_H
#define FSPD_FILE_FACTS_FAKE_H

#include "common/file_facts.h"

struct fake_file {
	const char *path;
	enum fact_kind kind;
	const void *head; /* NULL: cannot be read */
	size_t head_len;
	const char *sddl; /* of its descriptor; NULL: cannot be read */
};

/* From now on the files are those (borrowed; a path that is not among them is
 * absent) and facts_known() answers known. count 0 and FACTS_NONE undo it. */
void file_facts_fake(const struct fake_file *files, size_t count,
                     enum facts_known known);

/* How often a file was looked at since then. */
size_t file_facts_fake_asked(void);

#endif
