/*
 * last_good.c: see last_good.h.
 */
#include "last_good.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/codec.h"
#include "../common/digest.h"
#include "../common/error.h"
#include "../common/file_name.h"
#include "../common/limits.h"
#include "../common/log.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "files.h"
#include "load.h"
#include "log_ids.h"

#define FOLDER "last-good"

static const char mark[] = "fspd last good 1"; /* its NUL is part of the form */

/* -- encode ---------------------------------------------------------------- */

static void add_bytes(struct buf *out, const void *bytes, size_t len)
{
	buf_add_u32le(out, (unsigned long)len);
	buf_add(out, bytes, len);
}

static void add_key(struct buf *out, const char *key_name,
                    const struct definition *def)
{
	struct reg_key raw = REG_KEY_INIT;

	codec_encode(def, &raw);
	add_bytes(out, key_name, strlen(key_name));
	buf_add_u32le(out, (unsigned long)raw.count);
	for (size_t i = 0; i < raw.count; i++) {
		const struct reg_value *v = &raw.values[i];
		add_bytes(out, v->name, strlen(v->name));
		buf_add_u32le(out, v->type);
		add_bytes(out, v->data, v->len);
	}
	reg_key_release(&raw);
}

void last_good_encode(struct buf *out, const struct class_model *cm)
{
	struct buf body = BUF_INIT, key_name = BUF_INIT;
	unsigned char digest[DIGEST_BYTES];

	add_bytes(&body, cm->class_def.class_name,
	          strlen(cm->class_def.class_name));
	add_key(&body, "", &cm->class_def);
	for (size_t i = 0; i < cm->instance_count; i++) {
		buf_clear(&key_name);
		instance_key_encode(&key_name, cm->instances[i].instance_name);
		add_key(&body, key_name.data, &cm->instances[i]);
	}
	digest_bytes(body.data, body.len, digest);
	buf_add(out, mark, sizeof(mark));
	buf_add(out, digest, sizeof(digest));
	buf_add(out, body.data, body.len);
	buf_release(&body);
	buf_release(&key_name);
}

/* -- decode ---------------------------------------------------------------- */

/* What is left to be read; once short, for good. */
struct rest {
	const unsigned char *at;
	size_t len;
	bool is_short;
};

static const unsigned char *take(struct rest *rest, size_t len)
{
	const unsigned char *at = rest->at;

	if (len > rest->len) {
		rest->is_short = true;
		rest->len = 0;
		return NULL;
	}
	rest->at += len;
	rest->len -= len;
	return at;
}

static uint32_t take_number(struct rest *rest)
{
	const unsigned char *b = take(rest, 4);

	return b ? b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	                       (uint32_t)b[3] << 24
	         : 0;
}

/* A name without a NUL in it; caller frees. NULL: there is none. */
static char *take_name(struct rest *rest)
{
	const uint32_t len = take_number(rest);
	const unsigned char *bytes = take(rest, len);

	if (!bytes || memchr(bytes, '\0', len)) {
		rest->is_short = true;
		return NULL;
	}
	return xmemdup(bytes, len);
}

static void take_value(struct rest *rest, struct reg_key *raw)
{
	char *name = take_name(rest);
	const uint32_t type = take_number(rest);
	const uint32_t len = take_number(rest);
	const unsigned char *data = take(rest, len);

	if (name && data && len <= LIMIT_VALUE_BYTES)
		reg_key_set(raw, name, type, data, len);
	else
		rest->is_short = true;
	free(name);
}

static void take_key(struct rest *rest, struct loaded_instance *key)
{
	uint32_t count;

	*key = (struct loaded_instance){take_name(rest), REG_KEY_INIT};
	count = take_number(rest);
	if (count > LIMIT_VALUES)
		rest->is_short = true;
	for (uint32_t i = 0; i < count && !rest->is_short; i++)
		take_value(rest, &key->raw);
}

/* Keys as read: the first is the class's own. */
struct keys {
	struct loaded_instance *items;
	size_t count, cap;
};

static void take_keys(struct rest *rest, struct keys *keys)
{
	do {
		if (keys->count == keys->cap) {
			keys->cap = keys->cap ? 2 * keys->cap : 4;
			keys->items = xrealloc(keys->items, keys->cap,
			                       sizeof(*keys->items));
		}
		take_key(rest, &keys->items[keys->count++]);
	} while (rest->len > 0);
}

static void release_keys(struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		free(keys->items[i].key_name);
		reg_key_release(&keys->items[i].raw);
	}
	free(keys->items);
}

/* Mark and digest, which cover the rest. */
static bool is_whole(struct rest *rest)
{
	const unsigned char *begin = take(rest, sizeof(mark));
	const unsigned char *stored = take(rest, DIGEST_BYTES);
	unsigned char digest[DIGEST_BYTES];

	if (!begin || !stored || memcmp(begin, mark, sizeof(mark)) != 0)
		return false;
	digest_bytes(rest->at, rest->len, digest);
	return memcmp(stored, digest, sizeof(digest)) == 0;
}

struct class_record *last_good_decode(const void *bytes, size_t len,
                                      const char *class_name, const char *where)
{
	struct rest rest = {bytes, len, false};
	struct class_record *record = NULL;
	struct keys keys = {NULL, 0, 0};
	const struct loaded_instance *first;
	char *name = NULL;

	if (!is_whole(&rest))
		return NULL;
	name = take_name(&rest);
	if (!name || !name_equal(name, class_name) || class_name_fault(name))
		goto out;
	take_keys(&rest, &keys);
	first = &keys.items[0];
	if (!rest.is_short && first->key_name && !*first->key_name)
		record = load_class(name, where, &first->raw, first + 1,
		                    keys.count - 1);
out:
	release_keys(&keys);
	free(name);
	return record;
}

/* -- files ----------------------------------------------------------------- */

static void add_path(struct buf *out, const char *class_name)
{
	buf_adds(out, FOLDER "\\");
	file_name_encode(out, class_name);
}

static void log_unusable(const char *class_name, const char *why)
{
	log_event(LOG_WARNING, LOG_ID_LAST_GOOD,
	          "the last good definition of class '%s' cannot be used: %s",
	          class_name, why);
}

struct class_record *last_good_read(struct files *files, const char *class_name)
{
	struct buf path = BUF_INIT, bytes = BUF_INIT;
	struct class_record *record = NULL;
	struct error err = ERROR_INIT;
	int rc;

	add_path(&path, class_name);
	rc = files_read(files, path.data, LIMIT_LAST_GOOD_BYTES, &bytes, &err);
	if (rc == 0)
		record = last_good_decode(bytes.data, bytes.len, class_name,
		                          path.data);
	if (rc < 0)
		log_unusable(class_name, err.text);
	else if (rc == 0 && !record)
		log_unusable(class_name, "its file is damaged");
	else if (record && record->bad) {
		log_unusable(class_name, "this fspd takes it for bad");
		class_record_free(record);
		record = NULL;
	}
	buf_release(&path);
	buf_release(&bytes);
	return record;
}

int last_good_write(struct files *files, const char *class_name,
                    const struct buf *bytes, struct error *err)
{
	struct buf path = BUF_INIT, there = BUF_INIT;
	int rc = 0;

	add_path(&path, class_name);
	if (bytes->len > LIMIT_LAST_GOOD_BYTES)
		rc = error_set(err, OS_MORE_DATA,
		               "class '%s' is too large to be kept",
		               class_name);
	else if (files_read(files, path.data, LIMIT_LAST_GOOD_BYTES, &there,
	                    NULL) != 0 ||
	         there.len != bytes->len ||
	         memcmp(there.data, bytes->data, bytes->len) != 0)
		rc = files_write(files, path.data, bytes->data, bytes->len,
		                 err);
	buf_release(&path);
	buf_release(&there);
	return rc;
}

int last_good_remove(struct files *files, const char *class_name,
                     struct error *err)
{
	struct buf path = BUF_INIT;
	int rc;

	add_path(&path, class_name);
	rc = files_remove(files, path.data, err);
	buf_release(&path);
	return rc == FILES_ABSENT ? 0 : rc;
}

static int compare_text(const void *left, const void *right)
{
	const char *const *a = left;
	const char *const *b = right;

	return strcmp(*a, *b);
}

static char **encode_names(char *const *class_names, size_t count)
{
	char **encoded = xcalloc(count, sizeof(*encoded));

	for (size_t i = 0; i < count; i++) {
		struct buf name = BUF_INIT;
		file_name_encode(&name, class_names[i]);
		encoded[i] = buf_steal(&name, NULL);
	}
	if (count)
		qsort(encoded, count, sizeof(*encoded), compare_text);
	return encoded;
}

static int remove_file(struct files *files, const char *name, struct error *err)
{
	struct buf path = BUF_INIT;
	int rc;

	buf_addf(&path, FOLDER "\\%s", name);
	rc = files_remove(files, path.data, err);
	buf_release(&path);
	return rc == FILES_ABSENT ? 0 : rc;
}

int last_good_prune(struct files *files, char *const *class_names, size_t count,
                    struct error *err)
{
	struct file_list list;
	char **kept;
	int rc = 0;

	if (files_list(files, FOLDER, &list, err))
		return -1;
	kept = encode_names(class_names, count);
	for (size_t i = 0; i < list.count && rc == 0; i++)
		if (!count || !bsearch(&list.names[i], kept, count,
		                       sizeof(*kept), compare_text))
			rc = remove_file(files, list.names[i], err);
	for (size_t i = 0; i < count; i++)
		free(kept[i]);
	free(kept);
	file_list_release(&list);
	return rc;
}
