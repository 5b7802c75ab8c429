/*
 * lock_win.c: lock.h by a file that nobody else may write to while it is open,
 * and that goes with its last handle: when the process is killed, too.
 */
#include "../lock.h"

#include <windows.h>

#include <stdbool.h>
#include <stdlib.h>

#include "host_path.h"
#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/win/pause_win.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

struct lock {
	HANDLE file;
};

static HANDLE take(const wchar_t *path)
{
	return CreateFileW(
	        path, GENERIC_WRITE | DELETE, FILE_SHARE_READ, NULL,
	        OPEN_ALWAYS,
	        FILE_FLAG_DELETE_ON_CLOSE | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
}

/* All sharing: the holder's own access must be granted. */
static void read_holder(const wchar_t *path, struct buf *holder)
{
	const DWORD all =
	        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
	HANDLE file = CreateFileW(path, GENERIC_READ, all, NULL, OPEN_EXISTING,
	                          FILE_FLAG_OPEN_REPARSE_POINT, NULL);
	char text[200];
	DWORD got_bytes = 0;

	if (file == INVALID_HANDLE_VALUE)
		return;
	if (ReadFile(file, text, sizeof(text), &got_bytes, NULL))
		buf_add(holder, text, got_bytes);
	CloseHandle(file);
}

/* A holder's name is for people: a disk that is full keeps nobody off. */
static void name_holder(HANDLE file, const char *verb)
{
	struct buf text = BUF_INIT;
	DWORD done_bytes;

	buf_addf(&text, "fsp-import %s, process %lu", verb,
	         (unsigned long)GetCurrentProcessId());
	(void)WriteFile(file, text.data, (DWORD)text.len, &done_bytes, NULL);
	buf_release(&text);
}

/* A file that is about to go, since somebody reads it still, is refused as
 * access denied, which Windows says of other things too: those last. */
static bool is_going(const wchar_t *path, DWORD status)
{
	return status == ERROR_DELETE_PENDING ||
	       (status == ERROR_ACCESS_DENIED &&
	        GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES &&
	        GetLastError() == ERROR_ACCESS_DENIED);
}

enum lock_result lock_try(const char *path, const char *verb, struct lock **out,
                          struct buf *holder, struct error *err)
{
	wchar_t *wide = host_wide_path(path, NULL);
	HANDLE file = wide ? take(wide) : INVALID_HANDLE_VALUE;
	const DWORD status = wide ? GetLastError() : ERROR_INVALID_NAME;
	enum lock_result result = LOCK_FAILED;

	if (file != INVALID_HANDLE_VALUE) {
		name_holder(file, verb);
		*out = xcalloc(1, sizeof(**out));
		(*out)->file = file;
		result = LOCK_TAKEN;
	} else if (status == ERROR_SHARING_VIOLATION) {
		read_holder(wide, holder);
		result = LOCK_BUSY;
	} else if (wide && is_going(wide, status)) {
		result = LOCK_BUSY;
	} else {
		winerr_set(err, status, "cannot make '%s'", path);
	}
	free(wide);
	return result;
}

void lock_pause(void)
{
	pause_ms(LOCK_PAUSE_MS);
}

void lock_release(struct lock *lock)
{
	if (!lock)
		return;
	CloseHandle(lock->file);
	free(lock);
}
