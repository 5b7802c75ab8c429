/*
 * json.c: the writer of json.h. A comma is owed before every value but the
 * first of its object or array; nesting is ours, so exceeding JSON_DEPTH is a
 * mistake of the program.
 */
#include "json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "buf.h"
#include "utf.h"

/* Control characters, DEL and the C1 set, and the two that end a line in
 * JavaScript: escaped, so that the text is one line on every terminal. */
static bool needs_escape(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
	       code == 0x2029;
}

static void add_char(struct buf *out, const char *text, size_t len,
                     uint32_t code)
{
	switch (code) {
	case '"':
		buf_adds(out, "\\\"");
		break;
	case '\\':
		buf_adds(out, "\\\\");
		break;
	case '\n':
		buf_adds(out, "\\n");
		break;
	case '\r':
		buf_adds(out, "\\r");
		break;
	case '\t':
		buf_adds(out, "\\t");
		break;
	default:
		if (needs_escape(code))
			buf_addf(out, "\\u%04" PRIx32, code);
		else
			buf_add(out, text, len);
	}
}

static void add_string(struct buf *out, const char *text, size_t len)
{
	buf_addc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t code = 0;
		size_t n = utf8_decode(text + at, len - at, &code);

		if (n == 0) {
			buf_adds(out, "\xef\xbf\xbd"); /* U+FFFD */
			n = 1;
		} else {
			add_char(out, text + at, n, code);
		}
		at += n;
	}
	buf_addc(out, '"');
}

/* What stands before a value: the comma owed, and its key. */
static void begin_value(struct json *j, const char *key)
{
	if (j->comma[j->depth])
		buf_addc(j->out, ',');
	j->comma[j->depth] = true;
	if (key != NULL) {
		add_string(j->out, key, strlen(key));
		buf_addc(j->out, ':');
	}
}

static void open_level(struct json *j, const char *key, char bracket)
{
	begin_value(j, key);
	buf_addc(j->out, bracket);
	j->depth++;
	assert(j->depth < JSON_DEPTH);
	j->comma[j->depth] = false;
}

static void close_level(struct json *j, char bracket)
{
	assert(j->depth > 0);
	j->depth--;
	buf_addc(j->out, bracket);
}

void json_init(struct json *j, struct buf *out)
{
	*j = (struct json){.out = out};
}

void json_object(struct json *j, const char *key)
{
	open_level(j, key, '{');
}

void json_end_object(struct json *j)
{
	close_level(j, '}');
}

void json_array(struct json *j, const char *key)
{
	open_level(j, key, '[');
}

void json_end_array(struct json *j)
{
	close_level(j, ']');
}

void json_text(struct json *j, const char *key, const char *text)
{
	if (text != NULL)
		json_text_n(j, key, text, strlen(text));
	else
		json_null(j, key);
}

void json_text_n(struct json *j, const char *key, const char *text, size_t len)
{
	begin_value(j, key);
	add_string(j->out, text, len);
}

void json_number(struct json *j, const char *key, int64_t number)
{
	begin_value(j, key);
	buf_addf(j->out, "%" PRId64, number);
}

void json_bool(struct json *j, const char *key, bool value)
{
	begin_value(j, key);
	buf_adds(j->out, value ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
	begin_value(j, key);
	buf_adds(j->out, "null");
}
