/*
 * files_fake.h: files.h in memory.
 */
#ifndef FSPD_FILES_FAKE_H
#define FSPD_FILES_FAKE_H

#include <stdint.h>

#include "daemon/files.h"

struct files *files_fake_new(void);
void files_fake_free(struct files *files);
/* Every further call fails with code; 0: none does. */
void files_fake_break(struct files *files, uint32_t code);
/* How many files there are. */
size_t files_fake_count(const struct files *files);
/* The contents of a file that exists, for a test to look at and to change. */
struct buf *files_fake_at(struct files *files, const char *name);

#endif
