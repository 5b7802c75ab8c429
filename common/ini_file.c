/*
 * ini_file.c: see ini_file.h.
 */
#include "ini_file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "utf.h"

struct place ini_entry_place(const struct ini_file *file,
                             const struct ini_entry *entry)
{
	struct place place = {
	        .file = file->path, .line = entry->line, .length = 1};
	const size_t length = utf8_chars(entry->name, strlen(entry->name));

	if (entry->line == 0)
		return place;
	place.column = entry->is_section ? 2 : 1;
	if (length > 0)
		place.length = (unsigned)length;
	return place;
}

void ini_entry_diag(const struct ini_file *file, const struct ini_entry *entry,
                    enum diag_code code, struct diag_list *diags,
                    const char *format, ...)
{
	const struct place place = ini_entry_place(file, entry);
	va_list args;

	va_start(args, format);
	diag_addv(diags, code, &place, entry->source, format, args);
	va_end(args);
}

struct place ini_part_place(const struct ini_file *file,
                            const struct ini_part *part, size_t at, size_t len)
{
	const size_t before = (size_t)(part->text + at - part->source);

	return (struct place){
	        .file = file->path,
	        .line = part->line,
	        .column = (unsigned)utf8_chars(part->source, before) + 1,
	        .length = (unsigned)utf8_chars(part->text + at, len),
	};
}

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
