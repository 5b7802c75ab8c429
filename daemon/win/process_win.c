/*
 * process_win.c: one struct process a ticket, from the request to the event
 * that ends it. Its parts (the spawn on a worker, the wait for its end, the
 * read of its output) come back as separate operations; it is freed when the
 * ticket is over and none is under way.
 */
#include <stdlib.h>
#include <string.h>

#include "console_group.h"
#include "loop.h"
#include "process_win.h"
#include "spawn_win.h"
#include "wine.h"
#include "worker_win.h"
#include "../caller.h"
#include "../log_ids.h"
#include "../../common/log.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

enum {
	ANSWER_BYTES = 2, /* "OK" */
	DRAIN_BYTES = 4096,
	/* Exit code of what we end. */
	EXIT_KILLED = 1
};

struct process {
	struct worker_job job;
	struct loop_op exited, read;
	struct process_host *host;
	struct process *previous, *next;
	struct spawn_request request;
	struct spawned spawned;
	struct error error;
	HANDLE wait;
	uint64_t ticket;
	bool failed;  /* the spawn */
	bool running; /* STARTED was told, EXITED was not */
	bool wants_answer, read_pending, has_exited, kill_wanted;
	char answer[ANSWER_BYTES];
	uint32_t answer_len;
	char drain[DRAIN_BYTES];
};

struct process_host {
	struct loop *loop;
	struct worker_pool *pool;
	struct files *files;
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
	if (kind == PROCESS_ANSWERED)
		event.answer_ok =
		        process->answer_len == ANSWER_BYTES &&
		        memcmp(process->answer, "OK", ANSWER_BYTES) == 0;
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

	DWORD bytes;

	if (process->wait != NULL)
		UnregisterWaitEx(process->wait, INVALID_HANDLE_VALUE);
	if (process->read_pending) {
		/* its buffer must not be written to any more */
		CancelIoEx(spawned->answers, NULL);
		GetOverlappedResult(spawned->answers, &process->read.overlapped,
		                    &bytes, TRUE);
	}
	if (spawned->answers != NULL)
		CloseHandle(spawned->answers);
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

/* -- its output ------------------------------------------------------------ */

/* The rest of an answer, or whatever it goes on to say: never read, it would
 * fill the pipe and block the child. */
static void start_read(struct process *process)
{
	bool answering = process->wants_answer;
	void *into = answering ? process->answer + process->answer_len
	                       : process->drain;
	DWORD size =
	        answering ? ANSWER_BYTES - process->answer_len : DRAIN_BYTES;

	loop_op_reset(&process->read);
	process->read_pending = ReadFile(process->spawned.answers, into, size,
	                                 NULL, &process->read.overlapped) ||
	                        GetLastError() == ERROR_IO_PENDING;
}

static void answered(struct process *process)
{
	process->wants_answer = false;
	notify(process, PROCESS_ANSWERED);
}

/* Told last, once nothing of it can come any more. */
static void end(struct process *process)
{
	if (process->wants_answer && process->answer_len == ANSWER_BYTES)
		answered(process);
	process->running = false;
	notify(process, PROCESS_EXITED);
	forget(process);
}

static void on_output(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct process *process = CONTAINING_RECORD(op, struct process, read);

	process->read_pending = false;
	if (process->wants_answer && error == 0)
		process->answer_len += bytes;
	if (process->has_exited) {
		end(process);
		return;
	}
	if (process->wants_answer &&
	    (error != 0 || process->answer_len == ANSWER_BYTES))
		answered(process);
	if (error == 0)
		start_read(process);
	if (!process->read_pending && process->wants_answer)
		answered(process);
}

/* -- its end --------------------------------------------------------------- */

static void end_job(struct process *process)
{
	TerminateJobObject(process->spawned.job, EXIT_KILLED);
}

static void on_exited(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct process *process = CONTAINING_RECORD(op, struct process, exited);

	(void)bytes;
	(void)error;
	process->has_exited = true;
	/* what it started ends with it */
	end_job(process);
	if (process->read_pending)
		CancelIoEx(process->spawned.answers, NULL);
	else
		end(process);
}

/* On a thread of the system. */
static void CALLBACK post_exited(void *context, BOOLEAN timed_out)
{
	struct process *process = context;

	(void)timed_out;
	loop_post(process->host->loop, &process->exited);
}

/* -- its start ------------------------------------------------------------- */

static void work(struct worker_job *job)
{
	struct process *process = CONTAINING_RECORD(job, struct process, job);

	process->failed = spawn(&process->request, &process->spawned,
	                        &process->error) < 0;
}

/* Be told of its output and its end. */
static int attend(struct process *process)
{
	struct spawned *spawned = &process->spawned;

	if (spawned->answers != NULL &&
	    loop_attach(process->host->loop, spawned->answers,
	                &process->error) < 0)
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
	process->wants_answer = process->spawned.answers != NULL;
	notify(process, PROCESS_STARTED);
	if (process->spawned.answers != NULL)
		start_read(process);
	if (process->wants_answer && !process->read_pending)
		answered(process);
	if (process->kill_wanted)
		end_job(process);
}

static void copy_spec(struct spawn_request *request,
                      const struct process_spec *spec)
{
	request->ticket = spec->ticket;
	request->class_name = xstrdup(spec->class_name);
	request->instance_name = xstrdup(spec->instance_name);
	request->executable = xstrdup(spec->executable);
	request->command_line = xstrdup(spec->command_line);
	request->work_directory = xstrdup(spec->work_directory);
	request->stderr_path = xstrdup(spec->stderr_path);
	if (spec->environment != NULL)
		request->environment =
		        xmemdup(spec->environment, spec->environment_len);
	request->environment_len = spec->environment_len;
	request->secret_source = xstrdup(spec->secret_source);
	request->secret_env = xstrdup(spec->secret_env);
	request->run_as = spec->run_as;
	if (spec->caller != NULL && spec->run_as == RUN_AS_CALLER)
		request->caller = caller_ref(spec->caller);
	request->job_control = spec->job_control;
	request->memory_max_mib = spec->memory_max_mib;
	request->process_max = spec->process_max;
}

void process_start(struct process_host *host, const struct process_spec *spec,
                   struct secret *secret)
{
	struct process *process = xcalloc(1, sizeof(*process));

	copy_spec(&process->request, spec);
	process->request.secret = secret;
	process->request.daemon_job = host->job;
	process->request.files = host->files;
	process->ticket = spec->ticket;
	process->host = host;
	process->job.work = work;
	process->job.op.done = on_spawned;
	process->exited.done = on_exited;
	process->read.done = on_output;
	process->next = host->first;
	if (host->first != NULL)
		host->first->previous = process;
	host->first = process;
	worker_give(host->pool, &process->job);
}

bool process_interrupt(struct process_host *host, uint64_t ticket)
{
	const struct process *process = find(host, ticket);

	return process != NULL && process->running &&
	       console_group_interrupt(process->spawned.pid, host->wine);
}

void process_kill(struct process_host *host, uint64_t ticket)
{
	struct process *process = find(host, ticket);

	if (process == NULL)
		return;
	/* one that is still being made is ended as soon as it exists */
	process->kill_wanted = true;
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

struct process_host *process_host_new(struct loop *loop,
                                      struct worker_pool *pool,
                                      struct files *files,
                                      const struct process_sink *sink,
                                      struct error *err)
{
	struct process_host *host = xcalloc(1, sizeof(*host));

	host->loop = loop;
	host->pool = pool;
	host->files = files;
	host->sink = *sink;
	host->wine = wine_is_here();
	host->job = make_daemon_job(err);
	if (host->job == NULL) {
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
	free(host);
}
