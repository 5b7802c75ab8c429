/*
 * eventlog.c: see eventlog.h.
 */
#include <windows.h>
#include <stdlib.h>

#include "eventlog.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"

#define SOURCE L"fspd"
#define SOURCE_KEY \
	L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\" SOURCE

void console_log(void *context, enum log_level level, unsigned id,
                 const char *text)
{
	struct buf line = BUF_INIT;
	SYSTEMTIME now;
	DWORD written;

	(void)context;
	(void)id;
	GetSystemTime(&now);
	buf_addf(&line, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ %s %s\n",
	         now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute,
	         now.wSecond, now.wMilliseconds, log_level_name(level), text);
	/* in one call: lines of several threads do not mix */
	WriteFile(GetStdHandle(STD_ERROR_HANDLE), line.data, (DWORD)line.len,
	          &written, NULL);
	buf_release(&line);
}

void *eventlog_open(void)
{
	return RegisterEventSourceW(NULL, SOURCE);
}

void eventlog_close(void *eventlog)
{
	if (eventlog != NULL)
		DeregisterEventSource(eventlog);
}

static WORD event_type(enum log_level level)
{
	if (level == LOG_ERROR)
		return EVENTLOG_ERROR_TYPE;
	if (level == LOG_WARNING)
		return EVENTLOG_WARNING_TYPE;
	return EVENTLOG_INFORMATION_TYPE;
}

void eventlog_log(void *context, enum log_level level, unsigned id,
                  const char *text)
{
	wchar_t *wide = utf8_to_wide(text);
	const wchar_t *strings[1];

	if (context != NULL && wide != NULL) {
		strings[0] = wide;
		ReportEventW(context, event_type(level), 0, id, NULL, 1, 0,
		             strings, NULL);
	}
	free(wide);
}

static LSTATUS write_source(HKEY key)
{
	const DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE |
	                    EVENTLOG_INFORMATION_TYPE;
	wchar_t path[MAX_PATH];
	DWORD units = GetModuleFileNameW(NULL, path, MAX_PATH);
	LSTATUS status;

	if (units == 0 || units == MAX_PATH)
		return ERROR_BUFFER_OVERFLOW;
	status = RegSetValueExW(key, L"EventMessageFile", 0, REG_SZ,
	                        (const BYTE *)path,
	                        (DWORD)((units + 1) * sizeof(wchar_t)));
	if (status == ERROR_SUCCESS)
		status = RegSetValueExW(key, L"TypesSupported", 0, REG_DWORD,
		                        (const BYTE *)&types, sizeof(types));
	return status;
}

int eventlog_register(struct error *err)
{
	HKEY key;
	LSTATUS status =
	        RegCreateKeyExW(HKEY_LOCAL_MACHINE, SOURCE_KEY, 0, NULL, 0,
	                        KEY_SET_VALUE, NULL, &key, NULL);

	if (status == ERROR_SUCCESS) {
		status = write_source(key);
		RegCloseKey(key);
	}
	if (status == ERROR_SUCCESS)
		return 0;
	return winerr_set(err, (uint32_t)status,
	                  "cannot register fspd with the Event Log");
}

void eventlog_unregister(void)
{
	/* one that is not there is as good as removed */
	RegDeleteKeyW(HKEY_LOCAL_MACHINE, SOURCE_KEY);
}
