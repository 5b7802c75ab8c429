/*
 * takeover_win.c: see takeover_win.h.
 */
#include "takeover_win.h"

#include <stdlib.h>
#include <string.h>

#include "own_process.h"
#include "scm.h"
#include "service_key.h"
#include "../service_order.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/name.h"
#include "../../common/template.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define OWN_PARAMETERS "fspd\\Parameters"

#define WANTED     L"TakeOver"
#define IMAGE      L"ImagePath"
#define KEPT_IMAGE L"fspd.ImagePath"
#define KEPT_START L"fspd.Start"
#define STOPPED    L"fspd.Stopped"

char *takeover_image(const char *verb, const char *data, struct error *err)
{
	char *path = own_process_path(err);
	struct buf image = BUF_INIT;

	if (path == NULL)
		return NULL;
	buf_addf(&image, "\"%s\" %s", path, verb);
	free(path);
	if (data != NULL) {
		buf_adds(&image, " --data ");
		template_quote(&image, data);
	}
	return buf_steal(&image, NULL);
}

bool takeover_is_wanted(void)
{
	return service_key_number(OWN_PARAMETERS, WANTED, 0) != 0;
}

int takeover_want(bool wanted, struct error *err)
{
	return wanted ? service_key_set_number(OWN_PARAMETERS, WANTED, 1, err)
	              : service_key_remove(OWN_PARAMETERS, WANTED, err);
}

/* -- look ------------------------------------------------------------------ */

static enum launcher_state state_of(DWORD state)
{
	switch (state) {
	case SERVICE_STOPPED:
		return LAUNCHER_STOPPED;
	case SERVICE_START_PENDING:
	case SERVICE_STOP_PENDING:
		return LAUNCHER_PENDING;
	default:
		return LAUNCHER_RUNNING;
	}
}

static int read_state(struct takeover *t, struct error *err)
{
	const bool waits = t->purpose == TAKEOVER_INSTALL ||
	                   t->purpose == TAKEOVER_RESTORE;
	SERVICE_STATUS_PROCESS now;
	const int rc = waits ? scm_settle(t->scm, LAUNCHER_NAME, &now, err)
	                     : scm_status(t->scm, LAUNCHER_NAME, &now, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	t->facts.state = state_of(now.dwCurrentState);
	t->facts.runs_standin = t->facts.state == LAUNCHER_RUNNING &&
	                        own_process_is_image_of(now.dwProcessId);
	return 0;
}

static int read_start(struct takeover *t, struct error *err)
{
	SC_HANDLE service = scm_open_service(t->scm, LAUNCHER_NAME,
	                                     SERVICE_QUERY_CONFIG, err);
	QUERY_SERVICE_CONFIGW *config;

	if (service == NULL)
		return -1;
	config = scm_config(service, LAUNCHER_NAME, err);
	CloseServiceHandle(service);
	if (config == NULL)
		return -1;
	t->facts.start = config->dwStartType;
	free(config);
	return 0;
}

/* ImagePath from the registry: the manager shows it with its variables
 * replaced. */
static void read_key(struct takeover *t)
{
	t->image = service_key_text(LAUNCHER_NAME, IMAGE);
	t->kept_image = service_key_text(LAUNCHER_NAME, KEPT_IMAGE);
	t->facts.kept_start =
	        service_key_number(LAUNCHER_NAME, KEPT_START, START_UNKNOWN);
	service_key_list(LAUNCHER_NAME, STOPPED, &t->stopped);
	t->facts.image = t->image;
	t->facts.kept_image = t->kept_image;
	t->facts.has_stopped = t->stopped.count > 0;
}

int takeover_look(struct takeover *t, const struct scm *scm,
                  enum takeover_purpose purpose, takeover_say *say,
                  struct error *err)
{
	*t = (struct takeover){.scm = scm, .say = say, .purpose = purpose};
	t->standin = takeover_image("standin", NULL, err);
	if (t->standin == NULL || read_state(t, err) < 0)
		goto failed;
	t->facts.standin = t->standin;
	if (t->facts.state != LAUNCHER_ABSENT) {
		if (read_start(t, err) < 0)
			goto failed;
		read_key(t);
	}
	t->plan = takeover_plan(&t->facts, purpose);
	return 0;
failed:
	takeover_release(t);
	return -1;
}

void takeover_release(struct takeover *t)
{
	free(t->image);
	free(t->kept_image);
	free(t->standin);
	name_list_release(&t->stopped);
	*t = (struct takeover){0};
}

/* -- what it is ------------------------------------------------------------ */

static int keep(const struct takeover_plan *plan, struct error *err)
{
	if (service_key_set_text(LAUNCHER_NAME, KEPT_IMAGE, plan->keep_image,
	                         err) < 0)
		return -1;
	return plan->keep_start == START_UNKNOWN
	               ? service_key_remove(LAUNCHER_NAME, KEPT_START, err)
	               : service_key_set_number(LAUNCHER_NAME, KEPT_START,
	                                        plan->keep_start, err);
}

static int set_config(const struct takeover *t, struct error *err)
{
	const uint32_t start = t->plan.set_start;
	wchar_t *image = utf8_to_wide(t->plan.set_image);
	SC_HANDLE service = scm_open_service(t->scm, LAUNCHER_NAME,
	                                     SERVICE_CHANGE_CONFIG, err);
	int rc = -1;

	if (service == NULL)
		goto out;
	if (!ChangeServiceConfigW(service, SERVICE_NO_CHANGE,
	                          start == START_UNKNOWN ? SERVICE_NO_CHANGE
	                                                 : start,
	                          SERVICE_NO_CHANGE, image, NULL, NULL, NULL,
	                          NULL, NULL, NULL)) {
		winerr_set(err, GetLastError(),
		           "cannot change what the service '" LAUNCHER_NAME
		           "' runs");
		goto out;
	}
	rc = 0;
out:
	if (service != NULL)
		CloseServiceHandle(service);
	free(image);
	return rc;
}

/* -- stop and start -------------------------------------------------------- */

static void say_stops(const struct takeover *t)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "stopping");
	for (size_t i = t->stopped.count; i > 0; i--)
		buf_addf(&text, "%s %s", i == t->stopped.count ? "" : ",",
		         t->stopped.items[i - 1]);
	t->say(false, text.data);
	buf_release(&text);
}

/* Recorded before the first of them stops. */
static int list_running(struct takeover *t, struct error *err)
{
	struct service_list services = {NULL, 0};
	struct name_list dependents = {NULL, 0}, running = {NULL, 0};
	int rc = scm_list(t->scm, &services, err);

	if (rc == 0) {
		service_dependents(&services, LAUNCHER_NAME, &dependents);
		takeover_running(&t->stopped, true, &dependents, &running);
		name_list_release(&t->stopped);
		t->stopped = running;
		rc = service_key_set_list(LAUNCHER_NAME, STOPPED, &t->stopped,
		                          err);
	}
	name_list_release(&dependents);
	service_list_release(&services);
	return rc;
}

static int stop_all(struct takeover *t, struct error *err)
{
	if (list_running(t, err) < 0)
		return -1;
	say_stops(t);
	for (size_t i = t->stopped.count; i > 0; i--)
		if (scm_stop(t->scm, t->stopped.items[i - 1], err) < 0)
			return -1;
	return 0;
}

/* 0, or -1: what may be started yet is added to remains. */
static int start_one(const struct takeover *t, const char *name,
                     struct name_list *remains)
{
	struct error why = ERROR_INIT;

	if (scm_is_cancelled(t->scm))
		why.code = ERROR_CANCELLED;
	else if (scm_start(t->scm, name, &why) == 0)
		return 0;
	if (why.code != ERROR_CANCELLED)
		t->say(true, why.text);
	if (takeover_may_start_yet(why.code))
		name_list_add(remains, xstrdup(name));
	return -1;
}

/* What does not run again stays recorded. */
static int start_all(struct takeover *t)
{
	struct name_list none = {NULL, 0}, order = {NULL, 0},
	                 remains = {NULL, 0};
	struct error why = ERROR_INIT;
	int rc = 0;

	takeover_running(&t->stopped, true, &none, &order);
	for (size_t i = 0; i < order.count; i++)
		if (start_one(t, order.items[i], &remains) < 0)
			rc = -1;
	if ((remains.count > 0
	             ? service_key_set_list(LAUNCHER_NAME, STOPPED, &remains,
	                                    &why)
	             : service_key_remove(LAUNCHER_NAME, STOPPED, &why)) < 0)
		t->say(true, why.text);
	name_list_release(&order);
	name_list_release(&remains);
	return rc;
}

int takeover_begin(struct takeover *t, struct error *err)
{
	struct buf text = BUF_INIT;

	takeover_describe(&t->plan, &t->facts, &text);
	if (t->plan.keep_image != NULL && keep(&t->plan, err) < 0)
		goto failed;
	if (t->plan.set_image != NULL && set_config(t, err) < 0)
		goto failed;
	t->say(t->plan.finding == TAKEOVER_LOST, text.data);
	buf_release(&text);
	if (!t->plan.stop || stop_all(t, err) == 0)
		return 0;
	(void)start_all(t);
	return -1;
failed:
	buf_release(&text);
	return -1;
}

int takeover_end(struct takeover *t)
{
	struct error why = ERROR_INIT;
	int rc = t->plan.start ? start_all(t) : 0;

	if (!t->plan.forget)
		return rc;
	if (service_key_remove(LAUNCHER_NAME, KEPT_IMAGE, &why) < 0 ||
	    service_key_remove(LAUNCHER_NAME, KEPT_START, &why) < 0 ||
	    service_key_remove(LAUNCHER_NAME, STOPPED, &why) < 0) {
		t->say(true, why.text);
		rc = -1;
	}
	return rc;
}
