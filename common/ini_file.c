/*
 * ini_file.c: see ini_file.h.
 */
#include "ini_file.h"

#include <stdlib.h>

void ini_file_release(struct ini_file *file)
{
	arena_release(&file->names);
	free(file->entries);
	free(file->parts);
	free(file->text);
	free(file->path);
	free(file->owner);
	*file = (struct ini_file){0};
}
