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
#include "../../common/error.h"
#include "../../common/secret.h"
#include "../../common/utf.h"
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

		if (entry != NULL && !is_replaced(out, entry))
			add_entry(out, entry);
		free(entry);
	}
}

/* NAME=password, before all others: the first of a name counts. Room is made
 * for it and for more bytes of UTF-8 after it: growing would leave a copy
 * behind. */
static int add_password(struct buf *out, const struct spawn_variable *password,
                        size_t more, struct error *err)
{
	const char *text = secret_bytes(password->value);
	const size_t len = secret_len(password->value);
	const size_t name_len = strlen(password->name);

	buf_reserve(out, 2 * (name_len + len + 2 + more));
	if (memchr(text, '\0', len) != NULL ||
	    utf8_to_utf16le(out, password->name, name_len) < 0 ||
	    utf8_to_utf16le(out, "=", 1) < 0 ||
	    utf8_to_utf16le(out, text, len) < 0)
		return error_set(err, ERROR_INVALID_PARAMETER,
		                 "the password cannot stand in the "
		                 "environment: it is no UTF-8 text");
	buf_add_u16le(out, 0);
	return 0;
}

wchar_t *spawn_environment(HANDLE token, const char *added, size_t len,
                           const struct spawn_variable *password,
                           struct error *err)
{
	void *of_user = NULL;
	wchar_t *own = NULL;
	wchar_t *environment = NULL;
	const wchar_t *entry;
	struct buf additions = BUF_INIT;
	struct buf out = BUF_INIT;

	if (password != NULL &&
	    add_password(&additions, password, len, err) < 0)
		goto out;
	if (added != NULL)
		widen(&additions, added, len);
	if (token == NULL || !CreateEnvironmentBlock(&of_user, token, FALSE))
		own = GetEnvironmentStringsW();
	entry = own != NULL ? own : of_user;
	for (; entry != NULL && *entry != L'\0'; entry += wcslen(entry) + 1)
		if (!is_replaced(&additions, entry))
			add_entry(&out, entry);
	buf_reserve(&out, additions.len + 2 * sizeof(wchar_t));
	buf_add(&out, additions.data, additions.len);
	/* an empty block still has two NULs */
	buf_add(&out, L"\0", 2 * sizeof(wchar_t));
	if (own != NULL)
		FreeEnvironmentStringsW(own);
	if (of_user != NULL)
		DestroyEnvironmentBlock(of_user);
	environment = (wchar_t *)(void *)buf_steal(&out, NULL);
out:
	buf_wipe(&additions);
	return environment;
}

void spawn_environment_free(wchar_t *environment)
{
	const wchar_t *end = environment;

	while (end != NULL && *end != L'\0')
		end += wcslen(end) + 1;
	if (end != NULL)
		secret_wipe(environment,
		            (size_t)(end - environment) * sizeof(*end));
	free(environment);
}
