/*
 * mem_entered.c: see mem_entered.h.
 */
#include "mem_entered.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"
#include "xalloc.h"

static struct mem_entered *all;

bool mem_is_within(const char *path, const char *top)
{
	const size_t len = strlen(top);

	if (strlen(path) < len)
		return false;
	if (len > 0 && path[len] != '\0' && path[len] != '\\')
		return false;
	return name_equal_bytes(top, path, len);
}

void mem_entered_begin(struct mem_entered *entered, enum reg_hive hive)
{
	entered->hive = hive;
	entered->next = all;
	all = entered;
}

void mem_entered_end(struct mem_entered *entered)
{
	struct mem_entered **at = &all;

	while (entered->depth > 0)
		mem_entered_pop(entered);
	while (*at != entered)
		at = &(*at)->next;
	*at = entered->next;
}

void mem_entered_push(struct mem_entered *entered, const char *path,
                      bool exists)
{
	const bool is_open = exists && !mem_entered_is_deleted(entered, path);

	assert(entered->depth < KEYSTORE_DEPTH);
	entered->keys[entered->depth].path = xstrdup(path);
	entered->keys[entered->depth].is_open = is_open;
	entered->keys[entered->depth].is_deleted = false;
	entered->depth++;
}

void mem_entered_pop(struct mem_entered *entered)
{
	assert(entered->depth > 0);
	free(entered->keys[--entered->depth].path);
}

bool mem_entered_has_deleted(const struct mem_entered *entered)
{
	for (unsigned i = 0; i < entered->depth; i++)
		if (entered->keys[i].is_deleted)
			return true;
	return false;
}

bool mem_entered_is_deleted(const struct mem_entered *entered, const char *path)
{
	for (unsigned i = entered->depth; i-- > 0;)
		if (entered->keys[i].is_open &&
		    mem_is_within(path, entered->keys[i].path))
			return entered->keys[i].is_deleted;
	return false;
}

void mem_entered_tell(enum reg_hive hive, const char *path)
{
	struct mem_entered *entered;

	for (entered = all; entered != NULL; entered = entered->next)
		for (unsigned i = 0; i < entered->depth; i++)
			if (entered->hive == hive &&
			    mem_is_within(entered->keys[i].path, path))
				entered->keys[i].is_deleted = true;
}
