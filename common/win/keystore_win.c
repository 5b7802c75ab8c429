/*
 * keystore_win.c: keystore.h over advapi32, always in the 32-bit view.
 *
 * Reading opens a key each time, since keys come and go; writing keeps the last
 * key open, because a class has ten values, and opens it anew when it was
 * deleted meanwhile.
 */
#include "keystore_ops.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "name.h"
#include "reg_path.h"
#include "reg_root.h"
#include "reg_win.h"
#include "winerr.h"
#include "xalloc.h"

struct win_store {
	struct keystore base;
	struct reg_root root;
	bool write;
	char *open_path; /* of the key kept open for writing, or NULL */
	HKEY open_key;
	struct reg_room room;
};

static int fail(const struct win_store *ks, const char *path, LSTATUS status,
                const char *verb, struct error *err)
{
	char *display = reg_path_display(&ks->root.path, path);

	winerr_set(err, (uint32_t)status, "cannot %s key '%s'", verb, display);
	free(display);
	return -1;
}

static bool is_absent(LSTATUS status)
{
	return status == ERROR_FILE_NOT_FOUND || status == ERROR_PATH_NOT_FOUND;
}

/* Opens path for reading: KEYSTORE_OK with *key for reg_root_close(). */
static enum keystore_result open_to_read(const struct win_store *ks,
                                         const char *path, HKEY *key,
                                         struct error *err)
{
	const LSTATUS status = reg_root_open(&ks->root, path, key);

	if (is_absent(status))
		return KEYSTORE_ABSENT;
	if (status != ERROR_SUCCESS) {
		fail(ks, path, status, "open", err);
		return KEYSTORE_FAILED;
	}
	return KEYSTORE_OK;
}

static void win_enter(struct keystore *base, const char *path)
{
	struct win_store *ks = (struct win_store *)base;

	reg_root_enter(&ks->root, path);
}

static void win_leave(struct keystore *base)
{
	struct win_store *ks = (struct win_store *)base;

	reg_root_leave(&ks->root);
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
	reg_root_release(&ks->root);
	reg_room_release(&ks->room);
	free(ks);
}

static char *win_display(const struct keystore *base, const char *path)
{
	const struct win_store *ks = (const struct win_store *)base;

	return reg_path_display(&ks->root.path, path);
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
	reg_root_close(&ks->root, key);
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
	status = reg_win_values(key, &ks->room, out);
	reg_root_close(&ks->root, key);
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
	reg_root_close(&ks->root, key);
	if (status != ERROR_SUCCESS) {
		fail(ks, path, status, "read", err);
		return KEYSTORE_FAILED;
	}
	*when = facts.last_write;
	return KEYSTORE_OK;
}

/* -- writing -------------------------------------------------------------- */

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
	status = reg_root_open_to_write(&ks->root, path, make, &ks->open_key,
	                                made);
	if (status == ERROR_SUCCESS)
		ks->open_path = xstrdup(path);
	return status;
}

/* Makes the change to the key of path, once more when the key that was kept
 * open has been deleted since: value is put, or without one the value that is
 * called name deleted. */
static LSTATUS change_value(struct win_store *ks, const char *path,
                            const struct reg_value *value, const char *name)
{
	LSTATUS status;
	bool again, made;

	do {
		again = ks->open_path != NULL;
		status = kept_key(ks, path, value != NULL, &made);
		if (status != ERROR_SUCCESS)
			return status;
		if (value != NULL)
			status = reg_win_put(ks->open_key, &ks->room, value);
		else
			status = reg_win_erase(ks->open_key, &ks->room, name);
		if (status == ERROR_KEY_DELETED)
			close_kept(ks);
	} while (status == ERROR_KEY_DELETED && again);
	return status;
}

static int fail_value(const struct win_store *ks, const char *path,
                      const char *name, LSTATUS status, const char *verb,
                      struct error *err)
{
	char *display = reg_path_display(&ks->root.path, path);

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

	if (ks->write)
		status = change_value(ks, path, value, value->name);
	if (status != ERROR_SUCCESS)
		return fail_value(ks, path, value->name, status, "write", err);
	return 0;
}

static int win_delete_value(struct keystore *base, const char *path,
                            const char *name, struct error *err)
{
	struct win_store *ks = (struct win_store *)base;
	LSTATUS status = ERROR_ACCESS_DENIED;

	if (ks->write)
		status = change_value(ks, path, NULL, name);
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

	close_kept(ks);
	if (ks->write)
		status = reg_root_delete(&ks->root, path);
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

	if (reg_root_init(&ks->root, root, err) < 0) {
		free(ks);
		return NULL;
	}
	ks->base.ops = &ops;
	ks->room = (struct reg_room)REG_ROOM_INIT;
	ks->write = write;
	return &ks->base;
}
