/*
 * scm.c: see scm.h. The manager tells no end of a start or stop; it is asked
 * again until then, as its documentation does it.
 */
#include "scm.h"

#include <stdlib.h>

#include "service_key.h"
#include "../service_order.h"
#include "../service_wait.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

enum {
	ASK_AGAIN_MS = 100,
	/* A first guess at a list of all services. */
	ROOM_BYTES = 64 * 1024,
};

int scm_open(struct scm *scm, DWORD access, HANDLE cancel, struct error *err)
{
	scm->cancel = cancel;
	scm->manager = OpenSCManagerW(NULL, NULL, access);
	if (scm->manager != NULL)
		return 0;
	return winerr_set(err, GetLastError(),
	                  "cannot open the service control manager");
}

void scm_close(struct scm *scm)
{
	if (scm->manager != NULL)
		CloseServiceHandle(scm->manager);
	scm->manager = NULL;
}

bool scm_is_cancelled(const struct scm *scm)
{
	return scm->cancel != NULL &&
	       WaitForSingleObject(scm->cancel, 0) == WAIT_OBJECT_0;
}

SC_HANDLE scm_open_service(const struct scm *scm, const char *name,
                           DWORD access, struct error *err)
{
	wchar_t *wide = utf8_to_wide(name);
	SC_HANDLE service = NULL;
	DWORD error = ERROR_INVALID_NAME;

	if (wide != NULL) {
		service = OpenServiceW(scm->manager, wide, access);
		error = GetLastError();
	}
	free(wide);
	if (service == NULL)
		winerr_set(err, error, "cannot open the service '%s'", name);
	return service;
}

static int query(SC_HANDLE service, const char *name,
                 SERVICE_STATUS_PROCESS *out, struct error *err)
{
	DWORD needed;

	if (QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)out,
	                         sizeof(*out), &needed))
		return 0;
	return winerr_set(err, GetLastError(),
	                  "cannot ask for the state of the service '%s'", name);
}

int scm_status(const struct scm *scm, const char *name,
               SERVICE_STATUS_PROCESS *out, struct error *err)
{
	struct error why = ERROR_INIT;
	SC_HANDLE service =
	        scm_open_service(scm, name, SERVICE_QUERY_STATUS, &why);
	int rc;

	if (service == NULL) {
		if (why.code == ERROR_SERVICE_DOES_NOT_EXIST)
			return 1;
		if (err != NULL)
			*err = why;
		return -1;
	}
	rc = query(service, name, out, err);
	CloseServiceHandle(service);
	return rc;
}

static bool is_pending(DWORD state)
{
	return state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
}

/* A while; false when the wait was cancelled. */
static bool pause_for(const struct scm *scm)
{
	if (scm->cancel != NULL)
		return WaitForSingleObject(scm->cancel, ASK_AGAIN_MS) ==
		       WAIT_TIMEOUT;
	Sleep(ASK_AGAIN_MS);
	return true;
}

/* Until it is in the state named, or (0) in one that stays. */
static int wait_for(const struct scm *scm, SC_HANDLE service, const char *name,
                    DWORD until, SERVICE_STATUS_PROCESS *out, struct error *err)
{
	struct service_wait wait = {0};

	for (;;) {
		if (query(service, name, out, err) < 0)
			return -1;
		if (until != 0 ? out->dwCurrentState == until
		               : !is_pending(out->dwCurrentState))
			return 0;
		if (service_wait_is_over(&wait, out->dwCurrentState,
		                         out->dwCheckPoint,
		                         clock_monotonic_ms()))
			return error_set(err, ERROR_TIMEOUT,
			                 "the service '%s' has made no "
			                 "progress for %d s",
			                 name, SERVICE_WAIT_MS / 1000);
		if (!pause_for(scm))
			return error_set(err, ERROR_CANCELLED,
			                 "no longer waiting for the service "
			                 "'%s'",
			                 name);
	}
}

int scm_settle(const struct scm *scm, const char *name,
               SERVICE_STATUS_PROCESS *out, struct error *err)
{
	SC_HANDLE service;
	int rc = scm_status(scm, name, out, err);

	if (rc != 0 || !is_pending(out->dwCurrentState))
		return rc;
	service = scm_open_service(scm, name, SERVICE_QUERY_STATUS, err);
	if (service == NULL)
		return -1;
	rc = wait_for(scm, service, name, 0, out, err);
	CloseServiceHandle(service);
	return rc;
}

int scm_start(const struct scm *scm, const char *name, struct error *err)
{
	SERVICE_STATUS_PROCESS now;
	SC_HANDLE service = scm_open_service(
	        scm, name, SERVICE_START | SERVICE_QUERY_STATUS, err);
	int rc = -1;

	if (service == NULL)
		return -1;
	/* one that is stopping yet is refused as if it ran already */
	if (wait_for(scm, service, name, 0, &now, err) < 0)
		goto out;
	if (!StartServiceW(service, 0, NULL) &&
	    GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) {
		winerr_set(err, GetLastError(), "cannot start the service '%s'",
		           name);
		goto out;
	}
	if (wait_for(scm, service, name, 0, &now, err) < 0)
		goto out;
	if (now.dwCurrentState == SERVICE_STOPPED) {
		winerr_set(err,
		           now.dwWin32ExitCode != 0 ? now.dwWin32ExitCode
		                                    : ERROR_SERVICE_NOT_ACTIVE,
		           "the service '%s' ended at once", name);
		goto out;
	}
	rc = 0;
out:
	CloseServiceHandle(service);
	return rc;
}

int scm_stop(const struct scm *scm, const char *name, struct error *err)
{
	SERVICE_STATUS_PROCESS now;
	SERVICE_STATUS status;
	SC_HANDLE service;
	int rc = scm_settle(scm, name, &now, err);

	if (rc != 0 || now.dwCurrentState == SERVICE_STOPPED)
		return rc < 0 ? -1 : 0;
	service = scm_open_service(scm, name,
	                           SERVICE_STOP | SERVICE_QUERY_STATUS, err);
	if (service == NULL)
		return -1;
	if (!ControlService(service, SERVICE_CONTROL_STOP, &status) &&
	    GetLastError() != ERROR_SERVICE_NOT_ACTIVE)
		rc = winerr_set(err, GetLastError(),
		                "cannot stop the service '%s'", name);
	else
		rc = wait_for(scm, service, name, SERVICE_STOPPED, &now, err);
	CloseServiceHandle(service);
	return rc;
}

QUERY_SERVICE_CONFIGW *scm_config(SC_HANDLE service, const char *name,
                                  struct error *err)
{
	QUERY_SERVICE_CONFIGW *config;
	DWORD size_bytes = 0;

	QueryServiceConfigW(service, NULL, 0, &size_bytes);
	config = xcalloc(1, size_bytes + sizeof(*config));
	if (QueryServiceConfigW(service, config, size_bytes, &size_bytes))
		return config;
	winerr_set(err, GetLastError(),
	           "cannot read how the service '%s' is configured", name);
	free(config);
	return NULL;
}

/* Every service with its state; NULL and err. Caller frees. */
static ENUM_SERVICE_STATUS_PROCESSW *enumerate(const struct scm *scm,
                                               DWORD *count, struct error *err)
{
	DWORD size_bytes = 0, more = ROOM_BYTES;
	void *found = NULL;

	do {
		size_bytes += more;
		found = xrealloc(found, 1, size_bytes);
		if (EnumServicesStatusExW(scm->manager, SC_ENUM_PROCESS_INFO,
		                          SERVICE_WIN32, SERVICE_STATE_ALL,
		                          found, size_bytes, &more, count, NULL,
		                          NULL))
			return found;
	} while (GetLastError() == ERROR_MORE_DATA);
	winerr_set(err, GetLastError(), "cannot list the services");
	free(found);
	return NULL;
}

int scm_list(const struct scm *scm, struct service_list *out, struct error *err)
{
	DWORD count = 0;
	ENUM_SERVICE_STATUS_PROCESSW *found = enumerate(scm, &count, err);

	if (found == NULL)
		return -1;
	for (DWORD i = 0; i < count; i++) {
		char *name = wide_to_utf8_lossy(found[i].lpServiceName,
		                                wcslen(found[i].lpServiceName));
		struct service_entry *entry = service_list_add(out, name);

		free(name);
		entry->runs = found[i].ServiceStatusProcess.dwCurrentState !=
		              SERVICE_STOPPED;
		service_key_list(entry->name, L"DependOnService",
		                 &entry->needs);
	}
	free(found);
	return 0;
}
