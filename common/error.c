/*
 * error.c: see error.h.
 */
#include "error.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "buf.h"
#include "utf.h"

/* Longest start of text that fits ERROR_TEXT_MAX and splits no character. */
static size_t fitting(const char *text, size_t len)
{
	size_t at = 0;

	for (;;) {
		uint32_t code;
		const size_t n = utf8_decode(text + at, len - at, &code);

		if (n == 0 || at + n >= ERROR_TEXT_MAX)
			return at;
		at += n;
	}
}

/* Escaped text is always valid UTF-8. */
static void store(struct error *err, const struct buf *text)
{
	struct buf escaped = BUF_INIT;
	size_t len;

	buf_add_escaped(&escaped, text->data, text->len);
	len = fitting(escaped.data, escaped.len);
	memcpy(err->text, escaped.data, len);
	err->text[len] = '\0';
	buf_release(&escaped);
}

int error_set(struct error *err, uint32_t code, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	if (err == NULL)
		return -1;
	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	err->code = code;
	store(err, &text);
	buf_release(&text);
	return -1;
}

int error_prefix(struct error *err, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	if (err == NULL)
		return -1;
	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	buf_adds(&text, ": ");
	buf_adds(&text, err->text);
	store(err, &text);
	buf_release(&text);
	return -1;
}

static const struct {
	uint32_t code;
	const char *text;
} system_words[] = {
        {OS_SUCCESS, "the operation completed successfully"},
        {OS_FILE_NOT_FOUND, "the system cannot find the file specified"},
        {OS_PATH_NOT_FOUND, "the system cannot find the path specified"},
        {OS_ACCESS_DENIED, "access is denied"},
        {OS_GEN_FAILURE, "a device attached to the system is not functioning"},
        {OS_LOCK_VIOLATION,
         "the process cannot access the file because another process has locked a portion of the file"},
        {OS_NOT_SUPPORTED, "the request is not supported"},
        {OS_INVALID_PARAMETER, "the parameter is incorrect"},
        {OS_BROKEN_PIPE, "the pipe has been ended"},
        {OS_INSUFFICIENT_BUFFER,
         "the data area passed to a system call is too small"},
        {OS_ALREADY_EXISTS,
         "cannot create a file when that file already exists"},
        {OS_PIPE_BUSY, "all pipe instances are busy"},
        {OS_NO_DATA, "the pipe is being closed"},
        {OS_PIPE_NOT_CONNECTED, "no process is on the other end of the pipe"},
        {OS_MORE_DATA, "more data is available"},
        {OS_KEY_DELETED,
         "illegal operation attempted on a registry key that has been "
         "marked for deletion"},
        {OS_SERVICE_DOES_NOT_EXIST,
         "the specified service does not exist as an installed service"},
        {OS_SERVICE_NOT_ACTIVE, "the service has not been started"},
        {OS_PROCESS_ABORTED, "the process terminated unexpectedly"},
        {OS_SHUTDOWN_IN_PROGRESS, "a system shutdown is in progress"},
        {OS_CANCELLED, "the operation was canceled by the user"},
        {OS_NO_SYSTEM_RESOURCES,
         "insufficient system resources exist to complete the requested "
         "service"},
        {OS_TIMEOUT, "this operation returned because the timeout period "
                     "expired"},
        {OS_NOT_ENOUGH_QUOTA,
         "not enough quota is available to process this command"},
};

const char *error_text(uint32_t code)
{
	const size_t count = sizeof(system_words) / sizeof(system_words[0]);

	for (size_t i = 0; i < count; i++)
		if (system_words[i].code == code)
			return system_words[i].text;
	return "error";
}
