/*
 * pipeclient - sends requests to a pipe, well behaved or not.
 *
 * The default is the way WinFsp's own client calls: open, message mode, one
 * transaction.  With --clients or --repeat it measures instead of printing
 * the reply; with --silent, --drop and --hold-open it misbehaves.
 * Exit: 0 reply `$`, 1 reply `!`, 2 the reply is neither, 3 transport error.
 */
#include "options.h"

/* More than any reply may have, so that an overlong one is seen whole. */
#define REPLY_ROOM  (1024 * 1024)
#define WINFSP_PIPE L"WinFsp.{14E7137D-22B4-437A-B0C1-D21D1BDF3767}"

struct options {
	const wchar_t *pipe, *request, *raw;
	unsigned long repeat, clients, silent, oversize, hold_open, wait;
	unsigned long timeout, pieces;
	int call, half, drop, plain;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--pipe", OPTION_TEXT, AT(pipe), "name, short or full (WinFsp's)"},
        {"--call", OPTION_FLAG, AT(call), "use CallNamedPipe"},
        {"--timeout", OPTION_NUMBER, AT(timeout), "of CallNamedPipe (ms)"},
        {"--wait", OPTION_NUMBER, AT(wait), "for the pipe to appear (ms)"},
        {"--repeat", OPTION_NUMBER, AT(repeat), "calls of each client"},
        {"--clients", OPTION_NUMBER, AT(clients), "threads that call at once"},
        {"--raw", OPTION_TEXT, AT(raw), "the request as hex digits"},
        {"--half", OPTION_FLAG, AT(half), "send the first half of the bytes"},
        {"--oversize", OPTION_NUMBER, AT(oversize),
         "pad the request to N bytes"},
        {"--drop", OPTION_FLAG, AT(drop), "send, do not read, disconnect"},
        {"--silent", OPTION_NUMBER, AT(silent),
         "connect, send no more than REQUEST, read nothing (s)"},
        {"--pieces", OPTION_NUMBER, AT(pieces), "read N bytes at a time"},
        {"--hold-open", OPTION_NUMBER, AT(hold_open),
         "open N, send no more than REQUEST, until standard input ends"},
        {"--plain", OPTION_FLAG, AT(plain),
         "print NUL as a newline, no escapes"},
        {NULL, OPTION_FLAG, 0, NULL},
};

struct client {
	const struct options *options;
	const wchar_t *name;
	struct bytes request;
	HANDLE go;
	LONGLONG *ticks;
	unsigned long ok, refused, failed;
	DWORD first_error;
};

__attribute__((noreturn)) static void usage(void)
{
	fprintf(stderr, "usage: pipeclient [OPTION]... REQUEST\n"
	                "REQUEST has \\0 for NUL; - reads it from stdin\n");
	print_options(stderr, option_table);
	exit(EXIT_USAGE);
}

static wchar_t *full_name(const wchar_t *name)
{
	size_t room = wcslen(name) + 10;
	wchar_t *full = take(room, sizeof(*full));

	swprintf(full, room, L"%ls%ls",
	         wcsncmp(name, L"\\\\", 2) == 0 ? L"" : L"\\\\.\\pipe\\", name);
	return full;
}

/* The bytes of a request written with \0 \n \\ and \uXXXX. */
static struct bytes unescape(const wchar_t *text)
{
	wchar_t *out = take(wcslen(text) + 1, sizeof(*out));
	struct bytes b = {(unsigned char *)out, 0};
	wchar_t hex[7] = L"0x";
	size_t n = 0;

	for (; *text != L'\0'; text++) {
		if (*text != L'\\' || text[1] == L'\0') {
			out[n++] = *text;
			continue;
		}
		text++;
		if (*text == L'u' && wcslen(text) > 4) {
			wmemcpy(hex + 2, text + 1, 4);
			out[n++] = (wchar_t)number(hex, "\\u");
			text += 4;
		} else {
			out[n++] = *text == L'0'   ? L'\0'
			           : *text == L'n' ? L'\n'
			                           : *text;
		}
	}
	b.len = n * sizeof(*out);
	return b;
}

static struct bytes build_request(const struct options *o)
{
	const wchar_t *text = o->request;
	struct bytes b;

	if (text != NULL && wcscmp(text, L"-") == 0)
		text = wide_of(read_all(GetStdHandle(STD_INPUT_HANDLE)), NULL);
	b = o->raw ? hex_bytes(o->raw) : unescape(text ? text : L"");
	if (o->half)
		b.len /= 2;
	if (o->oversize > b.len) {
		unsigned char *more = take(o->oversize, 1);

		memset(more, 'x', o->oversize);
		memcpy(more, b.data, b.len);
		b.data = more;
		b.len = o->oversize;
	}
	return b;
}

/* Opens the pipe in message mode; waits once when it is busy, as WinFsp's
 * client does. */
static HANDLE open_pipe(const wchar_t *name)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	HANDLE pipe = INVALID_HANDLE_VALUE;
	int tries;

	for (tries = 0; tries < 2; tries++) {
		pipe = CreateFileW(
		        name,
		        GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES,
		        0, NULL, OPEN_EXISTING,
		        SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
		if (pipe != INVALID_HANDLE_VALUE ||
		    GetLastError() != ERROR_PIPE_BUSY)
			break;
		WaitNamedPipeW(name, NMPWAIT_USE_DEFAULT_WAIT);
	}
	if (pipe != INVALID_HANDLE_VALUE &&
	    !SetNamedPipeHandleState(pipe, &mode, NULL, NULL)) {
		DWORD code = GetLastError();

		CloseHandle(pipe);
		SetLastError(code);
		return INVALID_HANDLE_VALUE;
	}
	return pipe;
}

static BOOL transact(const wchar_t *name, struct bytes request,
                     struct bytes *reply)
{
	HANDLE pipe = open_pipe(name);
	DWORD got = 0;
	DWORD code;
	BOOL ok;

	if (pipe == INVALID_HANDLE_VALUE)
		return FALSE;
	ok = TransactNamedPipe(pipe, request.data, (DWORD)request.len,
	                       reply->data, REPLY_ROOM, &got, NULL);
	code = GetLastError();
	CloseHandle(pipe);
	SetLastError(code);
	reply->len = got;
	return ok;
}

/* The request in one message, the reply in as many reads as it takes. */
static BOOL read_pieces(const struct client *c, struct bytes *reply)
{
	HANDLE pipe = open_pipe(c->name);
	DWORD room = (DWORD)c->options->pieces;
	DWORD got = 0;
	DWORD code;
	BOOL ok;

	if (pipe == INVALID_HANDLE_VALUE)
		return FALSE;
	reply->len = 0;
	ok = WriteFile(pipe, c->request.data, (DWORD)c->request.len, &got,
	               NULL);
	while (ok) {
		ok = ReadFile(pipe, reply->data + reply->len, room, &got, NULL);
		if (!ok && GetLastError() != ERROR_MORE_DATA)
			break;
		reply->len += got;
		if (ok || reply->len + room > REPLY_ROOM)
			break;
		ok = TRUE;
	}
	code = GetLastError();
	CloseHandle(pipe);
	SetLastError(code);
	return ok;
}

static BOOL call(const struct client *c, struct bytes *reply)
{
	const struct options *o = c->options;
	DWORD got = 0;
	BOOL ok;

	if (o->pieces)
		return read_pieces(c, reply);
	if (!o->call)
		return transact(c->name, c->request, reply);
	ok = CallNamedPipeW(c->name, c->request.data, (DWORD)c->request.len,
	                    reply->data, REPLY_ROOM, &got, o->timeout);
	reply->len = got;
	return ok;
}

static int status_of(struct bytes reply)
{
	if (reply.len < 2 || reply.data[1] != 0)
		return 2;
	return reply.data[0] == '$' ? 0 : reply.data[0] == '!' ? 1 : 2;
}

static void print_reply(struct bytes reply, int plain)
{
	struct bytes text = utf8_of((const wchar_t *)(void *)reply.data,
	                            reply.len / sizeof(wchar_t));
	size_t i;

	for (i = 0; i < text.len; i++) {
		unsigned char ch = text.data[i];

		if (plain)
			putchar(ch ? ch : '\n');
		else if (ch == '\\')
			printf("\\\\");
		else if (ch == '\0')
			printf("\\0");
		else if (ch < 0x20 || ch == 0x7f)
			printf("\\x%02x", ch);
		else
			putchar(ch);
	}
	if (reply.len % 2 != 0)
		printf("\\x%02x(odd)", reply.data[reply.len - 1]);
	printf("\n");
}

static DWORD WINAPI run_client(LPVOID arg)
{
	struct bytes reply = {take(REPLY_ROOM, 1), 0};
	struct client *c = arg;
	LARGE_INTEGER before, after;
	unsigned long i;

	WaitForSingleObject(c->go, INFINITE);
	for (i = 0; i < c->options->repeat; i++) {
		QueryPerformanceCounter(&before);
		if (!call(c, &reply)) {
			if (c->failed++ == 0)
				c->first_error = GetLastError();
		} else if (status_of(reply) == 0) {
			c->ok++;
		} else {
			c->refused++;
		}
		QueryPerformanceCounter(&after);
		c->ticks[i] = after.QuadPart - before.QuadPart;
	}
	return 0;
}

static int by_size(const void *a, const void *b)
{
	const LONGLONG *x = a;
	const LONGLONG *y = b;

	return (*x > *y) - (*x < *y);
}

/* Prints what all clients counted and the spread of their `n` latencies. */
static int report(const struct client *c, unsigned long clients,
                  LONGLONG *ticks, size_t n)
{
	unsigned long i, ok = 0, refused = 0, failed = 0;
	LARGE_INTEGER hz;
	DWORD code = 0;

	QueryPerformanceFrequency(&hz);
	qsort(ticks, n, sizeof(*ticks), by_size);
	for (i = 0; i < clients; i++) {
		ok += c[i].ok;
		refused += c[i].refused;
		failed += c[i].failed;
		code = code ? code : c[i].first_error;
	}
	printf("calls %lu ok %lu refused %lu failed %lu error %lu",
	       ok + refused + failed, ok, refused, failed, code);
	printf(" min_us %lld p50_us %lld p99_us %lld max_us %lld\n",
	       ticks[0] * 1000000 / hz.QuadPart,
	       ticks[n / 2] * 1000000 / hz.QuadPart,
	       ticks[n - 1 - n / 100] * 1000000 / hz.QuadPart,
	       ticks[n - 1] * 1000000 / hz.QuadPart);
	return failed ? EXIT_SYSTEM : refused ? 1 : 0;
}

static int measure(const struct client *model, unsigned long clients)
{
	size_t n = (size_t)clients * model->options->repeat;
	struct client *c = take(clients, sizeof(*c));
	HANDLE *threads = take(clients, sizeof(*threads));
	LONGLONG *ticks = take(n, sizeof(*ticks));
	HANDLE go = CreateEventW(NULL, TRUE, FALSE, NULL);
	unsigned long i;

	for (i = 0; i < clients; i++) {
		c[i] = *model;
		c[i].go = go;
		c[i].ticks = ticks + i * model->options->repeat;
		threads[i] = CreateThread(NULL, 0, run_client, &c[i], 0, NULL);
		if (threads[i] == NULL)
			die(EXIT_SYSTEM, "no thread (%lu)", GetLastError());
	}
	SetEvent(go);
	for (i = 0; i < clients; i++)
		WaitForSingleObject(threads[i], INFINITE);
	return report(c, clients, ticks, n);
}

static void send_or_die(HANDLE pipe, struct bytes request)
{
	DWORD put = 0;

	if (!WriteFile(pipe, request.data, (DWORD)request.len, &put, NULL))
		die(EXIT_SYSTEM, "transport error %lu", GetLastError());
}

static HANDLE connect_or_die(const wchar_t *name)
{
	HANDLE pipe = open_pipe(name);

	if (pipe == INVALID_HANDLE_VALUE)
		die(EXIT_SYSTEM, "transport error %lu", GetLastError());
	return pipe;
}

/* By the clock that fspd's deadlines go by; the tick count stands still while
 * Wine's server is busy. */
static ULONGLONG now_ms(void)
{
	LARGE_INTEGER ticks, hz;

	QueryPerformanceCounter(&ticks);
	QueryPerformanceFrequency(&hz);
	return (ULONGLONG)(ticks.QuadPart / hz.QuadPart * 1000 +
	                   ticks.QuadPart % hz.QuadPart * 1000 / hz.QuadPart);
}

/* Says nothing, or nothing but its request, and reads nothing; prints when the
 * server gives up.  1 when it never does.  The time counts from before the
 * server knows of us. */
static int stay_silent(const struct client *c, unsigned long seconds)
{
	const ULONGLONG begin = now_ms();
	HANDLE pipe = connect_or_die(c->name);
	DWORD waiting = 0;

	if (c->request.len > 0)
		send_or_die(pipe, c->request);
	while (PeekNamedPipe(pipe, NULL, 0, NULL, &waiting, NULL)) {
		if (now_ms() - begin >= seconds * 1000ULL) {
			printf("still connected\n");
			return 1;
		}
		Sleep(10); /* nothing can be waited for on a silent pipe */
	}
	printf("disconnected after %llu ms\n", now_ms() - begin);
	return 0;
}

static int drop(const struct client *c)
{
	HANDLE pipe = connect_or_die(c->name);

	send_or_die(pipe, c->request);
	CloseHandle(pipe);
	printf("dropped\n");
	return 0;
}

/* Holds `n` connections; prints how long it took to make them, and at the end
 * how many the server closed. */
static int hold_open(const struct client *c, unsigned long n)
{
	const ULONGLONG begin = now_ms();
	HANDLE *pipes = take(n, sizeof(*pipes));
	unsigned long i, closed = 0;

	for (i = 0; i < n; i++) {
		pipes[i] = connect_or_die(c->name);
		if (c->request.len > 0)
			send_or_die(pipes[i], c->request);
	}
	printf("holding %lu after %llu ms\n", n, now_ms() - begin);
	fflush(stdout);
	read_all(GetStdHandle(STD_INPUT_HANDLE));
	for (i = 0; i < n; i++)
		if (!PeekNamedPipe(pipes[i], NULL, 0, NULL, NULL, NULL))
			closed++;
	printf("closed %lu\n", closed);
	return 0;
}

static void wait_for_pipe(const wchar_t *name, unsigned long ms)
{
	ULONGLONG end = GetTickCount64() + ms;

	/* a pipe that does not exist yet cannot be waited for */
	while (!WaitNamedPipeW(name, 10) &&
	       GetLastError() == ERROR_FILE_NOT_FOUND) {
		if (GetTickCount64() >= end)
			die(EXIT_SYSTEM, "transport error 2: no pipe");
		Sleep(10);
	}
}

int wmain(int argc, wchar_t **argv)
{
	struct options o = {.pipe = WINFSP_PIPE, .timeout = 0};
	struct bytes reply = {take(REPLY_ROOM, 1), 0};
	struct client c = {.options = &o};
	int words;

	tool_setup();
	words = parse_options(option_table, &o, argc, argv);
	o.request = words > 0 ? argv[1] : NULL;
	if (words > 1 ||
	    (!o.request && !o.raw && !o.silent && !o.hold_open && !o.oversize))
		usage();
	c.name = full_name(o.pipe);
	if (o.wait)
		wait_for_pipe(c.name, o.wait);
	c.request = build_request(&o);
	if (o.hold_open)
		return hold_open(&c, o.hold_open);
	if (o.silent)
		return stay_silent(&c, o.silent);
	if (o.drop)
		return drop(&c);
	if (o.clients || o.repeat) {
		o.repeat = o.repeat ? o.repeat : 1;
		return measure(&c, o.clients ? o.clients : 1);
	}
	if (!call(&c, &reply))
		die(EXIT_SYSTEM, "transport error %lu", GetLastError());
	print_reply(reply, o.plain);
	return status_of(reply);
}
