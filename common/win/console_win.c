/*
 * console_win.c: see console.h and console_win.h.
 *
 * Reads by ReadConsoleW and ReadFile into memory of its own: the C library's
 * streams would keep a copy of the password.
 */
#include "console_win.h"

#include <windows.h>

#include <io.h>
#include "buf.h"
#include "console.h"
#include "error.h"
#include "limits.h"
#include "secret.h"
#include "utf.h"
#include "winerr.h"

enum {
	ROOM = LIMIT_SECRET_BYTES + 2, /* and a line end */
	/* Windows' line editor keeps at least this much of a line. */
	TYPED_UNITS = 512,
	TYPED_BYTES = TYPED_UNITS * 3
};

bool console_is_terminal(FILE *stream)
{
	const intptr_t handle = _get_osfhandle(_fileno(stream));
	DWORD mode;

	return GetConsoleMode((HANDLE)handle, &mode) != 0;
}

/* Append the line typed at console, line end included, as UTF-8. */
static int read_typed(HANDLE console, struct buf *text, struct error *err)
{
	wchar_t typed[TYPED_UNITS];
	DWORD units = 0;
	int rc = -1;

	if (!ReadConsoleW(console, typed, TYPED_UNITS, &units, NULL)) {
		winerr_set(err, GetLastError(), "cannot read the password");
		goto out;
	}
	if (utf16le_to_utf8(text, typed, units * sizeof(wchar_t)) < 0) {
		error_set(err, OS_INVALID_PARAMETER,
		          "the password holds half a character");
		goto out;
	}
	rc = 0;
out:
	SecureZeroMemory(typed, sizeof(typed));
	return rc;
}

static int read_console(HANDLE console, DWORD mode, const char *prompt,
                        struct buf *text, struct error *err)
{
	int rc;

	fputs(prompt, stderr);
	fflush(stderr);
	if (!SetConsoleMode(console, (mode & ~(DWORD)ENABLE_ECHO_INPUT) |
	                                     ENABLE_LINE_INPUT |
	                                     ENABLE_PROCESSED_INPUT))
		return winerr_set(err, GetLastError(),
		                  "cannot turn off the console's echo");
	rc = read_typed(console, text, err);
	SetConsoleMode(console, mode);
	fputs("\n", stderr);
	return rc;
}

/* Append what comes until the end, at most one byte more than fits. */
static int read_redirected(HANDLE input, struct buf *text, struct error *err)
{
	char chunk[64];
	DWORD count = 0;
	int rc = -1;

	while (text->len <= ROOM) {
		if (!ReadFile(input, chunk, sizeof(chunk), &count, NULL)) {
			if (GetLastError() == ERROR_BROKEN_PIPE)
				break;
			winerr_set(err, GetLastError(),
			           "cannot read the password from standard "
			           "input");
			goto out;
		}
		if (count == 0)
			break;
		buf_add(text, chunk, count);
	}
	rc = 0;
out:
	SecureZeroMemory(chunk, sizeof(chunk));
	return rc;
}

struct secret *console_read_secret(const char *prompt, struct error *err)
{
	HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
	struct secret *secret = NULL;
	struct buf text = BUF_INIT;
	DWORD mode;

	/* Growing would leave copies behind. */
	buf_reserve(&text, TYPED_BYTES);
	if (GetConsoleMode(input, &mode)) {
		if (read_console(input, mode, prompt, &text, err) < 0)
			goto out;
	} else if (read_redirected(input, &text, err) < 0) {
		goto out;
	}
	secret = console_secret(&text, err);
out:
	buf_wipe(&text);
	return secret;
}
