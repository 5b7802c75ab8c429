/*
 * own_process.c: see own_process.h.
 */
#include <windows.h>
#include <bcrypt.h>
#include <wchar.h>

#include "console_group.h"
#include "own_process.h"
#include "privilege.h"
#include "../log_ids.h"
#include "../../common/clock.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"

enum {
	/* Locked pages count against the least working set: room for the
	 * passwords of many starts at once, each of some pages. */
	WORKING_SET_MIN_BYTES = 8 * 1024 * 1024,
	WORKING_SET_MAX_BYTES = 512 * 1024 * 1024,
};

void own_process_prepare(void)
{
	SetErrorMode(SEM_FAILCRITICALERRORS);
	if (!privilege_enable(L"SeRestorePrivilege"))
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "SeRestorePrivilege cannot be enabled: "
		          "the pipe may not get its owner");
	if (!SetProcessWorkingSetSize(GetCurrentProcess(),
	                              WORKING_SET_MIN_BYTES,
	                              WORKING_SET_MAX_BYTES))
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "the working set cannot be raised (%lu): passwords "
		          "may not stay in locked memory",
		          GetLastError());
	if (!console_group_prepare())
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "no console (%lu): processes cannot be asked to end "
		          "and are terminated",
		          GetLastError());
}

char *own_process_directory(void)
{
	wchar_t path[MAX_PATH * 4] = L"";
	wchar_t *end;

	GetModuleFileNameW(NULL, path, MAX_PATH * 4);
	end = wcsrchr(path, L'\\');
	if (end != NULL)
		*end = L'\0';
	return wide_to_utf8_lossy(path, wcslen(path));
}

uint64_t own_process_seed(void)
{
	uint64_t seed;

	if (BCryptGenRandom(NULL, (unsigned char *)&seed, sizeof(seed),
	                    BCRYPT_USE_SYSTEM_PREFERRED_RNG) < 0)
		seed = clock_counter();
	return seed;
}
