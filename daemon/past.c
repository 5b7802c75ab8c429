/*
 * past.c: see past.h.
 */
#include "past.h"

#include <stdlib.h>
#include <string.h>

#include "../common/name.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "instance.h"

static void release_row(struct past_row *row)
{
	free(row->class_name);
	free(row->name);
	free(row->reason);
	free(row->sid);
}

void past_release(struct past *past)
{
	for (size_t i = 0; i < past->count; i++)
		release_row(&past->rows[i]);
	past->count = 0;
}

/* past->count when there is none. */
static size_t place(const struct past *past, const char *class_name,
                    const char *name)
{
	size_t i = 0;

	while (i < past->count &&
	       !(name_equal(past->rows[i].class_name, class_name) &&
	         name_equal(past->rows[i].name, name)))
		i++;
	return i;
}

const struct past_row *past_find(const struct past *past,
                                 const char *class_name, const char *name)
{
	const size_t at = place(past, class_name, name);

	return at < past->count ? &past->rows[at] : NULL;
}

static void remove_at(struct past *past, size_t at)
{
	release_row(&past->rows[at]);
	past->count--;
	memmove(&past->rows[at], &past->rows[at + 1],
	        (past->count - at) * sizeof(struct past_row));
}

void past_forget(struct past *past, const char *class_name, const char *name)
{
	const size_t at = place(past, class_name, name);

	if (at < past->count)
		remove_at(past, at);
}

void past_note(struct past *past, const struct instance *inst,
               const char *reason, uint64_t when)
{
	past_forget(past, inst->class_name, inst->name);
	if (past->count == LIMIT_PAST_INSTANCES)
		remove_at(past, 0);
	past->rows[past->count++] = (struct past_row){
	        .class_name = xstrdup(inst->class_name),
	        .name = xstrdup(inst->name),
	        .reason = xstrdup(reason),
	        .sid = inst->starter ? xstrdup(caller_sid(inst->starter))
	                             : NULL,
	        .when = when,
	};
}

bool past_is_starter(const struct past_row *row, const struct caller *caller)
{
	return row->sid && strcmp(row->sid, caller_sid(caller)) == 0;
}
