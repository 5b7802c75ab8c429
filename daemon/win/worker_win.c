/*
 * worker_win.c: a queue under one lock, and threads that take from it. A job
 * that finds no thread free gets a new one, up to the pool's bound.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "ending.h"
#include "worker_win.h"
#include "../../common/clock.h"
#include "../../common/limits.h"
#include "../../common/xalloc.h"

struct worker_pool {
	struct loop *loop;
	struct loop_timer timer;
	enum worker_end end_is;
	unsigned usual, max;
	uint64_t grow_at; /* monotonic ms; the loop's thread alone asks */

	SRWLOCK lock; /* of the rest */
	CONDITION_VARIABLE given;
	struct worker_job *first, **end;
	unsigned queued, idle;
	bool closing;
	HANDLE *threads;
	unsigned thread_count;
};

/* The thread that asks is the pool's no longer. */
static void retire(struct worker_pool *pool)
{
	const DWORD self = GetCurrentThreadId();
	unsigned i = 0;

	while (GetThreadId(pool->threads[i]) != self)
		i++;
	CloseHandle(pool->threads[i]);
	pool->threads[i] = pool->threads[--pool->thread_count];
}

/* Whether there is a job; otherwise the thread ends: the pool closes, or there
 * was none for long. */
static bool await_job(struct worker_pool *pool)
{
	while (pool->first == NULL && !pool->closing) {
		if (SleepConditionVariableSRW(&pool->given, &pool->lock,
		                              LIMIT_IDLE_MS, 0) ||
		    pool->first != NULL || pool->closing)
			continue;
		retire(pool);
		return false;
	}
	return pool->first != NULL;
}

/* The next job, or NULL when the thread is to end. */
static struct worker_job *take(struct worker_pool *pool)
{
	struct worker_job *job = NULL;

	AcquireSRWLockExclusive(&pool->lock);
	pool->idle++;
	if (await_job(pool)) {
		job = pool->first;
		pool->first = job->next;
		if (pool->first == NULL)
			pool->end = &pool->first;
		pool->queued--;
	}
	pool->idle--;
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

/* false when the system makes none. */
static bool add_thread(struct worker_pool *pool)
{
	HANDLE thread = CreateThread(NULL, 0, worker, pool, 0, NULL);

	if (thread == NULL)
		return false;
	pool->threads[pool->thread_count++] = thread;
	return true;
}

/* -- more than the usual ones ---------------------------------------------- */

static uint64_t growth_deadline(void *context)
{
	const struct worker_pool *pool = context;

	return pool->grow_at;
}

/* A job waits for which there is no thread. */
static bool has_waiting(const struct worker_pool *pool)
{
	return pool->queued > pool->idle && pool->thread_count < pool->max;
}

static void grow(void *context, uint64_t now)
{
	struct worker_pool *pool = context;

	AcquireSRWLockExclusive(&pool->lock);
	if (has_waiting(pool) &&
	    pool->first->given_at + LIMIT_PATIENCE_MS <= now)
		for (unsigned i = pool->queued - pool->idle; i > 0; i--)
			if (pool->thread_count == pool->max ||
			    !add_thread(pool))
				break;
	pool->grow_at =
	        has_waiting(pool) ? now + LIMIT_PATIENCE_MS : UINT64_MAX;
	ReleaseSRWLockExclusive(&pool->lock);
}

/* -- life ------------------------------------------------------------------ */

struct worker_pool *worker_pool_new(struct loop *loop, unsigned usual,
                                    unsigned max, enum worker_end end)
{
	struct worker_pool *pool = xcalloc(1, sizeof(*pool));

	pool->loop = loop;
	pool->end_is = end;
	pool->usual = usual;
	pool->max = max;
	pool->grow_at = UINT64_MAX;
	pool->timer = (struct loop_timer){growth_deadline, grow, pool, NULL};
	pool->end = &pool->first;
	InitializeSRWLock(&pool->lock);
	InitializeConditionVariable(&pool->given);
	pool->threads = xcalloc(max, sizeof(*pool->threads));
	loop_add_timer(loop, &pool->timer);
	return pool;
}

void worker_give(struct worker_pool *pool, struct worker_job *job)
{
	job->next = NULL;
	job->given_at = clock_monotonic_ms();
	AcquireSRWLockExclusive(&pool->lock);
	*pool->end = job;
	pool->end = &job->next;
	pool->queued++;
	/* one that cannot be made leaves the job to the others, or to the next
	 * try */
	if (has_waiting(pool) &&
	    !(pool->thread_count < pool->usual && add_thread(pool)) &&
	    pool->grow_at == UINT64_MAX)
		pool->grow_at = job->given_at + LIMIT_PATIENCE_MS;
	ReleaseSRWLockExclusive(&pool->lock);
	WakeConditionVariable(&pool->given);
}

/* -- the end --------------------------------------------------------------- */

static void close_pool(struct worker_pool *pool)
{
	AcquireSRWLockExclusive(&pool->lock);
	pool->closing = true;
	/* the jobs stay with those who gave them */
	if (pool->end_is == WORKER_BREAKS_OFF)
		pool->first = NULL;
	ReleaseSRWLockExclusive(&pool->lock);
	WakeAllConditionVariable(&pool->given);
}

/* Of a pool that was closed, none of whose threads retires any more. Break off
 * what they wait for, if that is to be. How many are left,
 * and *last, one of them. Said again and again: a job may open one file after
 * the other. */
static unsigned threads_left(const struct worker_pool *pool, bool late,
                             HANDLE *last)
{
	unsigned left = 0;

	for (unsigned i = 0; i < pool->thread_count; i++) {
		HANDLE thread = pool->threads[i];

		if (WaitForSingleObject(thread, 0) != WAIT_TIMEOUT)
			continue;
		*last = thread;
		left++;
		if (late || pool->end_is == WORKER_BREAKS_OFF)
			CancelSynchronousIo(thread);
	}
	return left;
}

unsigned worker_pools_end(struct worker_pool *const *pools, size_t count,
                          struct ending *ending)
{
	HANDLE last = NULL;
	unsigned left;

	for (size_t i = 0; i < count; i++)
		if (pools[i] != NULL)
			close_pool(pools[i]);
	do {
		bool late = ending_is_late(ending);

		left = 0;
		for (size_t i = 0; i < count; i++)
			if (pools[i] != NULL)
				left += threads_left(pools[i], late, &last);
	} while (left > 0 && ending_pause(ending, last));
	return left;
}

void worker_pool_free(struct worker_pool *pool)
{
	if (pool == NULL)
		return;
	for (unsigned i = 0; i < pool->thread_count; i++)
		CloseHandle(pool->threads[i]);
	free(pool->threads);
	free(pool);
}
