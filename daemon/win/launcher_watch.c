/*
 * launcher_watch.c: see launcher_watch.h. The registry tells when the
 * launcher's key changes or comes back; the slow look beside it sees the rest,
 * such as a launcher that runs on after its key was changed.
 */
#include "ending.h"
#include "launcher_watch.h"

#include <windows.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "regwatch.h"
#include "scm.h"
#include "takeover_win.h"
#include "../log_ids.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "../../common/log.h"
#include "../../common/xalloc.h"

#define LAUNCHER_KEY "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" LAUNCHER_NAME

enum {
	/* After a look that found it starting or stopping. */
	SOON_MS = 500,
};

struct launcher_watch {
	HANDLE stop, thread;
	struct regwatch *registry;
	bool has_begun;
	unsigned failures; /* in a row */
	char *told;        /* the trouble last logged */
};

static void say(bool trouble, const char *text)
{
	log_event(trouble ? LOG_WARNING : LOG_INFO, LOG_ID_TAKEOVER, "%s",
	          text);
}

/* The same trouble is logged once, however often it is tried again. */
static void note_trouble(struct launcher_watch *watch, const struct error *why)
{
	if (watch->told != NULL && strcmp(watch->told, why->text) == 0)
		return;
	free(watch->told);
	watch->told = xstrdup(why->text);
	if (why->code != ERROR_CANCELLED)
		say(true, why->text);
}

/* 0; 1: some service does not run again, which was said; -1 and err. */
static int make_good(struct launcher_watch *watch, const struct scm *scm,
                     bool *again, struct error *err)
{
	struct takeover t;
	int rc = 0;

	if (takeover_look(&t, scm,
	                  watch->has_begun ? TAKEOVER_AGAIN : TAKEOVER_BEGIN,
	                  say, err) < 0)
		return -1;
	*again = t.plan.finding == TAKEOVER_WAIT;
	if (takeover_acts(&t.plan)) {
		rc = takeover_begin(&t, err);
		if (rc == 0 && takeover_end(&t) < 0)
			rc = 1;
	}
	takeover_release(&t);
	return rc;
}

/* How long until the next look that nothing calls for. */
static DWORD look(struct launcher_watch *watch)
{
	struct error why = ERROR_INIT;
	struct scm scm = {NULL, NULL};
	bool again = false;
	int rc = -1;

	if (!takeover_is_wanted())
		return LIMIT_COMPANION_RETRY_MS;
	if (scm_open(&scm, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE,
	             watch->stop, &why) == 0)
		rc = make_good(watch, &scm, &again, &why);
	scm_close(&scm);
	if (again)
		return SOON_MS;
	if (rc < 0)
		note_trouble(watch, &why);
	else
		watch->has_begun = true;
	watch->failures = rc == 0 ? 0 : watch->failures + 1;
	return takeover_pause_ms(watch->failures);
}

static DWORD WINAPI run(void *context)
{
	struct launcher_watch *watch = context;
	HANDLE events[1 + REGWATCH_KEYS_MAX] = {watch->stop};
	const DWORD count =
	        1 + (DWORD)regwatch_events(watch->registry, events + 1);
	DWORD pause_ms, woken;

	do {
		regwatch_arm(watch->registry, true);
		pause_ms = look(watch);
		/* what a failed try wrote itself is no reason for another */
		if (watch->failures > 0)
			regwatch_arm(watch->registry, false);
		woken = WaitForMultipleObjects(count, events, FALSE, pause_ms);
		if (woken != WAIT_TIMEOUT)
			watch->failures = 0;
	} while (woken != WAIT_OBJECT_0);
	return 0;
}

struct launcher_watch *launcher_watch_start(void)
{
	struct launcher_watch *watch = xcalloc(1, sizeof(*watch));
	struct error why = ERROR_INIT;

	watch->registry = regwatch_new(LAUNCHER_KEY, &why);
	watch->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (watch->registry != NULL && watch->stop != NULL)
		watch->thread = CreateThread(NULL, 0, run, watch, 0, NULL);
	if (watch->thread != NULL)
		return watch;
	log_event(LOG_WARNING, LOG_ID_TAKEOVER,
	          LAUNCHER_NAME " is not watched (%lu)", GetLastError());
	launcher_watch_stop(watch, NULL);
	return NULL;
}

void launcher_watch_stop(struct launcher_watch *watch,
                         void (*waiting)(void *context))
{
	struct ending ending;

	if (watch == NULL)
		return;
	if (watch->thread != NULL) {
		SetEvent(watch->stop);
		ending_begin(&ending, waiting, NULL);
		if (!ending_wait(&ending, watch->thread)) {
			log_event(
			        LOG_WARNING, LOG_ID_TAKEOVER,
			        "the service control manager does not answer: "
			        "fspd ends without it");
			return;
		}
		CloseHandle(watch->thread);
	}
	if (watch->stop != NULL)
		CloseHandle(watch->stop);
	regwatch_free(watch->registry);
	free(watch->told);
	free(watch);
}
