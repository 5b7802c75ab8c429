/*
 * record.c: see record.h.
 */
#include "record.h"

#include <stdlib.h>

#include "../common/name.h"
#include "../common/xalloc.h"

void name_list_add(struct name_list *list, char *name)
{
	list->items =
	        xrealloc(list->items, list->count + 1, sizeof(*list->items));
	list->items[list->count++] = name;
}

bool name_list_has(const struct name_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (name_equal(list->items[i], name))
			return true;
	return false;
}

void name_list_release(struct name_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct name_list){NULL, 0};
}

void class_record_free(struct class_record *record)
{
	if (!record)
		return;
	class_model_release(&record->model);
	diag_release(&record->diags);
	name_list_release(&record->bad_instances);
	name_list_release(&record->withdrawn);
	name_list_release(&record->wheres);
	free(record->where);
	free(record);
}

bool wants_last_good(const struct class_change *change)
{
	const struct class_record *record = change->record;

	if (!change->at_start)
		return false;
	if (change->kind == CHANGE_INTERRUPTED)
		return true;
	return record && (record->bad || record->bad_instances.count > 0);
}

void class_change_free(struct class_change *change)
{
	if (!change)
		return;
	class_record_free(change->record);
	class_record_free(change->last_good);
	free(change->class_name);
	free(change);
}
