/*
 * folder.c: see folder.h.
 */
#include "folder.h"

#include <stdlib.h>
#include <string.h>

#include "../log_ids.h"
#include "../own_folder.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/own_place_win.h"
#include "../../common/win/sd_win.h"
#include "../../common/win/wide.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"

#define OURS "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

PSECURITY_DESCRIPTOR folder_descriptor(struct error *err)
{
	PSECURITY_DESCRIPTOR descriptor;

	return sd_from_sddl(OURS, &descriptor, err) == 0 ? descriptor : NULL;
}

wchar_t *folder_wide(const char *path, struct error *err)
{
	struct buf text = BUF_INIT;
	wchar_t *wide;

	if (strlen(path) >= MAX_PATH && path[1] == ':' && path[2] == '\\')
		buf_adds(&text, "\\\\?\\");
	buf_adds(&text, path);
	wide = utf8_to_wide(text.data);
	if (wide == NULL)
		error_set(err, ERROR_INVALID_NAME, "'%s' is not valid UTF-8",
		          path);
	buf_release(&text);
	return wide;
}

int folder_judge(struct folder_guard *guard, HANDLE file, const char *path,
                 enum acl_place place, struct error *err)
{
	struct own_place it;
	struct buf why = BUF_INIT;
	int rc = 0;

	own_place_look(file, place, &it);
	it.wine = guard->wine;
	switch (own_place_judge(&it, path, place, &why)) {
	case OWN_TRUSTED:
		break;
	case OWN_UNPROVEN:
		if (InterlockedExchange(&guard->warned, 1) == 0)
			log_event(LOG_WARNING, LOG_ID_SYSTEM, "%s", why.data);
		break;
	case OWN_REFUSED:
		rc = error_set(err, OS_ACCESS_DENIED, "%s", why.data);
		break;
	}
	buf_release(&why);
	return rc;
}

static int make_folder(const wchar_t *wide, const char *path, struct error *err)
{
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, FALSE};
	int rc = 0;

	attributes.lpSecurityDescriptor = folder_descriptor(err);
	if (attributes.lpSecurityDescriptor == NULL)
		return -1;
	if (!CreateDirectoryW(wide, &attributes) &&
	    GetLastError() != ERROR_ALREADY_EXISTS)
		rc = winerr_set(err, GetLastError(), "cannot make '%s'", path);
	LocalFree(attributes.lpSecurityDescriptor);
	return rc;
}

int folder_open(struct folder_guard *guard, const char *path, bool make,
                enum acl_place place, struct error *err)
{
	wchar_t *wide = folder_wide(path, err);
	HANDLE folder = INVALID_HANDLE_VALUE;
	int rc = -1;

	if (wide == NULL || (make && make_folder(wide, path, err) < 0))
		goto out;
	folder = own_place_open(wide);
	if (folder != INVALID_HANDLE_VALUE)
		rc = folder_judge(guard, folder, path, place, err);
	else if (GetLastError() == ERROR_FILE_NOT_FOUND ||
	         GetLastError() == ERROR_PATH_NOT_FOUND)
		rc = 1;
	else
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
out:
	if (folder != INVALID_HANDLE_VALUE)
		CloseHandle(folder);
	free(wide);
	return rc;
}

/* Sharing is looked at only for handles that may read, write or delete, so the
 * one that holds may list the folder. */
static HANDLE open_to_hold(const wchar_t *wide, bool *holds)
{
	HANDLE folder = CreateFileW(
	        wide, READ_CONTROL | FILE_READ_ATTRIBUTES | FILE_LIST_DIRECTORY,
	        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
	        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT,
	        NULL);

	*holds = folder != INVALID_HANDLE_VALUE;
	if (!*holds && GetLastError() == ERROR_SHARING_VIOLATION)
		return own_place_open(wide);
	return folder;
}

int folder_hold(struct folder_guard *guard, const char *path,
                enum acl_place place, HANDLE *held, struct error *err)
{
	wchar_t *wide = folder_wide(path, err);
	HANDLE folder = INVALID_HANDLE_VALUE;
	bool holds = false;
	int rc = -1;

	*held = NULL;
	if (wide == NULL || make_folder(wide, path, err) < 0)
		goto out;
	folder = open_to_hold(wide, &holds);
	if (folder == INVALID_HANDLE_VALUE)
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
	else
		rc = folder_judge(guard, folder, path, place, err);
	if (rc == 0 && holds) {
		*held = folder;
		folder = INVALID_HANDLE_VALUE;
	}
out:
	if (folder != INVALID_HANDLE_VALUE)
		CloseHandle(folder);
	free(wide);
	return rc;
}

static enum own_folder_kind kind_of(const struct own_place *it)
{
	if (it->is_link)
		return OWN_FOLDER_LINK;
	return it->is_folder ? OWN_FOLDER_IS : OWN_FOLDER_FILE;
}

void folder_look(const char *path, struct own_folder_facts *out)
{
	wchar_t *wide = folder_wide(path, NULL);
	HANDLE file = INVALID_HANDLE_VALUE;
	DWORD error = ERROR_INVALID_NAME;
	struct own_place it;

	*out = (struct own_folder_facts){.wine = wine_is_here()};
	if (wide != NULL) {
		file = own_place_open(wide);
		error = GetLastError();
	}
	free(wide);
	if (file == INVALID_HANDLE_VALUE) {
		out->is_unreadable = true;
		out->kind = error == ERROR_FILE_NOT_FOUND ||
		                            error == ERROR_PATH_NOT_FOUND
		                    ? OWN_FOLDER_ABSENT
		                    : OWN_FOLDER_IS;
		return;
	}
	own_place_look(file, ACL_OWN_FOR_READERS, &it);
	out->kind = kind_of(&it);
	out->is_unreadable = it.is_unreadable;
	out->finding = it.finding;
	CloseHandle(file);
}
