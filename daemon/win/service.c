/*
 * service.c: the service control manager and nothing else: states, controls,
 * check points. ServiceMain gets no context, so the service is known to this
 * file.
 */
#include <windows.h>
#include <stdbool.h>

#include "launcher_watch.h"
#include "log_writer.h"
#include "service.h"
#include "shell.h"
#include "../log_ids.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/winerr.h"

enum {
	/* To the next check point; starting reads the registry, stopping
	 * reports every second. */
	WAIT_HINT_MS = 30 * 1000,
	ACCEPTED = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN |
	           SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_PARAMCHANGE,
};

static struct {
	SERVICE_STATUS_HANDLE handle;
	SERVICE_STATUS status;
	SRWLOCK lock; /* of the status: controls come on another thread */
	const struct shell_options *options;
	struct shell *shell;
	struct launcher_watch *launcher;
	struct log_writer *log;
} service = {.lock = SRWLOCK_INIT};

static void report(DWORD state)
{
	SERVICE_STATUS *status = &service.status;
	bool pending =
	        state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;

	AcquireSRWLockExclusive(&service.lock);
	status->dwServiceType = SERVICE_WIN32_OWN_PROCESS;
	status->dwCheckPoint = !pending ? 0
	                       : status->dwCurrentState == state
	                               ? status->dwCheckPoint + 1
	                               : 1;
	status->dwCurrentState = state;
	status->dwControlsAccepted = state == SERVICE_RUNNING ? ACCEPTED : 0;
	status->dwWaitHint = pending ? WAIT_HINT_MS : 0;
	SetServiceStatus(service.handle, status);
	ReleaseSRWLockExclusive(&service.lock);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data,
                               void *context)
{
	(void)type;
	(void)data;
	(void)context;
	switch (control) {
	case SERVICE_CONTROL_STOP:
	case SERVICE_CONTROL_SHUTDOWN:
	case SERVICE_CONTROL_PRESHUTDOWN:
		report(SERVICE_STOP_PENDING);
		shell_stop(service.shell);
		return NO_ERROR;
	case SERVICE_CONTROL_PARAMCHANGE:
		shell_reload(service.shell);
		return NO_ERROR;
	case SERVICE_CONTROL_INTERROGATE:
		return NO_ERROR;
	default:
		return ERROR_CALL_NOT_IMPLEMENTED;
	}
}

static void on_ready(void *context)
{
	(void)context;
	log_event(LOG_INFO, LOG_ID_STARTED, "fspd %s is ready", FSPD_VERSION);
	report(SERVICE_RUNNING);
	service.launcher = launcher_watch_start();
}

static void on_stopping(void *context)
{
	(void)context;
	report(SERVICE_STOP_PENDING);
}

/* The console that a service makes for its children brings Ctrl-Break, and the
 * logoff of any user, which would end the process. */
static BOOL WINAPI ignore_console(DWORD kind)
{
	(void)kind;
	return TRUE;
}

/* Controls come only while the state is RUNNING, so after the shell was
 * made and before it is freed. */
static int serve(struct error *err)
{
	struct shell_hooks hooks = {on_ready, on_stopping, NULL};
	int rc;

	service.shell = shell_new(service.options, &hooks, err);
	if (service.shell == NULL)
		return -1;
	SetConsoleCtrlHandler(ignore_console, TRUE);
	rc = shell_run(service.shell, err);
	launcher_watch_stop(service.launcher, on_stopping);
	shell_free(service.shell);
	return rc;
}

static void WINAPI service_main(DWORD argc, wchar_t **argv)
{
	struct error err = ERROR_INIT;

	(void)argc;
	(void)argv;
	service.handle =
	        RegisterServiceCtrlHandlerExW(SERVICE_NAME, on_control, NULL);
	if (service.handle == NULL)
		return;
	report(SERVICE_START_PENDING);
	if (serve(&err) < 0) {
		log_event(LOG_ERROR, LOG_ID_SYSTEM, "%s", err.text);
		service.status.dwWin32ExitCode =
		        err.code != 0 ? err.code : ERROR_GEN_FAILURE;
	} else {
		log_event(LOG_INFO, LOG_ID_STOPPED, "fspd has ended");
	}
	/* a machine that goes down waits for nothing after that */
	log_writer_end(service.log);
	report(SERVICE_STOPPED);
}

int service_run(const struct shell_options *options, struct log_writer *log,
                struct error *err)
{
	wchar_t name[] = SERVICE_NAME;
	const SERVICE_TABLE_ENTRYW table[] = {{name, service_main},
	                                      {NULL, NULL}};

	service.options = options;
	service.log = log;
	if (StartServiceCtrlDispatcherW(table))
		return 0;
	return winerr_set(err, GetLastError(),
	                  "the service control manager did not start this "
	                  "program; use `fspd run`");
}
