/*
 * host_win.c: host.h over Win32.
 */
#include "../host.h"
#include "host_path.h"
#include "own_data_win.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/replace_win.h"
#include "../../common/win/sd_win.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

wchar_t *host_wide_path(const char *path, struct error *err)
{
	struct buf text = BUF_INIT;
	wchar_t *wide;

	if (strlen(path) >= MAX_PATH && path[1] == ':' && path[2] == '\\')
		buf_adds(&text, "\\\\?\\");
	buf_adds(&text, path);
	wide = utf8_to_wide(text.data);
	if (!wide)
		error_set(err, ERROR_INVALID_NAME, "'%s' is not valid UTF-8",
		          path);
	buf_release(&text);
	return wide;
}

enum host_kind host_kind(const char *path)
{
	wchar_t *wide = host_wide_path(path, NULL);
	const DWORD attributes =
	        wide ? GetFileAttributesW(wide) : INVALID_FILE_ATTRIBUTES;

	free(wide);
	if (attributes == INVALID_FILE_ATTRIBUTES)
		return HOST_ABSENT;
	return attributes & FILE_ATTRIBUTE_DIRECTORY ? HOST_DIRECTORY
	                                             : HOST_FILE;
}

static HANDLE open_file(const char *path, struct error *err)
{
	const DWORD flags =
	        own_data_holds(path) ? FILE_FLAG_OPEN_REPARSE_POINT : 0;
	wchar_t *wide = host_wide_path(path, err);
	HANDLE file = INVALID_HANDLE_VALUE;

	if (!wide)
		return file;
	file = CreateFileW(
	        wide, GENERIC_READ,
	        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	        OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN | flags, NULL);
	if (file == INVALID_HANDLE_VALUE) {
		winerr_set(err, GetLastError(), "cannot open '%s'", path);
	} else if (own_data_judge_file(file, path, err) < 0) {
		CloseHandle(file);
		file = INVALID_HANDLE_VALUE;
	}
	free(wide);
	return file;
}

/* The end of a pipe is told as an error. */
static int read_chunk(HANDLE file, char *chunk, DWORD size, DWORD *got,
                      const char *path, struct error *err)
{
	if (ReadFile(file, chunk, size, got, NULL))
		return 0;
	*got = 0;
	if (GetLastError() == ERROR_BROKEN_PIPE)
		return 0;
	return winerr_set(err, GetLastError(), "cannot read '%s'", path);
}

int host_read(const char *path, size_t limit, struct buf *out,
              struct error *err)
{
	const bool is_stdin = strcmp(path, "-") == 0;
	HANDLE file = is_stdin ? GetStdHandle(STD_INPUT_HANDLE)
	                       : open_file(path, err);
	char chunk[65536];
	size_t total = 0;
	DWORD got;
	int rc = -1;

	if (file == INVALID_HANDLE_VALUE)
		return -1;
	do {
		if (read_chunk(file, chunk, sizeof(chunk), &got, path, err) < 0)
			goto out;
		total += got;
		if (total > limit) {
			rc = 1;
			goto out;
		}
		buf_add(out, chunk, got);
	} while (got > 0);
	rc = 0;
out:
	if (!is_stdin)
		CloseHandle(file);
	return rc;
}

static int write_all(HANDLE file, const char *bytes, size_t len,
                     const char *path, struct error *err)
{
	while (len > 0) {
		const DWORD part = len < 0x10000 ? (DWORD)len : 0x10000;
		DWORD done;

		if (!WriteFile(file, bytes, part, &done, NULL))
			return winerr_set(err, GetLastError(),
			                  "cannot write '%s'", path);
		bytes += done;
		len -= done;
	}
	return 0;
}

static int write_new(const wchar_t *wide, const char *path, const void *bytes,
                     size_t len, struct error *err)
{
	HANDLE file;
	int rc;

	/* A link that stands there would be written through. */
	(void)DeleteFileW(wide);
	file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_NEW,
	                   FILE_ATTRIBUTE_NORMAL, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return winerr_set(err, GetLastError(), "cannot make '%s'",
		                  path);
	rc = write_all(file, bytes, len, path, err);
	CloseHandle(file);
	return rc;
}

int host_write(const char *path, const void *bytes, size_t len,
               struct error *err)
{
	struct buf temporary = BUF_INIT;
	wchar_t *wide = NULL, *wide_temporary = NULL;
	int rc = -1;

	if (strcmp(path, "-") == 0) {
		fflush(stdout);
		return write_all(GetStdHandle(STD_OUTPUT_HANDLE), bytes, len,
		                 path, err);
	}
	buf_addf(&temporary, "%s.tmp", path);
	wide = host_wide_path(path, err);
	wide_temporary = host_wide_path(temporary.data, err);
	if (!wide || !wide_temporary ||
	    write_new(wide_temporary, temporary.data, bytes, len, err) < 0)
		goto out;
	rc = replace_file(wide_temporary, wide, path, err);
	if (rc < 0)
		(void)DeleteFileW(wide_temporary);
out:
	free(wide_temporary);
	free(wide);
	buf_release(&temporary);
	return rc;
}

/* Others may look at the folder, not at what is in it. */
#define FOLDER_SDDL "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;FRFX;;;BU)"

static int make_one(const char *path, SECURITY_ATTRIBUTES *attributes,
                    struct error *err)
{
	wchar_t *wide = host_wide_path(path, err);
	int rc = -1;

	if (!wide)
		return -1;
	if (CreateDirectoryW(wide, attributes) ||
	    GetLastError() == ERROR_ALREADY_EXISTS)
		rc = 0;
	else
		winerr_set(err, GetLastError(), "cannot make '%s'", path);
	free(wide);
	return rc;
}

int host_make_directory(const char *path, struct error *err)
{
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), NULL, FALSE};
	struct buf above = BUF_INIT;
	int rc = 0;

	if (sd_from_sddl(FOLDER_SDDL, &attributes.lpSecurityDescriptor, err) <
	    0)
		return -1;
	for (const char *c = path; *c && rc == 0; c++) {
		if ((c[1] != '\\' && c[1] != '\0') || *c == ':')
			continue;
		buf_clear(&above);
		buf_add(&above, path, (size_t)(c - path) + 1);
		if (host_kind(above.data) != HOST_DIRECTORY)
			rc = make_one(above.data, &attributes, err);
	}
	buf_release(&above);
	LocalFree(attributes.lpSecurityDescriptor);
	return rc < 0 ? -1 : own_data_judge_folder(path, err);
}

int host_remove(const char *path, struct error *err)
{
	wchar_t *wide = host_wide_path(path, err);
	int rc = -1;

	if (!wide)
		return -1;
	if (DeleteFileW(wide) || GetLastError() == ERROR_FILE_NOT_FOUND ||
	    GetLastError() == ERROR_PATH_NOT_FOUND)
		rc = 0;
	else
		winerr_set(err, GetLastError(), "cannot delete '%s'", path);
	free(wide);
	return rc;
}

static void add_found(struct host_list *out, const WIN32_FIND_DATAW *found)
{
	const bool is_directory =
	        (found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;

	if (wcscmp(found->cFileName, L".") == 0 ||
	    wcscmp(found->cFileName, L"..") == 0)
		return;
	out->entries =
	        xrealloc(out->entries, out->count + 1, sizeof(*out->entries));
	out->entries[out->count++] = (struct host_entry){
	        wide_to_utf8_lossy(found->cFileName, wcslen(found->cFileName)),
	        is_directory};
}

int host_list(const char *path, struct host_list *out, struct error *err)
{
	struct buf pattern = BUF_INIT;
	wchar_t *wide;
	WIN32_FIND_DATAW found;
	HANDLE search = INVALID_HANDLE_VALUE;
	int rc = -1;

	*out = (struct host_list){NULL, 0};
	if (own_data_judge_folder(path, err) < 0)
		return -1;
	buf_addf(&pattern, "%s\\*", path);
	wide = host_wide_path(pattern.data, err);
	if (!wide)
		goto out;
	search = FindFirstFileW(wide, &found);
	if (search == INVALID_HANDLE_VALUE) {
		winerr_set(err, GetLastError(), "cannot list '%s'", path);
		goto out;
	}
	do {
		add_found(out, &found);
	} while (FindNextFileW(search, &found));
	if (GetLastError() != ERROR_NO_MORE_FILES) {
		winerr_set(err, GetLastError(), "cannot list '%s'", path);
		host_list_release(out);
		goto out;
	}
	rc = 0;
out:
	if (search != INVALID_HANDLE_VALUE)
		FindClose(search);
	free(wide);
	buf_release(&pattern);
	return rc;
}

char host_separator(void)
{
	return '\\';
}

char **host_environment(void)
{
	wchar_t *block = GetEnvironmentStringsW();
	char **copy = xcalloc(1, sizeof(*copy));
	size_t count = 0;

	for (const wchar_t *e = block; e && *e; e += wcslen(e) + 1) {
		copy = xrealloc(copy, count + 2, sizeof(*copy));
		copy[count++] = wide_to_utf8_lossy(e, wcslen(e));
		copy[count] = NULL;
	}
	if (block)
		FreeEnvironmentStringsW(block);
	return copy;
}

void host_environment_free(char **environment)
{
	for (char **e = environment; e && *e; e++)
		free(*e);
	free(environment);
}

char *host_data_directory(struct error *err)
{
	wchar_t data[MAX_PATH];
	const DWORD len =
	        GetEnvironmentVariableW(L"ProgramData", data, MAX_PATH);
	struct buf path = BUF_INIT;
	char *text;

	if (len == 0 || len >= MAX_PATH) {
		error_set(err, 0,
		          "name the files to read: %%ProgramData%% is "
		          "not set");
		return NULL;
	}
	text = wide_to_utf8_lossy(data, len);
	buf_addf(&path, "%s\\fspd", text);
	free(text);
	return buf_steal(&path, NULL);
}

bool host_is_terminal(void)
{
	DWORD mode;

	return GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode) != 0;
}

/* A console shows them once it is told to read escape sequences. */
bool host_has_colors(void)
{
	HANDLE console = GetStdHandle(STD_ERROR_HANDLE);
	DWORD mode;

	return GetConsoleMode(console, &mode) &&
	       SetConsoleMode(console,
	                      mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}
