/*
 * files_win.c: see files_win.h. Every call judges the folders anew: what was
 * ours an hour ago may have been handed out since.
 */
#include <stdlib.h>
#include <string.h>

#include "files_win.h"
#include "folder.h"
#include "../files.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/replace_win.h"
#include "../../common/win/wide.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

/* What is being written has this at its end; one that was left behind by a
 * crash is overwritten by the next. */
#define UNFINISHED ".new"

struct files {
	char *root;
	struct folder_guard guard;
};

/* -- the folder ------------------------------------------------------------ */

static char *default_root(struct error *err)
{
	wchar_t data[MAX_PATH];
	const DWORD len =
	        GetEnvironmentVariableW(L"ProgramData", data, MAX_PATH);
	struct buf path = BUF_INIT;
	char *text;

	if (len == 0 || len >= MAX_PATH) {
		error_set(err, ERROR_ENVVAR_NOT_FOUND,
		          "ProgramData is not set: say where with --data");
		return NULL;
	}
	text = wide_to_utf8_lossy(data, len);
	buf_addf(&path, "%s\\fspd", text);
	free(text);
	return buf_steal(&path, NULL);
}

static char *absolute(const char *path, struct error *err)
{
	wchar_t *wide = utf8_to_wide(path);
	wchar_t full[MAX_PATH];
	DWORD len = 0;

	if (wide != NULL)
		len = GetFullPathNameW(wide, MAX_PATH, full, NULL);
	free(wide);
	if (len > 0 && len < MAX_PATH)
		return wide_to_utf8_lossy(full, len);
	error_set(err, ERROR_INVALID_NAME, "'%s' is no folder", path);
	return NULL;
}

struct files *files_win_new(const char *path, struct error *err)
{
	char *root = path != NULL ? absolute(path, err) : default_root(err);
	struct files *files;

	if (root == NULL)
		return NULL;
	files = xcalloc(1, sizeof(*files));
	files->root = root;
	files->guard.wine = wine_is_here();
	return files;
}

const char *files_win_path(const struct files *files)
{
	return files->root;
}

void files_win_free(struct files *files)
{
	if (files == NULL)
		return;
	free(files->root);
	free(files);
}

/* Judge the folder and the one in it in which name lies. 0, 1 when one is
 * absent, -1 and err. */
static int enter(struct files *files, const char *name, bool make,
                 struct error *err)
{
	const char *end = strrchr(name, '\\');
	struct buf path = BUF_INIT;
	int rc = folder_open(&files->guard, files->root, make,
	                     ACL_OWN_FOR_READERS, err);

	if (rc == 0 && end != NULL) {
		buf_addf(&path, "%s\\", files->root);
		buf_add(&path, name, (size_t)(end - name));
		rc = folder_open(&files->guard, path.data, make, ACL_OWN, err);
		buf_release(&path);
	}
	return rc;
}

/* root\name and tail, as Windows takes it; its text in path. */
static wchar_t *path_of(const struct files *files, const char *name,
                        const char *tail, struct buf *path, struct error *err)
{
	buf_addf(path, "%s\\%s%s", files->root, name, tail);
	return folder_wide(path->data, err);
}

static bool is_absent(DWORD error)
{
	return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

/* -- read ------------------------------------------------------------------ */

static int read_file(HANDLE file, const char *path, size_t limit,
                     struct buf *out, struct error *err)
{
	char chunk[4096];
	size_t total = 0;
	DWORD got;

	do {
		if (!ReadFile(file, chunk, sizeof(chunk), &got, NULL))
			return winerr_set(err, GetLastError(),
			                  "cannot read '%s'", path);
		total += got;
		if (total > limit)
			return error_set(err, ERROR_FILE_TOO_LARGE,
			                 "'%s' has more than %zu bytes", path,
			                 limit);
		buf_add(out, chunk, got);
	} while (got > 0);
	return 0;
}

int files_read(struct files *files, const char *name, size_t limit,
               struct buf *out, struct error *err)
{
	struct buf path = BUF_INIT;
	wchar_t *wide = NULL;
	HANDLE file = INVALID_HANDLE_VALUE;
	int rc = enter(files, name, false, err);

	if (rc != 0)
		return rc > 0 ? FILES_ABSENT : -1;
	rc = -1;
	wide = path_of(files, name, "", &path, err);
	if (wide == NULL)
		goto out;
	file = CreateFileW(wide, GENERIC_READ,
	                   FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
	                   OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	if (file == INVALID_HANDLE_VALUE) {
		if (is_absent(GetLastError()))
			rc = FILES_ABSENT;
		else
			winerr_set(err, GetLastError(), "cannot open '%s'",
			           path.data);
		goto out;
	}
	if (folder_judge(&files->guard, file, path.data, ACL_OWN, err) == 0)
		rc = read_file(file, path.data, limit, out, err);
out:
	if (file != INVALID_HANDLE_VALUE)
		CloseHandle(file);
	free(wide);
	buf_release(&path);
	return rc;
}

/* -- write ----------------------------------------------------------------- */

static int write_file(const wchar_t *wide, const char *path, const void *bytes,
                      size_t len, struct error *err)
{
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, FALSE};
	HANDLE file = INVALID_HANDLE_VALUE;
	DWORD written;
	int rc = -1;

	attributes.lpSecurityDescriptor = folder_descriptor(err);
	if (attributes.lpSecurityDescriptor == NULL)
		return -1;
	file = CreateFileW(wide, GENERIC_WRITE, 0, &attributes, CREATE_ALWAYS,
	                   FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	if (file == INVALID_HANDLE_VALUE)
		winerr_set(err, GetLastError(), "cannot make '%s'", path);
	else if (!WriteFile(file, bytes, (DWORD)len, &written, NULL) ||
	         !FlushFileBuffers(file))
		winerr_set(err, GetLastError(), "cannot write '%s'", path);
	else
		rc = 0;
	if (file != INVALID_HANDLE_VALUE)
		CloseHandle(file);
	LocalFree(attributes.lpSecurityDescriptor);
	return rc;
}

int files_write(struct files *files, const char *name, const void *bytes,
                size_t len, struct error *err)
{
	struct buf path = BUF_INIT, unfinished = BUF_INIT;
	wchar_t *wide = NULL, *wide_unfinished = NULL;
	int rc = -1;

	if (enter(files, name, true, err) != 0)
		return -1;
	wide = path_of(files, name, "", &path, err);
	wide_unfinished = path_of(files, name, UNFINISHED, &unfinished, err);
	if (wide == NULL || wide_unfinished == NULL)
		goto out;
	if (write_file(wide_unfinished, unfinished.data, bytes, len, err) < 0)
		goto out;
	rc = replace_file(wide_unfinished, wide, path.data, err);
out:
	free(wide);
	free(wide_unfinished);
	buf_release(&path);
	buf_release(&unfinished);
	return rc;
}

/* -- remove and list ------------------------------------------------------- */

int files_remove(struct files *files, const char *name, struct error *err)
{
	struct buf path = BUF_INIT;
	wchar_t *wide;
	int rc = enter(files, name, false, err);

	if (rc != 0)
		return rc > 0 ? FILES_ABSENT : -1;
	wide = path_of(files, name, "", &path, err);
	if (wide == NULL)
		rc = -1;
	else if (!DeleteFileW(wide))
		rc = is_absent(GetLastError())
		             ? FILES_ABSENT
		             : winerr_set(err, GetLastError(),
		                          "cannot delete '%s'", path.data);
	free(wide);
	buf_release(&path);
	return rc;
}

static void add_found(struct file_list *out, const WIN32_FIND_DATAW *found)
{
	char *name =
	        wide_to_utf8_lossy(found->cFileName, wcslen(found->cFileName));
	const size_t len = strlen(name), tail = strlen(UNFINISHED);

	if ((found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ||
	    (len > tail && strcmp(name + len - tail, UNFINISHED) == 0)) {
		free(name);
		return;
	}
	out->names = xrealloc(out->names, out->count + 1, sizeof(*out->names));
	out->names[out->count++] = name;
}

static int list_found(const char *path, const wchar_t *pattern,
                      struct file_list *out, struct error *err)
{
	WIN32_FIND_DATAW found;
	HANDLE search = FindFirstFileW(pattern, &found);
	DWORD error = search == INVALID_HANDLE_VALUE ? GetLastError() : 0;

	while (error == 0) {
		add_found(out, &found);
		if (!FindNextFileW(search, &found))
			error = GetLastError();
	}
	if (search != INVALID_HANDLE_VALUE)
		FindClose(search);
	if (error == ERROR_NO_MORE_FILES || is_absent(error))
		return 0;
	file_list_release(out);
	return winerr_set(err, error, "cannot list '%s'", path);
}

int files_list(struct files *files, const char *folder, struct file_list *out,
               struct error *err)
{
	struct buf name = BUF_INIT, path = BUF_INIT;
	wchar_t *wide;
	int rc;

	*out = (struct file_list){NULL, 0};
	buf_addf(&name, "%s\\*", folder);
	rc = enter(files, name.data, false, err);
	if (rc == 0) {
		wide = path_of(files, name.data, "", &path, err);
		rc = wide == NULL ? -1 : list_found(path.data, wide, out, err);
		free(wide);
	}
	buf_release(&name);
	buf_release(&path);
	return rc < 0 ? -1 : 0;
}
