/*
 * archive.h: which definitions the disk is to hold as last good, and when: the
 * owner of the state has them written one at a time, so that neither a slow
 * disk nor ten thousand classes delay anybody or fill the memory.
 *
 * What changed comes first; what an earlier daemon has probably written is
 * compared with the disk at a pace.
 */
#ifndef FSPD_ARCHIVE_H
#define FSPD_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct definitions;
struct engine_time;
struct keeper;
struct keeper_job;

struct archive {
	struct keeper *keeper;     /* NULL: nothing is kept */
	struct name_list removals; /* classes whose files have to go */
	bool busy;                 /* a job is under way */
	bool failing;              /* the last one failed, which was told */
	bool prune;                /* asked for */
	size_t cursor;             /* where the search goes on */
	uint64_t not_before;       /* monotonic ms: for what has time, and for
	                            * everything while failing */
};

void archive_release(struct archive *archive) __attribute__((nonnull));
/* The class is no more. */
void archive_forget(struct archive *archive, const char *class_name)
        __attribute__((nonnull));
/* Have the files of classes that are not in defs then removed. */
void archive_prune(struct archive *archive) __attribute__((nonnull));
/* At the end of every call: send out the next job, if it is time. */
void archive_settle(struct archive *archive, struct definitions *defs,
                    const struct engine_time *time) __attribute__((nonnull));
/* Monotonic ms at which archive_settle() has something to do, UINT64_MAX when
 * only after another call. */
uint64_t archive_deadline(const struct archive *archive,
                          const struct definitions *defs)
        __attribute__((nonnull));
/* A job came back. */
void archive_done(struct archive *archive, struct definitions *defs,
                  const struct keeper_job *job, const struct engine_time *time)
        __attribute__((nonnull));

#endif
