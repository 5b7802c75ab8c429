/*
 * import.c - see storm.h: the registry as fsp-import writes it.
 */
#include "storm.h"

static int slot_text(const struct storm *w, const struct subject *c, int i,
                     const struct slot *slot, char *out, size_t room)
{
	wchar_t gate[PATH_ROOM];
	int len = snprintf(out, room,
	                   "[%s\\d%d]\nStart = %s\nArgument2 = a%u\n"
	                   "WaitTimeout = %d\n",
	                   c->name, i, start_name(slot->start), slot->arg,
	                   WAIT_S);

	gate_path(w, c, gate);
	if (slot->after >= 0)
		len += snprintf(out + len, room - (size_t)len,
		                "After = %s\\d%d\n", c->name, slot->after);
	if (slot->gated)
		len += snprintf(out + len, room - (size_t)len,
		                "WaitFor = path:%s\n", utf8(gate));
	return len;
}

static void write_ini(const struct storm *w, const struct subject *c,
                      const struct definition *def)
{
	static char text[4096];
	wchar_t path[PATH_ROOM];
	int len;

	len = snprintf(text, sizeof(text),
	               "[%s]\nExecutable = %s\nRunAs = LocalSystem\n"
	               "CommandLine = -u %%1 -m * -o v%u -o %%2\n"
	               "RestartDelay = 20\nRestartDelayMax = %u\n"
	               "RestartLimit = %u\nRestartWindow = %u\n"
	               "JobControl = %d\n"
	               "RemovalGrace = %us\nOnChange = %s\n",
	               c->name, utf8(w->toyfs), def->version, c->delay_max,
	               c->limit, WAIT_S, !c->survives, c->grace,
	               c->restarts ? "restart" : "keep");
	if (c->restart)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
		                "Restart = %s\n", c->restart);
	for (int i = 0; i < SLOTS; i++)
		if (def->slots[i].there)
			len += slot_text(w, c, i, &def->slots[i], text + len,
			                 sizeof(text) - (size_t)len);
	swprintf(path, PATH_ROOM, L"%ls\\%hs\\fs.ini", w->dir, c->name);
	write_file(path, text, (size_t)len);
}

/* Runs fsp-import; its failure ends the program. */
static void import(const struct storm *w, const wchar_t *arguments)
{
	STARTUPINFOW si = {.cb = sizeof(si)};
	PROCESS_INFORMATION pi = {0};
	wchar_t line[2 * PATH_ROOM];
	DWORD code = 0;

	swprintf(line, 2 * PATH_ROOM, L"\"%ls\\fsp-import.exe\" %ls", w->bin,
	         arguments);
	if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &si,
	                    &pi))
		die(EXIT_SYSTEM, "cannot run '%s' (%lu)", utf8(line),
		    GetLastError());
	WaitForSingleObject(pi.hProcess, INFINITE);
	GetExitCodeProcess(pi.hProcess, &code);
	CloseHandle(pi.hThread);
	CloseHandle(pi.hProcess);
	if (code)
		die(EXIT_SYSTEM, "'%s' ended with %lu", utf8(line), code);
}

void import_apply(const struct storm *w, const struct subject *c,
                  struct definition *def)
{
	wchar_t arguments[PATH_ROOM];

	write_ini(w, c, def);
	swprintf(arguments, PATH_ROOM,
	         L"apply -q --prune --owner %hs \"%ls\\%hs\"", c->name, w->dir,
	         c->name);
	import(w, arguments);
	def->mark = MARK_CLOSED;
	for (int i = 0; i < SLOTS; i++)
		def->slots[i].mark = MARK_CLOSED;
}

void import_remove(const struct storm *w, const struct subject *c)
{
	wchar_t arguments[PATH_ROOM];

	swprintf(arguments, PATH_ROOM, L"remove -q --owner %hs %hs", c->name,
	         c->name);
	import(w, arguments);
}
