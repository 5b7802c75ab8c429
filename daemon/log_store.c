/*
 * log_store.c: what is the same on every implementation of log_store.h.
 */
#include "log_store.h"

#include <stdlib.h>

void log_entries_release(struct log_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free(entries->items[i].path);
	free(entries->items);
	*entries = (struct log_entries){NULL, 0};
}
