/*
 * reg_root.c: see reg_root.h.
 *
 * Keys come and go, so a key is looked up by its path each time, but for what
 * lies below a key that was entered: under Wine the flag of the 32-bit view
 * makes every name of a path two calls of the server.
 */
#include "reg_root.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "reg_win.h"
#include "wide.h"
#include "xalloc.h"

int reg_root_init(struct reg_root *root, const char *text, struct error *err)
{
	*root = (struct reg_root){.depth = 0};
	return reg_path_parse(&root->path, text, err);
}

void reg_root_release(struct reg_root *root)
{
	while (root->depth > 0)
		reg_root_leave(root);
	reg_path_release(&root->path);
}

static HKEY hive(const struct reg_root *root)
{
	return root->path.hive == HIVE_MACHINE ? HKEY_LOCAL_MACHINE
	                                       : HKEY_CURRENT_USER;
}

/* path below the hive in UTF-16, or NULL when it can be no key's. */
static wchar_t *wide_path(const struct reg_root *root, const char *path)
{
	struct buf full = BUF_INIT;
	wchar_t *wide;

	if (!reg_path_is_valid(path))
		return NULL;
	buf_adds(&full, root->path.key);
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

static LSTATUS open_key(const struct reg_root *root, const char *path,
                        REGSAM access, bool make, HKEY *key, bool *made)
{
	wchar_t *wide = wide_path(root, path);
	const LSTATUS status =
	        open_wide(hive(root), wide, access, make, key, made);

	free(wide);
	return status;
}

/* The innermost key entered that path is or lies below, and what of path is
 * below it; NULL when there is none. */
static HKEY entered_above(const struct reg_root *root, const char *path,
                          const char **below)
{
	for (unsigned i = root->depth; i-- > 0;) {
		const struct reg_entered *e = &root->entered[i];
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

LSTATUS reg_root_open(const struct reg_root *root, const char *path, HKEY *key)
{
	const char *below = NULL;
	HKEY above = entered_above(root, path, &below);
	bool made;

	*key = above;
	if (above == NULL)
		return open_key(root, path, KEY_READ, false, key, &made);
	if (*below != '\0')
		return open_below(above, below, KEY_READ, false, key, &made);
	return ERROR_SUCCESS;
}

void reg_root_close(const struct reg_root *root, HKEY key)
{
	for (unsigned i = 0; i < root->depth; i++)
		if (root->entered[i].key == key)
			return;
	RegCloseKey(key);
}

LSTATUS reg_root_open_to_write(const struct reg_root *root, const char *path,
                               bool make, HKEY *key, bool *made)
{
	const REGSAM access = KEY_SET_VALUE | KEY_QUERY_VALUE;
	const char *below = path;
	HKEY above = entered_above(root, path, &below);
	LSTATUS status = ERROR_KEY_DELETED;

	if (above != NULL && *below != '\0')
		status = open_below(above, below, access, make, key, made);
	if (status == ERROR_KEY_DELETED)
		status = open_key(root, path, access, make, key, made);
	return status;
}

LSTATUS reg_root_delete(const struct reg_root *root, const char *path)
{
	wchar_t *wide = *path != '\0' ? wide_path(root, path) : NULL;
	const LSTATUS status = wide != NULL ? reg_win_delete(hive(root), wide)
	                                    : ERROR_INVALID_PARAMETER;

	free(wide);
	return status;
}

void reg_root_enter(struct reg_root *root, const char *path)
{
	struct reg_entered *e = &root->entered[root->depth];

	assert(root->depth < KEYSTORE_DEPTH);
	if (reg_root_open(root, path, &e->key) != ERROR_SUCCESS)
		e->key = NULL;
	e->path = xstrdup(path);
	root->depth++;
}

void reg_root_leave(struct reg_root *root)
{
	struct reg_entered *e;

	assert(root->depth > 0 && root->depth <= KEYSTORE_DEPTH);
	e = &root->entered[--root->depth];
	if (e->key != NULL)
		reg_root_close(root, e->key);
	free(e->path);
	*e = (struct reg_entered){0};
}
