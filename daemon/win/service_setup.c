/*
 * service_setup.c: fspd install and uninstall.
 */
#include <windows.h>
#include <stdbool.h>
#include <wchar.h>

#include "eventlog.h"
#include "service.h"
#include "../../common/error.h"
#include "../../common/win/winerr.h"

enum {
	/* Restarted after a crash, a little later each time; a day without
	 * one forgets them. */
	FIRST_RESTART_MS = 1000,
	LATER_RESTART_MS = 10 * 1000,
	FORGET_SECONDS = 24 * 60 * 60,
	/* Every file system gets its StopTimeout before the system goes. */
	PRESHUTDOWN_MS = 60 * 1000,
	COMMAND_UNITS = 2 * MAX_PATH,
};

/* "C:\...\fspd.exe" service */
static bool service_command(wchar_t *out)
{
	wchar_t path[MAX_PATH];
	DWORD units = GetModuleFileNameW(NULL, path, MAX_PATH);

	return units > 0 && units < MAX_PATH &&
	       swprintf(out, COMMAND_UNITS, L"\"%ls\" service", path) > 0;
}

/* What the system can be asked for beyond the entry itself; a system that
 * lacks one of them (Wine) runs the service all the same. */
static void describe(SC_HANDLE service)
{
	wchar_t text[] = L"Starts, stops and supervises file systems that are "
	                 L"declared in the registry.";
	SERVICE_DESCRIPTIONW description = {text};
	SC_ACTION actions[] = {{SC_ACTION_RESTART, FIRST_RESTART_MS},
	                       {SC_ACTION_RESTART, LATER_RESTART_MS}};
	SERVICE_FAILURE_ACTIONSW failure = {FORGET_SECONDS, NULL, NULL, 2,
	                                    actions};
	SERVICE_PRESHUTDOWN_INFO preshutdown = {PRESHUTDOWN_MS};

	ChangeServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION,
	                      &description);
	ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS,
	                      &failure);
	ChangeServiceConfig2W(service, SERVICE_CONFIG_PRESHUTDOWN_INFO,
	                      &preshutdown);
}

static SC_HANDLE open_manager(DWORD access, struct error *err)
{
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, access);

	if (manager == NULL)
		winerr_set(err, GetLastError(),
		           "cannot open the service control manager");
	return manager;
}

int service_install(struct error *err)
{
	wchar_t command[COMMAND_UNITS];
	SC_HANDLE manager = NULL;
	SC_HANDLE service = NULL;
	int rc = -1;

	if (!service_command(command))
		return error_set(err, ERROR_BUFFER_OVERFLOW,
		                 "the path of this program is too long");
	manager = open_manager(SC_MANAGER_CREATE_SERVICE, err);
	if (manager == NULL)
		return -1;
	if (eventlog_register(err) < 0)
		goto out;
	service = CreateServiceW(
	        manager, SERVICE_NAME, L"fspd file system supervisor",
	        SERVICE_CHANGE_CONFIG | SERVICE_START,
	        SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
	        SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL, NULL, NULL);
	if (service == NULL) {
		winerr_set(err, GetLastError(),
		           "cannot create the service 'fspd'");
		goto out;
	}
	describe(service);
	rc = 0;
out:
	if (service != NULL)
		CloseServiceHandle(service);
	CloseServiceHandle(manager);
	return rc;
}

int service_uninstall(struct error *err)
{
	SERVICE_STATUS status;
	SC_HANDLE manager = open_manager(SC_MANAGER_CONNECT, err);
	SC_HANDLE service = NULL;
	int rc = -1;

	if (manager == NULL)
		return -1;
	service = OpenServiceW(manager, SERVICE_NAME, DELETE | SERVICE_STOP);
	if (service == NULL) {
		winerr_set(err, GetLastError(),
		           "cannot open the service 'fspd'");
		goto out;
	}
	/* a running service is gone once it has ended */
	ControlService(service, SERVICE_CONTROL_STOP, &status);
	if (!DeleteService(service)) {
		winerr_set(err, GetLastError(),
		           "cannot delete the service 'fspd'");
		goto out;
	}
	eventlog_unregister();
	rc = 0;
out:
	if (service != NULL)
		CloseServiceHandle(service);
	CloseServiceHandle(manager);
	return rc;
}
