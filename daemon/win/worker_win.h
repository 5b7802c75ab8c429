/*
 * worker_win.h: a few threads for what may take its time (making a process,
 * opening a file on a dead server), so that the loop never does.
 */
#ifndef FSPD_WORKER_WIN_H
#define FSPD_WORKER_WIN_H

#include "loop.h"

struct ending;
struct worker_pool;

/* Embedded in what the work is about. work runs on some worker; afterwards
 * op.done runs on the loop's thread. */
struct worker_job {
	struct loop_op op;
	void (*work)(struct worker_job *job);
	struct worker_job *next; /* the pool's */
	uint64_t given_at;       /* the pool's; monotonic ms */
};

/* What becomes of jobs when the daemon ends. */
enum worker_end {
	/* Those that were given are done; broken off only when late. */
	WORKER_FINISHES,
	/* What has not begun never does, what has is broken off. */
	WORKER_BREAKS_OFF
};

/* Threads are made when they are needed: up to usual at once, and up to max as
 * soon as a job has waited LIMIT_PATIENCE_MS for those, which hang then, and
 * shall keep nobody waiting. They end when they were idle for LIMIT_IDLE_MS:
 * each is memory, and under Wine a cost of every process that is made. Finished
 * jobs go to loop, on whose thread all but work() happens; it runs no more once
 * the pool is freed. */
struct worker_pool *worker_pool_new(struct loop *loop, unsigned usual,
                                    unsigned max, enum worker_end end)
        __attribute__((nonnull, returns_nonnull, warn_unused_result));
/* job lives until op.done. Jobs begin in the order given. */
void worker_give(struct worker_pool *pool, struct worker_job *job)
        __attribute__((nonnull));
/* End the threads of all pools (of which any may be NULL) at the same time.
 * How many were left behind when the time was over: while there is one, no
 * pool, loop or job may be freed. */
unsigned worker_pools_end(struct worker_pool *const *pools, size_t count,
                          struct ending *ending)
        __attribute__((nonnull, warn_unused_result));
/* Its threads have ended; NULL is accepted. */
void worker_pool_free(struct worker_pool *pool);

#endif
