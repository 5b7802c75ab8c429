/*
 * toyfs - stand-in for a WinFsp file system.
 *
 * Mounts a directory tree, serves until it is stopped, unmounts.  A letter is
 * defined as `subst` does.  A directory is mounted by moving the tree there
 * and back: Wine 8 has neither junctions nor symbolic links, and a mount
 * point that does not exist before is what WinFsp wants too.  Known limit: a
 * killed toyfs cannot unmount; the next one with the same root takes over.
 */
#include "job.h"
#include "options.h"

struct options {
	const wchar_t *unc, *mount, *root, *password_file, *answer;
	const wchar_t *argv_file, *stdin_file, *env_file, *cwd_file;
	const wchar_t *job_file;
	const wchar_t *ready_file, *exit_file, *crash_after, *stop_file;
	unsigned long fail, exit_after, exit_code, flood, stop_delay;
	unsigned long auth_delay;
	int hang, crash, ignore_break, grandchild, help;
	const wchar_t *ignored;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row option_table[] = {
        {"-u", OPTION_TEXT, AT(unc), "UNC name, as WinFsp gives it"},
        {"-m", OPTION_TEXT, AT(mount), "X:, a new directory, or * for nowhere"},
        {"--root", OPTION_TEXT, AT(root), "directory tree to mount"},
        {"--fail", OPTION_NUMBER, AT(fail), "exit at once with this code"},
        {"--hang", OPTION_FLAG, AT(hang), "never answer and never mount"},
        {"--crash", OPTION_FLAG, AT(crash), "access violation once ready"},
        {"--crash-after", OPTION_TEXT, AT(crash_after),
         "crash when FILE appears"},
        {"--stop-file", OPTION_TEXT, AT(stop_file), "stop when FILE appears"},
        {"--exit-after", OPTION_NUMBER, AT(exit_after), "stop by itself (ms)"},
        {"--exit-code", OPTION_NUMBER, AT(exit_code), "code of a clean exit"},
        {"--flood", OPTION_NUMBER, AT(flood), "MiB on each output once ready"},
        {"--ignore-break", OPTION_FLAG, AT(ignore_break),
         "ignore stop requests"},
        {"--stop-delay", OPTION_NUMBER, AT(stop_delay), "time to unmount (ms)"},
        {"--password-file", OPTION_TEXT, AT(password_file),
         "compare standard input with FILE; answer OK, or KO and exit 1"},
        {"--auth-delay", OPTION_NUMBER, AT(auth_delay), "time to answer (ms)"},
        {"--answer", OPTION_TEXT, AT(answer), "read the password, answer this"},
        {"--argv-file", OPTION_TEXT, AT(argv_file), "arguments, one a line"},
        {"--stdin-file", OPTION_TEXT, AT(stdin_file),
         "bytes of standard input"},
        {"--env-file", OPTION_TEXT, AT(env_file), "environment, one a line"},
        {"--cwd-file", OPTION_TEXT, AT(cwd_file), "current directory"},
        {"--job-file", OPTION_TEXT, AT(job_file), "limits of its job"},
        {"--ready-file", OPTION_TEXT, AT(ready_file), "pid, once it serves"},
        {"--exit-file", OPTION_TEXT, AT(exit_file), "what ended it"},
        {"--grandchild", OPTION_FLAG, AT(grandchild),
         "start a child that stays"},
        {"-o", OPTION_TEXT, AT(ignored), "accepted for templates of others"},
        {"-i", OPTION_FLAG, AT(ignored), "likewise, as are words"},
        {"-F", OPTION_TEXT, AT(ignored), "likewise"},
        {"-n", OPTION_TEXT, AT(ignored), "likewise"},
        {"-s", OPTION_TEXT, AT(ignored), "likewise"},
        {"--help", OPTION_FLAG, AT(help), "this text"},
        {NULL, OPTION_FLAG, 0, NULL},
};

/* Set by the control handler's thread before it signals stop_event. */
static HANDLE stop_event;
static const char *volatile stop_cause = "nothing";
static int ignores_stop;

/* Kept on purpose: where a memory scan must find the password. */
static struct bytes password;

/* Writes `count` lines, or those of a double-NUL list when count is -1. */
static void write_lines(const wchar_t *path, wchar_t **lines,
                        const wchar_t *list, int count)
{
	struct bytes out = {NULL, 0};
	const wchar_t *line = list;
	int i;

	for (i = 0; list ? *line != L'\0' : i < count; i++) {
		struct bytes text;

		if (list == NULL)
			line = lines[i];
		text = utf8_of(line, wcslen(line));
		out.data = realloc(out.data, out.len + text.len + 1);
		if (out.data == NULL)
			die(EXIT_SYSTEM, "out of memory");
		memcpy(out.data + out.len, text.data, text.len);
		out.len += text.len;
		out.data[out.len++] = '\n';
		if (list != NULL)
			line += wcslen(line) + 1;
	}
	write_file(path, out.data, out.len);
}

static void write_job(const wchar_t *path)
{
	char limits[100], text[140];
	BOOL is_in = FALSE;

	if (!IsProcessInJob(GetCurrentProcess(), NULL, &is_in))
		die(EXIT_SYSTEM, "toyfs: cannot ask for a job (%lu)",
		    GetLastError());
	job_limits(NULL, limits, sizeof(limits));
	snprintf(text, sizeof(text), "%s %s\n", is_in ? "in" : "outside",
	         limits);
	write_file(path, text, strlen(text));
}

static void write_reports(const struct options *o, int argc, wchar_t **argv)
{
	wchar_t directory[MAX_PATH] = L"";
	wchar_t *only = directory;

	if (o->argv_file != NULL)
		write_lines(o->argv_file, argv, NULL, argc);
	if (o->env_file != NULL)
		write_lines(o->env_file, NULL, GetEnvironmentStringsW(), -1);
	if (o->job_file != NULL)
		write_job(o->job_file);
	if (o->cwd_file != NULL) {
		GetCurrentDirectoryW(MAX_PATH, directory);
		write_lines(o->cwd_file, &only, NULL, 1);
	}
}

static BOOL WINAPI on_control(DWORD kind)
{
	if (ignores_stop)
		return TRUE;
	stop_cause = kind == CTRL_BREAK_EVENT ? "break"
	             : kind == CTRL_C_EVENT   ? "ctrl-c"
	                                      : "close";
	SetEvent(stop_event);
	if (kind != CTRL_BREAK_EVENT && kind != CTRL_C_EVENT)
		Sleep(INFINITE); /* the process dies when this returns */
	return TRUE;
}

static int exists(const wchar_t *path)
{
	return path != NULL &&
	       GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

__attribute__((noreturn)) static void crash(void)
{
	volatile int *volatile nowhere = (volatile int *)(ULONG_PTR)16;

	for (;;)
		*nowhere = 1;
}

/* Waits until something ends the service; crashes when told so. */
static void serve(const struct options *o)
{
	ULONGLONG end = GetTickCount64() + o->exit_after;
	DWORD tick = o->crash_after || o->stop_file ? 20 : INFINITE;

	if (o->exit_after != 0 && tick == INFINITE)
		tick = o->exit_after;
	while (WaitForSingleObject(stop_event, tick) == WAIT_TIMEOUT) {
		if (exists(o->crash_after))
			crash();
		if (exists(o->stop_file)) {
			stop_cause = "stop-file";
			return;
		}
		if (o->exit_after != 0 && GetTickCount64() >= end) {
			stop_cause = "exit-after";
			return;
		}
	}
}

static void say(const char *text)
{
	DWORD put;

	/* stdio would add nothing but a second buffer with the answer in it */
	if (!WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text,
	               (DWORD)strlen(text), &put, NULL))
		die(EXIT_SYSTEM, "toyfs: cannot answer (%lu)", GetLastError());
}

static void authenticate(const struct options *o)
{
	struct bytes expected = {NULL, 0};

	if (!o->password_file && !o->stdin_file && !o->answer)
		return;
	if (o->password_file != NULL)
		expected = read_file(o->password_file);
	password = read_all(GetStdHandle(STD_INPUT_HANDLE));
	if (o->stdin_file != NULL)
		write_file(o->stdin_file, password.data, password.len);
	if (WaitForSingleObject(stop_event, o->auth_delay) == WAIT_OBJECT_0)
		exit(0);
	if (o->answer != NULL)
		say(utf8(o->answer));
	else if (o->password_file == NULL)
		return;
	else if (password.len == expected.len &&
	         memcmp(password.data, expected.data, expected.len) == 0)
		say("OK");
	else {
		say("KO");
		die(1, "toyfs: wrong password");
	}
}

static int is_letter(const wchar_t *mount)
{
	return iswalpha(mount[0]) && mount[1] == L':' && mount[2] == L'\0';
}

static int is_nowhere(const wchar_t *mount)
{
	return mount == NULL || mount[0] == L'\0' || wcscmp(mount, L"*") == 0;
}

/* The file beside the root that says where a killed toyfs had mounted it. */
static wchar_t *note_path(const wchar_t *root)
{
	size_t room = wcslen(root) + 8;
	wchar_t *path = take(room, sizeof(*path));

	swprintf(path, room, L"%ls.toyfs", root);
	return path;
}

static void undo_dead_mount(const wchar_t *root)
{
	wchar_t *note = note_path(root);

	if (!exists(root) && exists(note))
		MoveFileW(wide_of(read_file(note), NULL), root);
	DeleteFileW(note);
}

static void mount_letter(const wchar_t *letter, const wchar_t *root)
{
	wchar_t now[MAX_PATH] = L"";
	wchar_t wanted[MAX_PATH + 4];

	swprintf(wanted, MAX_PATH + 4, L"\\??\\%ls", root);
	if (QueryDosDeviceW(letter, now, MAX_PATH) != 0) {
		if (wcscmp(now, wanted) != 0)
			die(2, "toyfs: '%s' is in use", utf8(letter));
		return; /* left by a toyfs that was killed */
	}
	if (!DefineDosDeviceW(0, letter, root))
		die(2, "toyfs: cannot define '%s' (%lu)", utf8(letter),
		    GetLastError());
}

static void mount(const wchar_t *point, const wchar_t *root)
{
	struct bytes text;

	if (is_nowhere(point))
		return;
	if (root == NULL)
		die(EXIT_USAGE, "toyfs: -m needs --root");
	if (is_letter(point)) {
		mount_letter(point, root);
		return;
	}
	undo_dead_mount(root);
	if (exists(point))
		die(2, "toyfs: mount point '%s' exists", utf8(point));
	text = utf8_of(point, wcslen(point));
	write_file(note_path(root), text.data, text.len);
	if (!MoveFileW(root, point))
		die(2, "toyfs: cannot mount '%s' at '%s' (%lu)", utf8(root),
		    utf8(point), GetLastError());
}

static void unmount(const wchar_t *point, const wchar_t *root)
{
	BOOL ok;

	if (is_nowhere(point))
		return;
	if (is_letter(point)) {
		ok = DefineDosDeviceW(DDD_REMOVE_DEFINITION |
		                              DDD_EXACT_MATCH_ON_REMOVE,
		                      point, root);
	} else {
		ok = MoveFileW(point, root) && DeleteFileW(note_path(root));
	}
	if (!ok)
		die(2, "toyfs: cannot unmount '%s' (%lu)", utf8(point),
		    GetLastError());
}

/* 16 KiB of numbered lines a time, so that a reader sees what is missing. */
static void flood_stream(DWORD stream, const char *name, unsigned long first)
{
	char text[256 * 64 + 1];
	unsigned long i;
	DWORD put;

	for (i = 0; i < 256; i++)
		snprintf(text + i * 64, 65, "flood %s %010lu %042d\n", name,
		         first + i, 0);
	if (!WriteFile(GetStdHandle(stream), text, 256 * 64, &put, NULL))
		die(EXIT_SYSTEM, "toyfs: cannot flood (%lu)", GetLastError());
}

static void flood(unsigned long mib)
{
	unsigned long i;

	for (i = 0; i < mib * 64; i++) {
		flood_stream(STD_OUTPUT_HANDLE, "out", i * 256);
		flood_stream(STD_ERROR_HANDLE, "err", i * 256);
	}
}

/* Starts a toyfs that ignores stops and shares our outputs; its pid. */
static unsigned long start_grandchild(void)
{
	wchar_t line[] = L"toyfs --hang --ignore-break";
	wchar_t self[MAX_PATH];
	STARTUPINFOW si = {.cb = sizeof(si)};
	PROCESS_INFORMATION pi;

	GetModuleFileNameW(NULL, self, MAX_PATH);
	if (!CreateProcessW(self, line, NULL, NULL, TRUE, 0, NULL, NULL, &si,
	                    &pi))
		die(EXIT_SYSTEM, "toyfs: no grandchild (%lu)", GetLastError());
	return pi.dwProcessId;
}

static void report_ready(const struct options *o, unsigned long grandchild)
{
	char text[96];
	int n = snprintf(text, sizeof(text), "pid %lu\n",
	                 GetCurrentProcessId());

	if (grandchild != 0)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
		              "grandchild %lu\n", grandchild);
	fprintf(stderr, "toyfs: serving '%s' at '%s'\n",
	        o->unc ? utf8(o->unc) : "", o->mount ? utf8(o->mount) : "");
	if (o->ready_file != NULL)
		write_file(o->ready_file, text, (size_t)n);
}

int wmain(int argc, wchar_t **argv)
{
	struct options o = {0};
	unsigned long grandchild = 0;
	wchar_t **argv_copy;

	tool_setup();
	argv_copy = take((size_t)argc, sizeof(*argv_copy));
	memcpy(argv_copy, argv, (size_t)argc * sizeof(*argv));
	parse_options(option_table, &o, argc, argv_copy);
	if (o.help) {
		printf("usage: toyfs [OPTION]... [WORD]...\n");
		print_options(stdout, option_table);
		return 0;
	}
	write_reports(&o, argc, argv);
	if (o.fail != 0)
		die((int)o.fail, "toyfs: told to fail with %lu", o.fail);
	ignores_stop = o.ignore_break;
	stop_event = CreateEventW(NULL, TRUE, FALSE, NULL);
	/* a new process group starts with CTRL-C ignored; Wine has no BREAK */
	SetConsoleCtrlHandler(NULL, FALSE);
	SetConsoleCtrlHandler(on_control, TRUE);
	if (!o.hang) {
		authenticate(&o);
		mount(o.mount, o.root);
		if (o.grandchild)
			grandchild = start_grandchild();
		flood(o.flood);
		report_ready(&o, grandchild);
		if (o.crash)
			crash();
	}
	serve(&o);
	Sleep(o.stop_delay);
	if (!o.hang)
		unmount(o.mount, o.root);
	if (o.exit_file != NULL)
		write_file(o.exit_file, stop_cause, strlen(stop_cause));
	return (int)o.exit_code;
}
