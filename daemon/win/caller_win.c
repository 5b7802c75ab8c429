/*
 * caller_win.c: a client's token and what it says. Read first, impersonate,
 * check every result, open the token, revert: the daemon acts in a client's
 * name for the length of one OpenThreadToken.
 */
#include <windows.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <userenv.h>

#include "caller_win.h"
#include "../caller.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/sd_win.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

/* A list asks the same of ten thousand classes, most with the same Security:
 * each AccessCheck is a call of the system. */
enum { VERDICTS = 8 };

struct verdict {
	char *sddl; /* NULL: none yet */
	uint32_t wanted;
	bool granted;
};

struct caller {
	volatile LONG refs; /* workers hold callers too */
	HANDLE token;
	PSID sid; /* within user_info */
	union {
		TOKEN_USER info;
		BYTE room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
	} user_info;
	enum { NOT_ASKED, IS_ADMIN, IS_NOT_ADMIN } admin;
	char *sid_text;
	char *user;    /* NULL until caller_set_user */
	char *profile; /* asked once, when wanted */
	/* The state's thread's. */
	struct verdict verdicts[VERDICTS];
	unsigned next_verdict;
};

enum { TOKEN_RIGHTS = TOKEN_QUERY | TOKEN_DUPLICATE | TOKEN_IMPERSONATE };

/* -- the token ------------------------------------------------------------- */

/* On Windows: the identity the client sent its last message with. */
static HANDLE impersonated_token(HANDLE pipe, struct error *err)
{
	HANDLE token = NULL;
	DWORD error = 0;

	if (!ImpersonateNamedPipeClient(pipe)) {
		winerr_set(err, GetLastError(), "cannot impersonate a client");
		return NULL;
	}
	if (!OpenThreadToken(GetCurrentThread(), TOKEN_RIGHTS, TRUE, &token))
		error = GetLastError();
	if (!RevertToSelf()) {
		fprintf(stderr, "fspd: cannot revert to self (%lu)\n",
		        GetLastError());
		ExitProcess(EXIT_FAILURE);
	}
	if (error != 0)
		winerr_set(err, error, "cannot open a client's token");
	return token;
}

/* Under Wine 8 impersonation gives the server's own token: the token of the
 * client's process stands in. Not on Windows, where process ids are reused. */
static HANDLE wine_process_token(HANDLE pipe, struct error *err)
{
	HANDLE process = NULL;
	HANDLE primary = NULL;
	HANDLE token = NULL;
	ULONG pid = 0;

	if (!GetNamedPipeClientProcessId(pipe, &pid)) {
		winerr_set(err, GetLastError(), "cannot find a client");
		return NULL;
	}
	process = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, pid);
	if (process == NULL ||
	    !OpenProcessToken(process, TOKEN_QUERY | TOKEN_DUPLICATE,
	                      &primary) ||
	    !DuplicateTokenEx(primary, TOKEN_RIGHTS, NULL,
	                      SecurityImpersonation, TokenImpersonation,
	                      &token))
		winerr_set(err, GetLastError(),
		           "cannot open the token of process %lu", pid);
	if (primary != NULL)
		CloseHandle(primary);
	if (process != NULL)
		CloseHandle(process);
	return token;
}

struct caller *caller_from_pipe(HANDLE pipe, bool wine, struct error *err)
{
	HANDLE token = wine ? wine_process_token(pipe, err)
	                    : impersonated_token(pipe, err);
	struct caller *caller;
	DWORD size_bytes = 0;
	wchar_t *text = NULL;

	if (token == NULL)
		return NULL;
	caller = xcalloc(1, sizeof(*caller));
	caller->refs = 1;
	caller->token = token;
	if (!GetTokenInformation(token, TokenUser, &caller->user_info,
	                         sizeof(caller->user_info), &size_bytes) ||
	    !ConvertSidToStringSidW(caller->user_info.info.User.Sid, &text)) {
		winerr_set(err, GetLastError(), "cannot read a client's token");
		caller_unref(caller);
		return NULL;
	}
	caller->sid = caller->user_info.info.User.Sid;
	caller->sid_text = wide_to_utf8_lossy(text, wcslen(text));
	LocalFree(text);
	return caller;
}

struct caller *caller_ref(struct caller *caller)
{
	InterlockedIncrement(&caller->refs);
	return caller;
}

void caller_unref(struct caller *caller)
{
	if (caller == NULL || InterlockedDecrement(&caller->refs) > 0)
		return;
	CloseHandle(caller->token);
	free(caller->sid_text);
	free(caller->user);
	free(caller->profile);
	for (size_t i = 0; i < VERDICTS; i++)
		free(caller->verdicts[i].sddl);
	free(caller);
}

HANDLE caller_token(const struct caller *caller)
{
	return caller->token;
}

PSID caller_sid_binary(const struct caller *caller)
{
	return caller->sid;
}

/* -- facts ----------------------------------------------------------------- */

const char *caller_sid(const struct caller *caller)
{
	return caller->sid_text;
}

/* "DOMAIN\user", or NULL. */
static char *account_name(PSID sid)
{
	wchar_t name[256 + 1], domain[256 + 1];
	DWORD name_units = 257, domain_units = 257;
	SID_NAME_USE use;
	struct buf out = BUF_INIT;
	char *text;

	if (!LookupAccountSidW(NULL, sid, name, &name_units, domain,
	                       &domain_units, &use))
		return NULL;
	text = wide_to_utf8_lossy(domain, wcslen(domain));
	buf_adds(&out, text);
	free(text);
	buf_addc(&out, '\\');
	text = wide_to_utf8_lossy(name, wcslen(name));
	buf_adds(&out, text);
	free(text);
	return buf_steal(&out, NULL);
}

char *caller_look_up(const char *sid_text)
{
	wchar_t *wide = utf8_to_wide(sid_text);
	char *name = NULL;
	PSID sid = NULL;

	if (wide != NULL && ConvertStringSidToSidW(wide, &sid))
		name = account_name(sid);
	LocalFree(sid);
	free(wide);
	return name;
}

void caller_set_user(struct caller *caller, const char *name)
{
	if (name == NULL)
		return;
	free(caller->user);
	caller->user = xstrdup(name);
}

/* Never looked up here: the loop would wait for a domain controller. */
const char *caller_user(struct caller *caller)
{
	return caller->user != NULL ? caller->user : caller->sid_text;
}

const char *caller_profile(struct caller *caller)
{
	wchar_t path[MAX_PATH * 4];
	DWORD units = MAX_PATH * 4;

	if (caller->profile != NULL)
		return caller->profile;
	if (GetUserProfileDirectoryW(caller->token, path, &units))
		caller->profile = wide_to_utf8(path);
	if (caller->profile == NULL)
		caller->profile = xstrdup(":INVALID:");
	return caller->profile;
}

/* The token holds the well-known group, enabled. */
static bool holds(const struct caller *caller, WELL_KNOWN_SID_TYPE group)
{
	BYTE sid[SECURITY_MAX_SID_SIZE];
	DWORD size_bytes = sizeof(sid);
	BOOL member = FALSE;

	return CreateWellKnownSid(group, NULL, sid, &size_bytes) &&
	       CheckTokenMembership(caller->token, sid, &member) && member;
}

bool caller_is_system(const struct caller *caller)
{
	return IsWellKnownSid(caller->sid, WinLocalSystemSid);
}

bool caller_is_admin(struct caller *caller)
{
	if (caller->admin == NOT_ASKED)
		caller->admin =
		        caller_is_system(caller) ||
		                        holds(caller,
		                              WinBuiltinAdministratorsSid)
		                ? IS_ADMIN
		                : IS_NOT_ADMIN;
	return caller->admin == IS_ADMIN;
}

bool caller_is_service(const struct caller *caller)
{
	DWORD session = 1;
	DWORD size_bytes = sizeof(session);

	return GetTokenInformation(caller->token, TokenSessionId, &session,
	                           size_bytes, &size_bytes) &&
	       session == 0 && holds(caller, WinServiceSid);
}

/* -- access ---------------------------------------------------------------- */

static int check(const struct caller *caller, const char *sddl, uint32_t wanted,
                 struct error *err)
{
	/* none of the rights is generic, so nothing is mapped */
	GENERIC_MAPPING mapping = {0, 0, 0, 0};
	PRIVILEGE_SET privileges;
	DWORD size_bytes = sizeof(privileges);
	DWORD granted = 0;
	BOOL allowed = FALSE;
	PSECURITY_DESCRIPTOR descriptor = NULL;
	int rc = -1;

	if (sd_from_sddl(sddl, &descriptor, err) < 0)
		goto out;
	if (!AccessCheck(descriptor, caller->token, wanted, &mapping,
	                 &privileges, &size_bytes, &granted, &allowed)) {
		winerr_set(err, GetLastError(), "cannot check access");
		goto out;
	}
	rc = allowed && (granted & wanted) == wanted;
out:
	LocalFree(descriptor);
	return rc;
}

int caller_check(struct caller *caller, const char *sddl, uint32_t wanted,
                 struct error *err)
{
	struct verdict *v;
	int rc;

	for (size_t i = 0; i < VERDICTS; i++) {
		v = &caller->verdicts[i];
		if (v->sddl != NULL && v->wanted == wanted &&
		    strcmp(v->sddl, sddl) == 0)
			return v->granted;
	}
	rc = check(caller, sddl, wanted, err);
	if (rc < 0)
		return rc;
	v = &caller->verdicts[caller->next_verdict++ % VERDICTS];
	free(v->sddl);
	*v = (struct verdict){xstrdup(sddl), wanted, rc == 1};
	return rc;
}
