/*
 * ask.c - see storm.h.
 */
#include "storm.h"

#define PIPE L"\\\\.\\pipe\\fspd"

enum { THREADS_MAX = 16, HANG_MS = 90 * 1000 };

/* When the call of each thread began, 0: it makes none. */
static volatile LONGLONG begun[THREADS_MAX];
static volatile LONG threads;
static __thread LONG mine; /* 1 and up; 0: none yet */

HANDLE ask_open(void)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	HANDLE pipe;

	for (int tries = 0;; tries++) {
		pipe = CreateFileW(
		        PIPE,
		        GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
		        0, NULL, OPEN_EXISTING,
		        SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
		if (pipe != INVALID_HANDLE_VALUE ||
		    GetLastError() != ERROR_PIPE_BUSY || tries == 20)
			break;
		WaitNamedPipeW(PIPE, NMPWAIT_USE_DEFAULT_WAIT);
	}
	if (pipe != INVALID_HANDLE_VALUE)
		SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
	return pipe;
}

static long number_of(const wchar_t *reply, DWORD units)
{
	if (units == 0)
		return -1;
	if (reply[0] == L'$')
		return 0;
	return reply[0] == L'!' ? wcstol(reply + 1, NULL, 10) : -1;
}

long ask(const char *words, wchar_t *reply)
{
	wchar_t request[1024];
	DWORD got = 0, units = 0;
	BOOL ok;
	HANDLE pipe;

	if (!mine)
		mine = InterlockedIncrement(&threads);
	begun[mine - 1] = (LONGLONG)GetTickCount64();
	for (; *words; words++)
		request[units++] = *words == '|' ? L'\0' : (wchar_t)*words;
	pipe = ask_open();
	if (pipe == INVALID_HANDLE_VALUE) {
		begun[mine - 1] = 0;
		return -1;
	}
	ok = TransactNamedPipe(pipe, request, units * sizeof(wchar_t), reply,
	                       (REPLY_ROOM - 1) * sizeof(wchar_t), &got, NULL);
	CloseHandle(pipe);
	begun[mine - 1] = 0;
	got = ok ? got / (DWORD)sizeof(wchar_t) : 0;
	reply[got] = L'\0';
	return number_of(reply, got);
}

const char *field(const wchar_t *at, const char *key)
{
	static char room[4][600];
	static unsigned next;
	char *out = room[next++ % 4];
	wchar_t pattern[64];
	size_t n = 0;
	wchar_t stop = L',';

	*out = '\0';
	swprintf(pattern, 64, L"\"%hs\":", key);
	at = wcsstr(at, pattern);
	if (!at)
		return out;
	at += wcslen(pattern);
	if (*at == L'"') {
		stop = L'"';
		at++;
	}
	for (; *at && *at != stop && *at != L'}' && n < 599; at++) {
		if (*at == L'\\')
			at++;
		out[n++] = (char)*at;
	}
	out[n] = '\0';
	return out;
}

static DWORD WINAPI watch(LPVOID unused)
{
	(void)unused;
	for (;;) {
		const LONGLONG now = (LONGLONG)GetTickCount64();

		for (LONG i = 0; i < threads && i < THREADS_MAX; i++) {
			const LONGLONG since = begun[i];
			if (since && now - since > HANG_MS)
				die(1,
				    "storm: a call of thread %ld is not "
				    "answered",
				    i + 1);
		}
		Sleep(1000); /* a watchdog's own beat */
	}
	return 0;
}

void ask_watch(void)
{
	CloseHandle(CreateThread(NULL, 0, watch, NULL, 0, NULL));
}
