/*
 * files.c: what is the same on every implementation of files.h.
 */
#include "files.h"

#include <stdlib.h>

void file_list_release(struct file_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->names[i]);
	free(list->names);
	*list = (struct file_list){NULL, 0};
}
