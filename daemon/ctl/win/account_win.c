/*
 * account_win.c: see account.h. Of an administrator who logged on under User
 * Account Control there are two tokens; a console has the limited one unless it
 * was run elevated.
 */
#include <windows.h>

#include <stdbool.h>

#include "../account.h"

static bool is_admin(void)
{
	BYTE sid[SECURITY_MAX_SID_SIZE];
	DWORD size_bytes = sizeof(sid);
	BOOL member = FALSE;

	return CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, sid,
	                          &size_bytes) &&
	       CheckTokenMembership(NULL, sid, &member) && member;
}

static bool is_limited(void)
{
	TOKEN_ELEVATION_TYPE type = TokenElevationTypeDefault;
	DWORD size_bytes;
	HANDLE token;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
		return false;
	if (!GetTokenInformation(token, TokenElevationType, &type, sizeof(type),
	                         &size_bytes))
		type = TokenElevationTypeDefault;
	CloseHandle(token);
	return type == TokenElevationTypeLimited;
}

enum account account_kind(void)
{
	if (is_admin())
		return ACCOUNT_ADMIN;
	return is_limited() ? ACCOUNT_LIMITED : ACCOUNT_USER;
}
