/*
 * host_list.c: what is the same on every implementation of host.h.
 */
#include "host.h"

#include <stdlib.h>

void host_list_release(struct host_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->entries[i].name);
	free(list->entries);
	*list = (struct host_list){NULL, 0};
}
