/*
 * install.c: see install.h. What is wanted is service_config.h's and
 * takeover.h's to say.
 */
#include "install.h"

#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#include "companion.h"
#include "eventlog.h"
#include "install_folder.h"
#include "own_process.h"
#include "scm.h"
#include "service.h"
#include "service_config_win.h"
#include "takeover_win.h"
#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "../../common/program_trust.h"
#include "../../common/win/wide.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"

enum {
	ENTRY_ACCESS =
	        SERVICE_CHANGE_CONFIG | SERVICE_QUERY_CONFIG | SERVICE_START,
	MANAGER_ACCESS = SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE |
	                 SC_MANAGER_ENUMERATE_SERVICE,
	/* Two tries of a companion, and some. */
	SERVED_MS = 2 * LIMIT_COMPANION_RETRY_MS + 5 * 1000,
};

static void say(bool trouble, const char *text)
{
	fprintf(trouble ? stderr : stdout, "fspd: %s\n", text);
	(void)fflush(stdout);
}

/* -- where the program lies ------------------------------------------------ */

/* 0, 1 when it is refused, -1 and err. */
static int judge_place(struct error *err)
{
	char *path = own_process_path(err);
	struct buf text = BUF_INIT;
	char *who;

	if (path == NULL)
		return -1;
	if (wine_is_here()) {
		say(false, "not checked under Wine: whether others can "
		           "replace this program");
		free(path);
		return 0;
	}
	who = program_replaceable(path);
	if (who != NULL) {
		buf_addf(&text,
		         "who can replace this program becomes SYSTEM: %s; "
		         "copy it to a folder below C:\\Program Files",
		         who);
		say(true, text.data);
	}
	buf_release(&text);
	free(path);
	free(who);
	return who != NULL;
}

/* -- the entry ------------------------------------------------------------- */

static SC_HANDLE create(const struct scm *scm,
                        const struct service_config *want, struct error *err)
{
	wchar_t *image = utf8_to_wide(want->image);
	wchar_t *display = utf8_to_wide(want->display);
	SC_HANDLE service = NULL;
	DWORD error = ERROR_INVALID_NAME;

	if (image != NULL && display != NULL) {
		service = CreateServiceW(scm->manager, SERVICE_NAME, display,
		                         ENTRY_ACCESS, want->type, want->start,
		                         SERVICE_ERROR_NORMAL, image, NULL,
		                         NULL, NULL, NULL, NULL);
		error = GetLastError();
	}
	free(image);
	free(display);
	if (service == NULL)
		winerr_set(err, error, "cannot create the service '%s'",
		           SERVICE_NAME_UTF8);
	return service;
}

static void add_item(struct buf *list, enum service_item item)
{
	buf_addf(list, "%s%s", list->len > 0 ? ", " : "",
	         service_item_name(item));
}

static void say_items(const char *what, const struct buf *list)
{
	struct buf text = BUF_INIT;

	if (list->len > 0) {
		buf_addf(&text, "%s: %s", what, list->data);
		say(false, text.data);
	}
	buf_release(&text);
}

/* What a system lacks (Wine, most of it) is named; the service runs without. */
static int mend(SC_HANDLE service, const struct service_config *want,
                struct error *err)
{
	struct buf mended = BUF_INIT, lacking = BUF_INIT;
	struct config_read have;
	int rc = config_read(service, &have, err);

	for (int i = 0; i < ITEM_COUNT && rc == 0; i++) {
		const enum service_item item = (enum service_item)i;
		DWORD error;

		if (!service_config_differs(&have.config, want, item))
			continue;
		error = config_write(service, want, item);
		if (error == ERROR_SUCCESS)
			add_item(&mended, item);
		else if (error == ERROR_INVALID_LEVEL)
			add_item(&lacking, item);
		else
			rc = winerr_set(err, error,
			                "cannot set the %s of the service '%s'",
			                service_item_name(item),
			                SERVICE_NAME_UTF8);
	}
	say_items("set", &mended);
	say_items("not supported here", &lacking);
	if (rc == 0 && mended.len == 0)
		say(false, "the service is as it should be");
	buf_release(&mended);
	buf_release(&lacking);
	config_release(&have);
	return rc;
}

static int install_entry(const struct scm *scm, const char *data,
                         struct error *err)
{
	char *image = takeover_image("service", data, err);
	struct error why = ERROR_INIT;
	struct service_config want;
	SC_HANDLE service = NULL;
	int rc = -1;

	if (image == NULL)
		return -1;
	service_config_wanted(image, &want);
	service = scm_open_service(scm, SERVICE_NAME_UTF8, ENTRY_ACCESS, &why);
	if (service == NULL && why.code == ERROR_SERVICE_DOES_NOT_EXIST) {
		service = create(scm, &want, &why);
		if (service != NULL)
			say(false, "service 'fspd' created: it starts with "
			           "Windows, and now by: sc start fspd");
	}
	if (service != NULL)
		rc = mend(service, &want, err);
	else if (err != NULL)
		*err = why;
	if (service != NULL)
		CloseServiceHandle(service);
	free(image);
	return rc;
}

/* -- the launcher ---------------------------------------------------------- */

/* Nobody is left without a server: what cannot be served is given back, and
 * not taken again. An fspd that serves lets go of the pipe meanwhile. */
static void give_back(const struct scm *scm, bool serves)
{
	struct error why = ERROR_INIT;
	struct takeover t;

	if (takeover_want(false, &why) < 0)
		say(true, why.text);
	if (takeover_look(&t, scm, TAKEOVER_RESTORE, say, &why) < 0) {
		say(true, why.text);
		return;
	}
	if (takeover_begin(&t, &why) < 0)
		say(true, why.text);
	if (serves && scm_stop(scm, SERVICE_NAME_UTF8, &why) < 0)
		say(true, why.text);
	takeover_end(&t); /* says what fails */
	if (serves && scm_start(scm, SERVICE_NAME_UTF8, &why) < 0)
		say(true, why.text);
	takeover_release(&t);
}

static bool is_served(const struct scm *scm, const wchar_t *pipe)
{
	SERVICE_STATUS_PROCESS fspd;
	unsigned long pid = 0;

	return scm_status(scm, SERVICE_NAME_UTF8, &fspd, NULL) == 0 &&
	       pipe_server(pipe, &pid) == 0 && pid == fspd.dwProcessId;
}

/* Start fspd and wait until it serves the pipe; a companion tries again now and
 * then. 0, or -1 and err. */
static int serve(const struct scm *scm, const char *pipe, struct error *err)
{
	const uint64_t end = clock_monotonic_ms() + SERVED_MS;
	wchar_t *wide = utf8_to_wide(pipe);
	int rc = -1;

	if (wide == NULL || scm_start(scm, SERVICE_NAME_UTF8, err) < 0)
		goto out;
	while (rc < 0 && clock_monotonic_ms() < end) {
		if (is_served(scm, wide))
			rc = 0;
		else
			Sleep(100);
	}
	if (rc < 0) {
		char *holder = pipe_holder(wide);

		error_set(err, ERROR_PIPE_BUSY,
		          "WinFsp's pipe is served by %s, not by fspd: end "
		          "that program first",
		          holder);
		free(holder);
	}
out:
	free(wide);
	return rc;
}

static int take_over(const struct scm *scm, const char *pipe, struct error *err)
{
	struct takeover t;
	bool serves;
	int rc;

	if (takeover_look(&t, scm, TAKEOVER_INSTALL, say, err) < 0)
		return -1;
	rc = takeover_begin(&t, err);
	if (rc == 0)
		rc = serve(scm, pipe, err);
	serves = rc == 0;
	if (rc == 0)
		rc = takeover_want(true, err);
	if (rc < 0)
		give_back(scm, serves);
	/* fspd serves, and tries again what does not run */
	else if (takeover_end(&t) < 0)
		rc = error_set(err, ERROR_SERVICE_NOT_ACTIVE,
		               "not every service runs again");
	takeover_release(&t);
	return rc;
}

/* -- verbs ----------------------------------------------------------------- */

int install_service(const struct install_options *options, struct error *err)
{
	struct scm scm = {NULL, NULL};
	char *folder = NULL;
	int rc = judge_place(err);

	if (rc != 0)
		return rc;
	rc = -1;
	if (scm_open(&scm, MANAGER_ACCESS, NULL, err) < 0 ||
	    install_folder(options->data, &folder, say, err) < 0 ||
	    eventlog_register(err) < 0 ||
	    install_entry(&scm, options->data ? folder : NULL, err) < 0)
		goto out;
	if (options->take_over && take_over(&scm, options->pipe, err) < 0)
		goto out;
	rc = 0;
out:
	free(folder);
	scm_close(&scm);
	return rc;
}

static int remove_entry(const struct scm *scm, struct error *err)
{
	SC_HANDLE service =
	        scm_open_service(scm, SERVICE_NAME_UTF8, DELETE, err);
	int rc = -1;

	if (service == NULL)
		return -1;
	if (DeleteService(service) ||
	    GetLastError() == ERROR_SERVICE_MARKED_FOR_DELETE) {
		say(false, "service 'fspd' removed");
		rc = 0;
	} else {
		winerr_set(err, GetLastError(),
		           "cannot delete the service '%s'", SERVICE_NAME_UTF8);
	}
	CloseServiceHandle(service);
	return rc;
}

enum restored { RESTORED_NOTHING, RESTORED_LAUNCHER, RESTORED_NOT };

static int carry_out(const struct scm *scm, struct takeover *t,
                     struct error *err)
{
	if (takeover_begin(t, err) < 0 ||
	    scm_stop(scm, SERVICE_NAME_UTF8, err) < 0)
		return -1;
	if (takeover_end(t) < 0)
		return error_set(err, ERROR_SERVICE_NOT_ACTIVE,
		                 "not every service runs again");
	return 0;
}

/* Give the launcher back, if it was taken, and stop fspd. The service must not
 * repeat the take-over meanwhile, and its pipe must be free before the launcher
 * starts. 0, or -1 and err. */
static int restore(const struct scm *scm, enum restored *what,
                   struct error *err)
{
	struct takeover t;
	int rc;

	if (takeover_want(false, err) < 0 ||
	    takeover_look(&t, scm, TAKEOVER_RESTORE, say, err) < 0)
		return -1;
	if (t.plan.finding == TAKEOVER_LOST)
		*what = RESTORED_NOT;
	else
		*what = takeover_acts(&t.plan) ? RESTORED_LAUNCHER
		                               : RESTORED_NOTHING;
	rc = *what == RESTORED_NOTHING ? scm_stop(scm, SERVICE_NAME_UTF8, err)
	                               : carry_out(scm, &t, err);
	takeover_release(&t);
	return rc;
}

int uninstall_service(struct error *err)
{
	enum restored what = RESTORED_NOTHING;
	struct scm scm = {NULL, NULL};
	struct error why = ERROR_INIT;
	int rc;

	if (scm_open(&scm, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE,
	             NULL, err) < 0)
		return -1;
	rc = restore(&scm, &what, err);
	if (rc < 0)
		say(true, "not uninstalled yet; running `fspd uninstall` again "
		          "continues");
	if (rc == 0 && remove_entry(&scm, &why) == 0) {
		eventlog_unregister();
	} else if (rc == 0 && (what == RESTORED_NOTHING ||
	                       why.code != ERROR_SERVICE_DOES_NOT_EXIST)) {
		if (err != NULL)
			*err = why;
		rc = -1;
	}
	if (rc == 0 && what == RESTORED_NOT)
		rc = error_set(err, ERROR_NOT_FOUND,
		               LAUNCHER_NAME " is not given back");
	scm_close(&scm);
	return rc;
}
