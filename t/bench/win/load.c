/*
 * load - how long `L` takes while the daemon has something else to do.
 *
 *	load [OPTION]... starts DIRECTORY NAME PIPE CLASS FOLDER
 *	load [OPTION]... changes DIRECTORY NAME PIPE KEY
 *
 * starts: --count starts of CLASS, a toyfs that puts the password it got into
 * the file its first argument names, in FOLDER, and then takes its time. The
 * calls are made when all files are there and before any start is answered.
 * changes: the first --count classes below KEY are changed one by one, as
 * fsp-import does; calls are made until the last of them is live.
 * Adds NAME-idle.latency, before each round, and NAME.latency.
 */
#include "call.h"
#include "closed_class.h"

struct options {
	unsigned long rounds, repeat, count;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"--rounds", OPTION_NUMBER, AT(rounds), "idle and loaded (3)"},
        {"--repeat", OPTION_NUMBER, AT(repeat), "calls of a round (500)"},
        {"--count", OPTION_NUMBER, AT(count), "starts or classes (8)"},
        {NULL, OPTION_FLAG, 0, NULL},
};

enum {
	POLL_MS = 5,
	/* toyfs needs a third of a second each under Wine */
	START_LIMIT_MS = 60 * 1000,
};

struct run {
	const struct options *options;
	const wchar_t *directory, *name, *pipe;
	wchar_t *reply;
	LONGLONG *took;
	size_t count, room;
};

static void take_call(struct run *r)
{
	LONGLONG begin = ticks_now();

	if (!call(r->pipe, L"L", 1, r->reply))
		die(EXIT_SYSTEM, "no answer to L (%lu)", GetLastError());
	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 4096;
		r->took = realloc(r->took, r->room * sizeof(*r->took));
		if (r->took == NULL)
			die(EXIT_SYSTEM, "out of memory");
	}
	r->took[r->count++] = ticks_to_ns(ticks_now() - begin);
}

static void take_calls(struct run *r)
{
	unsigned long i;

	for (i = 0; i < r->options->repeat; i++)
		take_call(r);
}

static void flush(struct run *r, const wchar_t *suffix, unsigned long round)
{
	wchar_t name[128];

	swprintf(name, 128, L"%ls%ls", r->name, suffix);
	add_samples(r->directory, name, "latency", round, r->took, r->count);
	r->count = 0;
}

/* -- starts that wait for a password --------------------------------------- */

struct start {
	const wchar_t *pipe, *class_name;
	wchar_t instance[32], file[MAX_PATH];
	HANDLE thread;
	volatile LONG answered;
};

static DWORD WINAPI run_start(LPVOID arg)
{
	wchar_t *reply = take(REPLY_UNITS, sizeof(*reply));
	struct start *s = arg;
	const wchar_t *words[] = {s->class_name, s->instance, s->file,
	                          L"a password"};

	call_words(s->pipe, L'X', words, 4, reply);
	InterlockedExchange(&s->answered, 1);
	free(reply);
	return 0;
}

static void begin_start(struct start *s, const struct run *r,
                        const wchar_t *class_name, const wchar_t *folder,
                        unsigned long number)
{
	s->pipe = r->pipe;
	s->class_name = class_name;
	swprintf(s->instance, 32, L"start%lu", number);
	swprintf(s->file, MAX_PATH, L"%ls\\got%lu", folder, number);
	s->thread = CreateThread(NULL, 0, run_start, s, 0, NULL);
	if (s->thread == NULL)
		die(EXIT_SYSTEM, "no thread (%lu)", GetLastError());
}

/* Until the process behind the start has read its password. */
static void await_wait(const struct start *s, ULONGLONG end)
{
	while (GetFileAttributesW(s->file) == INVALID_FILE_ATTRIBUTES) {
		if (s->answered || GetTickCount64() > end)
			die(EXIT_SYSTEM, "start '%s' does not wait",
			    utf8(s->instance));
		Sleep(POLL_MS);
	}
}

static void end_start(struct start *s, struct run *r)
{
	const wchar_t *words[] = {s->class_name, s->instance};

	if (s->answered)
		die(EXIT_SYSTEM, "start '%s' was answered too early",
		    utf8(s->instance));
	if (!call_words(r->pipe, L'T', words, 2, r->reply))
		die(EXIT_SYSTEM, "cannot stop '%s': %s", utf8(s->instance),
		    utf8(r->reply));
	WaitForSingleObject(s->thread, INFINITE);
	CloseHandle(s->thread);
	DeleteFileW(s->file);
}

static void round_of_starts(struct run *r, unsigned long round,
                            wchar_t *const *words)
{
	unsigned long count = r->options->count;
	struct start *starts = take(count, sizeof(*starts));
	ULONGLONG end = GetTickCount64() + START_LIMIT_MS;
	unsigned long i;

	take_calls(r);
	flush(r, L"-idle", round);
	for (i = 0; i < count; i++)
		begin_start(&starts[i], r, words[0], words[1],
		            round * count + i);
	for (i = 0; i < count; i++)
		await_wait(&starts[i], end);
	take_calls(r);
	for (i = 0; i < count; i++)
		end_start(&starts[i], r);
	flush(r, L"", round);
	while (!is_nothing_running(r->pipe, r->reply))
		Sleep(POLL_MS);
	free(starts);
}

/* -- classes that change --------------------------------------------------- */

struct change {
	const wchar_t *pipe;
	struct closed_class *classes;
	unsigned long count;
	volatile LONG done;
};

static DWORD WINAPI run_change(LPVOID arg)
{
	wchar_t *reply = take(REPLY_UNITS, sizeof(*reply));
	struct change *c = arg;
	const wchar_t *last = c->classes[c->count - 1].name;
	LONGLONG when = 0;
	unsigned long i;

	for (i = 0; i < c->count; i++)
		when = closed_class_change(&c->classes[i]);
	while (!call_words(c->pipe, L'F',
	                   (const wchar_t *[]){L"definition", last}, 2,
	                   reply) ||
	       reply_number(reply, L"live_at") < when)
		Sleep(POLL_MS);
	InterlockedExchange(&c->done, 1);
	free(reply);
	return 0;
}

static void round_of_changes(struct run *r, unsigned long round,
                             struct change *change)
{
	HANDLE thread;

	take_calls(r);
	flush(r, L"-idle", round);
	change->done = 0;
	thread = CreateThread(NULL, 0, run_change, change, 0, NULL);
	if (thread == NULL)
		die(EXIT_SYSTEM, "no thread (%lu)", GetLastError());
	while (!change->done)
		take_call(r);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	flush(r, L"", round);
}

static struct change open_change(const struct run *r, const wchar_t *root)
{
	struct change c = {.pipe = r->pipe, .count = r->options->count};
	struct error err = ERROR_INIT;
	HKEY services = open_services(root, KEY_ENUMERATE_SUB_KEYS);
	wchar_t full[256];
	struct keystore *store;
	unsigned long i;

	swprintf(full, 256, L"HKLM\\%ls", root);
	store = keystore_open(utf8(full), false, &err);
	if (store == NULL)
		die(EXIT_SYSTEM, "%s", err.text);
	c.classes = take(c.count, sizeof(*c.classes));
	for (i = 0; i < c.count; i++)
		c.classes[i] = closed_class_open(store, services, i);
	keystore_close(store);
	RegCloseKey(services);
	return c;
}

/* -- the program ----------------------------------------------------------- */

int wmain(int argc, wchar_t **argv)
{
	struct options o = {.rounds = 3, .repeat = 500, .count = 8};
	struct run r = {.options = &o};
	struct change change;
	unsigned long round;
	int words;
	int is_starts;

	tool_setup();
	words = parse_options(option_table, &o, argc, argv);
	is_starts = words == 6 && wcscmp(argv[1], L"starts") == 0;
	if (!is_starts && (words != 5 || wcscmp(argv[1], L"changes") != 0)) {
		fprintf(stderr,
		        "usage: load [OPTION]... starts DIRECTORY NAME PIPE "
		        "CLASS FOLDER\n"
		        "       load [OPTION]... changes DIRECTORY NAME PIPE "
		        "KEY\n");
		print_options(stderr, option_table);
		return EXIT_USAGE;
	}
	r.directory = argv[2];
	r.name = argv[3];
	r.pipe = argv[4];
	r.reply = take(REPLY_UNITS, sizeof(*r.reply));
	if (!is_starts)
		change = open_change(&r, argv[5]);
	for (round = 0; round < o.rounds; round++) {
		if (is_starts)
			round_of_starts(&r, round, argv + 5);
		else
			round_of_changes(&r, round, &change);
	}
	return 0;
}
