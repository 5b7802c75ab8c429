/*
 * diag_render.c: one diagnostic as text and as JSON; see diag.h.
 *
 * Columns count characters; the caret line counts the cells a terminal uses,
 * so that the caret stands under the meant characters after a tab, an escaped
 * byte or a wide letter too.
 */
#include "diag.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "clear_password.h"
#include "json.h"
#include "utf.h"

/* Of a long source line this much is shown, in characters. */
enum { SHOWN_BEFORE = 60, SHOWN_IN_ALL = 160 };

static const char *severity_name(enum diag_severity severity)
{
	return severity == DIAG_ERROR ? "error" : "warning";
}

/* Bytes of the character at the start of text; an invalid byte is one. */
static size_t char_bytes(const char *text, size_t len)
{
	uint32_t code;
	const size_t n = utf8_decode(text, len, &code);

	return n > 0 ? n : 1;
}

/* Byte offset of a column, at most the length of text. */
static size_t column_offset(const char *text, size_t column)
{
	const size_t len = strlen(text);
	size_t at = 0;

	while (column > 1 && at < len) {
		at += char_bytes(text + at, len - at);
		column--;
	}
	return at;
}

/* Cells that a printable character takes on a terminal. */
static size_t cells(uint32_t code)
{
	if ((code >= 0x300 && code < 0x370) ||
	    (code >= 0x200b && code < 0x2010) ||
	    (code >= 0x20d0 && code < 0x2100) ||
	    (code >= 0xfe00 && code < 0xfe10))
		return 0;
	if ((code >= 0x1100 && code < 0x1160) ||
	    (code >= 0x2e80 && code < 0xa4d0) ||
	    (code >= 0xac00 && code < 0xd7a4) ||
	    (code >= 0xf900 && code < 0xfb00) ||
	    (code >= 0xff00 && code < 0xff61) ||
	    (code >= 0x1f300 && code < 0x1f650) ||
	    (code >= 0x20000 && code < 0x40000))
		return 2;
	return 1;
}

/* Append the character of n bytes as it is shown; its cells. */
static size_t add_char(struct buf *out, const char *at, size_t n)
{
	const size_t before = out->len;
	uint32_t code = 0;

	if (*at == '\t') {
		buf_addc(out, '\t');
		return 1;
	}
	buf_add_escaped(out, at, n);
	if (out->len - before == n && utf8_decode(at, n, &code) > 0)
		return cells(code);
	return out->len - before;
}

/* Append to out the bytes from..to of text as shown, and to below, for every
 * cell, mark; or a tab under a tab when mark is a space. */
static void add_span(struct buf *out, struct buf *below, const char *text,
                     size_t from, size_t to, char mark)
{
	while (from < to) {
		const size_t n = char_bytes(text + from, to - from);
		char under = mark;
		size_t width = add_char(out, text + from, n);

		if (mark == ' ' && text[from] == '\t')
			under = '\t';
		while (width-- > 0)
			buf_addc(below, under);
		from += n;
	}
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Lines of the registry have no number. */
static bool is_same_line(const struct diag_hidden *h, const struct diag *d)
{
	return h->place.line == d->place.line && d->place.file != NULL &&
	       strcmp(h->place.file, d->place.file) == 0 &&
	       strcmp(h->source, d->source) == 0;
}

/* Stars for length characters from column on. */
static void add_starred(const char *line, size_t column, size_t length,
                        struct buf *out)
{
	const size_t from = column_offset(line, column);
	const size_t to = column_offset(line, column + length);

	buf_add(out, line, from);
	for (size_t at = from; at < to; at += char_bytes(line + at, to - at))
		buf_addc(out, '*');
	buf_adds(out, line + to);
}

/* Append the source line without its passwords, which keeps its columns. */
static void add_masked(const struct diag_list *list, const struct diag *d,
                       struct buf *out)
{
	struct buf line = BUF_INIT;

	buf_adds(&line, d->source);
	for (size_t i = 0; i < list->hidden_count; i++) {
		const struct diag_hidden *h = &list->hidden[i];
		struct buf starred = BUF_INIT;

		if (!is_same_line(h, d))
			continue;
		add_starred(line.data, h->place.column, h->place.length,
		            &starred);
		buf_release(&line);
		line = starred;
	}
	clear_password_mask_line(line.data, out);
	buf_release(&line);
}

static void render_source(const struct diag_list *list, const struct diag *d,
                          struct buf *out)
{
	struct buf masked = BUF_INIT;
	add_masked(list, d, &masked);
	const char *text = masked.data;
	const size_t column = d->place.column;
	const size_t first = column > SHOWN_BEFORE ? column - SHOWN_BEFORE : 1;
	const size_t start = column_offset(text, first);
	const size_t end = column_offset(text, first + SHOWN_IN_ALL);
	const size_t caret = smaller(end, column_offset(text, column));
	const size_t after =
	        smaller(end, column_offset(text, column + d->place.length));
	struct buf below = BUF_INIT;

	if (d->place.line > 0)
		buf_addf(out, "%5u | ", d->place.line);
	else
		buf_adds(out, "      | ");
	buf_adds(out, start > 0 ? "..." : "");
	buf_addf(&below, "      | %s", start > 0 ? "   " : "");
	add_span(out, &below, text, start, caret, ' ');
	const size_t mark = below.len;
	add_span(out, &below, text, caret, after, '~');
	if (mark == below.len)
		buf_addc(&below, '^'); /* past the end: what is missing */
	else
		below.data[mark] = '^';
	const size_t below_len = below.len;
	add_span(out, &below, text, after, end, ' ');
	buf_addf(out, "%s\n", text[end] != '\0' ? "..." : "");
	if (column > 0) {
		buf_add(out, below.data, below_len);
		buf_addc(out, '\n');
	}
	buf_release(&below);
	buf_release(&masked);
}

void diag_render(const struct diag_list *list, size_t i, struct buf *out)
{
	const struct diag *d = &list->items[i];
	const char *file = d->place.file;

	if (file != NULL && *file != '\0') {
		buf_add_escaped(out, file, strlen(file));
		if (d->place.line > 0)
			buf_addf(out, ":%u", d->place.line);
		if (d->place.line > 0 && d->place.column > 0)
			buf_addf(out, ":%u", d->place.column);
		buf_adds(out, ": ");
	}
	buf_addf(out, "%s: %s [FSP%04u%s]\n", severity_name(d->severity),
	         d->text, diag_row(d->code)->number,
	         d->allowed ? ", allowed" : "");
	if (d->source != NULL)
		render_source(list, d, out);
}

/* Where in the source line the meant bytes stand. */
static void json_bytes(struct json *j, const struct diag *d)
{
	const size_t column = d->place.column;

	if (d->source == NULL || column == 0)
		return;
	json_number(j, "byte_start", (int64_t)column_offset(d->source, column));
	json_number(
	        j, "byte_end",
	        (int64_t)column_offset(d->source, column + d->place.length));
}

void diag_render_json(const struct diag *d, struct buf *out)
{
	char code[sizeof("FSP0000")];
	struct json j;

	(void)snprintf(code, sizeof(code), "FSP%04u",
	               diag_row(d->code)->number);
	json_init(&j, out);
	json_object(&j, NULL);
	json_text(&j, "file", d->place.file);
	if (d->place.line > 0)
		json_number(&j, "line", d->place.line);
	if (d->place.column > 0)
		json_number(&j, "column", d->place.column);
	json_bytes(&j, d);
	json_text(&j, "code", code);
	json_text(&j, "severity", severity_name(d->severity));
	json_bool(&j, "allowed", d->allowed);
	json_text(&j, "message", d->text);
	json_end_object(&j);
	buf_addc(out, '\n');
}
