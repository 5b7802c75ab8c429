/*
 * sources.c: see sources.h.
 */
#include "sources.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "host.h"
#include "progress.h"

static struct ini_file *add_file(struct sources *out)
{
	if ((out->count & (out->count - 1)) == 0)
		out->files =
		        xrealloc(out->files, out->count ? out->count * 2 : 1,
		                 sizeof(*out->files));
	return &out->files[out->count++];
}

/* A file that cannot be read is in the list all the same: diags borrow its
 * path. */
static void read_file(struct sources *out, const char *path, const char *owner,
                      struct diag_list *diags)
{
	struct ini_file *file = add_file(out);
	struct buf bytes = BUF_INIT;
	struct error err = ERROR_INIT;
	const int result = host_read(path, LIMIT_INI_BYTES, &bytes, &err);

	if (result != 0)
		buf_clear(&bytes);
	ini_read_buf(file, path, &bytes, diags);
	progress_tick(out->progress, out->count, 0);
	file->owner = xstrdup(owner);

	const struct place whole = {.file = file->path};
	if (result < 0)
		diag_add(diags, DIAG_FILE_UNREADABLE, &whole, NULL, "%s",
		         err.text);
	if (result > 0)
		diag_add(diags, DIAG_FILE_TOO_LARGE, &whole, NULL,
		         "the file has more than the %d MiB allowed: is it the "
		         "right one?",
		         (int)(LIMIT_INI_BYTES / (1024 * 1024)));
}

static int compare_entries(const void *left, const void *right)
{
	const struct host_entry *a = left;
	const struct host_entry *b = right;
	const int order = name_compare(a->name, b->name);

	return order ? order : strcmp(a->name, b->name);
}

static bool is_ini(const struct host_entry *entry)
{
	const size_t len = strlen(entry->name);

	return !entry->is_directory && len > 4 &&
	       name_equal(entry->name + len - 4, ".ini");
}

static char *join(const char *directory, const char *name)
{
	const size_t len = strlen(directory);
	const char last = len ? directory[len - 1] : '\0';
	struct buf path = BUF_INIT;

	buf_adds(&path, directory);
	if (last != '/' && last != host_separator())
		buf_addc(&path, host_separator());
	buf_adds(&path, name);
	return buf_steal(&path, NULL);
}

static int list_sorted(const char *path, struct host_list *list,
                       struct error *err)
{
	if (host_list(path, list, err) < 0)
		return -1;
	if (list->count > 0)
		qsort(list->entries, list->count, sizeof(*list->entries),
		      compare_entries);
	return 0;
}

static void add_owner(struct sources *out, const char *owner)
{
	out->owners = xrealloc(out->owners, out->owner_count + 1,
	                       sizeof(*out->owners));
	out->owners[out->owner_count++] = xstrdup(owner);
}

/* The *.ini files of a directory; with owner NULL its subdirectories too. */
static int read_directory(struct sources *out, const char *path,
                          const char *owner, struct diag_list *diags,
                          struct error *err)
{
	struct host_list list;
	int rc = -1;

	if (list_sorted(path, &list, err) < 0)
		return -1;
	if (owner)
		add_owner(out, owner);
	for (size_t i = 0; i < list.count; i++) {
		char *child = join(path, list.entries[i].name);

		if (is_ini(&list.entries[i]))
			read_file(out, child, owner, diags);
		free(child);
	}
	for (size_t i = 0; i < list.count && !owner; i++) {
		if (!list.entries[i].is_directory)
			continue;
		char *child = join(path, list.entries[i].name);
		const int failed = read_directory(
		        out, child, list.entries[i].name, diags, err);
		free(child);
		if (failed)
			goto out;
	}
	rc = 0;
out:
	host_list_release(&list);
	return rc;
}

static int read_path(struct sources *out, const char *path,
                     struct diag_list *diags, struct error *err)
{
	if (strcmp(path, "-") == 0 || host_kind(path) != HOST_DIRECTORY) {
		read_file(out, path, NULL, diags);
		return 0;
	}
	return read_directory(out, path, NULL, diags, err);
}

int sources_read(struct sources *out, const char *const *paths,
                 struct diag_list *diags, struct error *err)
{
	if (!*paths) {
		char *data = host_data_directory(err);
		char *conf = data ? join(data, "conf.d") : NULL;
		const int rc =
		        conf ? read_directory(out, conf, NULL, diags, err) : -1;

		free(conf);
		free(data);
		return rc;
	}
	for (; *paths; paths++)
		if (read_path(out, *paths, diags, err) < 0)
			return -1;
	return 0;
}

void sources_release(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		ini_file_release(&sources->files[i]);
	free(sources->files);
	for (size_t i = 0; i < sources->owner_count; i++)
		free(sources->owners[i]);
	free(sources->owners);
	*sources = (struct sources)SOURCES_INIT;
}
