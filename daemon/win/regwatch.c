/*
 * regwatch.c: a chain of keys from the hive to the root, each with its event.
 *
 * Windows signals a watched key's own deletion, Wine signals only its parent:
 * so whenever a key of the chain fired, the keys below it are opened afresh.
 * An old handle would never see a key that was deleted and made again.
 */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "regwatch.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

struct link {
	const wchar_t *name; /* within the key before it; borrowed */
	HKEY key;            /* NULL while absent */
	HANDLE event;        /* manual reset: told apart after a wait */
};

struct regwatch {
	HKEY hive;
	wchar_t *path; /* below the hive, cut into the names */
	struct link links[REGWATCH_KEYS_MAX];
	size_t count;
};

static const struct {
	const char *prefix;
	HKEY hive;
} hives[] = {
        {"HKLM\\", HKEY_LOCAL_MACHINE},
        {"HKEY_LOCAL_MACHINE\\", HKEY_LOCAL_MACHINE},
        {"HKCU\\", HKEY_CURRENT_USER},
        {"HKEY_CURRENT_USER\\", HKEY_CURRENT_USER},
};

/* The path below the hive, or NULL. */
static const char *split_hive(const char *root, HKEY *hive)
{
	size_t i;

	for (i = 0; i < sizeof(hives) / sizeof(hives[0]); i++) {
		size_t len = strlen(hives[i].prefix);

		if (_strnicmp(root, hives[i].prefix, len) == 0) {
			*hive = hives[i].hive;
			return root + len;
		}
	}
	return NULL;
}

/* Cut watch->path into links. The name of the 32-bit view is left out: the
 * flag of RegOpenKeyExW says it. */
static int split_path(struct regwatch *watch)
{
	wchar_t *name = watch->path;

	while (name != NULL) {
		wchar_t *end = wcschr(name, L'\\');

		if (end != NULL)
			*end = L'\0';
		if (name[0] == L'\0' || watch->count == REGWATCH_KEYS_MAX)
			return -1;
		if (_wcsicmp(name, L"WOW6432Node") != 0)
			watch->links[watch->count++].name = name;
		name = end == NULL ? NULL : end + 1;
	}
	return watch->count > 0 ? 0 : -1;
}

struct regwatch *regwatch_new(const char *root, struct error *err)
{
	struct regwatch *watch = xcalloc(1, sizeof(*watch));
	const char *below = split_hive(root, &watch->hive);
	size_t i;

	watch->path = below == NULL ? NULL : utf8_to_wide(below);
	if (watch->path == NULL || split_path(watch) < 0) {
		error_set(err, OS_INVALID_PARAMETER,
		          "'%s' is no key below HKLM or HKCU", root);
		goto fail;
	}
	for (i = 0; i < watch->count; i++) {
		watch->links[i].event = CreateEventW(NULL, TRUE, FALSE, NULL);
		if (watch->links[i].event == NULL) {
			winerr_set(err, GetLastError(), "cannot make an event");
			goto fail;
		}
	}
	return watch;
fail:
	regwatch_free(watch);
	return NULL;
}

static void link_close(struct link *link)
{
	if (link->key == NULL)
		return;
	/* closing a watched key signals its event */
	RegCloseKey(link->key);
	ResetEvent(link->event);
	link->key = NULL;
}

void regwatch_free(struct regwatch *watch)
{
	size_t i;

	if (watch == NULL)
		return;
	for (i = 0; i < watch->count; i++) {
		link_close(&watch->links[i]);
		if (watch->links[i].event != NULL)
			CloseHandle(watch->links[i].event);
	}
	free(watch->path);
	free(watch);
}

size_t regwatch_events(const struct regwatch *watch, HANDLE *events)
{
	size_t i;

	for (i = 0; i < watch->count; i++)
		events[i] = watch->links[i].event;
	return watch->count;
}

/* Ask for one signal. The same filter for each call on a key: Windows keeps
 * the first and ignores another in silence. */
static bool link_notify(struct link *link, bool is_root)
{
	DWORD filter = REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_THREAD_AGNOSTIC;

	if (is_root)
		filter |= REG_NOTIFY_CHANGE_LAST_SET;
	ResetEvent(link->event);
	return RegNotifyChangeKeyValue(link->key, is_root, filter, link->event,
	                               TRUE) == ERROR_SUCCESS;
}

/* The first of the chain that fired, or their number: those below it are
 * opened afresh whether they fired or not. */
static size_t first_fired(const struct regwatch *watch)
{
	HANDLE events[REGWATCH_KEYS_MAX];
	const DWORD count = (DWORD)regwatch_events(watch, events);
	const DWORD got = WaitForMultipleObjects(count, events, FALSE, 0);

	return got < WAIT_OBJECT_0 + count ? got - WAIT_OBJECT_0 : count;
}

/* The key's handle still leads to the key of that name: a deleted key answers
 * 1018 to everything. */
static bool link_lives(const struct link *link)
{
	return RegQueryInfoKeyW(link->key, NULL, NULL, NULL, NULL, NULL, NULL,
	                        NULL, NULL, NULL, NULL, NULL) == ERROR_SUCCESS;
}

/* Open the key anew and watch it; it stays closed when it is absent (or gone
 * again before it could be watched: the key above it has fired then). */
static void link_open(struct link *link, HKEY above, bool is_root)
{
	link_close(link);
	if (above == NULL ||
	    RegOpenKeyExW(above, link->name, 0,
	                  KEY_NOTIFY | KEY_QUERY_VALUE | KEY_WOW64_32KEY,
	                  &link->key) != ERROR_SUCCESS) {
		link->key = NULL;
		return;
	}
	if (!link_notify(link, is_root))
		link_close(link);
}

void regwatch_arm(struct regwatch *watch, bool verify)
{
	const size_t fired = first_fired(watch);
	HKEY above = watch->hive;
	bool reopen = false;
	size_t i;

	for (i = 0; i < watch->count; i++) {
		struct link *link = &watch->links[i];
		bool is_root = i + 1 == watch->count;

		if (reopen || link->key == NULL ||
		    (verify && !link_lives(link)) ||
		    (i == fired && !link_notify(link, is_root))) {
			link_open(link, above, is_root);
			reopen = true;
		}
		reopen = reopen || i == fired;
		above = link->key;
	}
}
