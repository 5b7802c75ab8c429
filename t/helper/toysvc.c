/*
 * toysvc - a service that does as it is told, and the service control manager
 * by hand where Wine's sc.exe stops short.
 *
 *	toysvc run [--pipe NAME] [--log FILE]
 *	    What the manager starts: reports that it runs, holds the pipe NAME
 *	    with one instance that answers nothing, appends "NAME started" and
 *	    "NAME stopped" to FILE, NAME being the service's.
 *	toysvc create NAME COMMAND [NEEDS]...
 *	    A service that starts on demand, and what it depends on.
 *	toysvc state NAME
 *	    Prints state, Win32 exit code, start type and command of a service:
 *	    "running 0 auto COMMAND".
 *	toysvc checkpoint NAME
 *	    Prints the check point of a service that starts or stops.
 *	toysvc control NAME CODE
 *	    Sends a control; exit code 2 and its number when it is refused.
 *	toysvc config NAME START [COMMAND]
 *	    Another start type (auto, demand, disabled), another command.
 */
#include "tool.h"

static const wchar_t *log_path, *pipe_name;
static const wchar_t *service_name;
static SERVICE_STATUS_HANDLE status_handle;
static SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS};
static HANDLE stop_event;

static void report(DWORD state)
{
	status.dwCurrentState = state;
	status.dwControlsAccepted =
	        state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0;
	SetServiceStatus(status_handle, &status);
}

static void note(const char *what)
{
	char line[512];
	DWORD put;
	HANDLE file;

	if (log_path == NULL)
		return;
	snprintf(line, sizeof(line), "%s %s\n", utf8(service_name), what);
	file = CreateFileW(log_path, FILE_APPEND_DATA,
	                   FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
	                   OPEN_ALWAYS, 0, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return;
	WriteFile(file, line, (DWORD)strlen(line), &put, NULL);
	CloseHandle(file);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data,
                               void *context)
{
	(void)type;
	(void)data;
	(void)context;
	if (control == SERVICE_CONTROL_STOP)
		SetEvent(stop_event);
	return NO_ERROR;
}

static HANDLE hold_pipe(void)
{
	wchar_t full[256];

	swprintf(full, 256, L"\\\\.\\pipe\\%ls", pipe_name);
	return CreateNamedPipeW(
	        full, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
	        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 4096, 4096, 0,
	        NULL);
}

static void WINAPI service_main(DWORD argc, wchar_t **argv)
{
	HANDLE pipe = INVALID_HANDLE_VALUE;

	service_name = argc > 0 ? argv[0] : L"";
	stop_event = CreateEventW(NULL, TRUE, FALSE, NULL);
	status_handle =
	        RegisterServiceCtrlHandlerExW(service_name, on_control, NULL);
	if (pipe_name != NULL) {
		pipe = hold_pipe();
		if (pipe == INVALID_HANDLE_VALUE) {
			note("found its pipe taken");
			status.dwWin32ExitCode = GetLastError();
			report(SERVICE_STOPPED);
			return;
		}
	}
	note("started");
	report(SERVICE_RUNNING);
	WaitForSingleObject(stop_event, INFINITE);
	if (pipe != INVALID_HANDLE_VALUE)
		CloseHandle(pipe);
	note("stopped");
	report(SERVICE_STOPPED);
}

static int run(int argc, wchar_t **argv)
{
	wchar_t name[] = L"toysvc";
	const SERVICE_TABLE_ENTRYW table[] = {{name, service_main},
	                                      {NULL, NULL}};

	for (; argc > 1; argc -= 2, argv += 2) {
		if (wcscmp(argv[0], L"--pipe") == 0)
			pipe_name = argv[1];
		else if (wcscmp(argv[0], L"--log") == 0)
			log_path = argv[1];
		else
			die(EXIT_USAGE, "toysvc: unexpected '%s'",
			    utf8(argv[0]));
	}
	if (!StartServiceCtrlDispatcherW(table))
		die(EXIT_SYSTEM, "not started by the manager (%lu)",
		    GetLastError());
	return 0;
}

static SC_HANDLE open_service(const wchar_t *name)
{
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
	SC_HANDLE service = OpenServiceW(manager, name, SERVICE_ALL_ACCESS);

	if (service == NULL)
		die(2, "%lu", GetLastError());
	return service;
}

static int create(int argc, wchar_t **argv)
{
	SC_HANDLE manager =
	        OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE);
	wchar_t needs[512] = L"";
	size_t at = 0;

	for (int i = 2; i < argc; i++) {
		wcscpy(needs + at, argv[i]);
		at += wcslen(argv[i]) + 1;
		needs[at] = L'\0';
	}
	if (CreateServiceW(manager, argv[0], NULL, SERVICE_ALL_ACCESS,
	                   SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START,
	                   SERVICE_ERROR_NORMAL, argv[1], NULL, NULL, needs,
	                   NULL, NULL) == NULL)
		die(2, "%lu", GetLastError());
	return 0;
}

static const char *const starts[] = {"boot", "system", "auto", "demand",
                                     "disabled"};

static int state(const wchar_t *name)
{
	static const char *const words[] = {"?",        "stopped", "starting",
	                                    "stopping", "running", "resuming",
	                                    "pausing",  "paused"};
	QUERY_SERVICE_CONFIGW *config = take(1, 8192);
	SC_HANDLE service = open_service(name);
	SERVICE_STATUS now;
	DWORD needed;

	if (!QueryServiceStatus(service, &now) ||
	    !QueryServiceConfigW(service, config, 8192, &needed))
		die(2, "%lu", GetLastError());
	printf("%s %lu %s %s\n", words[now.dwCurrentState], now.dwWin32ExitCode,
	       starts[config->dwStartType], utf8(config->lpBinaryPathName));
	return 0;
}

static int checkpoint(const wchar_t *name)
{
	SERVICE_STATUS now;

	if (!QueryServiceStatus(open_service(name), &now))
		die(2, "%lu", GetLastError());
	printf("%lu\n", now.dwCheckPoint);
	return 0;
}

static int control(const wchar_t *name, DWORD code)
{
	SERVICE_STATUS now;

	if (!ControlService(open_service(name), code, &now))
		die(2, "%lu", GetLastError());
	return 0;
}

static int config(const wchar_t *name, const char *start,
                  const wchar_t *command)
{
	DWORD type = 0;

	while (type < 5 && strcmp(starts[type], start) != 0)
		type++;
	if (!ChangeServiceConfigW(open_service(name), SERVICE_NO_CHANGE, type,
	                          SERVICE_NO_CHANGE, command, NULL, NULL, NULL,
	                          NULL, NULL, NULL))
		die(2, "%lu", GetLastError());
	return 0;
}

int wmain(int argc, wchar_t **argv)
{
	const wchar_t *verb = argc > 1 ? argv[1] : L"";

	tool_setup();
	if (wcscmp(verb, L"run") == 0)
		return run(argc - 2, argv + 2);
	if (wcscmp(verb, L"create") == 0 && argc >= 4)
		return create(argc - 2, argv + 2);
	if (wcscmp(verb, L"state") == 0 && argc == 3)
		return state(argv[2]);
	if (wcscmp(verb, L"checkpoint") == 0 && argc == 3)
		return checkpoint(argv[2]);
	if (wcscmp(verb, L"control") == 0 && argc == 4)
		return control(argv[2], number(argv[3], "CODE"));
	if (wcscmp(verb, L"config") == 0 && (argc == 4 || argc == 5))
		return config(argv[2], utf8(argv[3]),
		              argc == 5 ? argv[4] : NULL);
	die(EXIT_USAGE, "usage: see the head of toysvc.c");
}
