/*
 * worker_win.c: a queue under one lock, and threads that take from it.
 */
#include <stdbool.h>

#include "worker_win.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

/* What has not ended by itself after that is broken off, and so often. */
enum { BREAK_OFF_MS = 50 };

struct worker_pool {
	struct loop *loop;
	SRWLOCK lock;
	CONDITION_VARIABLE given;
	struct worker_job *first, **end;
	bool closing;
	HANDLE *threads;
	unsigned thread_count;
};

/* The next job, or NULL when the pool closes. */
static struct worker_job *take(struct worker_pool *pool)
{
	struct worker_job *job;

	AcquireSRWLockExclusive(&pool->lock);
	while (pool->first == NULL && !pool->closing)
		SleepConditionVariableSRW(&pool->given, &pool->lock, INFINITE,
		                          0);
	job = pool->first;
	if (job != NULL) {
		pool->first = job->next;
		if (pool->first == NULL)
			pool->end = &pool->first;
	}
	ReleaseSRWLockExclusive(&pool->lock);
	return job;
}

static DWORD WINAPI worker(void *context)
{
	struct worker_pool *pool = context;
	struct worker_job *job;

	while ((job = take(pool)) != NULL) {
		job->work(job);
		loop_post(pool->loop, &job->op);
	}
	return 0;
}

struct worker_pool *worker_pool_new(struct loop *loop, unsigned threads,
                                    struct error *err)
{
	struct worker_pool *pool = xcalloc(1, sizeof(*pool));

	pool->loop = loop;
	pool->end = &pool->first;
	InitializeSRWLock(&pool->lock);
	InitializeConditionVariable(&pool->given);
	pool->threads = xcalloc(threads, sizeof(*pool->threads));
	for (; pool->thread_count < threads; pool->thread_count++) {
		HANDLE thread = CreateThread(NULL, 0, worker, pool, 0, NULL);

		if (thread == NULL) {
			winerr_set(err, GetLastError(),
			           "cannot start a worker");
			worker_pool_free(pool);
			return NULL;
		}
		pool->threads[pool->thread_count] = thread;
	}
	return pool;
}

static void close_pool(struct worker_pool *pool)
{
	AcquireSRWLockExclusive(&pool->lock);
	pool->closing = true;
	ReleaseSRWLockExclusive(&pool->lock);
	WakeAllConditionVariable(&pool->given);
}

void worker_pool_free(struct worker_pool *pool)
{
	unsigned i;

	if (pool == NULL)
		return;
	close_pool(pool);
	for (i = 0; i < pool->thread_count; i++) {
		WaitForSingleObject(pool->threads[i], INFINITE);
		CloseHandle(pool->threads[i]);
	}
	free(pool->threads);
	free(pool);
}

void worker_pool_break_off(struct worker_pool *pool)
{
	unsigned i;

	if (pool == NULL)
		return;
	close_pool(pool);
	/* again and again: a job may open one file after the other */
	for (i = 0; i < pool->thread_count; i++)
		while (WaitForSingleObject(pool->threads[i], BREAK_OFF_MS) ==
		       WAIT_TIMEOUT)
			CancelSynchronousIo(pool->threads[i]);
	worker_pool_free(pool);
}

void worker_give(struct worker_pool *pool, struct worker_job *job)
{
	job->next = NULL;
	AcquireSRWLockExclusive(&pool->lock);
	*pool->end = job;
	pool->end = &job->next;
	ReleaseSRWLockExclusive(&pool->lock);
	WakeConditionVariable(&pool->given);
}
