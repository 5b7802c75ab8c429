/*
 * ini_decode.c: see ini_decode.h.
 */
#include "ini_decode.h"

#include <stdbool.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/utf.h"

static bool starts_with(const char *bytes, size_t len, const char *mark,
                        size_t mark_len)
{
	return len >= mark_len && memcmp(bytes, mark, mark_len) == 0;
}

/* Offset behind the line feed unit at or after at, or len. */
static size_t line_end(const char *bytes, size_t len, size_t at)
{
	for (; at + 1 < len; at += 2)
		if (bytes[at] == '\n' && bytes[at + 1] == '\0')
			return at + 2;
	return len;
}

static void decode_utf16le(struct buf *out, const char *bytes, size_t len,
                           const char *path, struct diag_list *diags)
{
	struct place place = {.file = path, .line = 1};

	for (size_t at = 0; at < len; place.line++) {
		const size_t end = line_end(bytes, len, at);

		if (utf16le_to_utf8(out, bytes + at, end - at) < 0) {
			diag_add(diags, DIAG_BAD_ENCODING, &place, NULL,
			         "this line is not valid UTF-16: save the file "
			         "again, best as UTF-8");
			buf_addc(out, '\n');
		}
		at = end;
	}
}

void ini_decode(struct buf *bytes, const char *path, struct diag_list *diags)
{
	const char *data = bytes->data;
	const size_t len = bytes->len;
	struct buf text = BUF_INIT;

	if (starts_with(data, len, "\xff\xfe", 2)) {
		decode_utf16le(&text, data + 2, len - 2, path, diags);
	} else if (starts_with(data, len, "\xfe\xff", 2)) {
		const struct place whole = {.file = path};

		diag_add(diags, DIAG_BAD_ENCODING, &whole, NULL,
		         "the file is UTF-16 with its bytes in big-endian "
		         "order: save it as UTF-8");
	} else if (starts_with(data, len, "\xef\xbb\xbf", 3)) {
		buf_add(&text, data + 3, len - 3);
	} else {
		return;
	}
	buf_release(bytes);
	*bytes = text;
}
