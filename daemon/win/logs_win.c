/*
 * logs_win.c: see logs_win.h. A queue of errands under one lock; bytes of a
 * capture gather beside it, so that many reads become one write.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ending.h"
#include "log_store_win.h"
#include "logs_win.h"
#include "loop.h"
#include "../log_store.h"
#include "../logs.h"
#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/limits.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

/* Embedded first in what it is about, which work frees or leaves to its
 * owner. */
struct errand {
	struct errand *next;
	void (*work)(struct logs *logs, struct errand *errand);
};

struct capture {
	struct errand begin, flush, end;
	struct logs *logs;
	struct log_run run; /* its texts are copies */
	struct log_start start;
	bool resumed;
	struct log_stream *stream; /* the thread's */
	uint32_t exit_code;
	uint64_t ms;

	/* Under the lock. */
	bool queued; /* flush is */
	struct buf waiting;
	uint64_t lost;
};

struct question {
	struct loop_op op;
	struct errand errand;
	struct logs *logs;
	struct question *next;
	uint64_t ticket;
	struct log_question q;
	uint32_t number;
	struct buf json;
};

struct sweep {
	struct errand errand;
	char **kept;
	size_t count;
};

/* On the stack of who waits for it. */
struct preparation {
	struct errand errand;
	const struct log_run *run;
	struct error *err;
	int rc;
	HANDLE done;
};

struct logs {
	struct loop *loop;
	struct log_store *store;
	struct log_book *book; /* the thread's */
	struct logs_sink sink;
	struct question *questions; /* the loop's: not answered yet */
	HANDLE thread;
	SRWLOCK lock;
	CONDITION_VARIABLE given;
	struct errand *first, **last;
	bool closing;
};

/* -- the thread ------------------------------------------------------------ */

/* With the lock held. */
static void enqueue(struct logs *logs, struct errand *errand)
{
	errand->next = NULL;
	*logs->last = errand;
	logs->last = &errand->next;
	WakeConditionVariable(&logs->given);
}

static void give(struct logs *logs, struct errand *errand,
                 void (*work)(struct logs *, struct errand *))
{
	errand->work = work;
	AcquireSRWLockExclusive(&logs->lock);
	enqueue(logs, errand);
	ReleaseSRWLockExclusive(&logs->lock);
}

/* The next errand, or NULL when there is none and never will be. */
static struct errand *take(struct logs *logs)
{
	struct errand *errand;

	AcquireSRWLockExclusive(&logs->lock);
	while (logs->first == NULL && !logs->closing)
		SleepConditionVariableSRW(&logs->given, &logs->lock, INFINITE,
		                          0);
	errand = logs->first;
	if (errand != NULL) {
		logs->first = errand->next;
		if (logs->first == NULL)
			logs->last = &logs->first;
	}
	ReleaseSRWLockExclusive(&logs->lock);
	return errand;
}

static DWORD WINAPI writer(void *context)
{
	struct logs *logs = context;
	struct errand *errand;

	while ((errand = take(logs)) != NULL)
		errand->work(logs, errand);
	return 0;
}

/* -- captures -------------------------------------------------------------- */

static void begin_work(struct logs *logs, struct errand *errand)
{
	struct capture *capture =
	        CONTAINING_RECORD(errand, struct capture, begin);

	if (capture->resumed)
		capture->stream = log_book_resume(logs->book, &capture->run,
		                                  capture->start.pid);
	else
		capture->stream =
		        log_book_begin(logs->book, &capture->run,
		                       &capture->start, clock_filetime());
}

static struct capture *capture_new(struct logs *logs, const struct log_run *run,
                                   const struct log_start *start)
{
	struct capture *capture = xcalloc(1, sizeof(*capture));

	capture->logs = logs;
	capture->run = *run;
	capture->run.class_name = xstrdup(run->class_name);
	capture->run.instance = xstrdup(run->instance);
	capture->run.starter = xstrdup(run->starter);
	capture->start = *start;
	capture->start.account = xstrdup(start->account);
	capture->start.command_line = xstrdup(start->command_line);
	buf_init(&capture->waiting);
	return capture;
}

static void capture_free(struct capture *capture)
{
	free((char *)capture->run.class_name);
	free((char *)capture->run.instance);
	free((char *)capture->run.starter);
	free((char *)capture->start.account);
	free((char *)capture->start.command_line);
	buf_release(&capture->waiting);
	free(capture);
}

struct capture *logs_capture(struct logs *logs, const struct log_run *run,
                             const struct log_start *start)
{
	struct capture *capture = capture_new(logs, run, start);

	give(logs, &capture->begin, begin_work);
	return capture;
}

struct capture *logs_resume(struct logs *logs, const struct log_run *run,
                            uint32_t pid)
{
	const struct log_start start = {.pid = pid};
	struct capture *capture = capture_new(logs, run, &start);

	capture->resumed = true;
	give(logs, &capture->begin, begin_work);
	return capture;
}

static void flush_work(struct logs *logs, struct errand *errand)
{
	struct capture *capture =
	        CONTAINING_RECORD(errand, struct capture, flush);
	struct buf bytes = BUF_INIT;
	uint64_t lost;

	AcquireSRWLockExclusive(&logs->lock);
	bytes = capture->waiting;
	buf_init(&capture->waiting);
	lost = capture->lost;
	capture->lost = 0;
	capture->queued = false;
	ReleaseSRWLockExclusive(&logs->lock);
	log_book_write(capture->stream, lost, bytes.data, bytes.len,
	               clock_filetime());
	buf_release(&bytes);
}

/* Drop the older half of what waits, in whole lines where there are any. */
static void drop_half(struct capture *capture)
{
	struct buf *waiting = &capture->waiting;
	size_t drop = waiting->len / 2;
	const char *eol =
	        memchr(waiting->data + drop, '\n', waiting->len - drop);

	if (eol != NULL)
		drop = (size_t)(eol + 1 - waiting->data);
	waiting->len -= drop;
	memmove(waiting->data, waiting->data + drop, waiting->len + 1);
	capture->lost += drop;
}

void logs_write(struct capture *capture, const char *bytes, size_t len)
{
	struct logs *logs = capture->logs;

	AcquireSRWLockExclusive(&logs->lock);
	if (capture->waiting.len + len > LIMIT_LOG_WAITING_BYTES)
		drop_half(capture);
	buf_add(&capture->waiting, bytes, len);
	if (!capture->queued) {
		capture->queued = true;
		capture->flush.work = flush_work;
		enqueue(logs, &capture->flush);
	}
	ReleaseSRWLockExclusive(&logs->lock);
}

static void end_work(struct logs *logs, struct errand *errand)
{
	struct capture *capture =
	        CONTAINING_RECORD(errand, struct capture, end);

	(void)logs;
	log_book_end(capture->stream, capture->exit_code, capture->ms,
	             clock_filetime());
	capture_free(capture);
}

void logs_end(struct capture *capture, uint32_t exit_code, uint64_t ms)
{
	capture->exit_code = exit_code;
	capture->ms = ms;
	give(capture->logs, &capture->end, end_work);
}

static void leave_work(struct logs *logs, struct errand *errand)
{
	struct capture *capture =
	        CONTAINING_RECORD(errand, struct capture, end);

	(void)logs;
	log_book_leave(capture->stream, clock_filetime());
	capture_free(capture);
}

void logs_leave(struct capture *capture)
{
	give(capture->logs, &capture->end, leave_work);
}

/* -- processes that append by themselves ----------------------------------- */

static void prepare_work(struct logs *logs, struct errand *errand)
{
	struct preparation *p = (struct preparation *)errand;

	if (p->run != NULL)
		p->rc = log_book_prepare(logs->book, p->run, clock_filetime(),
		                         p->err);
	SetEvent(p->done);
}

/* Done on the thread while we wait; run NULL: nothing but the wait. */
static int prepare(struct logs *logs, const struct log_run *run,
                   struct error *err)
{
	struct preparation p = {.run = run, .err = err};

	p.done = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (p.done == NULL)
		return winerr_set(err, GetLastError(), "cannot make an event");
	give(logs, &p.errand, prepare_work);
	WaitForSingleObject(p.done, INFINITE);
	CloseHandle(p.done);
	return p.rc;
}

HANDLE logs_open_direct(struct logs *logs, const struct log_run *run,
                        struct error *err)
{
	struct buf path = BUF_INIT;
	HANDLE file = NULL;

	if (prepare(logs, run, err) == 0) {
		log_book_path(&path, run->class_name, run->instance);
		file = log_store_win_append(logs->store, path.data, err);
	}
	buf_release(&path);
	return file;
}

void logs_settle(struct logs *logs)
{
	/* when it fails the order of two lines is all that is lost */
	prepare(logs, NULL, NULL);
}

/* -- the owner of the state ------------------------------------------------ */

static void question_free(struct question *question)
{
	log_question_release(&question->q);
	buf_release(&question->json);
	free(question);
}

static void on_answer(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct question *question = CONTAINING_RECORD(op, struct question, op);
	struct logs *logs = question->logs;
	struct question **at = &logs->questions;

	(void)bytes;
	(void)error;
	while (*at != question)
		at = &(*at)->next;
	*at = question->next;
	logs->sink.answer(logs->sink.context, question->ticket,
	                  question->number, &question->json);
	question_free(question);
}

static void read_work(struct logs *logs, struct errand *errand)
{
	struct question *question =
	        CONTAINING_RECORD(errand, struct question, errand);

	question->number = log_read(logs->book, &question->q, &question->json);
	loop_post(logs->loop, &question->op);
}

void logs_read(struct logs *logs, uint64_t ticket, struct log_question *q)
{
	struct question *question = xcalloc(1, sizeof(*question));

	question->op.done = on_answer;
	question->logs = logs;
	question->ticket = ticket;
	question->q = *q;
	*q = (struct log_question){0};
	buf_init(&question->json);
	question->next = logs->questions;
	logs->questions = question;
	give(logs, &question->errand, read_work);
}

static void sweep_work(struct logs *logs, struct errand *errand)
{
	struct sweep *sweep = (struct sweep *)errand;
	size_t i;

	log_book_sweep(logs->book, sweep->kept, sweep->count, clock_filetime());
	for (i = 0; i < sweep->count; i++)
		free(sweep->kept[i]);
	free(sweep->kept);
	free(sweep);
}

void logs_sweep(struct logs *logs, char **kept, size_t count)
{
	struct sweep *sweep = xcalloc(1, sizeof(*sweep));

	sweep->kept = kept;
	sweep->count = count;
	give(logs, &sweep->errand, sweep_work);
}

/* -- made and freed -------------------------------------------------------- */

struct logs *logs_win_new(struct loop *loop, struct log_store *store,
                          const struct logs_sink *sink, struct error *err)
{
	struct logs *logs = xcalloc(1, sizeof(*logs));

	logs->loop = loop;
	logs->store = store;
	logs->sink = *sink;
	logs->last = &logs->first;
	InitializeSRWLock(&logs->lock);
	InitializeConditionVariable(&logs->given);
	logs->book = log_book_new(store);
	logs->thread = CreateThread(NULL, 0, writer, logs, 0, NULL);
	if (logs->thread != NULL)
		return logs;
	winerr_set(err, GetLastError(), "cannot start a thread");
	log_book_free(logs->book);
	free(logs);
	return NULL;
}

bool logs_win_end(struct logs *logs, struct ending *ending)
{
	AcquireSRWLockExclusive(&logs->lock);
	logs->closing = true;
	ReleaseSRWLockExclusive(&logs->lock);
	WakeConditionVariable(&logs->given);
	return ending_wait(ending, logs->thread);
}

void logs_win_free(struct logs *logs)
{
	struct question *next;

	if (logs == NULL)
		return;
	CloseHandle(logs->thread);
	for (; logs->questions != NULL; logs->questions = next) {
		next = logs->questions->next;
		question_free(logs->questions);
	}
	log_book_free(logs->book);
	free(logs);
}
