/*
 * spawn_win.c: CreateProcess with everything said explicitly: the image, the
 * handles that are inherited, the jobs. The process begins suspended, so that
 * it is in its job and has its input before its first instruction.
 */
#include <stdlib.h>

#include "caller_win.h"
#include "logs_win.h"
#include "spawn_env.h"
#include "spawn_stdio.h"
#include "spawn_token.h"
#include "spawn_win.h"
#include "survivors_win.h"
#include "../caller.h"
#include "../log_ids.h"
#include "../secret_store.h"
#include "../start_trust.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/secret.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

enum {
	ATTRIBUTES = 2, /* handle list, job list */
	/* Of a process that is ended before its first instruction. */
	EXIT_NOT_STARTED = 1
};

/* What one call has in hand. */
struct making {
	struct spawn_stdio stdio;
	HANDLE token;
	HANDLE jobs[2]; /* outermost first */
	DWORD job_count;
	LPPROC_THREAD_ATTRIBUTE_LIST attributes;
	bool in_jobs; /* by the attribute list */
	wchar_t *executable, *command_line, *directory, *environment;
	PROCESS_INFORMATION process;
};

static HANDLE make_job(const struct spawn_request *request, struct error *err)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
	DWORD flags = 0;
	HANDLE job = CreateJobObjectW(NULL, NULL);

	if (job == NULL) {
		winerr_set(err, GetLastError(), "cannot make a job");
		return NULL;
	}
	if (request->memory_max_mib != 0) {
		flags |= JOB_OBJECT_LIMIT_JOB_MEMORY;
		limits.JobMemoryLimit =
		        (SIZE_T)request->memory_max_mib * 1024 * 1024;
	}
	if (request->process_max != 0) {
		flags |= JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
		limits.BasicLimitInformation.ActiveProcessLimit =
		        request->process_max;
	}
	limits.BasicLimitInformation.LimitFlags = flags;
	if (flags == 0 ||
	    SetInformationJobObject(job, JobObjectExtendedLimitInformation,
	                            &limits, sizeof(limits)))
		return job;
	winerr_set(err, GetLastError(), "cannot set a job's limits");
	CloseHandle(job);
	return NULL;
}

static int make_attributes(struct making *m, struct error *err)
{
	SIZE_T size_bytes = 0;

	InitializeProcThreadAttributeList(NULL, ATTRIBUTES, 0, &size_bytes);
	m->attributes = xcalloc(1, size_bytes);
	if (!InitializeProcThreadAttributeList(m->attributes, ATTRIBUTES, 0,
	                                       &size_bytes) ||
	    !UpdateProcThreadAttribute(
	            m->attributes, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
	            m->stdio.child, sizeof(m->stdio.child), NULL, NULL))
		return winerr_set(err, GetLastError(),
		                  "cannot list the handles to inherit");
	/* Windows before 10 does not know it: then the suspended process is
	 * put into its jobs */
	m->in_jobs = UpdateProcThreadAttribute(
	        m->attributes, 0, PROC_THREAD_ATTRIBUTE_JOB_LIST, m->jobs,
	        m->job_count * sizeof(HANDLE), NULL, NULL);
	return 0;
}

static int make_environment(const struct spawn_request *request,
                            struct making *m, struct error *err)
{
	const struct spawn_variable secret = {request->secret_env,
	                                      request->secret};
	const bool has_secret = secret.name != NULL && secret.value != NULL;

	if (m->token == NULL && request->environment_len == 0 && !has_secret)
		return 0;
	m->environment = spawn_environment(m->token, request->environment,
	                                   request->environment_len,
	                                   has_secret ? &secret : NULL, err);
	return m->environment == NULL ? -1 : 0;
}

static int make_texts(const struct spawn_request *request, struct making *m,
                      struct error *err)
{
	m->executable = utf8_to_wide(request->executable);
	m->command_line = utf8_to_wide(request->command_line);
	if (request->work_directory != NULL)
		m->directory = utf8_to_wide(request->work_directory);
	if (m->executable == NULL || m->command_line == NULL ||
	    (m->directory == NULL && request->work_directory != NULL))
		return error_set(err, OS_INVALID_PARAMETER,
		                 "the command line is not valid UTF-8");
	return make_environment(request, m, err);
}

static int make_process(const struct spawn_request *request, struct making *m,
                        struct error *err)
{
	STARTUPINFOEXW startup = {.StartupInfo = {.cb = sizeof(startup)}};
	DWORD flags = CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP |
	              CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
	STARTUPINFOW *info = &startup.StartupInfo;
	BOOL made;

	info->dwFlags = STARTF_USESTDHANDLES;
	info->hStdInput = m->stdio.child[STDIO_IN];
	info->hStdOutput = m->stdio.child[STDIO_OUT];
	info->hStdError = m->stdio.child[STDIO_ERR];
	startup.lpAttributeList = m->attributes;
	if (m->token == NULL)
		made = CreateProcessW(m->executable, m->command_line, NULL,
		                      NULL, TRUE, flags, m->environment,
		                      m->directory, info, &m->process);
	else
		made = CreateProcessAsUserW(m->token, m->executable,
		                            m->command_line, NULL, NULL, TRUE,
		                            flags, m->environment, m->directory,
		                            info, &m->process);
	if (made)
		return 0;
	return winerr_set(err, GetLastError(), "cannot start '%s'",
	                  request->executable);
}

static int enter_jobs(const struct making *m, struct error *err)
{
	DWORD i;

	for (i = 0; i < m->job_count && !m->in_jobs; i++)
		if (!AssignProcessToJobObject(m->jobs[i], m->process.hProcess))
			return winerr_set(err, GetLastError(),
			                  "cannot put a process into its job");
	return 0;
}

/* The password of a declared instance, for this start alone. */
static int fetch_secret(struct spawn_request *request, struct error *err)
{
	if (request->secret_source == NULL)
		return 0;
	request->secret = secret_store_open(
	        request->files, request->secret_source, request->class_name,
	        request->instance_name, err);
	return request->secret == NULL ? -1 : 0;
}

/* The password into the pipe's buffer (which is larger), end of input behind
 * it, and every copy of ours gone before the child runs. One that went into
 * the environment is in the child already. */
static int give_secret(struct spawn_request *request, struct making *m,
                       struct error *err)
{
	DWORD written = 0;
	BOOL put;
	int rc = 0;

	if (m->stdio.secret_in == NULL)
		goto out;
	put = WriteFile(m->stdio.secret_in, secret_bytes(request->secret),
	                (DWORD)secret_len(request->secret), &written, NULL);
	if (!put)
		rc = winerr_set(err, GetLastError(), "cannot write to a pipe");
	CloseHandle(m->stdio.secret_in);
	m->stdio.secret_in = NULL;
out:
	secret_free(request->secret);
	request->secret = NULL;
	return rc;
}

/* Its log begins before its first instruction. */
static struct capture *begin_capture(const struct spawn_request *request,
                                     const struct making *m)
{
	const struct log_run run = spawn_log_run(request);
	const struct log_start start = {
	        .version = FSPD_VERSION,
	        .account = request->account,
	        .command_line = request->command_line,
	        .pid = m->process.dwProcessId,
	};
	struct capture *capture = logs_capture(request->logs, &run, &start);

	if (run.direct)
		logs_settle(request->logs);
	return capture;
}

/* Before it runs, so that whatever runs is known. */
static void note(const struct spawn_request *request, const struct making *m)
{
	struct error why = ERROR_INIT;

	if (survivors_note(request->files, request, m->process.hProcess,
	                   m->process.dwProcessId, &why) < 0)
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "%s\\%s: process %lu will not be known to the next "
		          "fspd: %s",
		          request->class_name, request->instance_name,
		          m->process.dwProcessId, why.text);
}

static int begin(struct spawn_request *request, struct making *m,
                 struct capture **capture, struct error *err)
{
	*capture = NULL;
	if (enter_jobs(m, err) < 0 || give_secret(request, m, err) < 0)
		goto fail;
	*capture = begin_capture(request, m);
	if (!request->job_control)
		note(request, m);
	if (ResumeThread(m->process.hThread) != (DWORD)-1)
		return 0;
	winerr_set(err, GetLastError(), "cannot begin a process");
	logs_end(*capture, EXIT_NOT_STARTED, 0);
	*capture = NULL;
fail:
	TerminateProcess(m->process.hProcess, EXIT_NOT_STARTED);
	CloseHandle(m->process.hProcess);
	m->process.hProcess = NULL;
	return -1;
}

static void give_out(struct making *m, struct spawned *out)
{
	out->process = m->process.hProcess;
	out->pid = m->process.dwProcessId;
	out->job = m->jobs[m->job_count - 1];
	m->jobs[m->job_count - 1] = NULL;
	out->output = m->stdio.output;
	out->errors = m->stdio.errors;
	out->asks = m->stdio.asks;
	m->stdio.output = m->stdio.errors = NULL;
	out->created = survivors_created(out->process);
}

static void making_release(struct making *m,
                           const struct spawn_request *request)
{
	if (m->process.hThread != NULL)
		CloseHandle(m->process.hThread);
	if (m->attributes != NULL) {
		DeleteProcThreadAttributeList(m->attributes);
		free(m->attributes);
	}
	if (m->job_count > 0 && m->jobs[m->job_count - 1] != NULL &&
	    m->jobs[m->job_count - 1] != request->daemon_job)
		CloseHandle(m->jobs[m->job_count - 1]);
	if (m->token != NULL)
		CloseHandle(m->token);
	spawn_stdio_close(&m->stdio);
	free(m->executable);
	free(m->command_line);
	free(m->directory);
	spawn_environment_free(m->environment);
}

int spawn(struct spawn_request *request, struct spawned *out, struct error *err)
{
	struct making m = {0};
	HANDLE job;
	int rc = -1;

	*out = (struct spawned){0};
	if ((request->judged &&
	     start_trusts_program(request->executable, err) < 0) ||
	    fetch_secret(request, err) < 0 ||
	    spawn_token(request->run_as, request->caller, &m.token, err) < 0 ||
	    spawn_stdio_open(request, &m.stdio, err) < 0)
		goto out;
	job = make_job(request, err);
	if (job == NULL)
		goto out;
	if (request->job_control)
		m.jobs[m.job_count++] = request->daemon_job;
	m.jobs[m.job_count++] = job;
	if (make_attributes(&m, err) < 0 || make_texts(request, &m, err) < 0 ||
	    make_process(request, &m, err) < 0 ||
	    begin(request, &m, &out->capture, err) < 0)
		goto out;
	give_out(&m, out);
	rc = 0;
out:
	making_release(&m, request);
	return rc;
}
