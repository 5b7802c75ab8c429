/*
 * own_data_win.c: see own_data_win.h.
 */
#include "own_data_win.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_path.h"
#include "../host.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/own_place_win.h"
#include "../../common/win/wide.h"
#include "../../common/xalloc.h"

/* path from its drive on, with separators as Windows writes them; NULL: no
 * such can be made of it. */
static char *full_path(const char *path)
{
	wchar_t *wide = host_wide_path(path, NULL);
	const DWORD size = wide ? GetFullPathNameW(wide, 0, NULL, NULL) : 0;
	char *text = NULL;

	if (size > 0) {
		wchar_t *full = xcalloc(size, sizeof(*full));
		const DWORD len = GetFullPathNameW(wide, size, full, NULL);

		if (len > 0 && len < size)
			text = wide_to_utf8_lossy(full, len);
		free(full);
	}
	free(wide);
	return text;
}

bool own_data_holds(const char *path)
{
	char *root = host_data_directory(NULL);
	char *full = full_path(path);
	const bool holds = root && full && own_place_next(root, full, 0) > 0;

	free(full);
	free(root);
	return holds;
}

static int judge(HANDLE file, const char *path, bool say, struct error *err)
{
	struct own_place it;
	struct buf why = BUF_INIT;
	enum own_trust trust;

	own_place_look(file, ACL_OWN_FOR_READERS, &it);
	trust = own_place_judge(&it, path, ACL_OWN_FOR_READERS, &why);
	if (trust == OWN_REFUSED)
		error_set(err, OS_ACCESS_DENIED, "%s", why.data);
	else if (trust == OWN_UNPROVEN && say)
		fprintf(stderr, "fsp-import: warning: %s\n", why.data);
	buf_release(&why);
	return trust == OWN_REFUSED ? -1 : 0;
}

/* Whether all is said of one that cannot be opened, by who wants to use it. */
static int judge_path(const char *path, bool say, struct error *err)
{
	wchar_t *wide = host_wide_path(path, err);
	HANDLE file = wide ? own_place_open(wide) : INVALID_HANDLE_VALUE;
	int rc = wide ? 0 : -1;

	if (file != INVALID_HANDLE_VALUE) {
		rc = judge(file, path, say, err);
		CloseHandle(file);
	} else if (wide && GetLastError() == ERROR_ACCESS_DENIED) {
		rc = error_set(err, OS_ACCESS_DENIED,
		               "cannot read who may change '%s': run this as "
		               "an administrator",
		               path);
	}
	free(wide);
	return rc;
}

/* What full, a full path, leads through, but for what it ends in if that is a
 * file. */
static int judge_all(const char *full, bool is_file, struct error *err)
{
	char *root = host_data_directory(NULL);
	const size_t all = strlen(full);
	size_t len = root ? own_place_next(root, full, 0) : 0;
	const bool is_root = len == all;
	int rc = 0;

	for (; len > 0 && rc == 0; len = own_place_next(root, full, len)) {
		char *part = xmemdup(full, len);

		if (len < all || !is_file)
			rc = judge_path(part, is_root, err);
		free(part);
		if (len == all)
			break;
	}
	free(root);
	return rc;
}

int own_data_judge_folder(const char *path, struct error *err)
{
	char *full = full_path(path);
	const int rc = full ? judge_all(full, false, err) : 0;

	free(full);
	return rc;
}

int own_data_judge_file(HANDLE file, const char *path, struct error *err)
{
	char *full = own_data_holds(path) ? full_path(path) : NULL;
	int rc = 0;

	if (full && (rc = judge_all(full, true, err)) == 0)
		rc = judge(file, full, false, err);
	free(full);
	return rc;
}
