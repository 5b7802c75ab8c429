/*
 * run.h: what one run of fsp-import has read, found and planned.
 */
#ifndef FSPD_RUN_H
#define FSPD_RUN_H

#include "../common/error.h"
#include "applied.h"
#include "options.h"
#include "plan.h"
#include "progress.h"
#include "sources.h"

struct lock;

struct run {
	const struct options *options;
	struct sources sources;
	struct declared declared;
	struct diag_list diags;
	uint64_t written_at; /* clock_counter() after the last write */
	struct keystore *ks;
	bool bare;              /* ks is an empty one, to emit a whole of it */
	bool is_judged;         /* the rules have told what they found */
	struct lock *lock;      /* on what is written to, while it is */
	char *data;             /* where undo files are kept; NULL: nowhere */
	struct applied applied; /* what need not be read again */
	uint64_t started;       /* when the registry was opened; 0: times
	                         * mean nothing there */
	struct plan plan;
	struct progress progress;
	struct error error; /* of the system, where a step returned -1 */
};

void run_init(struct run *run, const struct options *options)
        __attribute__((nonnull));
/* Let go of the registry. Memory stays: the process ends, and to give it back
 * piece by piece would take as long as to read the files. */
void run_end(struct run *run) __attribute__((nonnull));

/* Read and compile the files that the arguments name. 0 or -1. */
int run_load(struct run *run) __attribute__((nonnull, warn_unused_result));

/* Open an empty registry in memory. 0 or -1. */
int run_open_empty(struct run *run)
        __attribute__((nonnull, warn_unused_result));

/* Write what a run on a .reg file changed back to it. 0 or -1. */
int run_save(struct run *run) __attribute__((nonnull, warn_unused_result));

/* Give the lock back that run_open() took: all is written. */
void run_unlock(struct run *run) __attribute__((nonnull));

/* Open the registry (and find data): the live one, or the .reg file that
 * --registry names (which need not exist when write). To write is for one run
 * at a time: others are waited for a little. What is wrong with the file goes
 * to diags. 0 or -1. */
int run_open(struct run *run, bool write)
        __attribute__((nonnull, warn_unused_result));

/* run_underlay(); compare what was loaded with the registry, and with --prune
 * what an owner has beyond it. 0 or -1. */
int run_plan(struct run *run) __attribute__((nonnull, warn_unused_result));

/* Take from the registry what it holds beneath the files. 0 or -1. */
int run_underlay(struct run *run) __attribute__((nonnull, warn_unused_result));

/* Judge by the rules (once), settle the findings and print them. Returns the
 * exit code they ask for: EXIT_DONE when nothing stops the run. */
int run_judge(struct run *run) __attribute__((nonnull, warn_unused_result));

/* Print the findings so far and, below, run->error: for a step that may have
 * failed because of them. Returns the exit code. */
int run_refused(struct run *run) __attribute__((nonnull));

/* Print run->error. Returns EXIT_REFUSED when it is about what was given
 * (OS_INVALID_PARAMETER), else EXIT_SYSTEM. */
int run_failed(const struct run *run) __attribute__((nonnull));

#endif
