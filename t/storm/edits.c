/*
 * edits.c - see storm.h.
 *
 * What is written by hand carries the class's Owner, so that fsp-import knows
 * it for its own, and no Digest, or one that does not fit any more.
 */
#include "storm.h"

#define SERVICES L"SOFTWARE\\WinFsp\\Services\\"
#define VIEW     KEY_WOW64_32KEY

/* Half a change goes live when the other half is 250 ms away. */
enum { GAP_MAX_MS = 180 };

/* -- by hand --------------------------------------------------------------- */

static LONGLONG last_write, gap_max; /* ms */

static void begin_writes(void)
{
	last_write = gap_max = 0;
}

/* By the clock that goes on: Wine's tick count is its server's, and stands
 * still while that is busy. */
static void wrote(void)
{
	LARGE_INTEGER ticks, hz;

	QueryPerformanceCounter(&ticks);
	QueryPerformanceFrequency(&hz);
	const LONGLONG now = ticks.QuadPart * 1000 / hz.QuadPart;

	if (last_write && now - last_write > gap_max)
		gap_max = now - last_write;
	last_write = now;
}

static void end_writes(struct storm *w, struct subject *c)
{
	if (gap_max <= GAP_MAX_MS)
		return;
	c->blurred = true;
	w->blurs++;
	note(w, "%s: %lld ms between two writes", c->name, gap_max);
}

static HKEY open_key(const struct subject *c, int slot)
{
	wchar_t path[PATH_ROOM];
	HKEY key = NULL;
	LSTATUS status;

	if (slot < 0)
		swprintf(path, PATH_ROOM, SERVICES L"%hs", c->name);
	else
		swprintf(path, PATH_ROOM, SERVICES L"%hs\\Instances\\d%d",
		         c->name, slot);
	status = RegCreateKeyExW(HKEY_LOCAL_MACHINE, path, 0, NULL, 0,
	                         KEY_ALL_ACCESS | VIEW, NULL, &key, NULL);
	if (status)
		die(EXIT_SYSTEM, "cannot open '%s' (%ld)", utf8(path), status);
	return key;
}

static void set(HKEY key, const wchar_t *name, DWORD type, const void *data,
                size_t len)
{
	LSTATUS status = RegSetValueExW(key, name, 0, type, data, (DWORD)len);

	if (status)
		die(EXIT_SYSTEM, "cannot set '%s' (%ld)", utf8(name), status);
	wrote();
}

__attribute__((format(printf, 3, 4))) static void set_text(HKEY key,
                                                           const wchar_t *name,
                                                           const char *format,
                                                           ...)
{
	char text[PATH_ROOM];
	wchar_t wide[PATH_ROOM];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	swprintf(wide, PATH_ROOM, L"%hs", text);
	set(key, name, REG_SZ, wide, (wcslen(wide) + 1) * sizeof(wchar_t));
}

static void set_number(HKEY key, const wchar_t *name, DWORD number)
{
	set(key, name, REG_DWORD, &number, sizeof(number));
}

static void set_version(HKEY key, unsigned version)
{
	set_text(key, L"CommandLine", "-u %%1 -m * -o v%u -o %%2", version);
}

void gate_path(const struct storm *w, const struct subject *c, wchar_t *out)
{
	swprintf(out, PATH_ROOM, L"%ls\\gate-%hs", w->dir, c->name);
}

static void set_list(HKEY key, const wchar_t *name, const wchar_t *element)
{
	wchar_t list[PATH_ROOM] = {0};

	if (!element) {
		RegDeleteValueW(key, name);
		wrote();
		return;
	}
	wcscpy(list, element);
	set(key, name, REG_MULTI_SZ, list, (wcslen(list) + 2) * sizeof(*list));
}

/* What it waits for. */
static void write_waits(const struct storm *w, const struct subject *c,
                        HKEY key, const struct slot *slot)
{
	wchar_t gate[PATH_ROOM], element[PATH_ROOM];

	swprintf(element, PATH_ROOM, L"%hs\\d%d", c->name, slot->after);
	set_list(key, L"After", slot->after < 0 ? NULL : element);
	gate_path(w, c, gate);
	swprintf(element, PATH_ROOM, L"path:%ls", gate);
	set_list(key, L"WaitFor", slot->gated ? element : NULL);
	set_number(key, L"WaitTimeout", WAIT_S);
}

static void write_slot(const struct storm *w, const struct subject *c, int i,
                       const struct slot *slot)
{
	HKEY key = open_key(c, i);

	set_text(key, L"Owner", "%s", c->name);
	set_text(key, L"Start", "%s", start_name(slot->start));
	write_waits(w, c, key, slot);
	set_text(key, L"Argument2", "a%u", slot->arg);
	RegCloseKey(key);
}

/* All of it as an installer would, Executable last. */
static void write_class(struct storm *w, struct subject *c,
                        struct definition *def)
{
	HKEY key = open_key(c, -1);

	set_text(key, L"Owner", "%s", c->name);
	set_version(key, def->version);
	set_number(key, L"RestartDelay", 20);
	set_number(key, L"RestartDelayMax", c->delay_max);
	set_number(key, L"JobControl", !c->survives);
	set_text(key, L"RunAs", "LocalSystem");
	set_number(key, L"RestartLimit", c->limit);
	set_number(key, L"RestartWindow", WAIT_S);
	set_number(key, L"RemovalGrace", c->grace);
	set_text(key, L"OnChange", c->restarts ? "restart" : "keep");
	if (c->restart)
		set_text(key, L"Restart", "%s", c->restart);
	def->mark = MARK_BARE;
	for (int i = 0; i < SLOTS; i++) {
		def->slots[i].mark = MARK_BARE;
		if (def->slots[i].there)
			write_slot(w, c, i, &def->slots[i]);
	}
	set_text(key, L"Executable", "%s", utf8(w->toyfs));
	RegCloseKey(key);
}

static void delete_tree(const struct subject *c)
{
	wchar_t path[PATH_ROOM];
	HKEY parent = NULL;

	wcscpy(path, SERVICES);
	path[wcslen(path) - 1] = L'\0';
	if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_ALL_ACCESS | VIEW,
	                  &parent))
		die(EXIT_SYSTEM, "cannot open '%s'", utf8(path));
	swprintf(path, PATH_ROOM, L"%hs", c->name);
	LSTATUS status = RegDeleteTreeW(parent, path);
	if (status)
		die(EXIT_SYSTEM, "cannot delete '%s' (%ld)", c->name, status);
	RegCloseKey(parent);
	wrote();
}

/* Delete and set again one value after the other, as a policy refresh does. */
static void rewrite(struct storm *w, struct subject *c)
{
	static unsigned char data[64][1024];
	static wchar_t names[64][64];
	DWORD types[64], lens[64], count = 0;
	HKEY key = open_key(c, -1);

	for (; count < 64; count++) {
		DWORD units = 64;
		lens[count] = sizeof(data[0]);
		if (RegEnumValueW(key, count, names[count], &units, NULL,
		                  &types[count], data[count], &lens[count]))
			break;
	}
	for (DWORD i = 0; i < count; i++) {
		wrote();
		RegDeleteValueW(key, names[i]);
		/* The gap is the thing that is tested. */
		Sleep(roll(w, 60));
		set(key, names[i], types[i], data[i], lens[i]);
	}
	RegCloseKey(key);
}

void edit_withdraw(struct storm *w, struct subject *c)
{
	const struct definition none = {.there = false};

	note(w, "%s: fsp-import remove", c->name);
	import_remove(w, c);
	model_live(c, &none);
}

/* -- one of each kind ------------------------------------------------------ */

/* Some wait for another, some for the gate; never for both, since a restart by
 * a reload heeds After alone. */
static void change_waits(struct storm *w, struct slot *slot, int i)
{
	slot->after = i && roll(w, 3) == 0 ? (int)roll(w, (unsigned)i) : -1;
	slot->gated = slot->after < 0 && roll(w, 4) == 0;
}

/* Some of them; most, of a class that is new. */
static void change_slots(struct storm *w, struct definition *def, bool is_new)
{
	for (int i = 0; i < SLOTS; i++) {
		struct slot *slot = &def->slots[i];
		if (is_new ? !roll(w, 4) : roll(w, 3))
			continue;
		if (!slot->there || roll(w, 3)) {
			slot->there = true;
			slot->start = roll(w, 2) ? START_AUTO
			                         : (enum start)roll(w, 3);
			slot->arg = ++w->arg;
			change_waits(w, slot, i);
		} else {
			slot->there = false;
		}
	}
}

static struct definition another(struct storm *w, const struct subject *c)
{
	struct definition def = c->now;

	def.there = true;
	if (!c->now.there || roll(w, 3))
		def.version = ++w->version;
	change_slots(w, &def, !c->now.there);
	return def;
}

static void edit_apply(struct storm *w, struct subject *c)
{
	struct definition def = another(w, c);

	note(w, "%s: apply v%u", c->name, def.version);
	import_apply(w, c, &def);
	model_live(c, &def);
}

static void edit_apply_again(struct storm *w, struct subject *c)
{
	struct definition def = c->now;
	bool closed = def.mark == MARK_CLOSED;

	for (int i = 0; i < SLOTS; i++)
		closed = closed && (!def.slots[i].there ||
		                    def.slots[i].mark == MARK_CLOSED);
	note(w, "%s: apply of what is there", c->name);
	import_apply(w, c, &def);
	c->unmoved = closed && !c->interrupted;
	model_live(c, &def);
}

static enum mark drifted(enum mark mark)
{
	return mark == MARK_BARE ? MARK_BARE : MARK_DRIFT;
}

static void edit_version(struct storm *w, struct subject *c)
{
	struct definition def = c->now;
	HKEY key = open_key(c, -1);

	def.version = ++w->version;
	def.mark = drifted(def.mark);
	note(w, "%s: regedit v%u", c->name, def.version);
	set_version(key, def.version);
	RegCloseKey(key);
	model_live(c, &def);
}

/* One that is there is changed, one that is not is made. */
static void edit_slot(struct storm *w, struct subject *c)
{
	struct definition def = c->now;
	const int i = (int)roll(w, SLOTS);
	struct slot *slot = &def.slots[i];

	slot->mark = slot->there ? drifted(slot->mark) : MARK_BARE;
	slot->there = true;
	slot->start = (enum start)roll(w, 3);
	slot->arg = ++w->arg;
	change_waits(w, slot, i);
	note(w, "%s: regedit d%d %s a%u after %d%s", c->name, i,
	     start_name(slot->start), slot->arg, slot->after,
	     slot->gated ? " gated" : "");
	write_slot(w, c, i, slot);
	model_live(c, &def);
}

static void edit_policy(struct storm *w, struct subject *c)
{
	note(w, "%s: policy refresh", c->name);
	rewrite(w, c);
	c->unmoved = !c->blurred;
}

/* What has a grace is taken away and comes back, as an upgrade does; what has
 * none is taken away. */
static void edit_delete(struct storm *w, struct subject *c)
{
	struct definition def = {.there = false};

	if (c->grace) {
		def = another(w, c);
		note(w, "%s: delete, write v%u", c->name, def.version);
		/* What does not come back has its grace, and runs on. */
		for (int i = 0; i < SLOTS; i++)
			if (c->now.slots[i].there && !def.slots[i].there)
				def.slots[i] = c->now.slots[i];
		delete_tree(c);
		write_class(w, c, &def);
	} else {
		note(w, "%s: delete", c->name);
		delete_tree(c);
	}
	model_live(c, &def);
}

/* As an apply that died: the class stays as it was. */
static void edit_interrupt(struct storm *w, struct subject *c)
{
	HKEY key = open_key(c, -1);

	note(w, "%s: an apply that dies", c->name);
	set(key, L"Digest", REG_BINARY, "", 0);
	set_version(key, ++w->version);
	RegCloseKey(key);
	c->interrupted = true;
	c->unmoved = true;
}

static void edit_create(struct storm *w, struct subject *c)
{
	struct definition def = another(w, c);

	note(w, "%s: create v%u by hand", c->name, def.version);
	write_class(w, c, &def);
	model_live(c, &def);
}

/* -- gates ----------------------------------------------------------------- */

static void set_gate(const struct storm *w, const struct subject *c, bool open)
{
	wchar_t path[PATH_ROOM];

	gate_path(w, c, path);
	if (open)
		write_file(path, "", 0);
	else if (!DeleteFileW(path))
		die(EXIT_SYSTEM, "cannot delete '%s' (%lu)", utf8(path),
		    GetLastError());
}

void edit_gate(struct storm *w, struct subject *c)
{
	const bool opens = !c->gate_is_open;

	note(w, "%s: the gate %s", c->name, opens ? "opens" : "closes");
	set_gate(w, c, opens);
	model_gate(c, opens);
}

void edit_open_gates(struct storm *w)
{
	for (int i = 0; i < CLASSES; i++)
		set_gate(w, &w->subjects[i], true);
}

void edit_random(struct storm *w, struct subject *c)
{
	static void (*const edits[])(struct storm *, struct subject *) = {
	        edit_apply,   edit_apply,    edit_apply_again,
	        edit_version, edit_slot,     edit_policy,
	        edit_delete,  edit_withdraw, edit_interrupt,
	};
	const unsigned which = roll(w, sizeof(edits) / sizeof(edits[0]));

	begin_writes();
	if (c->interrupted)
		(roll(w, 3) ? edit_apply : edit_withdraw)(w, c);
	else if (!c->now.there)
		(roll(w, 2) ? edit_apply : edit_create)(w, c);
	else
		edits[which](w, c);
	end_writes(w, c);
	w->ops++;
}
