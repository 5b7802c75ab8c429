/*
 * install_folder.c: see install_folder.h.
 */
#include "install_folder.h"

#include <windows.h>
#include <stdlib.h>

#include "files_win.h"
#include "folder.h"
#include "../own_folder.h"
#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

/* Renamed, not opened: whatever it holds or leads to is left alone. */
static int move_aside(const char *path, struct buf *aside, struct error *err)
{
	wchar_t *from = NULL, *to = NULL;
	int rc = -1;

	own_folder_aside(path, clock_filetime(), aside);
	from = folder_wide(path, err);
	to = folder_wide(aside->data, err);
	if (from == NULL || to == NULL)
		goto out;
	if (!MoveFileExW(from, to, 0)) {
		winerr_set(err, GetLastError(), "cannot rename '%s' to '%s'",
		           path, aside->data);
		goto out;
	}
	rc = 0;
out:
	free(from);
	free(to);
	return rc;
}

static int make_ready(const char *path,
                      void (*say)(bool trouble, const char *text),
                      struct error *err)
{
	struct folder_guard guard = {.wine = wine_is_here(), .warned = 1};
	struct buf text = BUF_INIT, aside = BUF_INIT;
	struct own_folder_facts facts;
	int rc = 0;

	folder_look(path, &facts);
	buf_addf(&text, "'%s' ", path);
	own_folder_describe(&facts, &text);
	switch (own_folder_judge(&facts)) {
	case OWN_FOLDER_MAKE:
	case OWN_FOLDER_KEEP:
		break;
	case OWN_FOLDER_WARN:
		buf_adds(&text, "; Wine keeps no such descriptors, so it is "
		                "used all the same");
		say(false, text.data);
		break;
	case OWN_FOLDER_ASIDE:
		rc = move_aside(path, &aside, err);
		buf_addf(&text, " and was moved to '%s'", aside.data);
		if (rc == 0)
			say(true, text.data);
		break;
	}
	if (rc == 0)
		rc = folder_open(&guard, path, true, ACL_OWN_FOR_READERS, err);
	buf_release(&text);
	buf_release(&aside);
	return rc;
}

int install_folder(const char *data, char **path,
                   void (*say)(bool trouble, const char *text),
                   struct error *err)
{
	struct files *files = files_win_new(data, err);
	int rc;

	*path = NULL;
	if (files == NULL)
		return -1;
	rc = make_ready(files_win_path(files), say, err);
	if (rc == 0)
		*path = xstrdup(files_win_path(files));
	files_win_free(files);
	return rc;
}
