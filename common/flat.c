/*
 * flat.c: see flat.h.
 */
#include "flat.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clear_password.h"
#include "name.h"
#include "xalloc.h"

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

/* What flat_new() carries along one value that is not plain. */
struct build {
	const struct ini_file *file;
	bool faulty, empty;
	struct buf text;
	struct flat_span *spans;
	size_t span_count;
	const struct variables *variables;
	struct diag_list *diags;
};

static void add_span(struct build *b, const struct flat_span *span)
{
	const size_t count = b->span_count;

	if ((count & (count - 1)) == 0)
		b->spans = xrealloc(b->spans, count ? count * 2 : 1,
		                    sizeof(*b->spans));
	b->spans[b->span_count++] = *span;
}

/* Tell what is wrong with len bytes at byte at of part. */
static void note(struct build *b, const struct ini_part *part, size_t at,
                 size_t len, enum diag_code code, const char *text)
{
	const struct place place = ini_part_place(b->file, part, at, len);

	b->faulty = true;
	diag_add(b->diags, code, &place, part->source, "%s", text);
}

/* What no line of a file may hold, but a tab. */
static bool has_control(const char *value)
{
	for (const char *c = value; *c; c++)
		if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
			return true;
	return false;
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

	if (value && has_control(value)) {
		note(b, part, at, len, DIAG_VARIABLE_CONTROL,
		     "the variable's value holds a control character, such as "
		     "the end of a line: take it out");
	} else if (value) {
		const struct flat_span span = {b->text.len, part, at, len,
		                               false};

		add_span(b, &span);
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

	add_span(b, &span);
	buf_add(&b->text, part->text + at, len);
}

static void add_part(struct build *b, const struct ini_part *part)
{
	size_t done = 0;

	for (size_t i = 0; b->variables && i + 1 < part->len;) {
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

/* What nearly all values are: one line without a variable. The text is the
 * line's own where nothing follows it there. */
static bool is_plain(const struct ini_part *part)
{
	return !memchr(part->text, '$', part->len);
}

static struct flat *new_plain(struct arena *arena, const struct ini_file *file,
                              const struct ini_entry *entry)
{
	const struct ini_part *part = &file->parts[entry->first_part];
	const bool is_line_end = part->text[part->len] == '\0';
	struct flat *flat = arena_alloc(arena, sizeof(*flat));

	flat->file = file;
	flat->entry = entry;
	flat->text = is_line_end ? part->text
	                         : arena_text(arena, part->text, part->len);
	flat->len = part->len;
	flat->empty = part->len == 0;
	return flat;
}

/* Join the parts and replace what stands in them. */
static void join(struct build *b, const struct ini_part *parts, size_t count,
                 char separator)
{
	bool first = true;

	b->empty = true;
	for (size_t i = 0; i < count; i++) {
		/* An empty first line joins nothing. */
		if (parts[i].len == 0 && count > 1)
			continue;
		if (!first)
			buf_addc(&b->text, separator);
		first = false;
		b->empty = b->empty && parts[i].len == 0;
		add_part(b, &parts[i]);
	}
}

/* Take what was built into the arena. */
static struct flat *settle(struct arena *arena, struct build *b,
                           const struct ini_entry *entry)
{
	const size_t bytes = b->span_count * sizeof(*b->spans);
	struct flat *flat = arena_alloc(arena, xsum(sizeof(*flat), bytes));

	flat->file = b->file;
	flat->entry = entry;
	flat->faulty = b->faulty;
	flat->empty = b->empty;
	flat->span_count = (uint32_t)b->span_count;
	if (bytes > 0)
		memcpy(flat->spans, b->spans, bytes);
	flat->text = arena_text(arena, b->text.data, b->text.len);
	flat->len = b->text.len;
	free(b->spans);
	buf_release(&b->text);
	return flat;
}

/* What the value's lines do not tell when each is looked at alone. */
static void hide_passwords(const struct flat *flat, struct diag_list *diags)
{
	size_t at = 0, len;

	while ((len = clear_password_find(flat->text, &at)) > 0) {
		flat_hide(flat, at, len, diags);
		at += len;
	}
}

struct flat *flat_new(struct arena *arena, const struct ini_file *file,
                      const struct ini_entry *entry, char separator,
                      const struct variables *variables,
                      struct diag_list *diags)
{
	const struct ini_part *parts = &file->parts[entry->first_part];
	struct build b = {.file = file,
	                  .text = BUF_INIT,
	                  .variables = variables,
	                  .diags = diags};

	if (entry->part_count == 1 && is_plain(parts))
		return new_plain(arena, file, entry);
	join(&b, parts, entry->part_count, separator);

	struct flat *flat = settle(arena, &b, entry);
	hide_passwords(flat, diags);
	return flat;
}

bool flat_is_again(const struct flat *known, const struct ini_file *file,
                   const struct ini_entry *entry)
{
	const struct ini_part *part = &file->parts[entry->first_part];

	return known->span_count == 0 && entry->part_count == 1 &&
	       part->len == known->len &&
	       memcmp(part->text, known->text, known->len) == 0;
}

struct flat *flat_again(struct arena *arena, const struct flat *known,
                        const struct ini_file *file,
                        const struct ini_entry *entry)
{
	struct flat *flat = arena_alloc(arena, sizeof(*flat));

	*flat = *known;
	flat->file = file;
	flat->entry = entry;
	return flat;
}

/* The last span that begins at or before byte at. */
static struct flat_span span_at(const struct flat *flat, size_t at)
{
	size_t i = flat->span_count;

	if (i == 0)
		return (struct flat_span){
		        .part = &flat->file->parts[flat->entry->first_part],
		        .source_len = flat->len,
		        .exact = true};
	while (i > 1 && flat->spans[i - 1].at > at)
		i--;
	/* An empty span in front of the one meant. */
	return flat->spans[i - 1];
}

struct place flat_place(const struct flat *flat, size_t at, size_t len,
                        const char **source)
{
	const struct flat_span span = span_at(flat, at);
	const struct ini_part *part = span.part;
	size_t from = span.part_at;
	size_t room = span.source_len;

	if (span.exact) {
		const size_t skip = at - span.at < room ? at - span.at : room;

		from += skip;
		room = len < room - skip ? len : room - skip;
	}
	*source = part->source;

	struct place place = ini_part_place(flat->file, part, from, room);
	if (place.length == 0)
		place.length = 1;
	return place;
}

void flat_diag(const struct flat *flat, size_t at, size_t len,
               enum diag_code code, struct diag_list *diags, const char *format,
               ...)
{
	const char *source;
	const struct place place = flat_place(flat, at, len, &source);
	va_list args;

	va_start(args, format);
	diag_addv(diags, code, &place, source, format, args);
	va_end(args);
}

/* Where what a span begins with ends; at is in the last such. */
static size_t span_end(const struct flat *flat, size_t at)
{
	for (size_t i = 0; i < flat->span_count; i++)
		if (flat->spans[i].at > at)
			return flat->spans[i].at;
	return flat->len;
}

void flat_hide(const struct flat *flat, size_t at, size_t len,
               struct diag_list *diags)
{
	const size_t end = at + len;

	while (at < end) {
		const size_t next = span_end(flat, at);
		const size_t stop = next < end ? next : end;
		const char *source;
		const struct place place =
		        flat_place(flat, at, stop - at, &source);

		diag_hide(diags, &place, source);
		at = stop;
	}
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
