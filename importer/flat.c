/*
 * flat.c: see flat.h.
 */
#include "flat.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/xalloc.h"

static void add_span(struct flat *flat, const struct flat_span *span)
{
	const size_t count = flat->span_count;

	if ((count & (count - 1)) == 0)
		flat->spans = xrealloc(flat->spans, count ? count * 2 : 1,
		                       sizeof(*flat->spans));
	flat->spans[flat->span_count++] = *span;
}

static const char *find_in(const char *const *list, const char *name)
{
	const size_t len = strlen(name);

	for (; list && *list; list++) {
		/* Windows keeps "=C:=C:\dir" entries: the name is never "". */
		const char *equals = strchr(*list + 1, '=');

		if (!equals || (size_t)(equals - *list) != len)
			continue;
		char *candidate = xmemdup(*list, len);
		const bool same = name_equal(candidate, name);
		free(candidate);
		if (same)
			return equals + 1;
	}
	return NULL;
}

static const char *find_variable(const struct variables *variables,
                                 const char *name)
{
	const char *value = find_in(variables->given, name);

	return value ? value : find_in(variables->environment, name);
}

/* What flat_new() carries along one value. */
struct build {
	struct flat *flat;
	struct buf text;
	const struct variables *variables;
	struct diag_list *diags;
};

/* Tell what is wrong with len bytes at byte at of part. */
static void note(struct build *b, const struct ini_part *part, size_t at,
                 size_t len, enum diag_code code, const char *text)
{
	const struct place place = {
	        .file = b->flat->file->path,
	        .line = part->line,
	        .column = part->column + (unsigned)utf8_chars(part->text, at),
	        .length = (unsigned)utf8_chars(part->text + at, len),
	};

	b->flat->faulty = true;
	diag_add(b->diags, code, &place, part->source, "%s", text);
}

static void tell_unset(struct build *b, const struct ini_part *part, size_t at,
                       size_t len, const char *name)
{
	struct buf text = BUF_INIT;

	buf_addf(&text,
	         "no variable is called '%s': set it in the "
	         "environment, or give -D '%s=VALUE'",
	         name, name);
	note(b, part, at, len, DIAG_VARIABLE_UNSET, text.data);
	buf_release(&text);
}

/* `${NAME}` at byte at of part: append its value. Returns its length. */
static size_t add_variable(struct build *b, const struct ini_part *part,
                           size_t at)
{
	const char *close = memchr(part->text + at, '}', part->len - at);

	if (!close || close == part->text + at + 2) {
		const size_t len = close ? 3 : part->len - at;

		note(b, part, at, len, DIAG_VARIABLE_SYNTAX,
		     close ? "'${}' names nothing: write ${NAME}, or $${ for "
		             "the characters themselves"
		           : "'${' without its '}': write ${NAME}, or $${ for "
		             "the characters themselves");
		return len;
	}

	const size_t len = (size_t)(close - (part->text + at)) + 1;
	char *name = xmemdup(part->text + at + 2, len - 3);
	const char *value = find_variable(b->variables, name);

	if (value) {
		const struct flat_span span = {b->text.len, part, at, len,
		                               false};

		add_span(b->flat, &span);
		buf_adds(&b->text, value);
	} else {
		tell_unset(b, part, at, len, name);
	}
	free(name);
	return len;
}

static void add_plain(struct build *b, const struct ini_part *part, size_t at,
                      size_t len)
{
	const struct flat_span span = {b->text.len, part, at, len, true};

	add_span(b->flat, &span);
	buf_add(&b->text, part->text + at, len);
}

static void add_part(struct build *b, const struct ini_part *part)
{
	size_t done = 0;

	for (size_t i = 0; i + 1 < part->len;) {
		const char *c = part->text + i;

		if (i + 2 < part->len && memcmp(c, "$${", 3) == 0) {
			add_plain(b, part, done, i - done);
			done = i + 1;
			i += 3;
		} else if (memcmp(c, "${", 2) == 0) {
			add_plain(b, part, done, i - done);
			i += add_variable(b, part, i);
			done = i;
		} else {
			i++;
		}
	}
	add_plain(b, part, done, part->len - done);
}

struct flat *flat_new(const struct ini_file *file,
                      const struct ini_entry *entry, char separator,
                      const struct variables *variables,
                      struct diag_list *diags)
{
	struct flat *flat = xcalloc(1, sizeof(*flat));
	struct build b = {flat, BUF_INIT, variables, diags};
	bool first = true;

	flat->file = file;
	flat->entry = entry;
	flat->empty = true;
	for (size_t i = 0; i < entry->part_count; i++) {
		const struct ini_part *part =
		        &file->parts[entry->first_part + i];

		/* An empty first line joins nothing. */
		if (part->len == 0 && entry->part_count > 1)
			continue;
		if (!first)
			buf_addc(&b.text, separator);
		first = false;
		flat->empty = flat->empty && part->len == 0;
		add_part(&b, part);
	}
	flat->text = buf_steal(&b.text, &flat->len);
	return flat;
}

void flat_free(struct flat *flat)
{
	if (!flat)
		return;
	free(flat->text);
	free(flat->spans);
	free(flat);
}

/* The last span that begins at or before byte at. */
static const struct flat_span *span_at(const struct flat *flat, size_t at)
{
	size_t i = flat->span_count;

	while (i > 1 && flat->spans[i - 1].at > at)
		i--;
	/* An empty span in front of the one meant. */
	return &flat->spans[i - 1];
}

struct place flat_place(const struct flat *flat, size_t at, size_t len,
                        const char **source)
{
	const struct flat_span *span = span_at(flat, at);
	const struct ini_part *part = span->part;
	size_t from = span->part_at;
	size_t room = span->source_len;

	if (span->exact) {
		const size_t skip = at - span->at < room ? at - span->at : room;

		from += skip;
		room = len < room - skip ? len : room - skip;
	}
	*source = part->source;

	const size_t chars = utf8_chars(part->text + from, room);
	return (struct place){
	        .file = flat->file->path,
	        .line = part->line,
	        .column = part->column + (unsigned)utf8_chars(part->text, from),
	        .length = chars ? (unsigned)chars : 1,
	};
}

void flat_diag(const struct flat *flat, size_t at, size_t len,
               enum diag_code code, struct diag_list *diags, const char *format,
               ...)
{
	struct buf text = BUF_INIT;
	const char *source;
	const struct place place = flat_place(flat, at, len, &source);
	va_list args;

	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	diag_add(diags, code, &place, source, "%s", text.data);
	buf_release(&text);
}

bool flat_is_replaced(const struct flat *flat, size_t at, size_t len)
{
	for (size_t i = 0; i < flat->span_count; i++) {
		const struct flat_span *span = &flat->spans[i];
		const size_t end = i + 1 < flat->span_count
		                           ? flat->spans[i + 1].at
		                           : flat->len;

		if (!span->exact && span->at < at + len && at < end)
			return true;
	}
	return false;
}
