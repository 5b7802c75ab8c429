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

char *pipe_holder(const wchar_t *name)
{
	struct buf out = BUF_INIT;
	ULONG pid = 0;
	/* no rights, no identity given away */
	HANDLE pipe =
	        CreateFileW(name, FILE_READ_ATTRIBUTES, 0, NULL, OPEN_EXISTING,
	                    SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);

	if (pipe == INVALID_HANDLE_VALUE ||
	    !GetNamedPipeServerProcessId(pipe, &pid)) {
		buf_adds(&out, "another process");
	} else {
		add_image(&out, pid);
		buf_addf(&out, "(process %lu)", pid);
	}
	if (pipe != INVALID_HANDLE_VALUE)
		CloseHandle(pipe);
	return buf_steal(&out, NULL);
}
