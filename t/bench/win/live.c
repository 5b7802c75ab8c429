/*
 * live - from a registry write to a live definition: daemon and bare loop.
 *
 *	live SAMPLES DIRECTORY NAME PIPE KEY BARE-KEY
 *
 * KEY is what the daemon at PIPE watches, BARE-KEY a copy for barewatch, which
 * this program starts. In turn a class of each is changed as fsp-import does;
 * the time goes from the write that closes the class to the counter at which
 * it was live (`F definition`) or read. Adds NAME-fspd.latency and
 * NAME-bare.latency.
 */
#include "call.h"
#include "closed_class.h"
#include "watch.h"

enum {
	CLASSES = 10, /* that change, spread over all */
	/* Between questions whether it is live, so that asking costs the
	 * daemon little. */
	POLL_MS = 20,
	LIMIT_MS = 30 * 1000,
};

struct side {
	struct closed_class classes[CLASSES];
	LONGLONG *took;
};

struct bare {
	HANDLE process, event;
	struct watch_seen *seen;
};

static void open_side(struct side *s, const wchar_t *root,
                      unsigned long samples)
{
	HKEY services = open_services(root, KEY_READ);
	struct error err = ERROR_INIT;
	wchar_t full[256];
	struct keystore *store;
	DWORD count = 0;
	DWORD i;

	swprintf(full, 256, L"HKLM\\%ls", root);
	store = keystore_open(utf8(full), false, &err);
	if (store == NULL)
		die(EXIT_SYSTEM, "%s", err.text);
	RegQueryInfoKeyW(services, NULL, NULL, NULL, &count, NULL, NULL, NULL,
	                 NULL, NULL, NULL, NULL);
	for (i = 0; i < CLASSES; i++)
		s->classes[i] =
		        closed_class_open(store, services, i * count / CLASSES);
	s->took = take(samples, sizeof(*s->took));
	keystore_close(store);
	RegCloseKey(services);
}

static void start_bare(struct bare *b, const wchar_t *root)
{
	SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
	HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, &inherited,
	                                    PAGE_READWRITE, 0,
	                                    sizeof(struct watch_seen), NULL);
	STARTUPINFOW si = {.cb = sizeof(si)};
	PROCESS_INFORMATION pi;
	wchar_t program[MAX_PATH];
	wchar_t line[MAX_PATH * 2];
	wchar_t *slash;

	b->event = CreateEventW(&inherited, FALSE, FALSE, NULL);
	b->seen = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0,
	                        sizeof(struct watch_seen));
	GetModuleFileNameW(NULL, program, MAX_PATH);
	slash = wcsrchr(program, L'\\');
	wcscpy(slash ? slash + 1 : program, L"barewatch.exe");
	swprintf(line, MAX_PATH * 2, L"barewatch \"%ls\" %lu %lu", root,
	         (unsigned long)(ULONG_PTR)mapping,
	         (unsigned long)(ULONG_PTR)b->event);
	if (b->seen == NULL || !CreateProcessW(program, line, NULL, NULL, TRUE,
	                                       0, NULL, NULL, &si, &pi))
		die(EXIT_SYSTEM, "cannot start barewatch (%lu)",
		    GetLastError());
	CloseHandle(pi.hThread);
	b->process = pi.hProcess;
	if (WaitForSingleObject(b->event, LIMIT_MS) != WAIT_OBJECT_0)
		die(EXIT_SYSTEM, "barewatch does not begin");
}

static LONGLONG change_bare(const struct bare *b, struct closed_class *c)
{
	LONGLONG begin = closed_class_change(c);

	while (b->seen->complete_at < begin)
		if (WaitForSingleObject(b->event, LIMIT_MS) != WAIT_OBJECT_0)
			die(EXIT_SYSTEM, "barewatch does not see a change");
	return b->seen->complete_at - begin;
}

static LONGLONG change_daemon(const wchar_t *pipe, struct closed_class *c,
                              wchar_t *reply)
{
	const wchar_t *words[] = {L"definition", c->name};
	ULONGLONG end = GetTickCount64() + LIMIT_MS;
	LONGLONG begin = closed_class_change(c);
	LONGLONG live_at;

	do {
		Sleep(POLL_MS);
		if (!call_words(pipe, L'F', words, 2, reply) ||
		    GetTickCount64() > end)
			die(EXIT_SYSTEM, "'%s' does not become live: %s",
			    utf8(c->name), utf8(reply));
		live_at = reply_number(reply, L"live_at");
	} while (live_at < begin);
	return live_at - begin;
}

/* A watcher that was woken by the first write of a change may make one pass
 * more than its latency shows; as long again is enough for it to be idle. */
static LONGLONG settle(LONGLONG ticks)
{
	LONGLONG ns = ticks_to_ns(ticks);

	Sleep((DWORD)(ns / 1000000) + POLL_MS);
	return ns;
}

int wmain(int argc, wchar_t **argv)
{
	wchar_t *reply = take(REPLY_UNITS, sizeof(*reply));
	struct side daemon_side, bare_side;
	unsigned long samples, i;
	struct bare bare;
	wchar_t name[128];

	tool_setup();
	if (argc != 7)
		die(EXIT_USAGE, "usage: live SAMPLES DIRECTORY NAME PIPE KEY "
		                "BARE-KEY");
	samples = number(argv[1], "SAMPLES");
	open_side(&daemon_side, argv[5], samples);
	open_side(&bare_side, argv[6], samples);
	start_bare(&bare, argv[6]);
	for (i = 0; i < samples; i++) {
		struct closed_class *c = daemon_side.classes + i % CLASSES;

		daemon_side.took[i] = settle(change_daemon(argv[4], c, reply));
		c = bare_side.classes + i % CLASSES;
		bare_side.took[i] = settle(change_bare(&bare, c));
	}
	TerminateProcess(bare.process, 0);
	swprintf(name, 128, L"%ls-fspd", argv[3]);
	add_samples(argv[2], name, "latency", 0, daemon_side.took, samples);
	swprintf(name, 128, L"%ls-bare", argv[3]);
	add_samples(argv[2], name, "latency", 0, bare_side.took, samples);
	return 0;
}
