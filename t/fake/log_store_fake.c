/*
 * log_store_fake.c: see log_store_fake.h.
 */
#include "log_store_fake.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/xalloc.h"

enum { DISK_FULL = 112, SHARING_VIOLATION = 32 };

struct log_file {
	struct log_store *store;
	struct log_file *next;
	char *path; /* NULL: removed while open */
	struct buf bytes;
	uint64_t written;
};

struct log_store {
	struct log_file *first;
	uint64_t room, filetime;
	char *held;
	unsigned opened_to_read;
};

struct log_store *log_store_fake_new(void)
{
	struct log_store *store = xcalloc(1, sizeof(*store));

	store->room = UINT64_MAX;
	return store;
}

void log_store_fake_free(struct log_store *store)
{
	while (store->first) {
		struct log_file *next = store->first->next;
		buf_release(&store->first->bytes);
		free(store->first->path);
		free(store->first);
		store->first = next;
	}
	free(store->held);
	free(store);
}

void log_store_fake_room(struct log_store *store, uint64_t room)
{
	store->room = room;
}

void log_store_fake_hold(struct log_store *store, const char *path)
{
	free(store->held);
	store->held = xstrdup(path);
}

void log_store_fake_time(struct log_store *store, uint64_t filetime)
{
	store->filetime = filetime;
}

static struct log_file *find(const struct log_store *store, const char *path)
{
	struct log_file *file = store->first;

	while (file && (!file->path || strcmp(file->path, path) != 0))
		file = file->next;
	return file;
}

const char *log_store_fake_text(struct log_store *store, const char *path)
{
	struct log_file *file = find(store, path);

	return file ? file->bytes.data : NULL;
}

unsigned log_store_fake_opened(const struct log_store *store)
{
	return store->opened_to_read;
}

size_t log_store_fake_count(const struct log_store *store)
{
	size_t count = 0;

	for (const struct log_file *file = store->first; file;
	     file = file->next)
		count += file->path != NULL;
	return count;
}

struct log_file *log_file_open(struct log_store *store, const char *path,
                               uint64_t *size, struct error *err)
{
	struct log_file *file = find(store, path);

	(void)err;
	if (!file) {
		file = xcalloc(1, sizeof(*file));
		file->store = store;
		file->path = xstrdup(path);
		file->written = store->filetime;
		buf_init(&file->bytes);
		file->next = store->first;
		store->first = file;
	}
	*size = file->bytes.len;
	return file;
}

static size_t read_bytes(const struct log_file *file, uint64_t offset,
                         void *into, size_t len)
{
	if (offset >= file->bytes.len)
		return 0;
	if (len > file->bytes.len - offset)
		len = file->bytes.len - (size_t)offset;
	memcpy(into, file->bytes.data + offset, len);
	return len;
}

int64_t log_file_read(struct log_file *file, uint64_t offset, void *into,
                      size_t len, struct error *err)
{
	(void)err;
	return (int64_t)read_bytes(file, offset, into, len);
}

int log_file_write(struct log_file *file, const void *bytes, size_t len,
                   struct error *err)
{
	struct log_store *store = file->store;
	const size_t fits = len < store->room ? len : (size_t)store->room;

	buf_add(&file->bytes, bytes, fits);
	store->room -= fits;
	file->written = store->filetime;
	return fits == len ? 0 : error_set(err, DISK_FULL, "the disk is full");
}

void log_file_close(struct log_file *file)
{
	(void)file;
}

int64_t log_store_read(struct log_store *store, const char *path,
                       uint64_t offset, void *into, size_t len,
                       struct error *err)
{
	const struct log_file *file = find(store, path);

	if (!file)
		return error_set(err, OS_FILE_NOT_FOUND, "no such file");
	store->opened_to_read++;
	return (int64_t)read_bytes(file, offset, into, len);
}

int64_t log_store_size(struct log_store *store, const char *path)
{
	const struct log_file *file = find(store, path);

	return file ? (int64_t)file->bytes.len : -1;
}

/* The file, when nobody holds it; NULL and err otherwise. */
static struct log_file *take(struct log_store *store, const char *path,
                             struct error *err)
{
	struct log_file *file = find(store, path);

	if (!file)
		error_set(err, OS_FILE_NOT_FOUND, "no such file");
	else if (store->held && strcmp(store->held, path) == 0)
		error_set(err, SHARING_VIOLATION, "it is held");
	else
		return file;
	return NULL;
}

int log_store_remove(struct log_store *store, const char *path,
                     struct error *err)
{
	struct log_file *file = take(store, path, err);

	if (!file)
		return -1;
	store->room += store->room == UINT64_MAX ? 0 : file->bytes.len;
	free(file->path);
	file->path = NULL;
	return 0;
}

int log_store_try(struct log_store *store, const char *path, struct error *err)
{
	return take(store, path, err) ? 0 : -1;
}

int log_store_rename(struct log_store *store, const char *from, const char *to,
                     struct error *err)
{
	struct log_file *file = take(store, from, err);

	if (!file || (find(store, to) && log_store_remove(store, to, err)))
		return -1;
	free(file->path);
	file->path = xstrdup(to);
	return 0;
}

int log_store_list(struct log_store *store, struct log_entries *out,
                   struct error *err)
{
	(void)err;
	*out = (struct log_entries){NULL, 0};
	out->items = xcalloc(log_store_fake_count(store), sizeof(*out->items));
	for (const struct log_file *file = store->first; file;
	     file = file->next)
		if (file->path)
			out->items[out->count++] = (struct log_entry){
			        xstrdup(file->path), file->bytes.len,
			        file->written};
	return 0;
}
