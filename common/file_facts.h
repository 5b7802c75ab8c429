/*
 * file_facts.h: port. What a live machine tells about a program's file.
 *
 * win/file_facts_win.c asks Windows; posix/file_facts_none.c knows nothing,
 * since the paths are those of another machine. t/fake has one for tests.
 * Paths are UTF-8 and absolute.
 */
#ifndef FSPD_FILE_FACTS_H
#define FSPD_FILE_FACTS_H

#include <stddef.h>
#include <stdint.h>

struct buf;

enum facts_known {
	FACTS_NONE,  /* this is not the machine the files are on */
	FACTS_FILES, /* files, but not who may change them (Wine) */
	FACTS_ALL
};

enum fact_kind {
	FACT_UNKNOWN, /* may not be looked at */
	FACT_ABSENT,
	FACT_FILE,
	FACT_DIRECTORY
};

enum facts_known facts_known(void);

/* The processor that this Windows runs on, as enum of pe_image.h; 0 when it is
 * not known. */
uint16_t facts_machine(void);

enum fact_kind facts_kind(const char *path) __attribute__((nonnull));

/* Append the first limit bytes of a file, fewer when it is shorter. -1 when it
 * cannot be read. */
int facts_head(const char *path, size_t limit, struct buf *out)
        __attribute__((nonnull, warn_unused_result));

/* Append the self-relative security descriptor (owner, group, access list) of
 * a file or directory. -1 when it cannot be read. */
int facts_descriptor(const char *path, struct buf *out)
        __attribute__((nonnull, warn_unused_result));

#endif
