/*
 * wide.c: see wide.h. Windows' wchar_t is a UTF-16 unit, little-endian on
 * every processor Windows runs on, so utf.c does the work.
 */
#include "wide.h"

#include <assert.h>
#include <string.h>

#include "buf.h"
#include "utf.h"

static_assert(sizeof(wchar_t) == 2, "wchar_t is a UTF-16 unit");

char *wide_to_utf8(const wchar_t *text)
{
	struct buf out = BUF_INIT;

	if (utf16le_to_utf8(&out, text, wcslen(text) * sizeof(*text)) < 0) {
		buf_release(&out);
		return NULL;
	}
	return buf_steal(&out, NULL);
}

/* Units of the character at the start of text, 0 for one that has no UTF-8
 * form or would end a string. */
static size_t char_units(const wchar_t *text, size_t count)
{
	if (text[0] == L'\0')
		return 0;
	if (text[0] < 0xd800 || text[0] > 0xdfff)
		return 1;
	if (text[0] > 0xdbff || count < 2 || text[1] < 0xdc00 ||
	    text[1] > 0xdfff)
		return 0;
	return 2;
}

void wide_add_utf8_lossy(struct buf *out, const wchar_t *text, size_t count)
{
	/* Nearly every name; the rest goes character by character. */
	if (wcsnlen(text, count) == count &&
	    utf16le_to_utf8(out, text, count * sizeof(*text)) == 0)
		return;
	while (count > 0) {
		const size_t units = char_units(text, count);

		if (units == 0 ||
		    utf16le_to_utf8(out, text, units * sizeof(*text)) < 0)
			buf_adds(out, "\xef\xbf\xbd");
		text += units > 0 ? units : 1;
		count -= units > 0 ? units : 1;
	}
}

char *wide_to_utf8_lossy(const wchar_t *text, size_t count)
{
	struct buf out = BUF_INIT;

	wide_add_utf8_lossy(&out, text, count);
	return buf_steal(&out, NULL);
}

const wchar_t *utf8_to_wide_in(struct buf *room, const char *text)
{
	buf_clear(room);
	if (utf8_to_utf16le(room, text, strlen(text)) < 0)
		return NULL;
	buf_add_u16le(room, 0);
	return (const wchar_t *)(const void *)room->data;
}

wchar_t *utf8_to_wide(const char *text)
{
	struct buf out = BUF_INIT;

	if (utf8_to_wide_in(&out, text) == NULL) {
		buf_release(&out);
		return NULL;
	}
	return (wchar_t *)(void *)buf_steal(&out, NULL);
}
