/*
 * process_win.c: one struct process a ticket, from the request to the event
 * that ends it. Its parts (the spawn on a worker, the wait for its end, the
 * reads of its outputs) come back as separate operations; it is freed when the
 * ticket is over and none is under way.
 */
#include <windows.h>
#include <lmcons.h>
#include <stdlib.h>

#include "console_group.h"
#include "logs_win.h"
#include "loop.h"
#include "output_win.h"
#include "process_win.h"
#include "spawn_stdio.h"
#include "spawn_win.h"
#include "survivors_win.h"
#include "worker_win.h"
#include "../log_ids.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

enum {
	/* Exit code of what we end. */
	EXIT_KILLED = 1
};

struct process {
	struct worker_job job;
	struct loop_op begun, exited;
	struct process_host *host;
	struct process *previous, *next;
	struct spawn_request request;
	struct spawned spawned;
	struct outputs outputs;
	struct error error;
	HANDLE wait;
	uint64_t ticket;
	bool failed;  /* the spawn */
	bool running; /* STARTED was told, EXITED was not */
	bool answer_ok;
	volatile LONG kill_wanted; /* the worker asks before it begins */
	bool recorded;             /* for the daemon after this one */
};

struct process_host {
	struct loop *loop;
	struct worker_pool *pool;
	struct files *files;
	struct logs *logs;
	char *account; /* the daemon's own */
	struct process_sink sink;
	struct process *first;
	HANDLE job; /* ends its processes when it is closed */
	bool wine;
};

static struct process *find(const struct process_host *host, uint64_t ticket)
{
	struct process *process = host->first;

	while (process != NULL && process->ticket != ticket)
		process = process->next;
	return process;
}

static void notify(struct process *process, enum process_event_kind kind)
{
	struct process_host *host = process->host;
	struct process_event event = {.ticket = process->ticket, .kind = kind};

	event.pid = process->spawned.pid;
	event.created = process->spawned.created;
	event.error = process->error;
	event.answer_ok = process->answer_ok;
	if (kind == PROCESS_EXITED) {
		DWORD code = EXIT_KILLED;

		GetExitCodeProcess(process->spawned.process, &code);
		event.exit_code = code;
	}
	host->sink.event(host->sink.context, &event);
}

static void close_handles(struct process *process)
{
	struct spawned *spawned = &process->spawned;

	if (process->wait != NULL)
		UnregisterWaitEx(process->wait, INVALID_HANDLE_VALUE);
	outputs_close(&process->outputs);
	if (spawned->capture != NULL)
		logs_leave(spawned->capture);
	if (spawned->job != NULL)
		CloseHandle(spawned->job);
	if (spawned->process != NULL)
		CloseHandle(spawned->process);
}

/* Take it off the list and free it. */
static void forget(struct process *process)
{
	if (process->previous != NULL)
		process->previous->next = process->next;
	else
		process->host->first = process->next;
	if (process->next != NULL)
		process->next->previous = process->previous;
	close_handles(process);
	spawn_request_release(&process->request);
	free(process);
}

/* -- its end --------------------------------------------------------------- */

/* It and what it started; of an adopted one nothing but itself is known. */
static void end_job(const struct process *process)
{
	if (process->spawned.job != NULL)
		TerminateJobObject(process->spawned.job, EXIT_KILLED);
	else
		TerminateProcess(process->spawned.process, EXIT_KILLED);
}

static uint64_t ticks(const FILETIME *time)
{
	return (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

/* The last that is written to its log. */
static void end_capture(struct process *process)
{
	FILETIME created, exited, kernel, user;
	DWORD code = EXIT_KILLED;
	uint64_t ms = 0;

	if (process->spawned.capture == NULL)
		return;
	GetExitCodeProcess(process->spawned.process, &code);
	if (GetProcessTimes(process->spawned.process, &created, &exited,
	                    &kernel, &user) &&
	    ticks(&exited) > ticks(&created))
		ms = (ticks(&exited) - ticks(&created)) / 10000;
	logs_end(process->spawned.capture, code, ms);
	process->spawned.capture = NULL;
}

static void removal_work(struct worker_job *job)
{
	const struct process *process =
	        CONTAINING_RECORD(job, struct process, job);

	survivors_forget(process->host->files, process->spawned.pid,
	                 process->spawned.created);
}

static void on_removed(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	(void)bytes;
	(void)error;
	forget(CONTAINING_RECORD(op, struct process, job.op));
}

/* The ticket is over, the record is not. */
static void remove_record(struct process *process)
{
	process->job.work = removal_work;
	process->job.op.done = on_removed;
	worker_give(process->host->pool, &process->job);
}

/* Told last, once nothing of it can come any more. */
static void on_drained(struct outputs *outputs)
{
	struct process *process =
	        CONTAINING_RECORD(outputs, struct process, outputs);

	end_capture(process);
	process->running = false;
	notify(process, PROCESS_EXITED);
	if (process->recorded)
		remove_record(process);
	else
		forget(process);
}

static void on_answered(struct outputs *outputs, bool ok)
{
	struct process *process =
	        CONTAINING_RECORD(outputs, struct process, outputs);

	process->answer_ok = ok;
	notify(process, PROCESS_ANSWERED);
}

static void on_exited(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct process *process = CONTAINING_RECORD(op, struct process, exited);

	(void)bytes;
	(void)error;
	/* what it started ends with it */
	end_job(process);
	outputs_finish(&process->outputs);
}

/* On a thread of the system. */
static void CALLBACK post_exited(void *context, BOOLEAN timed_out)
{
	struct process *process = context;

	(void)timed_out;
	loop_post(process->host->loop, &process->exited);
}

/* -- its start ------------------------------------------------------------- */

/* Nothing but the ticket: the rest is the worker's. */
static void on_begun(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	const struct process *process =
	        CONTAINING_RECORD(op, struct process, begun);
	const struct process_event event = {.ticket = process->ticket,
	                                    .kind = PROCESS_BEGUN};

	(void)bytes;
	(void)error;
	process->host->sink.event(process->host->sink.context, &event);
}

static void work(struct worker_job *job)
{
	struct process *process = CONTAINING_RECORD(job, struct process, job);

	loop_post(process->host->loop, &process->begun);
	if (InterlockedOr(&process->kill_wanted, 0)) {
		process->failed = true;
		error_set(&process->error, ERROR_CANCELLED,
		          "it was stopped before it could be made");
		return;
	}
	process->failed = spawn(&process->request, &process->spawned,
	                        &process->error) < 0;
}

/* Be told of its output and its end. */
static int attend(struct process *process)
{
	struct spawned *spawned = &process->spawned;
	HANDLE output = spawned->output;
	HANDLE errors = spawned->errors;

	process->outputs.capture = spawned->capture;
	process->outputs.wants_answer = spawned->asks;
	spawned->output = spawned->errors = NULL;
	if (outputs_attach(&process->outputs, process->host->loop, output,
	                   errors, &process->error) < 0)
		return -1;
	if (RegisterWaitForSingleObject(
	            &process->wait, spawned->process, post_exited, process,
	            INFINITE, WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD))
		return 0;
	process->wait = NULL;
	return winerr_set(&process->error, GetLastError(),
	                  "cannot wait for a process");
}

static void on_spawned(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct process *process = CONTAINING_RECORD(op, struct process, job.op);

	(void)bytes;
	(void)error;
	spawn_request_release(&process->request);
	if (!process->failed && attend(process) < 0) {
		process->failed = true;
		end_job(process);
	}
	if (process->failed) {
		notify(process, PROCESS_FAILED);
		forget(process);
		return;
	}
	process->running = true;
	notify(process, PROCESS_STARTED);
	outputs_begin(&process->outputs);
	if (process->kill_wanted)
		end_job(process);
}

/* Not under way yet. */
static struct process *process_new(struct process_host *host, uint64_t ticket)
{
	struct process *process = xcalloc(1, sizeof(*process));

	process->ticket = ticket;
	process->host = host;
	process->job.op.done = on_spawned;
	process->begun.done = on_begun;
	process->exited.done = on_exited;
	process->outputs.answered = on_answered;
	process->outputs.drained = on_drained;
	process->next = host->first;
	if (host->first != NULL)
		host->first->previous = process;
	host->first = process;
	return process;
}

void process_start(struct process_host *host, const struct process_spec *spec,
                   struct secret *secret)
{
	struct process *process = process_new(host, spec->ticket);

	spawn_request_fill(&process->request, spec, host->account);
	process->request.secret = secret;
	process->request.daemon_job = host->job;
	process->request.files = host->files;
	process->request.logs = host->logs;
	process->recorded = !spec->job_control;
	process->job.work = work;
	worker_give(host->pool, &process->job);
}

static void adopt_work(struct worker_job *job)
{
	struct process *process = CONTAINING_RECORD(job, struct process, job);
	struct spawned *spawned = &process->spawned;
	const struct log_run run = spawn_log_run(&process->request);

	loop_post(process->host->loop, &process->begun);
	spawned->process =
	        survivors_open(spawned->pid, spawned->created, &process->error);
	process->failed = spawned->process == NULL;
	if (!process->failed)
		spawned->capture =
		        logs_resume(process->host->logs, &run, spawned->pid);
}

void process_adopt(struct process_host *host, uint64_t ticket,
                   const struct process_adoption *adoption)
{
	struct process *process = process_new(host, ticket);
	struct spawn_request *request = &process->request;

	request->class_name = xstrdup(adoption->class_name);
	request->instance_name = xstrdup(adoption->instance_name);
	request->log_max_kib = adoption->log_max_kib;
	request->log_files = adoption->log_files;
	process->spawned.pid = adoption->pid;
	process->spawned.created = adoption->created;
	process->recorded = true;
	process->job.work = adopt_work;
	worker_give(host->pool, &process->job);
}

bool process_interrupt(struct process_host *host, uint64_t ticket)
{
	const struct process *process = find(host, ticket);

	/* one that was adopted has another console, or none */
	return process != NULL && process->running &&
	       process->spawned.job != NULL &&
	       console_group_interrupt(process->spawned.pid, host->wine);
}

void process_kill(struct process_host *host, uint64_t ticket)
{
	struct process *process = find(host, ticket);

	if (process == NULL)
		return;
	/* one that is still being made is ended as soon as it exists, and is
	 * not made when that has not begun */
	InterlockedExchange(&process->kill_wanted, TRUE);
	if (process->running)
		end_job(process);
}

/* -- life ------------------------------------------------------------------ */

static HANDLE make_daemon_job(struct error *err)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
	HANDLE job = CreateJobObjectW(NULL, NULL);

	limits.BasicLimitInformation.LimitFlags =
	        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
	if (job != NULL &&
	    SetInformationJobObject(job, JobObjectExtendedLimitInformation,
	                            &limits, sizeof(limits)))
		return job;
	winerr_set(err, GetLastError(), "cannot make the daemon's job");
	if (job != NULL)
		CloseHandle(job);
	return NULL;
}

static char *own_account(void)
{
	wchar_t name[UNLEN + 1];
	DWORD units = UNLEN + 1;

	if (!GetUserNameW(name, &units))
		return xstrdup("?");
	return wide_to_utf8_lossy(name, units - 1);
}

struct process_host *process_host_new(struct loop *loop,
                                      struct worker_pool *pool,
                                      struct files *files, struct logs *logs,
                                      const struct process_sink *sink,
                                      struct error *err)
{
	struct process_host *host = xcalloc(1, sizeof(*host));

	host->loop = loop;
	host->pool = pool;
	host->files = files;
	host->logs = logs;
	host->account = own_account();
	host->sink = *sink;
	host->wine = wine_is_here();
	host->job = make_daemon_job(err);
	if (host->job == NULL) {
		free(host->account);
		free(host);
		return NULL;
	}
	return host;
}

void process_host_free(struct process_host *host)
{
	struct process *process;
	struct process *next;

	if (host == NULL)
		return;
	for (process = host->first; process != NULL; process = next) {
		next = process->next;
		forget(process);
	}
	CloseHandle(host->job);
	free(host->account);
	free(host);
}
