/*
 * files_fake.c: see files_fake.h.
 */
#include "files_fake.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/xalloc.h"

struct file {
	char *name;
	struct buf bytes;
};

struct files {
	struct file *items;
	size_t count;
	uint32_t broken;
};

struct files *files_fake_new(void)
{
	return xcalloc(1, sizeof(struct files));
}

static void release(struct file *file)
{
	free(file->name);
	buf_release(&file->bytes);
}

void files_fake_free(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		release(&files->items[i]);
	free(files->items);
	free(files);
}

void files_fake_break(struct files *files, uint32_t code)
{
	files->broken = code;
}

size_t files_fake_count(const struct files *files)
{
	return files->count;
}

static struct file *find(struct files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->items[i].name, name) == 0)
			return &files->items[i];
	return NULL;
}

struct buf *files_fake_at(struct files *files, const char *name)
{
	struct file *file = find(files, name);

	assert(file != NULL);
	return &file->bytes;
}

static int fail(const struct files *files, const char *name, struct error *err)
{
	return error_set(err, files->broken, "cannot use '%s': %s (%u)", name,
	                 error_text(files->broken), (unsigned)files->broken);
}

int files_read(struct files *files, const char *name, size_t limit,
               struct buf *out, struct error *err)
{
	const struct file *file = find(files, name);

	if (files->broken)
		return fail(files, name, err);
	if (!file)
		return FILES_ABSENT;
	if (file->bytes.len > limit)
		return error_set(err, OS_MORE_DATA, "'%s' is too long", name);
	buf_add(out, file->bytes.data, file->bytes.len);
	return 0;
}

int files_write(struct files *files, const char *name, const void *bytes,
                size_t len, struct error *err)
{
	struct file *file = find(files, name);

	if (files->broken)
		return fail(files, name, err);
	if (!file) {
		files->items = xrealloc(files->items, files->count + 1,
		                        sizeof(*files->items));
		file = &files->items[files->count++];
		*file = (struct file){xstrdup(name), BUF_INIT};
	}
	buf_clear(&file->bytes);
	buf_add(&file->bytes, bytes, len);
	return 0;
}

int files_remove(struct files *files, const char *name, struct error *err)
{
	struct file *file = find(files, name);

	if (files->broken)
		return fail(files, name, err);
	if (!file)
		return FILES_ABSENT;
	release(file);
	*file = files->items[--files->count];
	return 0;
}

int files_list(struct files *files, const char *folder, struct file_list *out,
               struct error *err)
{
	const size_t len = strlen(folder);

	*out = (struct file_list){NULL, 0};
	if (files->broken)
		return fail(files, folder, err);
	for (size_t i = 0; i < files->count; i++) {
		const char *name = files->items[i].name;

		if (strncmp(name, folder, len) != 0 || name[len] != '\\')
			continue;
		out->names = xrealloc(out->names, out->count + 1,
		                      sizeof(*out->names));
		out->names[out->count++] = xstrdup(name + len + 1);
	}
	return 0;
}
