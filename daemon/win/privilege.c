/*
 * privilege.c: see privilege.h.
 */
#include <windows.h>

#include "privilege.h"

bool privilege_enable(const wchar_t *name)
{
	TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
	HANDLE token = NULL;
	bool enabled;

	if (!LookupPrivilegeValueW(NULL, name, &wanted.Privileges[0].Luid) ||
	    !OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES,
	                      &token))
		return false;
	wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
	/* it succeeds with ERROR_NOT_ALL_ASSIGNED for what is not held */
	enabled = AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL) &&
	          GetLastError() == ERROR_SUCCESS;
	CloseHandle(token);
	return enabled;
}
