/*
 * mob - a thousand clients that behave badly, and some that do not, at once.
 *
 *	mob --clients N --pid PID CLASS
 *
 * A quarter each stays silent, sends half a message and never reads, sends too
 * much, and goes before its reply. Meanwhile honest clients start, list, query
 * and stop instances of CLASS: every call must be answered, and rightly. A
 *fifth of them goes first; what fspd (PID) holds in the end it must have held
 *after these. Exit: 0 all was answered, 1 not.
 */
#include "held.h"
#include "options.h"

#define PIPE L"\\\\.\\pipe\\fspd"

enum {
	BAD_THREADS = 8,
	HONEST = 4,
	REPLY_ROOM = 64 * 1024,
	CYCLES_MIN = 3,
	TRIES = 50
};

struct options {
	unsigned long clients, pid;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--clients", OPTION_NUMBER, AT(clients), "that behave badly"},
        {"--pid", OPTION_NUMBER, AT(pid), "of fspd"},
        {NULL, OPTION_FLAG, 0, NULL},
};

struct bad {
	unsigned first, step, end;
	HANDLE *pipes; /* of all */
	unsigned long done[4], failed;
};

struct honest {
	unsigned number;
	unsigned long calls, failed;
	LONGLONG longest; /* us */
};

static const wchar_t *class_name;
static volatile LONG bad_left;
static struct honest honest[HONEST];

/* WinFsp's own client gives up after two tries, fspctl does not. */
static HANDLE open_pipe(int tries_max)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	HANDLE pipe = INVALID_HANDLE_VALUE;

	for (int tries = 0; tries < tries_max; tries++) {
		pipe = CreateFileW(
		        PIPE,
		        GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
		        0, NULL, OPEN_EXISTING,
		        SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
		if (pipe != INVALID_HANDLE_VALUE ||
		    GetLastError() != ERROR_PIPE_BUSY)
			break;
		WaitNamedPipeW(PIPE, NMPWAIT_USE_DEFAULT_WAIT);
	}
	if (pipe != INVALID_HANDLE_VALUE)
		SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
	return pipe;
}

/* -- bad ------------------------------------------------------------------- */

static BOOL misbehave(unsigned kind, HANDLE *pipe)
{
	static unsigned char much[65536];
	static const wchar_t half[] = L"Snobody\0in"; /* no NUL at its end */
	static const wchar_t whole[] = L"L";
	DWORD put = 0;

	switch (kind) {
	case 0: /* silent */
		return TRUE;
	case 1:
		return WriteFile(*pipe, half, sizeof(half) - 3, &put, NULL);
	case 2:
		/* It may be disconnected before all of it is taken. */
		WriteFile(*pipe, much, sizeof(much), &put, NULL);
		return TRUE;
	default:
		WriteFile(*pipe, whole, sizeof(wchar_t), &put, NULL);
		CloseHandle(*pipe);
		*pipe = NULL;
		return TRUE;
	}
}

static DWORD WINAPI run_bad(LPVOID arg)
{
	struct bad *b = arg;

	for (unsigned i = b->first; i < b->end; i += b->step) {
		const unsigned kind = (i / BAD_THREADS) % 4;

		b->pipes[i] = open_pipe(2);
		if (b->pipes[i] == INVALID_HANDLE_VALUE) {
			b->pipes[i] = NULL;
			b->failed++;
		} else if (misbehave(kind, &b->pipes[i])) {
			b->done[kind]++;
		}
	}
	InterlockedDecrement(&bad_left);
	return 0;
}

/* -- honest ---------------------------------------------------------------- */

/* Sends the words, joined by '|'; whether the reply begins with expected. */
static void call(struct honest *h, const wchar_t *words, wchar_t expected,
                 const wchar_t *holds)
{
	wchar_t request[200], reply[REPLY_ROOM / sizeof(wchar_t)];
	LARGE_INTEGER before, after, hz;
	DWORD units = 0, got = 0;
	BOOL ok = FALSE;
	HANDLE pipe;

	for (; words[units]; units++)
		request[units] = words[units] == L'|' ? L'\0' : words[units];
	QueryPerformanceCounter(&before);
	pipe = open_pipe(TRIES);
	if (pipe != INVALID_HANDLE_VALUE) {
		ok = TransactNamedPipe(pipe, request, units * sizeof(wchar_t),
		                       reply, REPLY_ROOM - sizeof(wchar_t),
		                       &got, NULL);
		CloseHandle(pipe);
	}
	QueryPerformanceCounter(&after);
	QueryPerformanceFrequency(&hz);
	const LONGLONG us =
	        (after.QuadPart - before.QuadPart) * 1000000 / hz.QuadPart;
	/* A wait takes what an instance takes to stop. */
	if (wcsncmp(words, L"Fwait", 5) != 0 && us > h->longest)
		h->longest = us;
	h->calls++;
	got /= sizeof(wchar_t);
	for (DWORD i = 0; i < got; i++)
		reply[i] = reply[i] ? reply[i] : L'|';
	reply[got] = L'\0';
	if (ok && reply[0] == expected && wcsstr(reply, holds))
		return;
	/* What is waited for may be over, and the instance gone. */
	if (ok && wcsncmp(words, L"Fwait", 5) == 0 &&
	    wcscmp(reply, L"!2|") == 0)
		return;
	fprintf(stderr, "%s is answered with '%s' (%lu)\n", utf8(words),
	        ok ? utf8(reply) : "nothing", GetLastError());
	h->failed++;
}

static void live_once(struct honest *h)
{
	wchar_t name[40], pair[60], words[80];

	swprintf(name, 40, L"honest%u", h->number);
	swprintf(pair, 60, L"%ls|%ls|", class_name, name);
	swprintf(words, 80, L"S%ls", pair);
	call(h, words, L'$', L"");
	call(h, words, L'!', L"183");
	call(h, L"L", L'$', pair);
	swprintf(words, 80, L"I%ls", pair);
	call(h, words, L'$', pair);
	swprintf(words, 80, L"T%ls", pair);
	call(h, words, L'$', L"");
	swprintf(words, 80, L"Fwait|%lsstopped|60|", pair);
	call(h, words, L'$', L"");
}

/* As long as the others go on. */
static DWORD WINAPI run_honest(LPVOID arg)
{
	struct honest *h = arg;

	for (int cycle = 0; bad_left || cycle < CYCLES_MIN; cycle++)
		live_once(h);
	return 0;
}

/* -- both ------------------------------------------------------------------ */

static HANDLE run(LPTHREAD_START_ROUTINE what, void *arg)
{
	HANDLE thread = CreateThread(NULL, 0, what, arg, 0, NULL);

	if (thread == NULL)
		die(EXIT_SYSTEM, "no thread (%lu)", GetLastError());
	return thread;
}

static void go_wild(unsigned clients)
{
	HANDLE threads[BAD_THREADS + HONEST];
	struct bad bad[BAD_THREADS] = {0};
	HANDLE *pipes = take(clients, sizeof(*pipes));
	unsigned long done[4] = {0}, failed = 0;

	bad_left = BAD_THREADS;
	for (unsigned i = 0; i < BAD_THREADS; i++) {
		bad[i] = (struct bad){.first = i,
		                      .step = BAD_THREADS,
		                      .end = clients,
		                      .pipes = pipes};
		threads[i] = run(run_bad, &bad[i]);
	}
	for (unsigned i = 0; i < HONEST; i++) {
		honest[i].number = i;
		threads[BAD_THREADS + i] = run(run_honest, &honest[i]);
	}
	for (unsigned i = 0; i < BAD_THREADS + HONEST; i++) {
		WaitForSingleObject(threads[i], INFINITE);
		CloseHandle(threads[i]);
	}
	for (unsigned i = 0; i < BAD_THREADS; i++) {
		for (int kind = 0; kind < 4; kind++)
			done[kind] += bad[i].done[kind];
		failed += bad[i].failed;
	}
	for (unsigned i = 0; i < clients; i++)
		if (pipes[i])
			CloseHandle(pipes[i]);
	free(pipes);
	printf("silent %lu half %lu oversize %lu gone %lu turned away %lu\n",
	       done[0], done[1], done[2], done[3], failed);
}

/* Once fspd is done with those who went. */
static struct held measure(DWORD pid)
{
	enum { STEADY = 20 };
	DWORD last = 0;

	for (int same = 0; same < STEADY; same++) {
		const DWORD now = held_handles(pid);

		call(&honest[0], L"Fping|", L'$', L"");
		same = now == last ? same : 0;
		last = now;
	}
	return held_by(pid);
}

int wmain(int argc, wchar_t **argv)
{
	enum { HANDLES = 12, BYTES = 4 * 1024 * 1024 };
	struct options o = {.clients = 1000};
	unsigned long calls = 0, failed = 0;
	LONGLONG longest = 0;

	tool_setup();
	if (parse_options(option_table, &o, argc, argv) != 1 || !o.pid) {
		print_options(stderr, option_table);
		return EXIT_USAGE;
	}
	class_name = argv[1];
	/* As many at a time as afterwards: memory for them is kept. */
	go_wild((unsigned)o.clients);
	const struct held before = measure(o.pid);
	go_wild((unsigned)o.clients);
	const struct held after = measure(o.pid);
	for (int i = 0; i < HONEST; i++) {
		calls += honest[i].calls;
		failed += honest[i].failed;
		if (honest[i].longest > longest)
			longest = honest[i].longest;
	}
	printf("honest %lu failed %lu max_us %lld\n", calls, failed, longest);
	if (after.handles > before.handles + HANDLES ||
	    after.bytes > before.bytes + BYTES)
		die(1, "fspd holds more than it did");
	return failed ? 1 : 0;
}
