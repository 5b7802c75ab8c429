/*
 * secret_store.c: see secret_store.h.
 */
#include "secret_store.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/file_name.h"
#include "../common/name.h"
#include "../common/seal.h"
#include "../common/secret.h"
#include "../common/xalloc.h"
#include "files.h"
#include "machine_key.h"
#include "protect.h"

#define FOLDER "secrets"

static const char mark[] = "fspd1"; /* its NUL is part of the form */
static const char purpose[] = "fspd secret 1";

enum { FILE_BYTES_MAX = 64 * 1024 }; /* a box's text, its names, DPAPI's own */

/* -- files ----------------------------------------------------------------- */

/* `+` is in no encoded name, so two pairs never share a file. */
static void add_path(struct buf *out, const char *class_name,
                     const char *instance)
{
	buf_adds(out, FOLDER "\\");
	file_name_encode(out, class_name);
	buf_addc(out, '+');
	file_name_encode(out, instance);
}

/* The string at *at; NULL when it does not end. */
static const char *next_string(const char *bytes, size_t len, size_t *at)
{
	const char *start = bytes + *at;
	const char *end = memchr(start, '\0', len - *at);

	if (!end)
		return NULL;
	*at += (size_t)(end - start) + 1;
	return start;
}

int stored_read(const void *bytes, size_t len, struct stored *out)
{
	size_t at = 0;
	const char *begin = next_string(bytes, len, &at);
	const char *class_name = begin ? next_string(bytes, len, &at) : NULL;
	const char *instance = class_name ? next_string(bytes, len, &at) : NULL;

	*out = (struct stored){0};
	if (!instance || strcmp(begin, mark) != 0 ||
	    class_name_fault(class_name) || instance_name_fault(instance))
		return -1;
	out->class_name = xstrdup(class_name);
	out->instance = xstrdup(instance);
	out->protected = (const char *)bytes + at;
	out->protected_len = len - at;
	return 0;
}

static void stored_release(struct stored *stored)
{
	free(stored->class_name);
	free(stored->instance);
	*stored = (struct stored){0};
}

/* -- set, remove, list ----------------------------------------------------- */

int secret_store_set(struct files *files, const char *class_name,
                     const char *instance, const struct secret *password,
                     struct error *err)
{
	struct buf path = BUF_INIT, box = BUF_INIT, bytes = BUF_INIT;
	struct seal_key key;
	int rc = -1;

	if (machine_key_ensure(files, &key, err) ||
	    seal(&key, class_name, instance, password, &box, err))
		goto out;
	buf_add(&bytes, mark, sizeof(mark));
	buf_add(&bytes, class_name, strlen(class_name) + 1);
	buf_add(&bytes, instance, strlen(instance) + 1);
	if (protect(box.data, box.len, purpose, &bytes, err))
		goto out;
	add_path(&path, class_name, instance);
	rc = files_write(files, path.data, bytes.data, bytes.len, err);
out:
	buf_release(&path);
	buf_release(&box);
	buf_release(&bytes);
	return rc;
}

int secret_store_remove(struct files *files, const char *class_name,
                        const char *instance, struct error *err)
{
	struct buf path = BUF_INIT;
	int rc;

	add_path(&path, class_name, instance);
	rc = files_remove(files, path.data, err);
	buf_release(&path);
	return rc;
}

static int compare_stored(const void *left, const void *right)
{
	const struct stored *a = left, *b = right;
	const int order = name_compare(a->class_name, b->class_name);

	return order ? order : name_compare(a->instance, b->instance);
}

/* Add what the file holds, unless it has gone or is none of ours. */
static int add_stored(struct files *files, const char *name,
                      struct stored_list *out, struct error *err)
{
	struct buf path = BUF_INIT, bytes = BUF_INIT;
	struct stored stored;
	int rc;

	buf_addf(&path, FOLDER "\\%s", name);
	rc = files_read(files, path.data, FILE_BYTES_MAX, &bytes, err);
	if (rc == 0 && stored_read(bytes.data, bytes.len, &stored) == 0) {
		stored.protected = NULL;
		stored.protected_len = 0;
		out->items = xrealloc(out->items, out->count + 1,
		                      sizeof(*out->items));
		out->items[out->count++] = stored;
	}
	buf_release(&path);
	buf_release(&bytes);
	return rc == FILES_ABSENT ? 0 : rc;
}

int secret_store_list(struct files *files, struct stored_list *out,
                      struct error *err)
{
	struct file_list names;
	int rc = 0;

	*out = (struct stored_list){NULL, 0};
	if (files_list(files, FOLDER, &names, err))
		return -1;
	for (size_t i = 0; i < names.count && rc == 0; i++)
		rc = add_stored(files, names.names[i], out, err);
	file_list_release(&names);
	if (rc)
		stored_list_release(out);
	else if (out->count)
		qsort(out->items, out->count, sizeof(*out->items),
		      compare_stored);
	return rc;
}

void stored_list_release(struct stored_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		stored_release(&list->items[i]);
	free(list->items);
	*list = (struct stored_list){NULL, 0};
}

/* -- open ------------------------------------------------------------------ */

/* The box in the instance's file, as text; caller frees. */
static struct secret *read_box(struct files *files, const char *class_name,
                               const char *instance, struct error *err)
{
	struct buf path = BUF_INIT, bytes = BUF_INIT;
	struct stored stored = {0};
	struct secret *box = NULL;
	int rc;

	add_path(&path, class_name, instance);
	rc = files_read(files, path.data, FILE_BYTES_MAX, &bytes, err);
	if (rc == FILES_ABSENT)
		error_set(err, OS_INVALID_PARAMETER,
		          "no password is stored for it: fspctl secret set "
		          "'%s' '%s'",
		          class_name, instance);
	else if (rc == 0 && stored_read(bytes.data, bytes.len, &stored))
		error_set(err, OS_ACCESS_DENIED,
		          "its password's file '%s' is damaged: store the "
		          "password again (fspctl secret set)",
		          path.data);
	else if (rc == 0)
		box = unprotect(stored.protected, stored.protected_len, purpose,
		                err);
	stored_release(&stored);
	buf_release(&path);
	buf_release(&bytes);
	return box;
}

struct secret *secret_store_open(struct files *files, const char *source,
                                 const char *class_name, const char *instance,
                                 struct error *err)
{
	const bool local = strcmp(source, "local") == 0;
	struct secret *private_key = NULL, *box = NULL, *password = NULL;

	if (local) {
		box = read_box(files, class_name, instance, err);
		if (!box)
			return NULL;
	}
	private_key = machine_key_open(files, err);
	if (private_key)
		password = seal_open(local ? secret_bytes(box) : source,
		                     private_key, class_name, instance, err);
	secret_free(private_key);
	secret_free(box);
	return password;
}
