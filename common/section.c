/*
 * section.c: see section.h.
 */
#include "section.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "buf.h"
#include "name.h"
#include "xalloc.h"

/* Room for one more in a list that grows by powers of two. */
static void *grow(void *list, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return list;
	return xrealloc(list, count ? count * 2 : 1, size);
}

static void make_room(struct declared *d, struct section *s, unsigned count)
{
	const struct flat **texts =
	        arena_alloc(&d->arena, count * sizeof(*texts));

	if (s->room > 0)
		memcpy(texts, s->texts, s->room * sizeof(*texts));
	s->texts = texts;
	s->room = count;
}

void section_write(struct declared *d, struct section *s, enum key_id id,
                   const struct flat *text)
{
	const unsigned at = bit_index(s->written, id);
	const unsigned count = bit_count(s->written);

	assert(!has_bit(s->written, id));
	if (count == s->room)
		make_room(d, s, s->room + 4);
	memmove(&s->texts[at + 1], &s->texts[at],
	        (count - at) * sizeof(*s->texts));
	s->texts[at] = text;
	s->written |= bit_of(id);
}

struct section *declared_add(struct declared *d, const struct ini_file *file,
                             const struct ini_entry *header, unsigned keys)
{
	struct section *s = arena_alloc(&d->arena, sizeof(*s));
	const char *name = header->name;
	const char *slash = strchr(name, '\\');
	char *class_name = slash ? xmemdup(name, (size_t)(slash - name)) : NULL;

	s->file = file;
	s->header = header;
	s->is_defaults = strcmp(name, "*") == 0;
	make_room(d, s, keys);
	definition_init(&s->def, slash ? class_name : name,
	                slash ? slash + 1 : NULL);
	definition_reserve(&s->def, keys);
	free(class_name);
	d->sections = grow(d->sections, d->count, sizeof(*d->sections));
	d->sections[d->count++] = s;
	return s;
}

static int compare_names(const char *class_a, const char *instance_a,
                         const char *class_b, const char *instance_b)
{
	const int order = name_compare(class_a, class_b);

	if (order != 0)
		return order;
	if (!instance_a || !instance_b)
		return (instance_a ? 1 : 0) - (instance_b ? 1 : 0);
	return name_compare(instance_a, instance_b);
}

static int compare_sections(const struct section *a, const struct section *b)
{
	return compare_names(a->def.class_name, a->def.instance_name,
	                     b->def.class_name, b->def.instance_name);
}

/* Stable, since duplicates are told at the later place: a merge sort. */
static void sort_sections(struct section **list, struct section **spare,
                          size_t count)
{
	if (count < 2)
		return;

	const size_t half = count / 2;
	size_t left = 0, right = half, out = 0;

	sort_sections(list, spare, half);
	sort_sections(list + half, spare, count - half);
	/* Files are mostly written in order. */
	if (compare_sections(list[half - 1], list[half]) <= 0)
		return;
	memcpy(spare, list, count * sizeof(*list));
	while (left < half && right < count)
		list[out++] = compare_sections(spare[left], spare[right]) <= 0
		                      ? spare[left++]
		                      : spare[right++];
	while (left < half)
		list[out++] = spare[left++];
	while (right < count)
		list[out++] = spare[right++];
}

void declared_sort(struct declared *d)
{
	struct section **spare = xcalloc(d->count, sizeof(struct section *));

	free(d->sorted);
	d->sorted = xcalloc(d->count, sizeof(struct section *));
	d->sorted_count = 0;
	for (size_t i = 0; i < d->count; i++)
		if (!d->sections[i]->is_defaults &&
		    !d->sections[i]->is_duplicate)
			d->sorted[d->sorted_count++] = d->sections[i];
	sort_sections(d->sorted, spare, d->sorted_count);
	for (size_t i = 0; i < d->sorted_count; i++)
		d->sorted[i]->rank = i;
	free(spare);
}

struct section *declared_find(const struct declared *d, const char *class_name,
                              const char *instance)
{
	size_t low = 0, high = d->sorted_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		struct section *s = d->sorted[middle];
		const int order =
		        compare_names(class_name, instance, s->def.class_name,
		                      s->def.instance_name);

		if (order == 0)
			return s;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct definition *declared_keep(struct declared *d,
                                       struct definition *def)
{
	struct definition *kept = xcalloc(1, sizeof(*kept));

	*kept = *def;
	memset(def, 0, sizeof(*def));
	d->kept = grow(d->kept, d->kept_count, sizeof(*d->kept));
	d->kept[d->kept_count++] = kept;
	return kept;
}

static void section_release(struct section *s)
{
	definition_release(&s->def);
	for (size_t i = 0; i < s->private_count; i++)
		free(s->privates[i].name);
	free(s->privates);
	free(s->allowed);
}

void declared_release(struct declared *d)
{
	for (size_t i = 0; i < d->count; i++)
		section_release(d->sections[i]);
	for (size_t i = 0; i < d->kept_count; i++) {
		definition_release(d->kept[i]);
		free(d->kept[i]);
	}
	free(d->kept);
	arena_release(&d->arena);
	free(d->sections);
	free(d->sorted);
	*d = (struct declared)DECLARED_INIT;
}

const struct definition *section_whole(const struct section *s)
{
	return s->whole ? s->whole : &s->def;
}

const struct flat *section_text(const struct section *s, enum key_id id)
{
	return has_bit(s->written, id) ? s->texts[bit_index(s->written, id)]
	                               : NULL;
}

bool section_wrote(const struct section *s, enum key_id id)
{
	const struct flat *text = section_text(s, id);

	return text && !text->empty;
}

bool section_meant(const struct section *s, enum key_id id)
{
	return section_wrote(s, id) || has_bit(s->meant, id);
}

bool section_lost_base(const struct section *s)
{
	return s->extends && !s->extends->empty && !s->overlay && !s->base;
}

char *section_name(const struct section *s)
{
	struct buf name = BUF_INIT;

	buf_adds(&name, s->def.class_name);
	if (s->def.instance_name)
		buf_addf(&name, "\\%s", s->def.instance_name);
	return buf_steal(&name, NULL);
}

void section_diag(const struct section *s, enum diag_code code,
                  struct diag_list *diags, const char *format, ...)
{
	const struct place place = ini_entry_place(s->file, s->header);
	va_list args;

	va_start(args, format);
	diag_addv(diags, code, &place, s->header->source, format, args);
	va_end(args);
}
