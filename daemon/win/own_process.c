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
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/wide.h"

enum {
	/* Locked pages count against the least working set: room for the
	 * passwords of many starts at once, each of some pages. */
	WORKING_SET_MIN_BYTES = 8 * 1024 * 1024,
	WORKING_SET_MAX_BYTES = 512 * 1024 * 1024,
	/* A longer path of fspd.exe is none for a service either. */
	IMAGE_UNITS = 4 * MAX_PATH,
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

char *own_process_path(struct error *err)
{
	wchar_t path[IMAGE_UNITS] = L"";
	const DWORD units = GetModuleFileNameW(NULL, path, IMAGE_UNITS);

	if (units > 0 && units < IMAGE_UNITS)
		return wide_to_utf8_lossy(path, units);
	error_set(err, ERROR_BUFFER_OVERFLOW,
	          "the path of this program is too long");
	return NULL;
}

/* Both as the system names them, whatever path they were started by. */
bool own_process_is_image_of(uint32_t pid)
{
	wchar_t own[IMAGE_UNITS], its[IMAGE_UNITS];
	DWORD own_units = IMAGE_UNITS, its_units = IMAGE_UNITS;
	HANDLE process =
	        OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
	bool same;

	if (process == NULL)
		return false;
	same = QueryFullProcessImageNameW(process, 0, its, &its_units) &&
	       QueryFullProcessImageNameW(GetCurrentProcess(), 0, own,
	                                  &own_units) &&
	       _wcsicmp(own, its) == 0;
	CloseHandle(process);
	return same;
}

char *own_process_directory(void)
{
	wchar_t path[IMAGE_UNITS] = L"";
	wchar_t *end;

	GetModuleFileNameW(NULL, path, IMAGE_UNITS);
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
