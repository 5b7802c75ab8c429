/*
 * check_worker_win.c: the workers, and their end beside calls that hang.
 */
#include "../suite.h"

#include <windows.h>

#include "clock.h"
#include "daemon/win/ending.h"
#include "daemon/win/worker_win.h"
#include "limits.h"

enum { JOBS = 4, HANG_MS = 30 * 1000 };

struct job {
	struct worker_job work;
	HANDLE pipe; /* is read from: nobody ever writes */
};

static struct loop *loop;
static struct worker_pool *pool;
static struct job jobs[JOBS];
static HANDLE entered, released;
static volatile LONG begun, ended;
static unsigned done, told;

static void on_done(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	(void)op;
	(void)bytes;
	(void)error;
	if (++done == JOBS)
		loop_quit(loop);
}

/* A call that nothing breaks off, such as a remote procedure call. */
static void hang(struct worker_job *job)
{
	(void)job;
	InterlockedIncrement(&begun);
	ReleaseSemaphore(entered, 1, NULL);
	WaitForSingleObject(released, HANG_MS);
	InterlockedIncrement(&ended);
}

/* All of them at once, or never. */
static void meet(struct worker_job *job)
{
	(void)job;
	if (InterlockedIncrement(&begun) == JOBS)
		SetEvent(released);
	WaitForSingleObject(released, HANG_MS);
}

/* A file of a dead server, twice. */
static void read_nothing(struct worker_job *work)
{
	const struct job *job = CONTAINING_RECORD(work, struct job, work);
	char byte;
	DWORD bytes;

	InterlockedIncrement(&begun);
	ReleaseSemaphore(entered, 1, NULL);
	ReadFile(job->pipe, &byte, 1, &bytes, NULL);
	ReadFile(job->pipe, &byte, 1, &bytes, NULL);
	InterlockedIncrement(&ended);
}

static void count(struct worker_job *job)
{
	(void)job;
	InterlockedIncrement(&ended);
}

static void give(unsigned i, void (*work)(struct worker_job *job))
{
	jobs[i].work.work = work;
	jobs[i].work.op.done = on_done;
	worker_give(pool, &jobs[i].work);
}

static void make_pool(unsigned max, enum worker_end end)
{
	pool = worker_pool_new(loop, max, max, end);
}

static void on_waiting(void *context)
{
	(void)context;
	told++;
	SetEvent(released);
}

/* End the pool, of whose time ms are over. How many threads it left. */
static unsigned end(uint64_t ms)
{
	struct ending ending;

	ending_begin(&ending, on_waiting, NULL);
	ending.begun -= ms;
	ending.tell_at = 0;
	return worker_pools_end(&pool, 1, &ending);
}

static void setup(void)
{
	loop = loop_new(NULL);
	ck_assert_ptr_nonnull(loop);
	entered = CreateSemaphoreW(NULL, 0, JOBS, NULL);
	released = CreateEventW(NULL, TRUE, FALSE, NULL);
	begun = ended = 0;
	done = told = 0;
}

static void teardown(void)
{
	SetEvent(released);
	ck_assert_uint_eq(end(0), 0);
	worker_pool_free(pool);
	CloseHandle(entered);
	CloseHandle(released);
	loop_free(loop);
}

START_TEST(jobs__each_that_finds_no_thread_free_gets_one)
{
	make_pool(JOBS, WORKER_FINISHES);
	for (unsigned i = 0; i < JOBS; i++)
		give(i, meet);
	loop_run(loop);
	ck_assert_uint_eq(done, JOBS);
}
END_TEST

/* All but one wait for the one that hangs, until they get threads too. */
START_TEST(jobs__those_that_have_waited_get_more_than_the_usual)
{
	pool = worker_pool_new(loop, 1, JOBS, WORKER_FINISHES);
	for (unsigned i = 0; i < JOBS; i++)
		give(i, meet);
	loop_run(loop);
	ck_assert_uint_eq(done, JOBS);
}
END_TEST

static HANDLE last_thread;

/* So that its thread's end can be waited for. */
static void tell_thread(struct worker_job *job)
{
	(void)job;
	last_thread = OpenThread(SYNCHRONIZE, FALSE, GetCurrentThreadId());
	ReleaseSemaphore(entered, 1, NULL);
}

START_TEST(idle__ends_and_another_does_what_comes)
{
	make_pool(1, WORKER_FINISHES);
	for (unsigned i = 0; i < 2; i++) {
		give(i, tell_thread);
		WaitForSingleObject(entered, HANG_MS);
		ck_assert_ptr_nonnull(last_thread);
		ck_assert_uint_eq(WaitForSingleObject(last_thread, HANG_MS),
		                  WAIT_OBJECT_0);
		CloseHandle(last_thread);
	}
}
END_TEST

START_TEST(end_finishes__what_was_given)
{
	make_pool(1, WORKER_FINISHES);
	for (unsigned i = 0; i < JOBS; i++)
		give(i, count);
	ck_assert_uint_eq(end(0), 0);
	ck_assert_int_eq(ended, JOBS);
}
END_TEST

/* Every read of it is broken off, and what has not begun is given up. */
static void check_broken_off(enum worker_end how, uint64_t ms, LONG ends)
{
	HANDLE other;

	make_pool(1, how);
	ck_assert(CreatePipe(&jobs[0].pipe, &other, NULL, 0));
	give(0, read_nothing);
	WaitForSingleObject(entered, HANG_MS);
	give(1, count);
	ck_assert_uint_eq(end(ms), 0);
	ck_assert_int_eq(ended, ends);
	CloseHandle(jobs[0].pipe);
	CloseHandle(other);
}

START_TEST(end_breaks_off__each_call_and_begins_nothing)
{
	check_broken_off(WORKER_BREAKS_OFF, 0, 1);
}
END_TEST

START_TEST(end_finishes__breaks_off_when_it_is_late)
{
	check_broken_off(WORKER_FINISHES, LIMIT_END_MS / 2, 2);
}
END_TEST

START_TEST(end__leaves_behind_what_hangs)
{
	make_pool(2, WORKER_BREAKS_OFF);
	give(0, hang);
	give(1, hang);
	WaitForSingleObject(entered, HANG_MS);
	WaitForSingleObject(entered, HANG_MS);
	ck_assert_uint_eq(end(LIMIT_END_MS), 2);
	ck_assert_int_eq(ended, 0);
}
END_TEST

START_TEST(end__tells_that_it_waits)
{
	make_pool(1, WORKER_BREAKS_OFF);
	give(0, hang);
	WaitForSingleObject(entered, HANG_MS);
	ck_assert_uint_eq(end(0), 0);
	ck_assert_uint_ge(told, 1);
}
END_TEST

Suite *check_worker_win(void)
{
	Suite *suite = suite_create("worker_win");
	TCase *tcase = tcase_create("cases");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, jobs__each_that_finds_no_thread_free_gets_one);
	tcase_add_test(tcase,
	               jobs__those_that_have_waited_get_more_than_the_usual);
	tcase_add_test(tcase, idle__ends_and_another_does_what_comes);
	tcase_add_test(tcase, end_finishes__what_was_given);
	tcase_add_test(tcase, end_breaks_off__each_call_and_begins_nothing);
	tcase_add_test(tcase, end_finishes__breaks_off_when_it_is_late);
	tcase_add_test(tcase, end__leaves_behind_what_hangs);
	tcase_add_test(tcase, end__tells_that_it_waits);
	suite_add_tcase(suite, tcase);
	return suite;
}
