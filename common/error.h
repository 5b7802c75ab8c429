/*
 * error.h: one failure of the system, told once where it was seen.
 *
 * Failures (a key that cannot be opened, a process that cannot be made) are
 * about the system and travel in a struct error; problems of the user's input
 * are diagnostics (diag.h). Wording: lower case, no full stop, what failed,
 * object in single quotes, the system's text and number at the end:
 *   cannot open key 'HKLM\SOFTWARE\Foo': access is denied (5)
 */
#ifndef FSPD_ERROR_H
#define FSPD_ERROR_H

#include <stdint.h>

#include "printf_like.h"

/* Win32 numbers that the core decides on or sends; the same on every system. */
enum {
	OS_SUCCESS = 0,
	OS_FILE_NOT_FOUND = 2,
	OS_PATH_NOT_FOUND = 3,
	OS_ACCESS_DENIED = 5,
	OS_GEN_FAILURE = 31,
	OS_LOCK_VIOLATION = 33,
	OS_NOT_SUPPORTED = 50,
	OS_INVALID_PARAMETER = 87,
	OS_BROKEN_PIPE = 109,
	OS_INSUFFICIENT_BUFFER = 122,
	OS_ALREADY_EXISTS = 183,
	OS_PIPE_BUSY = 231,
	OS_NO_DATA = 232,
	OS_PIPE_NOT_CONNECTED = 233,
	OS_MORE_DATA = 234,
	OS_KEY_DELETED = 1018,
	OS_SERVICE_DOES_NOT_EXIST = 1060,
	OS_SERVICE_NOT_ACTIVE = 1062,
	OS_PROCESS_ABORTED = 1067,
	OS_SHUTDOWN_IN_PROGRESS = 1115,
	OS_CANCELLED = 1223,
	OS_NO_SYSTEM_RESOURCES = 1450,
	OS_TIMEOUT = 1460,
	OS_NOT_ENOUGH_QUOTA = 1816,
};

enum { ERROR_TEXT_MAX = 768 }; /* a path of 260 units, a cause, a way out */

struct error {
	uint32_t code;             /* Win32 number, 0 when there is none */
	char text[ERROR_TEXT_MAX]; /* UTF-8, escaped, cut at a character */
};

#define ERROR_INIT    \
	{             \
		0, "" \
	}

/* Fill err with code and formatted text; control characters are escaped, an
 * over-long text is cut at a character boundary. Returns -1 so that a failing
 * function can end in `return error_set(...)`. err may be NULL. */
int error_set(struct error *err, uint32_t code, const char *format, ...)
        PRINTF_LIKE(3, 4);

/* Put formatted text and ": " before what err already says. Returns -1. */
int error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* The system's words for a Win32 number of the enum above, or "error"; for
 * the core and for systems that are not Windows (win/winerr.h asks Windows). */
const char *error_text(uint32_t code) __attribute__((returns_nonnull));

#endif
