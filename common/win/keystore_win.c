/*
 * keystore_win.c: keystore.h over advapi32, always in the 32-bit view.
 *
 * Reading opens a key by its path each time, since keys come and go, but for
 * what lies below a key that was entered (under Wine the flag of the 32-bit
 * view makes every name of a path two calls of the server); writing
 * keeps the last key open, because a class has ten values, and opens it anew
 * when it was deleted meanwhile.
 */
#include "keystore_ops.h"

#include <windows.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "name.h"
#include "reg_path.h"
#include "reg_win.h"
#include "wide.h"
#include "winerr.h"
#include "xalloc.h"

/* A key that was entered. */
struct entered {
	char *path;
	HKEY key; /* NULL: it could not be opened */
};

struct win_store {
	struct keystore base;
	struct reg_path root;
	bool write;
	char *open_path; /* of the key kept open for writing, or NULL */
	HKEY open_key;
	struct entered entered[KEYSTORE_DEPTH];
	unsigned depth;
};

static HKEY hive(const struct win_store *ks)
{
	return ks->root.hive == HIVE_MACHINE ? HKEY_LOCAL_MACHINE
	                                     : HKEY_CURRENT_USER;
}

static int fail(const struct win_store *ks, const char *path, LSTATUS status,
                const char *verb, struct error *err)
{
	char *display = reg_path_display(&ks->root, path);

	winerr_set(err, (uint32_t)status, "cannot %s key '%s'", verb, display);
	free(display);
	return -1;
}

static bool is_absent(LSTATUS status)
{
	return status == ERROR_FILE_NOT_FOUND || status == ERROR_PATH_NOT_FOUND;
}

/* path below the hive in UTF-16, or NULL when it can be no key's. */
static wchar_t *wide_path(const struct win_store *ks, const char *path)
{
	struct buf full = BUF_INIT;
	wchar_t *wide;

	if (!reg_path_is_valid(path))
		return NULL;
	buf_adds(&full, ks->root.key);
	if (*path != '\0')
		buf_addf(&full, "\\%s", path);
	wide = utf8_to_wide(full.data);
	buf_release(&full);
	return wide;
}

/* Opens the key that wide names below above with access, or makes it, which
 * *made then says; *key is NULL on failure. */
static LSTATUS open_wide(HKEY above, const wchar_t *wide, REGSAM access,
                         bool make, HKEY *key, bool *made)
{
	DWORD disposition = REG_OPENED_EXISTING_KEY;
	LSTATUS status = ERROR_INVALID_PARAMETER;

	*key = NULL;
	if (wide != NULL && make)
		status = RegCreateKeyExW(
		        above, wide, 0, NULL, REG_OPTION_NON_VOLATILE,
		        access | KEY_WOW64_32KEY, NULL, key, &disposition);
	else if (wide != NULL)
		status = RegOpenKeyExW(above, wide, 0, access | KEY_WOW64_32KEY,
		                       key);
	*made = status == ERROR_SUCCESS && disposition == REG_CREATED_NEW_KEY;
	return status;
}

static LSTATUS open_key(const struct win_store *ks, const char *path,
                        REGSAM access, bool make, HKEY *key, bool *made)
{
	wchar_t *wide = wide_path(ks, path);
	const LSTATUS status =
	        open_wide(hive(ks), wide, access, make, key, made);

	free(wide);
	return status;
}

/* The innermost key entered that path is or lies below, and what of path is
 * below it; NULL when there is none. */
static HKEY entered_above(const struct win_store *ks, const char *path,
                          const char **below)
{
	for (unsigned i = ks->depth; i-- > 0;) {
		const struct entered *e = &ks->entered[i];
		const size_t len = strlen(e->path);

		if (e->key == NULL || strncmp(path, e->path, len) != 0)
			continue;
		if (len > 0 && path[len] != '\0' && path[len] != '\\')
			continue;
		*below = path + len + (len > 0 && path[len] == '\\');
		return e->key;
	}
	return NULL;
}

static LSTATUS open_below(HKEY above, const char *below, REGSAM access,
                          bool make, HKEY *key, bool *made)
{
	wchar_t *wide = reg_path_is_valid(below) ? utf8_to_wide(below) : NULL;
	const LSTATUS status = open_wide(above, wide, access, make, key, made);

	free(wide);
	return status;
}

/* Opens path for reading: KEYSTORE_OK with *key for close_read. */
static enum keystore_result open_to_read(const struct win_store *ks,
                                         const char *path, HKEY *key,
                                         struct error *err)
{
	const char *below = NULL;
	HKEY above = entered_above(ks, path, &below);
	LSTATUS status = ERROR_SUCCESS;
	bool made;

	*key = above;
	if (above == NULL)
		status = open_key(ks, path, KEY_READ, false, key, &made);
	else if (*below != '\0')
		status = open_below(above, below, KEY_READ, false, key, &made);
	if (is_absent(status))
		return KEYSTORE_ABSENT;
	if (status != ERROR_SUCCESS) {
		fail(ks, path, status, "open", err);
		return KEYSTORE_FAILED;
	}
	return KEYSTORE_OK;
}

static void close_read(const struct win_store *ks, HKEY key)
{
	for (unsigned i = 0; i < ks->depth; i++)
		if (ks->entered[i].key == key)
			return;
	RegCloseKey(key);
}

static void win_enter(struct keystore *base, const char *path)
{
	struct win_store *ks = (struct win_store *)base;
	struct entered *e = &ks->entered[ks->depth];
	struct error why = ERROR_INIT;

	assert(ks->depth < KEYSTORE_DEPTH);
	if (open_to_read(ks, path, &e->key, &why) != KEYSTORE_OK)
		e->key = NULL;
	e->path = xstrdup(path);
	ks->depth++;
}

static void win_leave(struct keystore *base)
{
	struct win_store *ks = (struct win_store *)base;
	struct entered *e;

	assert(ks->depth > 0);
	e = &ks->entered[--ks->depth];
	if (e->key != NULL)
		close_read(ks, e->key);
	free(e->path);
	*e = (struct entered){0};
}

static void close_kept(struct win_store *ks)
{
	if (ks->open_path == NULL)
		return;
	RegCloseKey(ks->open_key);
	free(ks->open_path);
	ks->open_path = NULL;
}

static void win_close(struct keystore *base)
{
	struct win_store *ks = (struct win_store *)base;

	close_kept(ks);
	while (ks->depth > 0)
		win_leave(base);
	reg_path_release(&ks->root);
	free(ks);
}

static char *win_display(const struct keystore *base, const char *path)
{
	const struct win_store *ks = (const struct win_store *)base;

	return reg_path_display(&ks->root, path);
}

/* -- reading -------------------------------------------------------------- */

static enum keystore_result win_list(struct keystore *base, const char *path,
                                     struct reg_list *out, struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	enum keystore_result result;
	LSTATUS status;
	HKEY key;

	result = open_to_read(ks, path, &key, err);
	if (result != KEYSTORE_OK)
		return result;
	status = reg_win_list(key, out);
	close_read(ks, key);
	if (status != ERROR_SUCCESS) {
		reg_list_release(out);
		fail(ks, path, status, "enumerate", err);
		return KEYSTORE_FAILED;
	}
	return KEYSTORE_OK;
}

static enum keystore_result win_read(struct keystore *base, const char *path,
                                     struct reg_key *out, struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	enum keystore_result result;
	LSTATUS status;
	HKEY key;

	result = open_to_read(ks, path, &key, err);
	if (result != KEYSTORE_OK)
		return result;
	status = reg_win_values(key, out);
	close_read(ks, key);
	if (status != ERROR_SUCCESS) {
		reg_key_release(out);
		fail(ks, path, status, "read", err);
		return KEYSTORE_FAILED;
	}
	return KEYSTORE_OK;
}

static enum keystore_result win_last_write(struct keystore *base,
                                           const char *path, uint64_t *when,
                                           struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	enum keystore_result result;
	struct reg_facts facts;
	LSTATUS status;
	HKEY key;

	/* Of the key being written to: it may have been deleted since. */
	if (ks->open_path != NULL && name_equal(ks->open_path, path) &&
	    reg_win_facts(ks->open_key, &facts) == ERROR_SUCCESS) {
		*when = facts.last_write;
		return KEYSTORE_OK;
	}
	result = open_to_read(ks, path, &key, err);
	if (result != KEYSTORE_OK)
		return result;
	status = reg_win_facts(key, &facts);
	close_read(ks, key);
	if (status != ERROR_SUCCESS) {
		fail(ks, path, status, "read", err);
		return KEYSTORE_FAILED;
	}
	*when = facts.last_write;
	return KEYSTORE_OK;
}

/* -- writing -------------------------------------------------------------- */

/* As open_key(), through the key entered above path while that is there. */
static LSTATUS open_to_write(const struct win_store *ks, const char *path,
                             bool make, HKEY *key, bool *made)
{
	const REGSAM access = KEY_SET_VALUE | KEY_QUERY_VALUE;
	const char *below = path;
	HKEY above = entered_above(ks, path, &below);
	LSTATUS status = ERROR_KEY_DELETED;

	if (above != NULL && *below != '\0')
		status = open_below(above, below, access, make, key, made);
	if (status == ERROR_KEY_DELETED)
		status = open_key(ks, path, access, make, key, made);
	return status;
}

/* The key of path, kept open until another is written to; *made says whether
 * it was made for that. */
static LSTATUS kept_key(struct win_store *ks, const char *path, bool make,
                        bool *made)
{
	LSTATUS status;

	*made = false;
	if (ks->open_path != NULL && name_equal(ks->open_path, path))
		return ERROR_SUCCESS;
	close_kept(ks);
	status = open_to_write(ks, path, make, &ks->open_key, made);
	if (status == ERROR_SUCCESS)
		ks->open_path = xstrdup(path);
	return status;
}

/* Makes the change to the key of path, once more when the key that was kept
 * open has been deleted since; without data the value is deleted. */
static LSTATUS change_value(struct win_store *ks, const char *path,
                            const wchar_t *name, const struct reg_value *value)
{
	LSTATUS status;
	bool again, made;

	do {
		again = ks->open_path != NULL;
		status = kept_key(ks, path, value != NULL, &made);
		if (status != ERROR_SUCCESS)
			return status;
		if (value != NULL)
			status = reg_win_set(ks->open_key, name, value->type,
			                     value->data, value->len);
		else
			status = RegDeleteValueW(ks->open_key, name);
		if (status == ERROR_KEY_DELETED)
			close_kept(ks);
	} while (status == ERROR_KEY_DELETED && again);
	return status;
}

static int fail_value(const struct win_store *ks, const char *path,
                      const char *name, LSTATUS status, const char *verb,
                      struct error *err)
{
	char *display = reg_path_display(&ks->root, path);

	winerr_set(err, (uint32_t)status, "cannot %s value '%s' of key '%s'",
	           verb, name, display);
	free(display);
	return -1;
}

static int win_put(struct keystore *base, const char *path,
                   const struct reg_value *value, struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	LSTATUS status = ERROR_ACCESS_DENIED;
	wchar_t *wide = utf8_to_wide(value->name);

	if (wide == NULL || value->len > MAXDWORD)
		status = ERROR_INVALID_PARAMETER;
	else if (ks->write)
		status = change_value(ks, path, wide, value);
	free(wide);
	if (status != ERROR_SUCCESS)
		return fail_value(ks, path, value->name, status, "write", err);
	return 0;
}

static int win_delete_value(struct keystore *base, const char *path,
                            const char *name, struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	LSTATUS status = ERROR_ACCESS_DENIED;
	wchar_t *wide = utf8_to_wide(name);

	if (wide == NULL)
		status = ERROR_INVALID_PARAMETER;
	else if (ks->write)
		status = change_value(ks, path, wide, NULL);
	free(wide);
	if (status != ERROR_SUCCESS && !is_absent(status))
		return fail_value(ks, path, name, status, "delete", err);
	return 0;
}

static int win_create(struct keystore *base, const char *path, bool *made,
                      struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	LSTATUS status = ERROR_ACCESS_DENIED;

	close_kept(ks); /* it may have been deleted */
	if (ks->write)
		status = kept_key(ks, path, true, made);
	if (status != ERROR_SUCCESS)
		return fail(ks, path, status, "make", err);
	return 0;
}

static int win_remove(struct keystore *base, const char *path,
                      struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	LSTATUS status = ERROR_ACCESS_DENIED;
	wchar_t *wide = *path != '\0' ? wide_path(ks, path) : NULL;

	close_kept(ks);
	if (wide == NULL)
		status = ERROR_INVALID_PARAMETER;
	else if (ks->write)
		status = reg_win_delete(hive(ks), wide);
	free(wide);
	if (status != ERROR_SUCCESS && !is_absent(status))
		return fail(ks, path, status, "delete", err);
	return 0;
}

static const struct keystore_ops ops = {
        .close = win_close,
        .enter = win_enter,
        .leave = win_leave,
        .display = win_display,
        .list = win_list,
        .read = win_read,
        .last_write = win_last_write,
        .put = win_put,
        .delete_value = win_delete_value,
        .create = win_create,
        .remove = win_remove,
};

struct keystore *keystore_open(const char *root, bool write, struct error *err)
{
	struct win_store *ks = xcalloc(1, sizeof(*ks));

	if (reg_path_parse(&ks->root, root, err) < 0) {
		free(ks);
		return NULL;
	}
	ks->base.ops = &ops;
	ks->write = write;
	return &ks->base;
}
