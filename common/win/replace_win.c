/*
 * replace_win.c: see replace_win.h.
 */
#include <windows.h>
#include <stdbool.h>

#include "pause_win.h"
#include "replace_win.h"
#include "winerr.h"

enum { TRIES = 20, PAUSE_MS = 50 };

static bool is_held(DWORD error)
{
	return error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION;
}

int replace_file(const wchar_t *from, const wchar_t *to, const char *shown,
                 struct error *err)
{
	int tries = 0;
	DWORD error;

	while (!MoveFileExW(
	        from, to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
		error = GetLastError();
		if (!is_held(error) || ++tries == TRIES)
			return winerr_set(err, error, "cannot replace '%s'",
			                  shown);
		pause_ms(PAUSE_MS);
	}
	return 0;
}
