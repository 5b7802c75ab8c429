/*
 * eventlog.c: see eventlog.h.
 */
#include <windows.h>
#include <stdlib.h>

#include "eventlog.h"
#include "../../common/buf.h"
#include "../../common/win/wide.h"

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
	return RegisterEventSourceW(NULL, L"fspd");
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
