/*
 * call.h - one call of a launcher's pipe, as WinFsp's own client makes it.
 *
 * Open, message mode, one transaction, close; when the pipe is busy, one wait
 * and one more try.
 */
#ifndef FSPD_T_BENCH_CALL_H
#define FSPD_T_BENCH_CALL_H

#include "samples.h"

enum { REPLY_UNITS = 64 * 1024 };

static inline HANDLE call_open(const wchar_t *pipe)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	HANDLE handle = INVALID_HANDLE_VALUE;
	int tries;

	for (tries = 0; tries < 2; tries++) {
		handle = CreateFileW(
		        pipe,
		        GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
		        0, NULL, OPEN_EXISTING,
		        SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
		if (handle != INVALID_HANDLE_VALUE ||
		    GetLastError() != ERROR_PIPE_BUSY)
			break;
		WaitNamedPipeW(pipe, NMPWAIT_USE_DEFAULT_WAIT);
	}
	if (handle != INVALID_HANDLE_VALUE &&
	    !SetNamedPipeHandleState(handle, &mode, NULL, NULL)) {
		CloseHandle(handle);
		return INVALID_HANDLE_VALUE;
	}
	return handle;
}

/*
 * Sends `units` of `request` to `pipe`, a full name; `reply` has REPLY_UNITS
 * and is terminated. Whether a reply came that begins with `$`.
 */
static inline int call(const wchar_t *pipe, const wchar_t *request,
                       size_t units, wchar_t *reply)
{
	HANDLE handle = call_open(pipe);
	DWORD got = 0;
	BOOL ok;

	reply[0] = L'\0';
	if (handle == INVALID_HANDLE_VALUE)
		return 0;
	ok = TransactNamedPipe(handle, (void *)request,
	                       (DWORD)(units * sizeof(wchar_t)), reply,
	                       (REPLY_UNITS - 1) * sizeof(wchar_t), &got, NULL);
	CloseHandle(handle);
	reply[got / sizeof(wchar_t)] = L'\0';
	return ok && reply[0] == L'$';
}

/*
 * The same with a request of words: `command` and each of `count` words, each
 * with its NUL.
 */
static inline int call_words(const wchar_t *pipe, wchar_t command,
                             const wchar_t *const *words, size_t count,
                             wchar_t *reply)
{
	wchar_t request[2048];
	size_t units = 0;
	size_t i;

	request[units++] = command;
	for (i = 0; i < count; i++) {
		size_t len = wcslen(words[i]) + 1;

		if (units + len > 2048)
			die(EXIT_USAGE, "request too long");
		wmemcpy(request + units, words[i], len);
		units += len;
	}
	return call(pipe, request, units, reply);
}

/* Whether `L` lists nothing. */
static inline int is_nothing_running(const wchar_t *pipe, wchar_t *reply)
{
	return call(pipe, L"L", 1, reply) && reply[1] == L'\0';
}

/* The number behind "NAME": in a reply of ours; 0 when there is none. */
static inline LONGLONG reply_number(const wchar_t *reply, const wchar_t *name)
{
	wchar_t key[64];
	const wchar_t *at;

	swprintf(key, 64, L"\"%ls\":", name);
	at = wcsstr(reply, key);
	return at ? _wcstoi64(at + wcslen(key), NULL, 10) : 0;
}

#endif
