/*
 * spawn_token.c: see spawn_token.h. As documented for services; Wine 8 gives a
 * handle that is none for any LogonUserW, so starts fail there with 6.
 */
#include "caller_win.h"
#include "spawn_token.h"
#include "../caller.h"
#include "../../common/win/winerr.h"

static int service_token(const wchar_t *name, HANDLE *token, struct error *err)
{
	wchar_t account[32];

	lstrcpynW(account, name, 32);
	if (LogonUserW(account, L"NT AUTHORITY", NULL, LOGON32_LOGON_SERVICE,
	               LOGON32_PROVIDER_DEFAULT, token))
		return 0;
	return winerr_set(err, GetLastError(),
	                  "cannot log on a service account");
}

/* The caller's token as a primary one, in the daemon's session: its console
 * and window station are there. */
static int caller_primary(const struct caller *caller, HANDLE *token,
                          struct error *err)
{
	DWORD session = 0;

	if (!DuplicateTokenEx(caller_token(caller), TOKEN_ALL_ACCESS, NULL,
	                      SecurityAnonymous, TokenPrimary, token))
		return winerr_set(err, GetLastError(),
		                  "cannot take on the caller's identity");
	if (ProcessIdToSessionId(GetCurrentProcessId(), &session) &&
	    SetTokenInformation(*token, TokenSessionId, &session,
	                        sizeof(session)))
		return 0;
	winerr_set(err, GetLastError(), "cannot set a token's session");
	CloseHandle(*token);
	*token = NULL;
	return -1;
}

int spawn_token(enum run_as run_as, const struct caller *caller, HANDLE *token,
                struct error *err)
{
	*token = NULL;
	switch (run_as) {
	case RUN_AS_LOCAL_SERVICE:
		return service_token(L"LocalService", token, err);
	case RUN_AS_NETWORK_SERVICE:
		return service_token(L"NetworkService", token, err);
	case RUN_AS_CALLER:
		if (caller == NULL)
			return error_set(err, OS_ACCESS_DENIED,
			                 "no caller to run as");
		return caller_primary(caller, token, err);
	case RUN_AS_SYSTEM:
		break;
	}
	return 0;
}
