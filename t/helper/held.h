/*
 * held.h - how many handles and how much memory a process holds.
 *
 * Wine 8 knows no GetProcessHandleCount of another process; the list of all
 * handles there are it gives as Windows does.
 */
#ifndef FSPD_T_HELPER_HELD_H
#define FSPD_T_HELPER_HELD_H

#include "tool.h"

#include <psapi.h>

struct held {
	DWORD handles;
	size_t bytes; /* resident */
};

static inline DWORD held_handles(DWORD pid)
{
	struct {
		ULONG_PTR count, reserved;
		struct {
			void *object;
			ULONG_PTR pid, handle;
			ULONG access;
			USHORT backtrace, type;
			ULONG attributes, reserved;
		} handles[];
	} * all;
	enum { ALL_HANDLES = 64, ROOM = 4 * 1024 * 1024 };
	DWORD n = 0;

	typedef LONG WINAPI query(ULONG, void *, ULONG, ULONG *);
	query *list = (query *)(void (*)(void))GetProcAddress(
	        GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation");

	all = take(ROOM, 1);
	if (!list || list(ALL_HANDLES, all, ROOM, NULL) < 0)
		die(EXIT_SYSTEM, "the handles cannot be listed");
	for (ULONG_PTR i = 0; i < all->count; i++)
		n += all->handles[i].pid == pid;
	free(all);
	return n;
}

/* Of the process with that id, which must exist. */
static inline struct held held_by(DWORD pid)
{
	PROCESS_MEMORY_COUNTERS memory = {.cb = sizeof(memory)};
	struct held held = {held_handles(pid), 0};
	HANDLE process = OpenProcess(
	        PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid);

	if (!process || !held.handles ||
	    !K32GetProcessMemoryInfo(process, &memory, sizeof(memory)))
		die(EXIT_SYSTEM, "cannot measure process %lu (%lu)", pid,
		    GetLastError());
	CloseHandle(process);
	held.bytes = memory.WorkingSetSize;
	printf("fspd holds %lu handles, %zu KiB\n", held.handles,
	       held.bytes / 1024);
	return held;
}

#endif
