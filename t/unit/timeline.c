/*
 * timeline.c: see timeline.h.
 */
#include "timeline.h"

#include <stdlib.h>

#include "common/xalloc.h"

void timeline_release(struct timeline *line)
{
	free(line->moments);
	*line = (struct timeline){0};
}

static bool is_before(const struct moment *a, const struct moment *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct moment *a, struct moment *b)
{
	const struct moment c = *a;

	*a = *b;
	*b = c;
}

void timeline_add(struct timeline *line, const struct moment *moment)
{
	size_t at = line->count++;

	if (at == line->cap) {
		line->cap = line->cap ? 2 * line->cap : 1024;
		line->moments = xrealloc(line->moments, line->cap,
		                         sizeof(*line->moments));
	}
	line->moments[at] = *moment;
	line->moments[at].order = ++line->last_order;
	for (; at > 0; at = (at - 1) / 2) {
		struct moment *above = &line->moments[(at - 1) / 2];
		if (!is_before(&line->moments[at], above))
			break;
		swap(&line->moments[at], above);
	}
}

static void sink(struct timeline *line)
{
	for (size_t at = 0, below; (below = 2 * at + 1) < line->count;
	     at = below) {
		struct moment *m = line->moments;
		if (below + 1 < line->count &&
		    is_before(&m[below + 1], &m[below]))
			below++;
		if (!is_before(&m[below], &m[at]))
			break;
		swap(&m[below], &m[at]);
	}
}

bool timeline_take(struct timeline *line, uint64_t now, struct moment *moment)
{
	if (!line->count || line->moments[0].at > now)
		return false;
	*moment = line->moments[0];
	line->moments[0] = line->moments[--line->count];
	sink(line);
	return true;
}

uint64_t timeline_next(const struct timeline *line)
{
	return line->count ? line->moments[0].at : UINT64_MAX;
}
