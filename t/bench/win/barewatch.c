/*
 * barewatch - the bare loop that the daemon's way from a registry write to a
 * live definition is compared with.
 *
 *	barewatch KEY MAPPING EVENT	(handles as numbers)
 *
 * Wait, re-arm, look: RegEnumKeyEx over last-write times, those of instance
 * keys included, then every value of what moved. A class that was read with a
 * Digest of full length is done: the counter goes into the mapping. It
 * decodes, checks and publishes nothing. Known limit: it is made for a set of
 * classes that does not change.
 */
#include "samples.h"
#include "watch.h"

enum { NAME_UNITS = 256, DATA_BYTES = 64 * 1024, DIGEST_SIZE = 32 };

struct class_seen {
	FILETIME when;
	FILETIME *instances; /* last-write times in the order of the key */
	DWORD instance_count;
};

struct watcher {
	HKEY services;
	struct class_seen *classes;
	DWORD count;
	BYTE *data;
	int is_complete; /* a class with its Digest was read in this pass */
};

static int is_same(FILETIME a, FILETIME b)
{
	return a.dwLowDateTime == b.dwLowDateTime &&
	       a.dwHighDateTime == b.dwHighDateTime;
}

static HKEY open_below(HKEY above, const wchar_t *name)
{
	HKEY key = NULL;

	if (RegOpenKeyExW(above, name, 0, KEY_READ | KEY_WOW64_32KEY, &key) !=
	    ERROR_SUCCESS)
		return NULL;
	return key;
}

/* Every value of `key`; whether there is a whole Digest among them. */
static int read_values(struct watcher *w, HKEY key)
{
	int has_digest = 0;
	DWORD i;

	for (i = 0;; i++) {
		wchar_t name[NAME_UNITS];
		DWORD len = NAME_UNITS;
		DWORD size = DATA_BYTES;
		DWORD type;

		if (RegEnumValueW(key, i, name, &len, NULL, &type, w->data,
		                  &size) != ERROR_SUCCESS)
			return has_digest;
		if (wcscmp(name, L"Digest") == 0)
			has_digest = size == DIGEST_SIZE;
	}
}

/* The instances below `instances`: reads those that moved. */
static void look_at_instances(struct watcher *w, struct class_seen *c,
                              HKEY instances)
{
	DWORD i;

	for (i = 0;; i++) {
		wchar_t name[NAME_UNITS];
		DWORD len = NAME_UNITS;
		FILETIME when;
		HKEY key;

		if (RegEnumKeyExW(instances, i, name, &len, NULL, NULL, NULL,
		                  &when) != ERROR_SUCCESS)
			return;
		if (i == c->instance_count) {
			c->instances =
			        realloc(c->instances,
			                ++c->instance_count * sizeof(FILETIME));
			if (c->instances == NULL)
				die(EXIT_SYSTEM, "out of memory");
			c->instances[i] = (FILETIME){0, 0};
		}
		if (is_same(when, c->instances[i]))
			continue;
		c->instances[i] = when;
		key = open_below(instances, name);
		read_values(w, key);
		RegCloseKey(key);
	}
}

static void look_at_class(struct watcher *w, struct class_seen *c,
                          const wchar_t *name, FILETIME when)
{
	wchar_t path[NAME_UNITS + 16];
	int has_moved = !is_same(when, c->when);
	HKEY key;

	if (!has_moved && c->instance_count == 0)
		return;
	c->when = when;
	swprintf(path, NAME_UNITS + 16, L"%ls\\Instances", name);
	key = open_below(w->services, path);
	if (key != NULL) {
		look_at_instances(w, c, key);
		RegCloseKey(key);
	}
	if (has_moved) {
		key = open_below(w->services, name);
		w->is_complete |= read_values(w, key);
		RegCloseKey(key);
	}
}

static void pass(struct watcher *w)
{
	DWORD i;

	w->is_complete = 0;
	for (i = 0; i < w->count; i++) {
		wchar_t name[NAME_UNITS];
		DWORD len = NAME_UNITS;
		FILETIME when;

		if (RegEnumKeyExW(w->services, i, name, &len, NULL, NULL, NULL,
		                  &when) == ERROR_SUCCESS)
			look_at_class(w, &w->classes[i], name, when);
	}
}

static void arm(HKEY key, HANDLE changed)
{
	LSTATUS status = RegNotifyChangeKeyValue(
	        key, TRUE, REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET,
	        changed, TRUE);

	if (status != ERROR_SUCCESS)
		die(EXIT_SYSTEM, "barewatch: cannot watch (%ld)", status);
}

int wmain(int argc, wchar_t **argv)
{
	HANDLE changed = CreateEventW(NULL, FALSE, FALSE, NULL);
	struct watcher w = {.data = take(DATA_BYTES, 1)};
	struct watch_seen *seen;
	HANDLE event;

	tool_setup();
	if (argc != 4)
		die(EXIT_USAGE, "usage: barewatch KEY MAPPING EVENT");
	event = (HANDLE)(ULONG_PTR)number(argv[3], "EVENT");
	seen = MapViewOfFile((HANDLE)(ULONG_PTR)number(argv[2], "MAPPING"),
	                     FILE_MAP_WRITE, 0, 0, sizeof(*seen));
	w.services = open_below(HKEY_LOCAL_MACHINE, argv[1]);
	if (seen == NULL || w.services == NULL)
		die(EXIT_SYSTEM, "barewatch: cannot open '%s'", utf8(argv[1]));
	RegQueryInfoKeyW(w.services, NULL, NULL, NULL, &w.count, NULL, NULL,
	                 NULL, NULL, NULL, NULL, NULL);
	w.classes = take(w.count, sizeof(*w.classes));
	arm(w.services, changed);
	pass(&w);
	seen->classes = w.count;
	SetEvent(event);
	for (;;) {
		WaitForSingleObject(changed, INFINITE);
		arm(w.services, changed);
		pass(&w);
		if (w.is_complete) {
			seen->complete_at = ticks_now();
			SetEvent(event);
		}
	}
}
