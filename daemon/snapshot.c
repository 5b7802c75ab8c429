/*
 * snapshot.c: see snapshot.h.
 */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "settle.h"

/* In FILETIME units. */
enum { YOUNG = (SNAPSHOT_YOUNG_MS - 1) * 10000 };

static char *instances_path(const char *class_name)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s\\Instances", class_name);
	return buf_steal(&path, NULL);
}

static char *instance_path(const char *class_name, const char *key_name)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s\\Instances\\%s", class_name, key_name);
	return buf_steal(&path, NULL);
}

/* A key that is deleted while it is read is as good as absent: a failure of
 * the whole pass would only put it off. */
static enum keystore_result forgive_deleted(enum keystore_result result,
                                            struct error *err)
{
	return result == KEYSTORE_FAILED && err->code == OS_KEY_DELETED
	               ? KEYSTORE_ABSENT
	               : result;
}

static enum keystore_result read_key(struct keystore *ks, const char *path,
                                     struct reg_key *out, struct error *err)
{
	return forgive_deleted(keystore_read(ks, path, out, err), err);
}

int class_times_read(struct keystore *ks, const char *class_name,
                     uint64_t last_write, struct class_times *out,
                     struct error *err)
{
	char *path = instances_path(class_name);

	*out = (struct class_times){.present = true, .last_write = last_write};
	enum keystore_result rc = keystore_list(ks, path, &out->instances, err);
	free(path);
	out->has_list = rc != KEYSTORE_ABSENT;
	out->unsure = rc == KEYSTORE_FAILED && err->code == OS_KEY_DELETED;
	return rc == KEYSTORE_FAILED && !out->unsure ? -1 : 0;
}

enum keystore_result class_times_now(struct keystore *ks,
                                     const char *class_name,
                                     struct class_times *out, struct error *err)
{
	uint64_t when = 0;

	*out = (struct class_times){0};
	enum keystore_result rc = forgive_deleted(
	        keystore_last_write(ks, class_name, &when, err), err);
	if (rc != KEYSTORE_OK)
		return rc;
	return class_times_read(ks, class_name, when, out, err)
	               ? KEYSTORE_FAILED
	               : KEYSTORE_OK;
}

bool class_times_equal(const struct class_times *a, const struct class_times *b)
{
	if (a->unsure || b->unsure || a->present != b->present ||
	    a->last_write != b->last_write ||
	    a->instances.count != b->instances.count)
		return false;
	for (size_t i = 0; i < a->instances.count; i++) {
		const struct reg_entry *x = &a->instances.entries[i];
		const struct reg_entry *y = &b->instances.entries[i];
		if (x->last_write != y->last_write ||
		    strcmp(x->name, y->name) != 0)
			return false;
	}
	return true;
}

uint64_t class_times_newest(const struct class_times *times)
{
	uint64_t newest = times->last_write;

	for (size_t i = 0; i < times->instances.count; i++)
		if (times->instances.entries[i].last_write > newest)
			newest = times->instances.entries[i].last_write;
	return newest;
}

bool class_times_are_young(const struct class_times *times, uint64_t filetime)
{
	return times->unsure || (times->present &&
	                         class_times_newest(times) + YOUNG >= filetime);
}

void class_times_release(struct class_times *times)
{
	reg_list_release(&times->instances);
	*times = (struct class_times){0};
}

static int read_instance(struct keystore *ks, const char *class_name,
                         const char *key_name, struct snapshot *out,
                         struct error *err)
{
	struct loaded_instance *instance = &out->instances[out->count];
	char *path = instance_path(class_name, key_name);
	enum keystore_result rc = read_key(ks, path, &instance->raw, err);

	free(path);
	if (rc == KEYSTORE_FAILED)
		return -1;
	if (rc == KEYSTORE_ABSENT) {
		out->torn = true;
		return 0;
	}
	instance->key_name = xstrdup(key_name);
	out->count++;
	return 0;
}

int snapshot_read(struct keystore *ks, const char *class_name,
                  const struct class_times *times, struct snapshot *out,
                  struct error *err)
{
	int rc = -1;

	*out = (struct snapshot){0};
	out->instances =
	        xcalloc(times->instances.count, sizeof(*out->instances));
	enum keystore_result found =
	        read_key(ks, class_name, &out->class_raw, err);
	if (found == KEYSTORE_FAILED)
		goto out;
	if (found == KEYSTORE_ABSENT)
		out->torn = true;
	for (size_t i = 0; i < times->instances.count; i++)
		if (read_instance(ks, class_name,
		                  times->instances.entries[i].name, out, err))
			goto out;
	rc = 0;
out:
	if (rc)
		snapshot_release(out);
	return rc;
}

/* Whether the times are still those of before the read: 1, 0, or -1. */
static int is_still(struct keystore *ks, const char *class_name,
                    const struct class_times *times, struct error *err)
{
	struct class_times after;
	const enum keystore_result found =
	        class_times_now(ks, class_name, &after, err);
	const bool equal = class_times_equal(times, &after);

	class_times_release(&after);
	if (found == KEYSTORE_FAILED)
		return -1;
	return found == KEYSTORE_OK && equal;
}

static bool is_same(const struct snapshot *a, const struct snapshot *b)
{
	if (a->count != b->count ||
	    !reg_key_equal(&a->class_raw, &b->class_raw))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!reg_key_equal(&a->instances[i].raw, &b->instances[i].raw))
			return false;
	return true;
}

/* Read again and compare: what is the same twice was there in between. */
static int prove_by_reading(struct keystore *ks, const char *class_name,
                            const struct class_times *times,
                            struct snapshot *snap, struct error *err)
{
	struct snapshot again;

	if (snapshot_read(ks, class_name, times, &again, err))
		return -1;
	if (again.torn || !is_same(snap, &again))
		snap->torn = true;
	snapshot_release(&again);
	return 0;
}

int snapshot_prove(struct keystore *ks, const char *class_name,
                   const struct class_times *times, uint64_t filetime,
                   struct snapshot *snap, struct error *err)
{
	if (snap->torn)
		return 0;
	const int still = is_still(ks, class_name, times, err);
	if (still < 0)
		return -1;
	if (!still)
		snap->torn = true;
	/* A matching Digest proves one key, not that several belong together,
	 * nor that no instance came and went. What is the same before and after
	 * the keys were listed again was so when they were. */
	if (still && class_times_are_young(times, filetime))
		return prove_by_reading(ks, class_name, times, snap, err);
	return 0;
}

void snapshot_release(struct snapshot *snap)
{
	reg_key_release(&snap->class_raw);
	for (size_t i = 0; i < snap->count; i++) {
		free(snap->instances[i].key_name);
		reg_key_release(&snap->instances[i].raw);
	}
	free(snap->instances);
	*snap = (struct snapshot){0};
}

enum digest_state snapshot_state(const struct snapshot *snap)
{
	enum digest_state state = digest_judge(&snap->class_raw, KIND_CLASS);

	for (size_t i = 0; i < snap->count; i++)
		state = settle_combine(
		        state,
		        digest_judge(&snap->instances[i].raw, KIND_INSTANCE));
	return snap->torn ? settle_combine(state, DIGEST_MISMATCH) : state;
}

static uint64_t hash_bytes(const void *data, size_t len)
{
	char digits[17];

	digest_short(data, len, digits);
	return strtoull(digits, NULL, 16);
}

/* The sum over the values: Group Policy sets them in another order. */
static uint64_t hash_key(const struct reg_key *raw)
{
	struct buf form = BUF_INIT;
	uint64_t sum = 0;

	for (size_t i = 0; i < raw->count; i++) {
		const struct reg_value *v = &raw->values[i];
		if (name_equal(v->name, schema_key(KEY_SOURCE)->name))
			continue;
		buf_clear(&form);
		buf_adds(&form, v->name);
		name_fold(form.data);
		buf_addc(&form, '\0');
		buf_add_u32le(&form, v->type);
		buf_add(&form, v->data, v->len);
		sum += hash_bytes(form.data, form.len);
	}
	buf_release(&form);
	return sum;
}

uint64_t snapshot_content(const struct snapshot *snap)
{
	struct buf form = BUF_INIT;

	buf_addf(&form, "%016llx",
	         (unsigned long long)hash_key(&snap->class_raw));
	for (size_t i = 0; i < snap->count; i++) {
		if (is_withdrawn(&snap->instances[i].raw))
			continue;
		buf_adds(&form, snap->instances[i].key_name);
		buf_addf(&form, "\\%016llx",
		         (unsigned long long)hash_key(&snap->instances[i].raw));
	}
	uint64_t content = hash_bytes(form.data, form.len);
	buf_release(&form);
	return content;
}

/* Of one key: its Digest into form; returns how many values that leaves out,
 * and that mean something, are there. */
static size_t weigh_key(struct buf *form, const char *name,
                        const struct reg_key *raw)
{
	const struct reg_value *v =
	        reg_key_find(raw, schema_key(KEY_DIGEST)->name);

	buf_addf(form, "%s\\", name);
	if (v)
		buf_add(form, v->data, v->len);
	return (reg_key_find(raw, schema_key(KEY_OWNER)->name) ? 1u : 0u) +
	       (reg_key_find(raw, schema_key(KEY_SECRET)->name) ? 1u : 0u);
}

struct snapshot_marks snapshot_marks(const struct snapshot *snap)
{
	struct buf form = BUF_INIT;
	struct snapshot_marks marks;

	marks.left_out = weigh_key(&form, "", &snap->class_raw);
	for (size_t i = 0; i < snap->count; i++)
		marks.left_out += weigh_key(&form, snap->instances[i].key_name,
		                            &snap->instances[i].raw);
	marks.digests = hash_bytes(form.data, form.len);
	buf_release(&form);
	return marks;
}

bool is_withdrawn(const struct reg_key *raw)
{
	const struct reg_value *v =
	        reg_key_find(raw, schema_key(KEY_REMOVED)->name);

	return v && v->type == REG_TYPE_DWORD && v->len == 4 &&
	       (v->data[0] | v->data[1] | v->data[2] | v->data[3]) != 0;
}
