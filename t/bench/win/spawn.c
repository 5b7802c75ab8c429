/*
 * spawn - start, password, OK and stop: through the daemon and by a bare loop.
 *
 *	spawn SAMPLES DIRECTORY NAME PIPE CLASS PROGRAM ARGUMENT...
 *
 * CLASS runs PROGRAM, which reads a password, answers OK and ends on CTRL-C.
 * The bare loop does what must be done: CreateProcess with pipes, the
 * password, OK, the same end, wait for the exit. In turn; one sample a round
 * in NAME-fspd.latency and NAME-bare.latency. What this program does to learn
 * the process's number from the daemon is not counted.
 */
#include "call.h"

enum { LIMIT_MS = 30 * 1000 };

static void await_exit(HANDLE process)
{
	if (WaitForSingleObject(process, LIMIT_MS) != WAIT_OBJECT_0)
		die(EXIT_SYSTEM, "the process does not end");
	CloseHandle(process);
}

/* -- through the daemon ---------------------------------------------------- */

static void request(const wchar_t *pipe, wchar_t command,
                    const wchar_t *const *words, size_t count, wchar_t *reply)
{
	if (!call_words(pipe, command, words, count, reply))
		die(EXIT_SYSTEM, "%c %s: %s", (char)command, utf8(words[0]),
		    utf8(reply));
}

static LONGLONG by_daemon(const wchar_t *pipe, const wchar_t *class_name,
                          wchar_t *reply)
{
	const wchar_t *start[] = {class_name, L"bench", L"a password"};
	const wchar_t *status[] = {L"status", class_name, L"bench"};
	LONGLONG begin = ticks_now();
	LONGLONG took;
	HANDLE process;

	request(pipe, L'X', start, 3, reply);
	took = ticks_now() - begin;
	request(pipe, L'F', status, 3, reply);
	process = OpenProcess(SYNCHRONIZE, FALSE,
	                      (DWORD)reply_number(reply, L"pid"));
	if (process == NULL)
		die(EXIT_SYSTEM, "no process: %s", utf8(reply));
	begin = ticks_now();
	request(pipe, L'T', start, 2, reply);
	await_exit(process);
	took += ticks_now() - begin;
	while (!is_nothing_running(pipe, reply))
		Sleep(1);
	return ticks_to_ns(took);
}

/* -- by hand --------------------------------------------------------------- */

struct child {
	HANDLE process, input, output;
	DWORD pid;
};

/* A pipe of which one end, `inherited`, goes to the child. */
static void make_pipe(HANDLE *read, HANDLE *write, HANDLE *inherited)
{
	if (!CreatePipe(read, write, NULL, 0) ||
	    !SetHandleInformation(*inherited, HANDLE_FLAG_INHERIT,
	                          HANDLE_FLAG_INHERIT))
		die(EXIT_SYSTEM, "no pipe (%lu)", GetLastError());
}

static void create(struct child *c, const wchar_t *program, wchar_t *line)
{
	STARTUPINFOW si = {.cb = sizeof(si), .dwFlags = STARTF_USESTDHANDLES};
	PROCESS_INFORMATION pi;

	make_pipe(&si.hStdInput, &c->input, &si.hStdInput);
	make_pipe(&c->output, &si.hStdOutput, &si.hStdOutput);
	si.hStdError = si.hStdOutput;
	if (!CreateProcessW(program, line, NULL, NULL, TRUE,
	                    CREATE_NEW_PROCESS_GROUP, NULL, NULL, &si, &pi))
		die(EXIT_SYSTEM, "cannot start '%s' (%lu)", utf8(program),
		    GetLastError());
	CloseHandle(si.hStdInput);
	CloseHandle(si.hStdOutput);
	CloseHandle(pi.hThread);
	c->process = pi.hProcess;
	c->pid = pi.dwProcessId;
}

static LONGLONG by_hand(const wchar_t *program, wchar_t *line)
{
	LONGLONG begin = ticks_now();
	char answer[2] = "";
	struct child c;
	DWORD n;

	create(&c, program, line);
	if (!WriteFile(c.input, "a password", 10, &n, NULL))
		die(EXIT_SYSTEM, "cannot write (%lu)", GetLastError());
	CloseHandle(c.input);
	if (!ReadFile(c.output, answer, 2, &n, NULL) ||
	    memcmp(answer, "OK", 2) != 0)
		die(EXIT_SYSTEM, "no OK");
	/* Wine knows no CTRL-BREAK; the daemon does the same there */
	if (!GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, c.pid) &&
	    !GenerateConsoleCtrlEvent(CTRL_C_EVENT, c.pid))
		die(EXIT_SYSTEM, "cannot signal (%lu)", GetLastError());
	await_exit(c.process);
	CloseHandle(c.output);
	return ticks_to_ns(ticks_now() - begin);
}

/* CTRL-C reaches a child through the console it shares. Wine starts programs
 * with one that is none until it is given up. */
static void get_console(void)
{
	HANDLE err = GetStdHandle(STD_ERROR_HANDLE);

	FreeConsole();
	if (!AllocConsole())
		die(EXIT_SYSTEM, "no console (%lu)", GetLastError());
	SetStdHandle(STD_ERROR_HANDLE, err);
}

static wchar_t *command_line(wchar_t **words, int count)
{
	size_t room = 1;
	wchar_t *line;
	int i;

	for (i = 0; i < count; i++)
		room += wcslen(words[i]) + 3;
	line = take(room, sizeof(*line));
	for (i = 0; i < count; i++) {
		wcscat(line, i ? L" \"" : L"\"");
		wcscat(line, words[i]);
		wcscat(line, L"\"");
	}
	return line;
}

int wmain(int argc, wchar_t **argv)
{
	wchar_t *reply = take(REPLY_UNITS, sizeof(*reply));
	wchar_t name[128], bare_name[128];
	unsigned long samples, i;
	wchar_t *line;

	tool_setup();
	if (argc < 7)
		die(EXIT_USAGE, "usage: spawn SAMPLES DIRECTORY NAME PIPE "
		                "CLASS PROGRAM ARGUMENT...");
	samples = number(argv[1], "SAMPLES");
	line = command_line(argv + 6, argc - 6);
	swprintf(name, 128, L"%ls-fspd", argv[3]);
	swprintf(bare_name, 128, L"%ls-bare", argv[3]);
	get_console();
	/* the first of each loads files that the others find in memory */
	by_daemon(argv[4], argv[5], reply);
	by_hand(argv[6], line);
	for (i = 0; i < samples; i++) {
		add_sample(argv[2], name, "latency", i,
		           by_daemon(argv[4], argv[5], reply));
		add_sample(argv[2], bare_name, "latency", i,
		           by_hand(argv[6], line));
	}
	return 0;
}
