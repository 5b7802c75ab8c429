/*
 * compare.c - see storm.h.
 *
 * First everything that is predicted is waited for, one thing after the other,
 * by asking; then all of it is asked once more and must hold together.
 */
#include "storm.h"

#include <tlhelp32.h>

static wchar_t reply[REPLY_ROOM];
static char why[1000];

__attribute__((format(printf, 1, 2))) static bool differs(const char *format,
                                                          ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(why, sizeof(why), format, ap);
	va_end(ap);
	return false;
}

static long ask_about(struct storm *w, const char *verb, const char *c,
                      const char *m)
{
	char request[100];
	long number;

	snprintf(request, sizeof(request), "F%s|%s|%s%s", verb, c, m,
	         *m ? "|" : "");
	number = ask(request, reply);
	w->calls++;
	if (number < 0)
		diverged(w, "no answer to %s", request);
	return number;
}

/* About an instance; whether there is one. */
/* One that is stopped and not declared is no more: what is told is how it
 * failed. */
static bool is_there(struct storm *w, const struct subject *c,
                     const struct member *m)
{
	return ask_about(w, "status", c->name, m->name) == 0 &&
	       wcsstr(reply, L"\"instances\":[]") == NULL &&
	       (strcmp(field(reply, "state"), "stopped") != 0 ||
	        strcmp(field(reply, "declared"), "true") == 0);
}

/* -- definitions ----------------------------------------------------------- */

static const char *definition_word(const struct subject *c)
{
	bool drift = c->now.mark == MARK_DRIFT;

	if (c->interrupted)
		return "interrupted";
	for (int i = 0; i < SLOTS; i++)
		drift = drift || (c->now.slots[i].there &&
		                  c->now.slots[i].mark == MARK_DRIFT);
	return drift ? "drift" : "live";
}

static bool is_slot_shown(const struct subject *c, int i)
{
	const struct slot *slot = &c->now.slots[i];
	const wchar_t *all = wcsstr(reply, L"\"instance_values\":{");
	wchar_t key[8], arg[16];
	const wchar_t *at;

	swprintf(key, 8, L"\"d%d\":{", i);
	at = all ? wcsstr(all, key) : NULL;
	if (!at || !slot->there)
		return !at == !slot->there ||
		       differs("d%d is %s", i,
		               at ? "declared" : "not declared");
	swprintf(arg, 16, L"a%u", slot->arg);
	const char *shown = field(at, "Argument2");
	const char *start = field(at, "Start");
	char wanted[16];
	snprintf(wanted, sizeof(wanted), "a%u", slot->arg);
	return (strcmp(shown, wanted) == 0 &&
	        strcmp(start, start_name(slot->start)) == 0) ||
	       differs("d%d is declared with %s %s, not %s %s", i, shown, start,
	               wanted, start_name(slot->start));
}

static bool is_definition_shown(struct storm *w, struct subject *c)
{
	const long number = ask_about(w, "definition", c->name, "");
	char version[40];

	if (number)
		return !c->now.there ||
		       differs("its definition is refused with %ld", number);
	if (!c->now.there)
		return differs("it is still defined");
	snprintf(version, sizeof(version), " v%u ", c->now.version);
	const char *line = field(reply, "CommandLine");
	if (!strstr(line, version))
		return differs("its CommandLine is '%s', not%s", line, version);
	for (int i = 0; i < SLOTS; i++)
		if (!is_slot_shown(c, i))
			return false;
	const char *state = field(reply, "state");
	return c->blurred || strcmp(state, definition_word(c)) == 0 ||
	       differs("it is %s, not %s", state, definition_word(c));
}

static void compare_generation(struct storm *w, struct subject *c)
{
	uint64_t now;

	if (!c->now.there)
		return;
	now = strtoull(field(reply, "generation"), NULL, 10);
	if (now < c->generation || (c->moved && now == c->generation))
		diverged(w, "%s: generation %llu after %llu", c->name, now,
		         c->generation);
	if (c->unmoved && !c->moved && !c->blurred && now != c->generation)
		diverged(w, "%s: generation %llu, nothing changed since %llu",
		         c->name, now, c->generation);
	c->generation = now;
}

/* -- instances ------------------------------------------------------------- */

static const char *state_word(enum state state)
{
	static const char *const words[] = {
	        "gone",    "stopped", "ready",  "disabled",
	        "waiting", "backoff", "failed",
	};
	return words[state];
}

static bool is_process_shown(const struct member *m)
{
	const DWORD pid = strtoul(field(reply, "pid"), NULL, 10);
	const char *line = field(reply, "command_line");
	char version[40], arg[40];

	snprintf(version, sizeof(version), " v%u ", m->version);
	snprintf(arg, sizeof(arg), "\"a%u\"", m->arg);
	if (!pid)
		return differs("it is ready and has no process");
	if (m->pid && pid == m->pid && m->pid_is_new)
		return differs("process %lu runs on", pid);
	if (m->pid && pid != m->pid && !m->pid_is_new && !m->pid_is_open)
		return differs("process %lu became %lu", m->pid, pid);
	return (strstr(line, version) && strstr(line, arg)) ||
	       differs("process %lu was launched by '%s', not v%u a%u", pid,
	               line, m->version, m->arg);
}

static bool is_flag(const char *key, bool wanted)
{
	const bool shown = strcmp(field(reply, key), "true") == 0;

	return shown == wanted ||
	       differs("%s is %s", key, shown ? "true" : "false");
}

static bool is_reason_shown(const char *part)
{
	const char *reason = field(reply, "reason");

	return strstr(reason, part) ||
	       differs("it waits: %s, not for %s", reason, part);
}

static bool is_member_shown(struct storm *w, struct subject *c,
                            struct member *m)
{
	const char *state = is_there(w, c, m) ? field(reply, "state") : "gone";

	if (strcmp(state, state_word(m->state)) != 0)
		return differs("it is %s, not %s (%ls)", state,
		               state_word(m->state), reply);
	if (m->state == IS_GONE)
		return true;
	if (!is_flag("declared", !m->guest))
		return false;
	if (m->state == IS_STOPPED)
		return is_flag("sticky", m->sticky);
	if (m->state == IS_WAITING)
		return is_reason_shown(is_held_by_after(c, m) ? "(After)"
		                                              : "(WaitFor)");
	return m->state != IS_READY ||
	       (is_flag("stale", m->stale) && is_process_shown(m));
}

/* What a write in two halves may have led to is taken as it is, once it
 * rests. */
static bool is_at_rest(struct storm *w, struct subject *c, struct member *m)
{
	const bool there = is_there(w, c, m);
	const char *state = field(reply, "state");
	const char *line;

	m->state = IS_GONE;
	if (!there)
		return true;
	m->state = IS_READY;
	for (int s = IS_STOPPED; s <= IS_FAILED; s++)
		if (strcmp(state, state_word((enum state)s)) == 0)
			m->state = (enum state)s;
	if (m->state == IS_WAITING && !is_held(c, m))
		return differs("it waits, and need not");
	if (m->state == IS_BACKOFF && c->delay_max < 1000)
		return differs("it is in back-off for a moment");
	m->blurred = true;
	m->sticky = strcmp(field(reply, "sticky"), "true") == 0;
	m->stale = strcmp(field(reply, "stale"), "true") == 0;
	m->pid = 0;
	if (m->state != IS_READY)
		return true;
	line = field(reply, "command_line");
	if (strcmp(state, "ready") != 0 || !strstr(line, " v"))
		return differs("it is %s", state);
	m->version = (unsigned)strtoul(strstr(line, " v") + 2, NULL, 10);
	line = strstr(line, "\"a");
	m->arg = line ? (unsigned)strtoul(line + 2, NULL, 10) : 0;
	return true;
}

/* -- all of it ------------------------------------------------------------- */

static bool is_shown(struct storm *w, struct subject *c, struct member *m)
{
	if (!m)
		return is_definition_shown(w, c);
	return c->blurred ? is_at_rest(w, c, m) : is_member_shown(w, c, m);
}

static void await(struct storm *w, struct subject *c, struct member *m)
{
	const ULONGLONG end = GetTickCount64() + SETTLE_S * 1000;

	while (!is_shown(w, c, m)) {
		if (GetTickCount64() > end)
			diverged(w, "%s %s: %s", c->name, m ? m->name : "",
			         why);
		Sleep(5); /* between two questions */
	}
}

static void await_subject(struct storm *w, struct subject *c)
{
	await(w, c, NULL);
	compare_generation(w, c);
	for (int k = 0; k < MEMBERS; k++)
		await(w, c, &c->members[k]);
	c->blurred = c->moved = c->unmoved = false;
}

static int by_size(const void *a, const void *b)
{
	const DWORD *x = a;
	const DWORD *y = b;

	return (*x > *y) - (*x < *y);
}

size_t toyfs_pids(DWORD *pids, size_t room)
{
	HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
	PROCESSENTRY32W entry = {.dwSize = sizeof(entry)};
	size_t n = 0;

	for (BOOL ok = Process32FirstW(all, &entry); ok;
	     ok = Process32NextW(all, &entry))
		if (wcscmp(entry.szExeFile, L"toyfs.exe") == 0 && n < room)
			pids[n++] = entry.th32ProcessID;
	CloseHandle(all);
	qsort(pids, n, sizeof(*pids), by_size);
	return n;
}

/* All at once, and now; the processes there are, are those that are shown. */
static void compare_now(struct storm *w)
{
	DWORD shown[CLASSES * MEMBERS], found[64];
	size_t n = 0, there;

	for (int i = 0; i < CLASSES; i++) {
		struct subject *c = &w->subjects[i];
		for (int k = 0; k < MEMBERS; k++) {
			struct member *m = &c->members[k];
			if (!is_member_shown(w, c, m))
				diverged(w,
				         "%s %s, after it was as "
				         "predicted: %s",
				         c->name, m->name, why);
			if (m->state == IS_READY)
				shown[n++] = m->pid =
				        strtoul(field(reply, "pid"), NULL, 10);
			m->pid_is_new = m->pid_is_open = false;
			m->touched = m->killed = m->racing = false;
			w->compared++;
			w->seen[m->state]++;
		}
	}
	qsort(shown, n, sizeof(*shown), by_size);
	there = toyfs_pids(found, 64);
	for (size_t i = 0; i < n || i < there; i++)
		if (i >= n || i >= there || shown[i] != found[i])
			diverged(w,
			         "%u processes are shown, %u are there; "
			         "process %lu is one of them only",
			         (unsigned)n, (unsigned)there,
			         i < there ? found[i] : shown[i]);
}

void compare_all(struct storm *w)
{
	for (int i = 0; i < CLASSES; i++)
		await_subject(w, &w->subjects[i]);
	compare_now(w);
}
