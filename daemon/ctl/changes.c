/*
 * changes.c: see changes.h.
 */
#include "changes.h"

#include <stdbool.h>
#include <string.h>

#include "../../common/buf.h"
#include "output.h"

static void add_line(const struct json_value *item, void *context)
{
	static const char *const names[] = {"class", "instance", "state",
	                                    "reason"};
	struct buf *out = context;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		output_member(item, names[i], &text);
		if (i)
			buf_addc(out, '\t');
		buf_add_escaped(out, text.data, text.len);
	}
	buf_addc(out, '\n');
	buf_release(&text);
}

int changes_lines(const struct buf *pages, struct buf *out, struct error *err)
{
	return output_each(pages, "instances", add_line, out, err);
}

/* Bytes of the first columns of the line at text, with the tab or line end
 * after the last of them; all columns with columns 0. */
static size_t width(const char *text, unsigned columns)
{
	size_t len = 0;

	while (text[len] != '\n') {
		if (text[len++] == '\t' && columns && --columns == 0)
			return len;
	}
	return len + 1;
}

/* Whether some line of text begins with the len bytes. */
static bool has_line(const struct buf *text, const char *begin, size_t len)
{
	const char *end = text->data + text->len;

	for (const char *at = text->data; at < end; at += width(at, 0))
		if (len <= (size_t)(end - at) && memcmp(at, begin, len) == 0)
			return true;
	return false;
}

void changes_between(const struct buf *before, const struct buf *now,
                     struct buf *out)
{
	enum { NAMES = 2 };
	const char *end = now->data + now->len;

	for (const char *at = now->data; at < end; at += width(at, 0))
		if (!has_line(before, at, width(at, 0)))
			buf_add(out, at, width(at, 0));
	end = before->data + before->len;
	for (const char *at = before->data; at < end; at += width(at, 0)) {
		if (has_line(now, at, width(at, NAMES)))
			continue;
		buf_add(out, at, width(at, NAMES));
		buf_adds(out, "gone\t\n");
	}
}
