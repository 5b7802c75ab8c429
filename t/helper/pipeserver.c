/*
 * pipeserver - the plainest server of WinFsp's pipe: one instance, serial.
 *
 * Answers `$` and the request's text without its first unit; a request that
 * begins with `!` gets `!87`.  It is the peer that performance is compared
 * with, the foreign server that already holds a pipe, and what proves
 * pipeclient.  Usage: pipeserver [--ready-file FILE] NAME [CONNECTIONS]
 */
#include "tool.h"

#define ROOM 4096 /* of the original server's buffers */

static DWORD answer(const char *request, DWORD len, char *reply)
{
	static const wchar_t refusal[] = L"!87";

	if (len >= sizeof(wchar_t) && request[0] == '!') {
		memcpy(reply, refusal, sizeof(refusal));
		return sizeof(refusal);
	}
	memcpy(reply, request, len);
	memcpy(reply, L"$", sizeof(wchar_t));
	return len < sizeof(wchar_t) ? (DWORD)sizeof(wchar_t) : len;
}

/* One client; an oversize request is dropped without an answer. */
static void serve_one(HANDLE pipe)
{
	char request[ROOM], reply[ROOM];
	DWORD got = 0;
	DWORD put = 0;

	if (!ConnectNamedPipe(pipe, NULL) &&
	    GetLastError() != ERROR_PIPE_CONNECTED)
		die(EXIT_SYSTEM, "cannot connect (%lu)", GetLastError());
	if (ReadFile(pipe, request, ROOM, &got, NULL) &&
	    WriteFile(pipe, reply, answer(request, got, reply), &put, NULL))
		FlushFileBuffers(pipe);
	DisconnectNamedPipe(pipe);
}

int wmain(int argc, wchar_t **argv)
{
	const wchar_t *ready = NULL;
	unsigned long left = 0;
	wchar_t name[256];
	HANDLE pipe;

	tool_setup();
	if (argc > 2 && wcscmp(argv[1], L"--ready-file") == 0) {
		ready = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc < 2 || argc > 3)
		die(EXIT_USAGE, "usage: pipeserver [--ready-file FILE] NAME "
		                "[CONNECTIONS]");
	if (argc == 3)
		left = number(argv[2], "CONNECTIONS");
	swprintf(name, 256, L"\\\\.\\pipe\\%ls", argv[1]);
	pipe = CreateNamedPipeW(
	        name, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
	        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE |
	                PIPE_REJECT_REMOTE_CLIENTS,
	        1, ROOM, ROOM, 31000, NULL);
	if (pipe == INVALID_HANDLE_VALUE)
		die(EXIT_SYSTEM, "cannot create pipe (%lu)", GetLastError());
	if (ready != NULL)
		write_file(ready, "ready", 5);
	if (argc == 2)
		for (;;)
			serve_one(pipe);
	for (; left > 0; left--)
		serve_one(pipe);
	return 0;
}
