/*
 * diag.c: see diag.h: the list. How one is printed: diag_render.c.
 */
#include "diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "shown.h"
#include "xalloc.h"

void diag_add(struct diag_list *list, enum diag_code code,
              const struct place *place, const char *source, const char *format,
              ...)
{
	va_list args;

	va_start(args, format);
	diag_addv(list, code, place, source, format, args);
	va_end(args);
}

void diag_addv(struct diag_list *list, enum diag_code code,
               const struct place *place, const char *source,
               const char *format, va_list args)
{
	struct buf raw = BUF_INIT;
	struct buf shown = BUF_INIT;
	struct buf text = BUF_INIT;
	struct diag *d;

	buf_addv(&raw, format, args);
	shown_text(raw.data, &shown);
	buf_add_escaped(&text, shown.data, shown.len);
	buf_release(&shown);
	buf_release(&raw);

	if ((list->count & (list->count - 1)) == 0)
		list->items =
		        xrealloc(list->items, list->count ? list->count * 2 : 1,
		                 sizeof(*list->items));
	d = &list->items[list->count++];
	d->place = *place;
	d->code = code;
	d->severity = diag_row(code)->severity;
	d->allowed = false;
	d->text = buf_steal(&text, NULL);
	d->source = xstrdup(source);
}

void diag_hide(struct diag_list *list, const struct place *place,
               const char *source)
{
	if ((list->hidden_count & (list->hidden_count - 1)) == 0)
		list->hidden = xrealloc(
		        list->hidden,
		        list->hidden_count ? list->hidden_count * 2 : 1,
		        sizeof(*list->hidden));
	list->hidden[list->hidden_count++] =
	        (struct diag_hidden){*place, xstrdup(source)};
}

void diag_release(struct diag_list *list)
{
	for (size_t i = 0; i < list->hidden_count; i++)
		free(list->hidden[i].source);
	free(list->hidden);
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].text);
		free(list->items[i].source);
	}
	free(list->items);
	*list = (struct diag_list)DIAG_LIST_INIT;
}

/* Room is a power of two, which diag_add relies on. */
static size_t room_for(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return room;
}

void diag_move(struct diag_list *to, struct diag_list *from)
{
	const size_t count = xsum(to->count, from->count);

	if (from->count > 0) {
		to->items = xrealloc(to->items, room_for(count),
		                     sizeof(*to->items));
		memcpy(to->items + to->count, from->items,
		       from->count * sizeof(*from->items));
		to->count = count;
	}
	for (size_t i = 0; i < from->hidden_count; i++)
		diag_hide(to, &from->hidden[i].place, from->hidden[i].source);
	from->count = 0; /* they are not ours any longer */
	diag_release(from);
}

/* What qsort, which is not stable, sorts by. */
struct ranked {
	struct diag diag;
	size_t rank;
};

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_places(const void *left, const void *right)
{
	const struct ranked *a = left;
	const struct ranked *b = right;
	const char *a_file = a->diag.place.file ? a->diag.place.file : "";
	const char *b_file = b->diag.place.file ? b->diag.place.file : "";
	int order = strcmp(a_file, b_file);

	if (order == 0)
		order = compare_numbers(a->diag.place.line, b->diag.place.line);
	if (order == 0)
		order = compare_numbers(a->diag.place.column,
		                        b->diag.place.column);
	return order ? order : compare_numbers(a->rank, b->rank);
}

void diag_sort(struct diag_list *list)
{
	struct ranked *sorted = xcalloc(list->count, sizeof(*sorted));

	for (size_t i = 0; i < list->count; i++) {
		sorted[i].diag = list->items[i];
		sorted[i].rank = i;
	}
	qsort(sorted, list->count, sizeof(*sorted), compare_places);
	for (size_t i = 0; i < list->count; i++)
		list->items[i] = sorted[i].diag;
	free(sorted);
}

size_t diag_count(const struct diag_list *list, enum diag_severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].severity == severity;
	return count;
}
