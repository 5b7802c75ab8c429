/*
 * keeper_win.c: see keeper_win.h. A lock lets one job at a time into the files,
 * so that two never make a key each, or write one file.
 */
#include <stdlib.h>

#include "keeper_win.h"
#include "worker_win.h"
#include "../keeper.h"
#include "../../common/xalloc.h"

/* A job under way. */
struct errand {
	struct worker_job work;
	struct keeper *keeper;
	struct keeper_job *job;
	struct errand *next;
};

struct keeper {
	struct files *files;
	struct worker_pool *pool;
	struct keeper_sink sink;
	SRWLOCK lock; /* of the files */
	struct errand *first;
};

static void work(struct worker_job *op)
{
	struct errand *errand = CONTAINING_RECORD(op, struct errand, work);
	struct keeper *keeper = errand->keeper;

	AcquireSRWLockExclusive(&keeper->lock);
	keeper_work(keeper->files, errand->job);
	ReleaseSRWLockExclusive(&keeper->lock);
}

static void on_done(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct errand *errand = CONTAINING_RECORD(op, struct errand, work.op);
	struct keeper *keeper = errand->keeper;
	struct errand **at = &keeper->first;

	(void)bytes;
	(void)error;
	while (*at != errand)
		at = &(*at)->next;
	*at = errand->next;
	keeper->sink.done(keeper->sink.context, errand->job);
	free(errand);
}

void keeper_do(struct keeper *keeper, struct keeper_job *job)
{
	struct errand *errand = xcalloc(1, sizeof(*errand));

	errand->work.work = work;
	errand->work.op.done = on_done;
	errand->keeper = keeper;
	errand->job = job;
	errand->next = keeper->first;
	keeper->first = errand;
	worker_give(keeper->pool, &errand->work);
}

struct keeper *keeper_win_new(struct files *files, struct worker_pool *pool,
                              const struct keeper_sink *sink)
{
	struct keeper *keeper = xcalloc(1, sizeof(*keeper));

	keeper->files = files;
	keeper->pool = pool;
	keeper->sink = *sink;
	InitializeSRWLock(&keeper->lock);
	return keeper;
}

void keeper_win_free(struct keeper *keeper)
{
	struct errand *next;

	for (struct errand *e = keeper ? keeper->first : NULL; e; e = next) {
		next = e->next;
		keeper_job_free(e->job);
		free(e);
	}
	free(keeper);
}
