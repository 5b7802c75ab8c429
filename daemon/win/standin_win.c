/*
 * standin_win.c: see standin_win.h. ServiceMain gets no context, so the service
 * is known to this file.
 */
#include "standin_win.h"

#include <windows.h>
#include <stdbool.h>
#include <stdlib.h>

#include "companion.h"
#include "scm.h"
#include "service.h"
#include "../standin.h"
#include "../takeover.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"

enum {
	/* While fspd is waited for, and while it is there: its end is seen at
	 * once, that it lost the pipe after this. */
	WAITING_LOOK_MS = 250,
	RUNNING_LOOK_MS = 2000,
	/* To the next check point. */
	WAIT_HINT_MS = 10 * 1000,
};

static struct {
	SERVICE_STATUS_HANDLE handle;
	SERVICE_STATUS status;
	HANDLE stop;
	wchar_t *pipe;
	struct scm scm;
	DWORD fspd_pid;
	HANDLE fspd; /* the process that serves, or NULL: that of watched */
	DWORD watched;
	volatile LONG start_error;
	struct standin_facts facts;
} standin = {.status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS}};

static void report(DWORD state)
{
	SERVICE_STATUS *status = &standin.status;
	const bool pending = state == SERVICE_START_PENDING;

	status->dwCheckPoint = pending ? status->dwCheckPoint + 1 : 0;
	status->dwWaitHint = pending ? WAIT_HINT_MS : 0;
	status->dwCurrentState = state;
	status->dwControlsAccepted =
	        state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0;
	SetServiceStatus(standin.handle, status);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data,
                               void *context)
{
	(void)type;
	(void)data;
	(void)context;
	switch (control) {
	case SERVICE_CONTROL_STOP:
		SetEvent(standin.stop);
		return NO_ERROR;
	case SERVICE_CONTROL_INTERROGATE:
		return NO_ERROR;
	default:
		return ERROR_CALL_NOT_IMPLEMENTED;
	}
}

/* -- what is there --------------------------------------------------------- */

static enum standin_fspd state_of(DWORD state)
{
	switch (state) {
	case SERVICE_STOPPED:
		return FSPD_STOPPED;
	case SERVICE_STOP_PENDING:
		return FSPD_STOPPING;
	case SERVICE_START_PENDING:
		return FSPD_STARTING;
	default:
		return FSPD_RUNNING;
	}
}

static enum standin_pipe ask_pipe(void)
{
	unsigned long pid = 0;
	const int rc = pipe_server(standin.pipe, &pid);

	if (rc < 0)
		return PIPE_NOT_KNOWN;
	return rc == 0 && standin.fspd_pid != 0 && pid == standin.fspd_pid
	               ? PIPE_SERVED
	               : PIPE_NOT_SERVED;
}

static void look(uint64_t begin)
{
	struct standin_facts *facts = &standin.facts;
	SERVICE_STATUS_PROCESS now = {0};
	const int rc = scm_status(&standin.scm, SERVICE_NAME_UTF8, &now, NULL);

	facts->fspd = rc == 0 ? state_of(now.dwCurrentState) : FSPD_ABSENT;
	if (facts->fspd == FSPD_STARTING || facts->fspd == FSPD_RUNNING)
		facts->seen_up = true;
	facts->fspd_exit = rc == 0 ? now.dwWin32ExitCode : 0;
	standin.fspd_pid = rc == 0 ? now.dwProcessId : 0;
	facts->pipe = ask_pipe();
	facts->stop_asked = WaitForSingleObject(standin.stop, 0) == 0;
	facts->start_error = (uint32_t)standin.start_error;
	facts->waited_ms = clock_monotonic_ms() - begin;
}

/* -- what is done ---------------------------------------------------------- */

/* On a thread of its own: while the system starts, the manager may keep a
 * service's StartService waiting until that service has started. */
static DWORD WINAPI start_fspd(void *context)
{
	SC_HANDLE service = scm_open_service(&standin.scm, SERVICE_NAME_UTF8,
	                                     SERVICE_START, NULL);
	DWORD error = GetLastError();

	(void)context;
	if (service != NULL) {
		error = StartServiceW(service, 0, NULL) ? 0 : GetLastError();
		CloseServiceHandle(service);
	}
	if (error != ERROR_SERVICE_ALREADY_RUNNING)
		InterlockedExchange(&standin.start_error, (LONG)error);
	return 0;
}

static void ask_for_fspd(void)
{
	HANDLE thread = CreateThread(NULL, 0, start_fspd, NULL, 0, NULL);

	standin.facts.start_asked = true;
	if (thread != NULL)
		CloseHandle(thread);
	else
		InterlockedExchange(&standin.start_error, (LONG)GetLastError());
}

/* fspd may come back as another process before its end is seen. */
static void go_on_running(void)
{
	if (standin.watched != standin.fspd_pid) {
		if (standin.fspd != NULL)
			CloseHandle(standin.fspd);
		standin.fspd =
		        OpenProcess(SYNCHRONIZE, FALSE, standin.fspd_pid);
		standin.watched = standin.fspd_pid;
	}
	if (standin.facts.runs)
		return;
	standin.facts.runs = true;
	report(SERVICE_RUNNING);
}

static void wait_for_news(void)
{
	HANDLE events[2] = {standin.stop, standin.fspd};

	WaitForMultipleObjects(standin.fspd != NULL ? 2 : 1, events, FALSE,
	                       standin.facts.runs ? RUNNING_LOOK_MS
	                                          : WAITING_LOOK_MS);
}

/* The Win32 exit code. */
static uint32_t stand(void)
{
	const uint64_t begin = clock_monotonic_ms();

	for (;;) {
		struct standin_step step;

		look(begin);
		step = standin_next(&standin.facts);
		switch (step.action) {
		case STANDIN_STOP:
			return step.code;
		case STANDIN_START:
			ask_for_fspd();
			break;
		case STANDIN_RUN:
			go_on_running();
			break;
		case STANDIN_WAIT:
			report(SERVICE_START_PENDING);
			break;
		}
		wait_for_news();
	}
}

static void WINAPI standin_main(DWORD argc, wchar_t **argv)
{
	struct error err = ERROR_INIT;

	(void)argc;
	(void)argv;
	standin.handle = RegisterServiceCtrlHandlerExW(L"" LAUNCHER_NAME,
	                                               on_control, NULL);
	if (standin.handle == NULL)
		return;
	standin.stop = CreateEventW(NULL, TRUE, FALSE, NULL);
	report(SERVICE_START_PENDING);
	if (standin.stop == NULL)
		standin.status.dwWin32ExitCode = GetLastError();
	else if (scm_open(&standin.scm, SC_MANAGER_CONNECT, standin.stop,
	                  &err) < 0)
		standin.status.dwWin32ExitCode = err.code;
	else
		standin.status.dwWin32ExitCode = stand();
	report(SERVICE_STOPPED);
}

int standin_run(const char *pipe, struct error *err)
{
	wchar_t name[] = L"" LAUNCHER_NAME;
	const SERVICE_TABLE_ENTRYW table[] = {{name, standin_main},
	                                      {NULL, NULL}};

	standin.pipe = utf8_to_wide(pipe);
	if (standin.pipe == NULL)
		return error_set(err, ERROR_INVALID_NAME,
		                 "'%s' is not valid UTF-8", pipe);
	if (StartServiceCtrlDispatcherW(table))
		return 0;
	return winerr_set(err, GetLastError(),
	                  "the service control manager did not start this "
	                  "program; `fspd install --take-over` has it do so");
}
