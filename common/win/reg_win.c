/*
 * reg_win.c: see reg_win.h. Nothing that is read is trusted: types and sizes
 * are handed on as stored, sizes are capped by limits.h.
 */
#include "reg_win.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "name.h"
#include "wide.h"
#include "xalloc.h"

enum {
	/* Name buffers, NUL included; Wine allows a key name of 256. */
	KEY_ROOM = LIMIT_KEY_UNITS + 2,
	NAME_ROOM = LIMIT_VALUE_NAME_UNITS + 1,
	/* Most values fit, so that one call reads each. */
	FIRST_DATA_BYTES = 1024,
	/* A list is read again when keys came or went meanwhile. */
	LIST_TRIES = 6,
	/* Two of the coarsest ticks of the clock that stamps keys, 15.6 ms,
	 * in units of FILETIME. */
	TICK_MAX = 2 * 156250
};

static uint64_t filetime(const FILETIME *time)
{
	return (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
}

LSTATUS reg_win_facts(HKEY key, struct reg_facts *facts)
{
	FILETIME time = {0, 0};
	const LSTATUS status =
	        RegQueryInfoKeyW(key, NULL, NULL, NULL, &facts->subkeys, NULL,
	                         NULL, NULL, NULL, NULL, NULL, &time);

	facts->last_write = filetime(&time);
	return status;
}

/* A key made on the way shows its neighbour twice, one after the other. */
static void list_add(struct reg_list *list, size_t *room, const wchar_t *name,
                     DWORD len, uint64_t last_write)
{
	char *text = wide_to_utf8_lossy(name, len);

	if (list->count > 0 &&
	    name_equal(list->entries[list->count - 1].name, text)) {
		free(text);
		return;
	}
	if (list->count == *room) {
		*room = *room > 0 ? *room * 2 : 16;
		list->entries =
		        xrealloc(list->entries, *room, sizeof(*list->entries));
	}
	list->entries[list->count].name = text;
	list->entries[list->count].last_write = last_write;
	list->count++;
}

static LSTATUS list_once(HKEY key, struct reg_list *list)
{
	size_t room = 0;

	for (DWORD i = 0;; i++) {
		wchar_t name[KEY_ROOM];
		DWORD len = KEY_ROOM;
		FILETIME time = {0, 0};
		const LSTATUS status = RegEnumKeyExW(key, i, name, &len, NULL,
		                                     NULL, NULL, &time);

		if (status == ERROR_NO_MORE_ITEMS)
			return ERROR_SUCCESS;
		if (status != ERROR_SUCCESS)
			return status;
		list_add(list, &room, name, len, filetime(&time));
	}
}

static bool is_same(const struct reg_facts *a, const struct reg_facts *b)
{
	return a->subkeys == b->subkeys && a->last_write == b->last_write;
}

/* The key was written to so lately that one more change may bear the same
 * time. */
static bool is_racy(const struct reg_facts *facts)
{
	FILETIME now;

	GetSystemTimeAsFileTime(&now);
	return facts->last_write + TICK_MAX > filetime(&now);
}

static bool has_same_names(const struct reg_list *a, const struct reg_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->entries[i].name, b->entries[i].name) != 0)
			return false;
	return true;
}

/* A pass over the subkeys into *list; *settled says whether none can have come
 * or gone meanwhile: the key's time shows it, or a pass before, *last, saw
 * the same. */
static LSTATUS list_pass(HKEY key, const struct reg_list *last,
                         struct reg_list *list, bool *settled)
{
	struct reg_facts before, after;
	LSTATUS status = reg_win_facts(key, &before);

	if (status == ERROR_SUCCESS)
		status = list_once(key, list);
	if (status == ERROR_SUCCESS)
		status = reg_win_facts(key, &after);
	if (status != ERROR_SUCCESS)
		return status;
	*settled = is_same(&before, &after) &&
	           (!is_racy(&before) ||
	            (last != NULL && has_same_names(last, list)));
	return ERROR_SUCCESS;
}

/* Keys are enumerated by index in the order of their names: one deleted on the
 * way makes the enumeration step over its neighbour. */
LSTATUS reg_win_list(HKEY key, struct reg_list *list)
{
	struct reg_list last = REG_LIST_INIT;
	LSTATUS status;
	bool settled = false;

	for (unsigned tries = 0; !settled && tries < LIST_TRIES; tries++) {
		reg_list_release(&last);
		last = *list;
		*list = (struct reg_list)REG_LIST_INIT;
		status = list_pass(key, tries > 0 ? &last : NULL, list,
		                   &settled);
		if (status != ERROR_SUCCESS)
			goto out;
	}
	status = settled ? ERROR_SUCCESS : ERROR_KEY_DELETED;
out:
	reg_list_release(&last);
	return status;
}

/* One value as it is read. */
struct reading {
	wchar_t *name; /* NAME_ROOM units */
	DWORD name_len;
	DWORD type;
	struct buf data;
};

/* Reads value number i into r, whose data grows up to the limit: somebody may
 * write a longer one between two calls. */
static LSTATUS value_at(HKEY key, DWORD i, struct reading *r)
{
	buf_clear(&r->data);
	buf_reserve(&r->data, FIRST_DATA_BYTES);
	for (;;) {
		DWORD size_bytes = (DWORD)(r->data.cap - 1);
		LSTATUS status;

		r->name_len = NAME_ROOM;
		r->type = REG_NONE;
		status = RegEnumValueW(key, i, r->name, &r->name_len, NULL,
		                       &r->type, (BYTE *)r->data.data,
		                       &size_bytes);
		if (status == ERROR_SUCCESS) {
			r->data.len = size_bytes;
			return ERROR_SUCCESS;
		}
		if (status != ERROR_MORE_DATA ||
		    r->data.cap > LIMIT_VALUE_BYTES)
			return status;
		buf_reserve(&r->data, r->data.cap * 2);
	}
}

static LSTATUS add_values(HKEY key, struct reading *r, struct reg_key *out)
{
	for (DWORD i = 0;; i++) {
		const LSTATUS status = value_at(key, i, r);
		char *name;

		if (status == ERROR_NO_MORE_ITEMS)
			return ERROR_SUCCESS;
		if (status != ERROR_SUCCESS)
			return status;
		if (out->count == LIMIT_VALUES ||
		    r->data.len > LIMIT_VALUE_BYTES)
			return ERROR_MORE_DATA;
		name = wide_to_utf8_lossy(r->name, r->name_len);
		reg_key_set(out, name, r->type, r->data.data, r->data.len);
		free(name);
	}
}

LSTATUS reg_win_values(HKEY key, struct reg_key *out)
{
	struct reading r = {NULL, 0, 0, BUF_INIT};
	LSTATUS status;

	r.name = xrealloc(NULL, NAME_ROOM, sizeof(*r.name));
	status = add_values(key, &r, out);
	free(r.name);
	buf_release(&r.data);
	return status;
}

/* A string whose last unit is not NUL is followed by one that is not either:
 * RegSetValueExW looks behind the data and would add a NUL it finds there. */
LSTATUS reg_win_set(HKEY key, const wchar_t *name, uint32_t type,
                    const void *data, size_t len)
{
	static const unsigned char behind[2] = {0xff, 0xff};
	struct buf exact = BUF_INIT;
	LSTATUS status;

	buf_add(&exact, data, len);
	buf_add(&exact, behind, sizeof(behind));
	status = RegSetValueExW(key, name, 0, type, (const BYTE *)exact.data,
	                        (DWORD)len);
	buf_release(&exact);
	return status;
}

static LSTATUS delete_subkeys(HKEY key)
{
	for (;;) {
		wchar_t name[KEY_ROOM];
		DWORD len = KEY_ROOM;
		LSTATUS status = RegEnumKeyExW(key, 0, name, &len, NULL, NULL,
		                               NULL, NULL);

		if (status == ERROR_NO_MORE_ITEMS)
			return ERROR_SUCCESS;
		if (status == ERROR_SUCCESS)
			status = reg_win_delete(key, name);
		if (status != ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND)
			return status;
	}
}

/* RegDeleteTree takes no view. */
LSTATUS reg_win_delete(HKEY key, const wchar_t *name)
{
	HKEY child;
	LSTATUS status =
	        RegOpenKeyExW(key, name, 0, KEY_READ | KEY_WOW64_32KEY, &child);

	if (status != ERROR_SUCCESS)
		return status;
	status = delete_subkeys(child);
	RegCloseKey(child);
	if (status != ERROR_SUCCESS)
		return status;
	return RegDeleteKeyExW(key, name, KEY_WOW64_32KEY, 0);
}
