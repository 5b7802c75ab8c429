/*
 * console.c: see console.h.
 */
#include "console.h"

#include <stddef.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "limits.h"
#include "secret.h"
#include "utf.h"

static size_t without_line_end(const struct buf *text)
{
	size_t len = text->len;

	if (len > 0 && text->data[len - 1] == '\n')
		len--;
	if (len > 0 && text->data[len - 1] == '\r')
		len--;
	return len;
}

static const char *problem_of(const char *text, size_t len)
{
	if (len == 0)
		return "no password was given";
	if (len > LIMIT_SECRET_BYTES)
		return "the password is longer than 256 bytes";
	if (memchr(text, '\0', len) != NULL || memchr(text, '\n', len) != NULL)
		return "the password must be one line of text";
	if (utf8_invalid_at(text, len) != len)
		return "the password is not valid UTF-8";
	return NULL;
}

struct secret *console_secret(const struct buf *text, struct error *err)
{
	const size_t len = without_line_end(text);
	const char *problem = problem_of(text->data, len);

	if (problem == NULL)
		return secret_new(text->data, len);
	error_set(err, OS_INVALID_PARAMETER, "%s", problem);
	return NULL;
}
