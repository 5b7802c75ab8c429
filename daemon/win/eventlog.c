/*
 * eventlog.c: see eventlog.h.
 */
#include <windows.h>
#include <stdlib.h>

#include "eventlog.h"
#include "../log_queue.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define SOURCE L"fspd"
#define SOURCE_KEY \
	L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\" SOURCE

struct eventlog {
	HANDLE source; /* NULL: not yet */
};

bool console_write(void *context, const struct log_line *line)
{
	const FILETIME filetime = {(DWORD)line->when,
	                           (DWORD)(line->when >> 32)};
	struct buf text = BUF_INIT;
	SYSTEMTIME when = {0};
	DWORD written;

	(void)context;
	FileTimeToSystemTime(&filetime, &when);
	buf_addf(&text, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ %s %s\n",
	         when.wYear, when.wMonth, when.wDay, when.wHour, when.wMinute,
	         when.wSecond, when.wMilliseconds, log_level_name(line->level),
	         line->text);
	WriteFile(GetStdHandle(STD_ERROR_HANDLE), text.data, (DWORD)text.len,
	          &written, NULL);
	buf_release(&text);
	/* what it does not take now it does not take later */
	return true;
}

struct eventlog *eventlog_new(void)
{
	return xcalloc(1, sizeof(struct eventlog));
}

static WORD event_type(enum log_level level)
{
	if (level == LOG_ERROR)
		return EVENTLOG_ERROR_TYPE;
	if (level == LOG_WARNING)
		return EVENTLOG_WARNING_TYPE;
	return EVENTLOG_INFORMATION_TYPE;
}

static bool report(const struct eventlog *eventlog, const struct log_line *line)
{
	wchar_t *wide = utf8_to_wide(line->text);
	const wchar_t *strings[] = {wide};
	bool done = wide == NULL ||
	            ReportEventW(eventlog->source, event_type(line->level), 0,
	                         line->id, NULL, 1, 0, strings, NULL);

	free(wide);
	return done;
}

bool eventlog_write(void *context, const struct log_line *line)
{
	struct eventlog *eventlog = context;

	if (eventlog->source != NULL) {
		if (report(eventlog, line))
			return true;
		/* an Event Log that was started again knows it no more */
		DeregisterEventSource(eventlog->source);
	}
	eventlog->source = RegisterEventSourceW(NULL, SOURCE);
	if (eventlog->source == NULL)
		return false;
	/* what it refuses twice it refuses for its own sake */
	(void)report(eventlog, line);
	return true;
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
