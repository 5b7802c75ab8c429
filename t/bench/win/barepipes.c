/*
 * barepipes - the least that answers many clients at once: what the calls of
 * the system and nothing else leave of a gain over one client.
 *
 *	barepipes PIPE INSTANCES
 *
 * Answers `$` to whatever comes. One thread and one completion port, as the
 * daemon has; no check, no deadline, no client that misbehaves.
 */
#include "../../helper/tool.h"

#define ROOM 4096

struct instance {
	OVERLAPPED operation; /* one at a time */
	HANDLE pipe;
	enum { LISTENING, READING, WRITING } doing;
	char request[ROOM];
};

static const wchar_t reply[] = L"$";

/* Whether it is done already; nothing comes through the port then. */
static BOOL begin(struct instance *i)
{
	BOOL done;

	i->operation = (OVERLAPPED){0};
	if (i->doing == LISTENING)
		done = ConnectNamedPipe(i->pipe, &i->operation) ||
		       GetLastError() == ERROR_PIPE_CONNECTED;
	else if (i->doing == READING)
		done = ReadFile(i->pipe, i->request, ROOM, NULL, &i->operation);
	else
		done = WriteFile(i->pipe, reply, sizeof(reply), NULL,
		                 &i->operation);
	return done || GetLastError() != ERROR_IO_PENDING;
}

/* What was begun is done. */
static void go_on(struct instance *i)
{
	do {
		if (i->doing == WRITING) {
			DisconnectNamedPipe(i->pipe);
			i->doing = LISTENING;
		} else {
			i->doing++;
		}
	} while (begin(i));
}

static HANDLE make_pipe(const wchar_t *name, HANDLE port)
{
	HANDLE pipe = CreateNamedPipeW(
	        name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
	        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE |
	                PIPE_REJECT_REMOTE_CLIENTS,
	        PIPE_UNLIMITED_INSTANCES, 0, ROOM, 31000, NULL);

	if (pipe == INVALID_HANDLE_VALUE ||
	    CreateIoCompletionPort(pipe, port, 1, 0) == NULL ||
	    !SetFileCompletionNotificationModes(
	            pipe, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
		die(EXIT_SYSTEM, "cannot make the pipe (%lu)", GetLastError());
	return pipe;
}

int wmain(int argc, wchar_t **argv)
{
	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	struct instance *instances;
	unsigned long count, n;
	wchar_t name[256];

	tool_setup();
	if (argc != 3)
		die(EXIT_USAGE, "usage: barepipes PIPE INSTANCES");
	swprintf(name, 256, L"\\\\.\\pipe\\%ls", argv[1]);
	count = number(argv[2], "INSTANCES");
	instances = take(count, sizeof(*instances));
	for (n = 0; n < count; n++) {
		instances[n].pipe = make_pipe(name, port);
		if (begin(&instances[n]))
			go_on(&instances[n]);
	}
	for (;;) {
		ULONG_PTR key;
		DWORD bytes;
		OVERLAPPED *done;

		GetQueuedCompletionStatus(port, &bytes, &key, &done, INFINITE);
		if (done == NULL)
			die(EXIT_SYSTEM, "cannot wait (%lu)", GetLastError());
		go_on(CONTAINING_RECORD(done, struct instance, operation));
	}
}
