/*
 * emit_part.c: values as text and as XML, see emit_part.h.
 */
#include "emit_part.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/utf.h"

const char *emit_below_machine(const char *key)
{
	static const char hive[] = "HKEY_LOCAL_MACHINE\\";
	const size_t len = sizeof(hive) - 1;

	return strncmp(key, hive, len) == 0 ? key + len : NULL;
}

int emit_refuse(struct diag_list *diags, const char *key,
                const struct reg_value *value, const char *why)
{
	const struct place place = {.file = key};

	diag_add(diags, DIAG_EMIT, &place, NULL, "%s %s",
	         !value           ? "this key"
	         : value->name[0] ? value->name
	                          : "the default value",
	         why);
	return -1;
}

/* XML 1.0 knows neither control characters nor the two non-characters at the
 * end of the first plane; a tab in an attribute is read back as a space. */
static bool is_xml(const char *text, size_t len)
{
	uint32_t code;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &code);
		if (n == 0 || code < 0x20 || code == 0xFFFE || code == 0xFFFF)
			return false;
	}
	return true;
}

/* Append the text of value without the NUL that must end it. */
static int decode(const struct reg_value *value, struct buf *out)
{
	const size_t len = value->len;

	if (len < 2 || value->data[len - 1] || value->data[len - 2])
		return -1;
	return utf16le_to_utf8(out, value->data, len - 2);
}

int emit_text(const struct reg_value *value, struct buf *out)
{
	const size_t before = out->len;

	if (decode(value, out) < 0)
		return -1;
	return is_xml(out->data + before, out->len - before) ? 0 : -1;
}

int emit_list(const struct reg_value *value, struct buf *out)
{
	struct buf text = BUF_INIT;
	int rc = -1;

	if (decode(value, &text) < 0 ||
	    (text.len > 0 && text.data[text.len - 1] != '\0'))
		goto out;
	for (size_t at = 0; at < text.len; at += strlen(text.data + at) + 1)
		if (!is_xml(text.data + at, strlen(text.data + at)))
			goto out;
	buf_add(out, text.data, text.len);
	rc = 0;
out:
	buf_release(&text);
	return rc;
}

void emit_xml(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		default:
			buf_addc(out, *text);
		}
	}
}
