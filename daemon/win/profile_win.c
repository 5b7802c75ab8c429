/*
 * profile_win.c: see profile_win.h. HKLM\SOFTWARE\Microsoft\Windows NT\
 * CurrentVersion\ProfileList\<SID>, value ProfileImagePath, as documented for
 * user profiles: a REG_EXPAND_SZ, such as %SystemDrive%\Users\name. It stands
 * in the 64-bit view.
 */
#include <windows.h>
#include <sddl.h>
#include <stdlib.h>

#include "profile_win.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"

enum {
	SID_BYTES = SECURITY_MAX_SID_SIZE,
	DOMAIN_UNITS = 256,
	PATH_UNITS = 1024
};

#define LIST "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"

/* The account's SID as text; LocalFree. NULL and err. */
static wchar_t *find_sid(const char *account, struct error *err)
{
	unsigned char sid[SID_BYTES];
	wchar_t domain[DOMAIN_UNITS], *text = NULL;
	DWORD sid_bytes = SID_BYTES, domain_units = DOMAIN_UNITS;
	SID_NAME_USE use;
	wchar_t *wide = utf8_to_wide(account);

	if (wide == NULL ||
	    !LookupAccountNameW(NULL, wide, sid, &sid_bytes, domain,
	                        &domain_units, &use) ||
	    !ConvertSidToStringSidW(sid, &text))
		winerr_set(err, GetLastError(), "the account is not known");
	free(wide);
	return text;
}

/* The path of key's ProfileImagePath; 0 or a Win32 number. RegGetValueW would
 * expand by itself, and Wine 8 does not then. */
static LSTATUS read_path(HKEY key, wchar_t out[PATH_UNITS])
{
	wchar_t stored[PATH_UNITS];
	DWORD type = 0, bytes = sizeof(stored) - sizeof(wchar_t);
	LSTATUS status = RegQueryValueExW(key, L"ProfileImagePath", NULL, &type,
	                                  (BYTE *)stored, &bytes);

	if (status != ERROR_SUCCESS)
		return status;
	if (type != REG_EXPAND_SZ && type != REG_SZ)
		return ERROR_INVALID_DATA;
	stored[bytes / sizeof(wchar_t)] = L'\0';
	if (type == REG_SZ) {
		lstrcpynW(out, stored, PATH_UNITS);
		return ERROR_SUCCESS;
	}
	const DWORD units = ExpandEnvironmentStringsW(stored, out, PATH_UNITS);
	return units > 0 && units <= PATH_UNITS ? ERROR_SUCCESS
	                                        : ERROR_INVALID_DATA;
}

char *profile_find(const char *account, struct error *err)
{
	wchar_t path[PATH_UNITS], *name, *sid = find_sid(account, err);
	struct buf text = BUF_INIT;
	LSTATUS status;
	HKEY key;

	if (sid == NULL)
		return NULL;
	buf_addf(&text, LIST "\\%ls", sid);
	LocalFree(sid);
	name = utf8_to_wide(text.data);
	buf_release(&text);
	status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, name, 0,
	                       KEY_READ | KEY_WOW64_64KEY, &key);
	if (status == ERROR_SUCCESS) {
		status = read_path(key, path);
		RegCloseKey(key);
	}
	free(name);
	if (status == ERROR_SUCCESS)
		return wide_to_utf8_lossy(path, wcslen(path));
	winerr_set(err, (uint32_t)status, "it has never logged on here");
	return NULL;
}
