/*
 * applied.c: see applied.h; applied_file.c keeps it.
 */
#include "applied.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "plan.h"

/* 100 ms: Windows stamps keys by a clock that ticks every 16. */
static const uint64_t granularity = 1000 * 1000;

void applied_release(struct applied *applied)
{
	for (size_t i = 0; i < applied->count; i++)
		free(applied->keys[i].path);
	free(applied->keys);
	*applied = (struct applied)APPLIED_INIT;
}

static void add(struct applied *applied, const char *path, uint64_t last_write,
                const char *print)
{
	const size_t count = applied->count;
	struct applied_key *key;

	if ((count & (count - 1)) == 0)
		applied->keys = xrealloc(applied->keys, count ? count * 2 : 1,
		                         sizeof(*applied->keys));
	key = &applied->keys[applied->count++];
	*key = (struct applied_key){.path = xstrdup(path),
	                            .last_write = last_write};
	memcpy(key->print, print, APPLIED_PRINT_SIZE);
}

static int compare_keys(const void *left, const void *right)
{
	const struct applied_key *a = left;
	const struct applied_key *b = right;

	return name_compare(a->path, b->path);
}

static void sort(struct applied *applied)
{
	if (applied->count > 0)
		qsort(applied->keys, applied->count, sizeof(*applied->keys),
		      compare_keys);
}

static const struct applied_key *find(const struct applied *applied,
                                      const char *path)
{
	const struct applied_key wanted = {.path = (char *)(uintptr_t)path};

	return applied->count ? bsearch(&wanted, applied->keys, applied->count,
	                                sizeof(wanted), compare_keys)
	                      : NULL;
}

bool applied_is_current(const struct applied *applied, const char *path,
                        uint64_t last_write, const char *print)
{
	const struct applied_key *key = find(applied, path);

	return key && key->last_write == last_write &&
	       strcmp(key->print, print) == 0;
}

/* "TIME PRINT PATH"; false: damaged. */
static bool read_line(struct applied *out, const char *line)
{
	char print[APPLIED_PRINT_SIZE];
	uint64_t when;
	int at = 0;

	if (sscanf(line, "%" SCNu64 " %16[0-9a-f] %n", &when, print, &at) !=
	            2 ||
	    at == 0 || line[at] == '\0' || strlen(print) != sizeof(print) - 1)
		return false;
	add(out, line + at, when, print);
	return true;
}

static bool read_text(struct applied *out, char *text)
{
	bool first = true;

	for (char *line = text, *end; (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		if (strcmp(line, "end") == 0)
			return !first;
		if (first && strcmp(line, "fspd-applied 1") != 0)
			return false;
		if (!first && !read_line(out, line))
			return false;
		first = false;
	}
	return false;
}

/* What plan left behind, and is to be trusted. */
static void add_planned(struct applied *next, const struct plan *plan,
                        uint64_t started)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];
		const bool was_read = key->action == PLAN_SAME;

		if (key->action != PLAN_REMOVE && key->print[0] && key->left &&
		    (!was_read || key->left + granularity < started))
			add(next, key->path, key->left, key->print);
	}
}

static void add_others(struct applied *next, const struct applied *before,
                       const struct plan *plan)
{
	struct applied planned = APPLIED_INIT;

	if (before->count == 0)
		return;
	for (size_t i = 0; i < plan->count; i++)
		add(&planned, plan->keys[i].path, 0, "0000000000000000");
	sort(&planned);
	for (size_t i = 0; i < before->count; i++) {
		const struct applied_key *key = &before->keys[i];

		if (!find(&planned, key->path))
			add(next, key->path, key->last_write, key->print);
	}
	applied_release(&planned);
}

static bool is_same(const struct applied *a, const struct applied *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!applied_is_current(b, a->keys[i].path,
		                        a->keys[i].last_write,
		                        a->keys[i].print))
			return false;
	return true;
}

int applied_read(struct applied *out, const char *text, size_t len)
{
	char *copy = xmemdup(text, len);
	const bool is_whole = strlen(copy) == len && read_text(out, copy);

	free(copy);
	if (!is_whole)
		applied_release(out);
	sort(out);
	return is_whole ? 0 : -1;
}

void applied_write(const struct applied *applied, struct buf *out)
{
	buf_adds(out, "fspd-applied 1\n");
	for (size_t i = 0; i < applied->count; i++)
		buf_addf(out, "%" PRIu64 " %s %s\n",
		         applied->keys[i].last_write, applied->keys[i].print,
		         applied->keys[i].path);
	buf_adds(out, "end\n");
}

bool applied_update(struct applied *next, const struct applied *before,
                    const struct plan *plan, uint64_t started)
{
	add_planned(next, plan, started);
	add_others(next, before, plan);
	sort(next);
	return !is_same(next, before);
}
