/*
 * worker_win.h: a few threads for what may take its time (making a process,
 * opening a file on a dead server), so that the loop never does.
 */
#ifndef FSPD_WORKER_WIN_H
#define FSPD_WORKER_WIN_H

#include "loop.h"

struct worker_pool;

/* Embedded in what the work is about. work runs on some worker; afterwards
 * op.done runs on the loop's thread. */
struct worker_job {
	struct loop_op op;
	void (*work)(struct worker_job *job);
	struct worker_job *next; /* the pool's */
};

/* threads workers whose finished jobs go to loop. */
struct worker_pool *worker_pool_new(struct loop *loop, unsigned threads,
                                    struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* Waits for the jobs that were given. */
void worker_pool_free(struct worker_pool *pool);
/* The same, and breaks off what they wait for: files of a dead server. */
void worker_pool_break_off(struct worker_pool *pool);
/* job lives until op.done. Jobs begin in the order given. */
void worker_give(struct worker_pool *pool, struct worker_job *job)
        __attribute__((nonnull));

#endif
