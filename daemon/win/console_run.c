/*
 * console_run.c: see console_run.h. A control handler gets no context, so the
 * running shell is known to this file.
 */
#include <windows.h>

#include "console_run.h"
#include "shell.h"
#include "../log_ids.h"
#include "../../common/log.h"
#include "../../common/win/winerr.h"

static struct shell *running;
static HANDLE ended;

/* On a thread of the system. After a close, logoff or shutdown event the
 * process ends as soon as this returns. */
static BOOL WINAPI on_control(DWORD kind)
{
	shell_stop(running);
	if (kind != CTRL_C_EVENT && kind != CTRL_BREAK_EVENT)
		WaitForSingleObject(ended, INFINITE);
	return TRUE;
}

static void on_ready(void *context)
{
	const struct shell_options *options = context;

	log_event(LOG_INFO, LOG_ID_STARTED, "fspd %s is ready on '%s' and '%s'",
	          FSPD_VERSION, options->winfsp_pipe, options->own_pipe);
}

int console_run(const struct shell_options *options, struct error *err)
{
	struct shell_hooks hooks = {on_ready, NULL, NULL};
	struct shell_options copy = *options;
	int rc = -1;

	hooks.context = &copy;
	ended = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (ended == NULL)
		return winerr_set(err, GetLastError(), "cannot make an event");
	running = shell_new(&copy, &hooks, err);
	if (running == NULL)
		goto out;
	/* after shell_new, which may have made a console; the daemon's own
	 * group may have been started with Ctrl-C switched off */
	SetConsoleCtrlHandler(NULL, FALSE);
	SetConsoleCtrlHandler(on_control, TRUE);
	rc = shell_run(running, err);
	SetConsoleCtrlHandler(on_control, FALSE);
	shell_free(running);
	running = NULL;
	if (rc == 0)
		log_event(LOG_INFO, LOG_ID_STOPPED, "fspd has ended");
	SetEvent(ended);
out:
	CloseHandle(ended);
	return rc;
}
