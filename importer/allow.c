/*
 * allow.c: see allow.h.
 */
#include "allow.h"

#include <stdlib.h>
#include <string.h>

#include "../common/name.h"
#include "../common/xalloc.h"

enum { CODE_LEN = 7 }; /* FSP0123 */

enum diag_code allow_code(const char *text, size_t len)
{
	unsigned number = 0;

	if (len != CODE_LEN || (text[0] | 32) != 'f' || (text[1] | 32) != 's' ||
	    (text[2] | 32) != 'p')
		return DIAG_CODE_COUNT;
	for (size_t i = 3; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return DIAG_CODE_COUNT;
		number = number * 10 + (unsigned)(text[i] - '0');
	}
	for (int code = 0; code < DIAG_CODE_COUNT; code++)
		if (diag_row((enum diag_code)code)->number == number)
			return (enum diag_code)code;
	return DIAG_CODE_COUNT;
}

static void allow_one(struct section *s, const struct flat *text, size_t at,
                      size_t len, struct diag_list *diags)
{
	const enum diag_code code = allow_code(text->text + at, len);

	if (code == DIAG_CODE_COUNT) {
		flat_diag(text, at, len, DIAG_ALLOW_SYNTAX, diags,
		          "this is no code of a finding: write codes as they "
		          "are printed, such as FSP0410, with blanks between");
		return;
	}
	if (!diag_row(code)->allowable &&
	    diag_row(code)->severity == DIAG_ERROR) {
		flat_diag(text, at, len, DIAG_ALLOW_REFUSED, diags,
		          "'%s' cannot be allowed: mend what it is about and "
		          "take this code out",
		          diag_row(code)->title);
		return;
	}
	s->allowed =
	        xrealloc(s->allowed, s->allowed_count + 1, sizeof(*s->allowed));
	s->allowed[s->allowed_count++] = code;
}

void allow_read(struct section *s, const struct flat *text,
                struct diag_list *diags)
{
	for (size_t at = 0; at < text->len;) {
		const size_t len = strcspn(text->text + at, " \t,");

		if (len > 0)
			allow_one(s, text, at, len, diags);
		at += len + (at + len < text->len);
	}
}

static bool is_listed(enum diag_code code, const enum diag_code *codes,
                      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* The section that line of file belongs to, among those that allow anything. */
static const struct section *section_of(const struct declared *d,
                                        const struct place *place)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct section *s = d->sections[i];

		if (s->allowed_count > 0 && s->file->path == place->file &&
		    place->line >= s->header->line &&
		    place->line <= s->last_line)
			return s;
	}
	return NULL;
}

static bool is_allowed(const struct declared *d,
                       const struct allowance *allowance, const struct diag *g)
{
	const struct section *s;

	if (is_listed(g->code, allowance->codes, allowance->count))
		return true;
	s = section_of(d, &g->place);
	return s && is_listed(g->code, s->allowed, s->allowed_count);
}

static bool is_repeat(const struct diag *a, const struct diag *b)
{
	return a->code == b->code && a->place.file == b->place.file &&
	       a->place.line == b->place.line &&
	       a->place.column == b->place.column &&
	       strcmp(a->text, b->text) == 0;
}

/* Of the sorted diags; equal places stand side by side. */
static void drop_repeats(struct diag_list *diags)
{
	size_t kept = 0;

	for (size_t i = 0; i < diags->count; i++) {
		struct diag *g = &diags->items[i];
		size_t twin = kept;

		while (twin > 0 &&
		       diags->items[twin - 1].place.line == g->place.line &&
		       !is_repeat(&diags->items[twin - 1], g))
			twin--;
		if (twin > 0 && is_repeat(&diags->items[twin - 1], g)) {
			free(g->text);
			free(g->source);
			continue;
		}
		diags->items[kept++] = *g;
	}
	diags->count = kept;
}

void allow_settle(const struct declared *d, const struct allowance *allowance,
                  struct diag_list *diags)
{
	diag_sort(diags);
	drop_repeats(diags);
	for (size_t i = 0; i < diags->count; i++) {
		struct diag *g = &diags->items[i];

		if (is_allowed(d, allowance, g)) {
			g->allowed = true;
			g->severity = DIAG_WARNING;
		} else if (allowance->strict) {
			g->severity = DIAG_ERROR;
		}
	}
}
