/*
 * spawn_env.c: see spawn_env.h.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <userenv.h>
#include <wchar.h>

#include "spawn_env.h"
#include "../../common/buf.h"
#include "../../common/win/wide.h"

/* Units of NAME in NAME=value; a name may begin with '=' ("=C:=C:\dir"). */
static size_t name_units(const wchar_t *entry)
{
	const wchar_t *equals =
	        entry[0] == L'\0' ? NULL : wcschr(entry + 1, L'=');

	return equals == NULL ? wcslen(entry) : (size_t)(equals - entry);
}

/* Some element of added, as wide text one after the other, has the name. */
static bool is_replaced(const struct buf *added, const wchar_t *entry)
{
	const wchar_t *at = (const wchar_t *)(const void *)added->data;
	const wchar_t *end = at + added->len / sizeof(*at);
	size_t units = name_units(entry);

	for (; at < end; at += wcslen(at) + 1)
		if (name_units(at) == units && _wcsnicmp(at, entry, units) == 0)
			return true;
	return false;
}

static void add_entry(struct buf *out, const wchar_t *entry)
{
	buf_add(out, entry, (wcslen(entry) + 1) * sizeof(*entry));
}

static void widen(struct buf *out, const char *added, size_t len)
{
	const char *end = added + len;

	for (; added < end && *added != '\0'; added += strlen(added) + 1) {
		wchar_t *entry = utf8_to_wide(added);

		if (entry != NULL)
			add_entry(out, entry);
		free(entry);
	}
}

wchar_t *spawn_environment(HANDLE token, const char *added, size_t len)
{
	void *of_user = NULL;
	wchar_t *own = NULL;
	const wchar_t *entry;
	struct buf additions = BUF_INIT;
	struct buf out = BUF_INIT;

	if (added != NULL)
		widen(&additions, added, len);
	if (token == NULL || !CreateEnvironmentBlock(&of_user, token, FALSE))
		own = GetEnvironmentStringsW();
	entry = own != NULL ? own : of_user;
	for (; entry != NULL && *entry != L'\0'; entry += wcslen(entry) + 1)
		if (!is_replaced(&additions, entry))
			add_entry(&out, entry);
	buf_add(&out, additions.data, additions.len);
	/* an empty block still has two NULs */
	buf_add(&out, L"\0", 2 * sizeof(wchar_t));
	if (own != NULL)
		FreeEnvironmentStringsW(own);
	if (of_user != NULL)
		DestroyEnvironmentBlock(of_user);
	buf_release(&additions);
	return (wchar_t *)(void *)buf_steal(&out, NULL);
}
