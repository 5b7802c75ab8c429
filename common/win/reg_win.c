/*
 * reg_win.c: see reg_win.h. Nothing that is read is trusted: types and sizes
 * are handed on as stored, sizes are capped by limits.h.
 */
#include "reg_win.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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

void reg_room_release(struct reg_room *room)
{
	buf_release(&room->wide);
	buf_release(&room->name);
	buf_release(&room->data);
}

/* Reads value number i into room, whose data grows up to the limit: somebody
 * may write a longer one between two calls. */
static LSTATUS value_at(HKEY key, DWORD i, struct reg_room *room, DWORD *type)
{
	wchar_t *wide = (wchar_t *)(void *)room->wide.data;

	buf_clear(&room->data);
	for (;;) {
		DWORD name_len = NAME_ROOM;
		DWORD size_bytes = (DWORD)(room->data.cap - 1);
		LSTATUS status;

		*type = REG_NONE;
		status = RegEnumValueW(key, i, wide, &name_len, NULL, type,
		                       (BYTE *)room->data.data, &size_bytes);
		if (status == ERROR_SUCCESS) {
			room->data.len = size_bytes;
			buf_clear(&room->name);
			wide_add_utf8_lossy(&room->name, wide, name_len);
			return ERROR_SUCCESS;
		}
		if (status != ERROR_MORE_DATA ||
		    room->data.cap > LIMIT_VALUE_BYTES)
			return status;
		buf_reserve(&room->data, room->data.cap * 2);
	}
}

LSTATUS reg_win_values(HKEY key, struct reg_room *room, struct reg_key *out)
{
	buf_clear(&room->wide);
	buf_reserve(&room->wide, NAME_ROOM * sizeof(wchar_t));
	buf_clear(&room->data);
	buf_reserve(&room->data, FIRST_DATA_BYTES);
	for (DWORD i = 0;; i++) {
		DWORD type;
		const LSTATUS status = value_at(key, i, room, &type);

		if (status == ERROR_NO_MORE_ITEMS)
			return ERROR_SUCCESS;
		if (status != ERROR_SUCCESS)
			return status;
		if (out->count == LIMIT_VALUES ||
		    room->data.len > LIMIT_VALUE_BYTES)
			return ERROR_MORE_DATA;
		reg_key_set(out, room->name.data, type, room->data.data,
		            room->data.len);
	}
}

/* A string whose last unit is not NUL is followed by one that is not either:
 * RegSetValueExW looks behind the data and would add a NUL it finds there. */
LSTATUS reg_win_put(HKEY key, struct reg_room *room,
                    const struct reg_value *value)
{
	static const unsigned char behind[2] = {0xff, 0xff};
	const wchar_t *wide = utf8_to_wide_in(&room->wide, value->name);

	if (wide == NULL || value->len > MAXDWORD)
		return ERROR_INVALID_PARAMETER;
	buf_clear(&room->data);
	buf_add(&room->data, value->data, value->len);
	buf_add(&room->data, behind, sizeof(behind));
	return RegSetValueExW(key, wide, 0, value->type,
	                      (const BYTE *)room->data.data, (DWORD)value->len);
}

LSTATUS reg_win_erase(HKEY key, struct reg_room *room, const char *name)
{
	const wchar_t *wide = utf8_to_wide_in(&room->wide, name);

	return wide != NULL ? RegDeleteValueW(key, wide)
	                    : ERROR_INVALID_PARAMETER;
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
