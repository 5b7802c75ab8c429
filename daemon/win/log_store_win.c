/*
 * log_store_win.c: see log_store_win.h. Every file is shared for all, deletion
 * included: who looks at a log must not keep it from being rotated.
 */
#include <windows.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "folder_held.h"
#include "log_store_win.h"
#include "../log_store.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/wide.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define FOLDER    "logs"
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

struct log_store {
	char *data, *root;
	struct folder_guard guard;
	struct held_folders *held;
};

struct log_file {
	HANDLE handle;
	char *path;
};

struct log_store *log_store_win_new(const char *data)
{
	struct log_store *store = xcalloc(1, sizeof(*store));
	struct buf root = BUF_INIT;

	buf_addf(&root, "%s\\" FOLDER, data);
	store->data = xstrdup(data);
	store->root = buf_steal(&root, NULL);
	store->guard.wine = wine_is_here();
	store->held = held_folders_new();
	return store;
}

void log_store_win_free(struct log_store *store)
{
	if (store == NULL)
		return;
	held_folders_free(store->held);
	free(store->data);
	free(store->root);
	free(store);
}

/* -- open ------------------------------------------------------------------ */

/* Have the folder of path there, and ours. */
static int make_folders(struct log_store *store, const char *path,
                        struct error *err)
{
	const char *end = strrchr(path, '\\');
	struct buf folder = BUF_INIT;
	int rc = held_folder_open(store->held, &store->guard, store->data,
	                          ACL_OWN_FOR_READERS, err);

	if (rc == 0)
		rc = held_folder_open(store->held, &store->guard, store->root,
		                      ACL_OWN, err);
	if (rc == 0 && end != NULL) {
		buf_addf(&folder, "%s\\", store->root);
		buf_add(&folder, path, (size_t)(end - path));
		rc = held_folder_open(store->held, &store->guard, folder.data,
		                      ACL_OWN, err);
	}
	buf_release(&folder);
	return rc;
}

/* path as Windows takes it; its text in whole. */
static wchar_t *wide_path(const struct log_store *store, const char *path,
                          struct buf *whole, struct error *err)
{
	buf_addf(whole, "%s\\%s", store->root, path);
	return folder_wide(whole->data, err);
}

static HANDLE open_file(const struct log_store *store, const char *path,
                        DWORD access, DWORD how,
                        SECURITY_ATTRIBUTES *attributes, struct error *err)
{
	struct buf whole = BUF_INIT;
	wchar_t *wide = wide_path(store, path, &whole, err);
	HANDLE file = INVALID_HANDLE_VALUE;

	if (wide != NULL) {
		file = CreateFileW(wide, access, SHARE_ALL, attributes, how,
		                   FILE_FLAG_OPEN_REPARSE_POINT, NULL);
		if (file == INVALID_HANDLE_VALUE)
			winerr_set(err, GetLastError(), "cannot open '%s'",
			           whole.data);
	}
	free(wide);
	buf_release(&whole);
	return file == INVALID_HANDLE_VALUE ? NULL : file;
}

/* In its folder, that is made when absent. */
static HANDLE make_file(struct log_store *store, const char *path, DWORD access,
                        SECURITY_ATTRIBUTES *attributes, struct error *err)
{
	bool again = true;
	HANDLE file;

	for (;; again = false) {
		if (make_folders(store, path, err) < 0)
			return NULL;
		file = open_file(store, path, access, OPEN_ALWAYS, attributes,
		                 err);
		if (file != NULL || !again || err->code != ERROR_PATH_NOT_FOUND)
			return file;
		/* what is held is gone all the same: from below Wine, or
		 * along with its disk */
		held_folders_let_go(store->held);
	}
}

/* Without FILE_WRITE_DATA whatever is written goes to the end. */
static HANDLE open_log(struct log_store *store, const char *path, DWORD access,
                       bool inherit, struct error *err)
{
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, inherit};
	HANDLE file;

	attributes.lpSecurityDescriptor = folder_descriptor(err);
	if (attributes.lpSecurityDescriptor == NULL)
		return NULL;
	file = make_file(store, path,
	                 access | FILE_READ_ATTRIBUTES | READ_CONTROL |
	                         SYNCHRONIZE,
	                 &attributes, err);
	LocalFree(attributes.lpSecurityDescriptor);
	if (file != NULL &&
	    folder_judge(&store->guard, file, path, ACL_OWN, err) < 0) {
		CloseHandle(file);
		file = NULL;
	}
	return file;
}

HANDLE log_store_win_append(struct log_store *store, const char *path,
                            struct error *err)
{
	return open_log(store, path, FILE_APPEND_DATA, true, err);
}

struct log_file *log_file_open(struct log_store *store, const char *path,
                               uint64_t *size, struct error *err)
{
	HANDLE handle = open_log(store, path, FILE_APPEND_DATA | FILE_READ_DATA,
	                         false, err);
	struct log_file *file;
	LARGE_INTEGER bytes;

	if (handle == NULL)
		return NULL;
	if (!GetFileSizeEx(handle, &bytes)) {
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
		CloseHandle(handle);
		return NULL;
	}
	*size = (uint64_t)bytes.QuadPart;
	file = xcalloc(1, sizeof(*file));
	file->handle = handle;
	file->path = xstrdup(path);
	return file;
}

int log_file_write(struct log_file *file, const void *bytes, size_t len,
                   struct error *err)
{
	const char *at = bytes;
	DWORD written;

	while (len > 0) {
		/* at most LIMIT_LOG_WAITING_BYTES come at once */
		if (!WriteFile(file->handle, at, (DWORD)len, &written, NULL))
			return winerr_set(err, GetLastError(),
			                  "cannot write to '%s'", file->path);
		at += written;
		len -= written;
	}
	return 0;
}

void log_file_close(struct log_file *file)
{
	if (file == NULL)
		return;
	CloseHandle(file->handle);
	free(file->path);
	free(file);
}

/* -- read ------------------------------------------------------------------ */

/* With the file's own position: one given in an OVERLAPPED is a call more of
 * Wine's server. */
static int64_t read_at(HANDLE file, const char *path, uint64_t offset,
                       void *into, size_t len, struct error *err)
{
	LARGE_INTEGER at = {.QuadPart = (LONGLONG)offset};
	DWORD got = 0;

	if (SetFilePointerEx(file, at, NULL, FILE_BEGIN) &&
	    ReadFile(file, into, (DWORD)len, &got, NULL))
		return (int64_t)got;
	return winerr_set(err, GetLastError(), "cannot read '%s'", path);
}

int64_t log_file_read(struct log_file *file, uint64_t offset, void *into,
                      size_t len, struct error *err)
{
	return read_at(file->handle, file->path, offset, into, len, err);
}

int64_t log_store_read(struct log_store *store, const char *path,
                       uint64_t offset, void *into, size_t len,
                       struct error *err)
{
	HANDLE file =
	        open_file(store, path, GENERIC_READ, OPEN_EXISTING, NULL, err);
	int64_t rc;

	if (file == NULL) {
		if (err->code == ERROR_PATH_NOT_FOUND)
			err->code = OS_FILE_NOT_FOUND;
		return -1;
	}
	rc = read_at(file, path, offset, into, len, err);
	CloseHandle(file);
	return rc;
}

int64_t log_store_size(struct log_store *store, const char *path)
{
	struct error why = ERROR_INIT;
	HANDLE file = open_file(store, path, FILE_READ_ATTRIBUTES,
	                        OPEN_EXISTING, NULL, &why);
	LARGE_INTEGER bytes = {{0}};
	bool known;

	if (file == NULL)
		return -1;
	known = GetFileSizeEx(file, &bytes);
	CloseHandle(file);
	return known ? bytes.QuadPart : -1;
}

/* -- rename, remove, list -------------------------------------------------- */

int log_store_try(struct log_store *store, const char *path, struct error *err)
{
	struct buf whole = BUF_INIT;
	wchar_t *wide = wide_path(store, path, &whole, err);
	HANDLE file = INVALID_HANDLE_VALUE;

	if (wide != NULL) {
		file = CreateFileW(wide, DELETE,
		                   FILE_SHARE_READ | FILE_SHARE_WRITE |
		                           FILE_SHARE_DELETE,
		                   NULL, OPEN_EXISTING,
		                   FILE_FLAG_OPEN_REPARSE_POINT, NULL);
		if (file == INVALID_HANDLE_VALUE)
			winerr_set(err, GetLastError(), "cannot rename '%s'",
			           whole.data);
	}
	free(wide);
	buf_release(&whole);
	if (file == INVALID_HANDLE_VALUE)
		return -1;
	CloseHandle(file);
	return 0;
}

int log_store_rename(struct log_store *store, const char *from, const char *to,
                     struct error *err)
{
	struct buf old = BUF_INIT, new = BUF_INIT;
	wchar_t *wide_old = wide_path(store, from, &old, err);
	wchar_t *wide_new = wide_path(store, to, &new, err);
	int rc = -1;

	if (wide_old != NULL && wide_new != NULL) {
		if (MoveFileExW(wide_old, wide_new, MOVEFILE_REPLACE_EXISTING))
			rc = 0;
		else
			winerr_set(err, GetLastError(), "cannot rename '%s'",
			           old.data);
	}
	free(wide_old);
	free(wide_new);
	buf_release(&old);
	buf_release(&new);
	return rc;
}

int log_store_remove(struct log_store *store, const char *path,
                     struct error *err)
{
	struct buf whole = BUF_INIT;
	wchar_t *wide = wide_path(store, path, &whole, err);
	int rc = -1;

	if (wide != NULL) {
		if (DeleteFileW(wide))
			rc = 0;
		else
			winerr_set(err, GetLastError(), "cannot remove '%s'",
			           whole.data);
	}
	free(wide);
	buf_release(&whole);
	return rc;
}

static uint64_t wide_number(DWORD high, DWORD low)
{
	return (uint64_t)high << 32 | low;
}

static void add_entry(struct log_entries *out, const char *folder,
                      const WIN32_FIND_DATAW *found)
{
	char *name =
	        wide_to_utf8_lossy(found->cFileName, wcslen(found->cFileName));
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s\\%s", folder, name);
	free(name);
	out->items =
	        xrealloc(out->items, out->count + 1, sizeof(struct log_entry));
	out->items[out->count++] = (struct log_entry){
	        buf_steal(&path, NULL),
	        wide_number(found->nFileSizeHigh, found->nFileSizeLow),
	        wide_number(found->ftLastWriteTime.dwHighDateTime,
	                    found->ftLastWriteTime.dwLowDateTime)};
}

/* Calls seen for everything in folder ("" : the store's own). */
static int each_in(const struct log_store *store, const char *folder,
                   int (*seen)(const struct log_store *, const char *,
                               const WIN32_FIND_DATAW *, struct log_entries *,
                               struct error *),
                   struct log_entries *out, struct error *err)
{
	struct buf pattern = BUF_INIT, whole = BUF_INIT;
	WIN32_FIND_DATAW found;
	HANDLE search = INVALID_HANDLE_VALUE;
	wchar_t *wide;
	DWORD error = ERROR_INVALID_NAME;
	int rc = 0;

	buf_addf(&pattern, "%s%s*", folder, *folder ? "\\" : "");
	wide = wide_path(store, pattern.data, &whole, err);
	if (wide != NULL) {
		search = FindFirstFileW(wide, &found);
		error = search == INVALID_HANDLE_VALUE ? GetLastError()
		                                       : NO_ERROR;
	}
	while (error == NO_ERROR && rc == 0) {
		rc = seen(store, folder, &found, out, err);
		if (!FindNextFileW(search, &found))
			error = GetLastError();
	}
	if (search != INVALID_HANDLE_VALUE)
		FindClose(search);
	free(wide);
	buf_release(&pattern);
	buf_release(&whole);
	if (rc < 0 || error == NO_ERROR || error == ERROR_NO_MORE_FILES ||
	    error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)
		return rc;
	return winerr_set(err, error, "cannot list '%s'", store->root);
}

static int see_file(const struct log_store *store, const char *folder,
                    const WIN32_FIND_DATAW *found, struct log_entries *out,
                    struct error *err)
{
	(void)store;
	(void)err;
	if ((found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
		add_entry(out, folder, found);
	return 0;
}

/* A link is not followed: what it leads to is not ours to delete. */
static int see_folder(const struct log_store *store, const char *folder,
                      const WIN32_FIND_DATAW *found, struct log_entries *out,
                      struct error *err)
{
	const DWORD kind =
	        found->dwFileAttributes &
	        (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT);
	char *name;
	int rc;

	(void)folder;
	if (kind != FILE_ATTRIBUTE_DIRECTORY || found->cFileName[0] == L'.')
		return 0;
	name = wide_to_utf8_lossy(found->cFileName, wcslen(found->cFileName));
	rc = each_in(store, name, see_file, out, err);
	free(name);
	return rc;
}

int log_store_list(struct log_store *store, struct log_entries *out,
                   struct error *err)
{
	int rc;

	*out = (struct log_entries){NULL, 0};
	rc = each_in(store, "", see_folder, out, err);
	if (rc < 0)
		log_entries_release(out);
	return rc;
}
