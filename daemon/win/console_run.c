/*
 * console_run.c: see console_run.h. A control handler gets no context, so the
 * running shell is known to this file.
 */
#include <windows.h>

#include "console_run.h"
#include "log_writer.h"
#include "shell.h"
#include "../log_ids.h"
#include "../../common/error.h"
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

static int serve(struct shell_options *options, struct error *err)
{
	struct shell_hooks hooks = {on_ready, NULL, options};
	int rc;

	running = shell_new(options, &hooks, err);
	if (running == NULL)
		return -1;
	/* after shell_new, which may have made a console; the daemon's own
	 * group may have been started with Ctrl-C switched off */
	SetConsoleCtrlHandler(NULL, FALSE);
	SetConsoleCtrlHandler(on_control, TRUE);
	rc = shell_run(running, err);
	SetConsoleCtrlHandler(on_control, FALSE);
	shell_free(running);
	running = NULL;
	return rc;
}

int console_run(const struct shell_options *options, struct log_writer *log)
{
	struct shell_options copy = *options;
	struct error err = ERROR_INIT;
	int rc = -1;

	ended = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (ended == NULL)
		winerr_set(&err, GetLastError(), "cannot make an event");
	else
		rc = serve(&copy, &err);
	if (rc < 0)
		log_event(LOG_ERROR, LOG_ID_SYSTEM, "%s", err.text);
	else
		log_event(LOG_INFO, LOG_ID_STOPPED, "fspd has ended");
	/* before the process may end under it */
	log_writer_end(log);
	if (ended != NULL)
		SetEvent(ended);
	return rc;
}
