/*
 * companion.c: see companion.h.
 */
#include <windows.h>

#include "companion.h"
#include "../../common/buf.h"
#include "../../common/win/wide.h"

bool pipe_is_held(const wchar_t *name)
{
	/* at once 2 when no instance exists; 1 ms when all are busy */
	return WaitNamedPipeW(name, 1) ||
	       GetLastError() != ERROR_FILE_NOT_FOUND;
}

static void add_image(struct buf *out, DWORD pid)
{
	wchar_t image[MAX_PATH * 4];
	DWORD units = MAX_PATH * 4;
	char *text;
	HANDLE process =
	        OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);

	if (process == NULL)
		return;
	if (QueryFullProcessImageNameW(process, 0, image, &units)) {
		text = wide_to_utf8_lossy(image, wcslen(image));
		buf_addf(out, "'%s' ", text);
		free(text);
	}
	CloseHandle(process);
}

int pipe_server(const wchar_t *name, unsigned long *pid)
{
	/* no rights, no identity given away */
	HANDLE pipe =
	        CreateFileW(name, FILE_READ_ATTRIBUTES, 0, NULL, OPEN_EXISTING,
	                    SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
	bool known;

	if (pipe == INVALID_HANDLE_VALUE)
		return GetLastError() == ERROR_FILE_NOT_FOUND ? 1 : -1;
	known = GetNamedPipeServerProcessId(pipe, pid);
	CloseHandle(pipe);
	return known ? 0 : -1;
}

char *pipe_holder(const wchar_t *name)
{
	struct buf out = BUF_INIT;
	unsigned long pid = 0;

	if (pipe_server(name, &pid) != 0) {
		buf_adds(&out, "another process");
	} else {
		add_image(&out, pid);
		buf_addf(&out, "(process %lu)", pid);
	}
	return buf_steal(&out, NULL);
}
