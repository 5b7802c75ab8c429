/*
 * drive_win.c: the drive letters of caller.h's `D` command: WinFsp's DLL asks
 * for them when a service account mounts, since only SYSTEM may define a
 * letter for all sessions. The service gets the right to remove its own.
 */
#include <windows.h>
#include <aclapi.h>
#include <stdlib.h>
#include <string.h>
#include <winternl.h>

#include "caller_win.h"
#include "../caller.h"
#include "../../common/win/wide.h"

typedef NTSTATUS WINAPI open_link(HANDLE *link, ACCESS_MASK access,
                                  OBJECT_ATTRIBUTES *attributes);

/* The object manager's own link of a letter. */
static uint32_t open_drive(wchar_t letter, HANDLE *out)
{
	wchar_t name[] = L"\\GLOBAL??\\X:";
	FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"),
	                               "NtOpenSymbolicLinkObject");
	open_link *open = NULL;
	UNICODE_STRING text = {sizeof(name) - sizeof(*name), sizeof(name),
	                       name};
	OBJECT_ATTRIBUTES attributes;

	name[10] = letter;
	if (found == NULL)
		return ERROR_PROC_NOT_FOUND;
	memcpy(&open, &found, sizeof(open));
	InitializeObjectAttributes(&attributes, &text, OBJ_CASE_INSENSITIVE,
	                           NULL, NULL);
	return open(out, READ_CONTROL | WRITE_DAC, &attributes) < 0
	               ? ERROR_ACCESS_DENIED
	               : ERROR_SUCCESS;
}

/* Add "DELETE for sid" to the link's list. */
static uint32_t grant_delete(wchar_t letter, PSID sid)
{
	EXPLICIT_ACCESSW grant = {DELETE,
	                          GRANT_ACCESS,
	                          NO_INHERITANCE,
	                          {NULL, NO_MULTIPLE_TRUSTEE, TRUSTEE_IS_SID,
	                           TRUSTEE_IS_UNKNOWN, NULL}};
	PSECURITY_DESCRIPTOR descriptor = NULL;
	PACL old = NULL;
	PACL list = NULL;
	HANDLE link = NULL;
	uint32_t error = open_drive(letter, &link);

	if (error != ERROR_SUCCESS)
		return error;
	grant.Trustee.ptstrName = sid;
	error = GetSecurityInfo(link, SE_KERNEL_OBJECT,
	                        DACL_SECURITY_INFORMATION, NULL, NULL, &old,
	                        NULL, &descriptor);
	if (error == ERROR_SUCCESS)
		error = SetEntriesInAclW(1, &grant, old, &list);
	if (error == ERROR_SUCCESS)
		error = SetSecurityInfo(link, SE_KERNEL_OBJECT,
		                        DACL_SECURITY_INFORMATION, NULL, NULL,
		                        list, NULL);
	LocalFree(list);
	LocalFree(descriptor);
	CloseHandle(link);
	return error;
}

uint32_t caller_define_drive(struct caller *caller, bool add, char letter,
                             const char *target)
{
	wchar_t drive[] = {(wchar_t)letter, L':', L'\0'};
	DWORD flags =
	        DDD_RAW_TARGET_PATH |
	        (add ? 0 : DDD_REMOVE_DEFINITION | DDD_EXACT_MATCH_ON_REMOVE);
	wchar_t *path = utf8_to_wide(target);
	uint32_t error = ERROR_SUCCESS;

	if (path == NULL || !DefineDosDeviceW(flags, drive, path)) {
		error = path == NULL ? ERROR_INVALID_PARAMETER : GetLastError();
		goto out;
	}
	if (!add)
		goto out;
	error = grant_delete((wchar_t)letter, caller_sid_binary(caller));
	if (error != ERROR_SUCCESS)
		DefineDosDeviceW(flags | DDD_REMOVE_DEFINITION |
		                         DDD_EXACT_MATCH_ON_REMOVE,
		                 drive, path);
out:
	free(path);
	return error;
}

int caller_query_drive(char letter, char *current, unsigned cap)
{
	wchar_t drive[] = {(wchar_t)letter, L':', L'\0'};
	wchar_t target[MAX_PATH * 4] = L"";
	char *text;
	size_t len;

	if (cap > 0)
		current[0] = '\0';
	if (QueryDosDeviceW(drive, target, MAX_PATH * 4) == 0)
		return GetLastError() == ERROR_FILE_NOT_FOUND ? 0 : 1;
	text = wide_to_utf8_lossy(target, wcslen(target));
	len = strlen(text);
	if (len < cap)
		memcpy(current, text, len + 1);
	free(text);
	return 1;
}
