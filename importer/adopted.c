/*
 * adopted.c: see adopted.h.
 */
#include "adopted.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/digest.h"
#include "../common/error.h"
#include "../common/file_name.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "host.h"
#include "merge.h"
#include "plan.h"
#include "record.h"

static char *folder_of(const char *directory)
{
	struct buf folder = BUF_INIT;

	buf_addf(&folder, "%s%cadopted", directory, host_separator());
	return buf_steal(&folder, NULL);
}

/* In the folder. The physical name of the key tells the worlds of tests
 * apart. */
static char *name_of(const struct keystore *ks, const char *path)
{
	char *display = keystore_display(ks, path);
	struct buf name = BUF_INIT;

	file_name_encode(&name, display);
	free(display);
	return buf_steal(&name, NULL);
}

static char *file_of(const char *directory, const struct keystore *ks,
                     const char *path)
{
	char *folder = folder_of(directory);
	char *name = name_of(ks, path);
	struct buf file = BUF_INIT;

	buf_addf(&file, "%s%c%s", folder, host_separator(), name);
	free(name);
	free(folder);
	return buf_steal(&file, NULL);
}

static bool has_owner(const struct reg_key *key)
{
	char *owner = merge_text(key, KEY_OWNER);
	const bool has = owner && *owner;

	free(owner);
	return has;
}

static bool is_mark(const char *name)
{
	static const enum key_id marks[] = {KEY_DIGEST, KEY_SOURCE, KEY_OWNER,
	                                    KEY_REMOVED};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (name_equal(name, schema_key(marks[i])->name))
			return true;
	return false;
}

/* Anything that is no mark of ours? */
static bool has_values(const struct reg_key *key)
{
	for (size_t i = 0; i < key->count; i++)
		if (!is_mark(key->values[i].name))
			return true;
	return false;
}

/* A key that an apply of ours left half-written, or just made, is nobody
 * else's, and what was there before that apply is kept already. */
static bool is_adoption(const struct plan_key *key)
{
	return key->action == PLAN_CHANGE && has_values(&key->before) &&
	       !has_owner(&key->before) && has_owner(&key->after) &&
	       digest_judge(&key->before, key->kind) != DIGEST_OPEN;
}

/* Write the record of one adopted key. 0, or -1 and err. */
static int write_file(const char *directory, const char *file,
                      const struct record *record, struct error *err)
{
	char *folder = folder_of(directory);
	struct buf text = BUF_INIT;
	int rc = -1;

	record_write(record, &text);
	if (host_make_directory(folder, err) == 0)
		rc = host_write(file, text.data, text.len, err);
	buf_release(&text);
	free(folder);
	return rc;
}

static int keep_one(const char *directory, const struct plan_key *key,
                    const struct keystore *ks, struct error *err)
{
	char *file = file_of(directory, ks, key->path);
	struct record record = RECORD_INIT;
	struct record_key *kept = record_add(&record, key->path);

	record.root = keystore_display(ks, "");
	record.verb = xstrdup("adopt");
	kept->had = true;
	reg_key_copy(&kept->before, &key->before);

	const int rc = write_file(directory, file, &record, err);
	record_release(&record);
	free(file);
	return rc;
}

/* Read the record of an adopted key into *record: *kept, its only key, has what
 * was there before and what we left there last. 0; 1 when the key was not
 * adopted; -1 and err; *kept is then NULL. */
static int load(const char *file, const char *path, struct record *record,
                struct record_key **kept, struct error *err)
{
	struct buf text = BUF_INIT;
	int rc = 1;

	*kept = NULL;
	if (host_kind(file) != HOST_FILE)
		return 1;
	rc = host_read(file, LIMIT_RECORD_BYTES, &text, err);
	if (rc == 0 && record_read(record, text.data, text.len) == 0 &&
	    record->count == 1 && name_equal(record->keys[0].path, path))
		*kept = &record->keys[0];
	else if (rc >= 0)
		rc = error_set(err, 0,
		               "'%s' is damaged: delete it to remove the class "
		               "as a whole",
		               file);
	buf_release(&text);
	return rc;
}

/* Whoever owned the key goes on writing to it: an upgrade by its installer.
 * What is there now and is not what we left is theirs, and so is what they
 * took away. Only a Digest that does not match says that there was anybody. */
static bool follow(struct record_key *kept, const struct reg_key *now,
                   enum key_kind kind)
{
	bool has_changed = false;

	if (!kept->has || digest_judge(now, kind) != DIGEST_MISMATCH)
		return false;
	for (size_t i = 0; i < now->count; i++) {
		const struct reg_value *v = &now->values[i];
		const struct reg_value *left =
		        reg_key_find(&kept->after, v->name);

		if (is_mark(v->name) || (left && reg_value_equal(left, v)))
			continue;
		reg_key_set(&kept->before, v->name, v->type, v->data, v->len);
		has_changed = true;
	}
	for (size_t i = 0; i < kept->after.count; i++) {
		const char *name = kept->after.values[i].name;

		if (!is_mark(name) && !reg_key_find(now, name))
			has_changed |= reg_key_remove(&kept->before, name);
	}
	return has_changed;
}

/* One that is given back too: a run that dies on the way leaves nothing to tell
 * theirs by. */
static bool was_ours(const struct plan_key *key)
{
	return key->action == PLAN_CHANGE && has_owner(&key->before);
}

/* What others wrote to an adopted key since our last apply is kept before this
 * one writes over it. 0, or -1 and err. */
static int keep_theirs(const char *directory, const struct plan_key *key,
                       const struct keystore *ks, struct error *err)
{
	char *file = file_of(directory, ks, key->path);
	struct record record = RECORD_INIT;
	struct record_key *kept;
	int rc = 0;

	/* What is damaged is told where it is needed: by a removal. */
	(void)load(file, key->path, &record, &kept, NULL);
	if (kept && follow(kept, &key->before, key->kind))
		rc = write_file(directory, file, &record, err);
	record_release(&record);
	free(file);
	return rc;
}

int adopted_keep(const char *directory, const struct plan *plan,
                 const struct keystore *ks, struct error *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];
		int rc = 0;

		if (is_adoption(key))
			rc = keep_one(directory, key, ks, err);
		else if (was_ours(key))
			rc = keep_theirs(directory, key, ks, err);
		if (rc < 0)
			return -1;
	}
	return 0;
}

bool adopted_is_kept(const char *directory, const struct keystore *ks,
                     const char *path)
{
	char *file = file_of(directory, ks, path);
	const bool is = host_kind(file) == HOST_FILE;

	free(file);
	return is;
}

/* 0 and *former; 1 when key was not adopted; -1 and err. */
static int find(const char *directory, const struct keystore *ks,
                const struct plan_key *key, struct reg_key *former,
                struct error *err)
{
	char *file = file_of(directory, ks, key->path);
	struct record record = RECORD_INIT;
	struct record_key *kept;
	const int rc = load(file, key->path, &record, &kept, err);

	if (kept) {
		(void)follow(kept, &key->before, key->kind);
		reg_key_copy(former, &kept->before);
	}
	record_release(&record);
	free(file);
	return rc;
}

/* Those of the owner go; the others were there before or are not ours. */
static int remove_instances(struct plan *plan, const char *class_name,
                            struct keystore *ks,
                            const struct plan_options *options,
                            struct error *err)
{
	struct buf path = BUF_INIT;
	struct reg_list list = REG_LIST_INIT;
	const struct plan_options own = {.owner = options->owner};
	int rc = 0;

	buf_addf(&path, "%s\\Instances", class_name);
	if (keystore_list(ks, path.data, &list, err) == KEYSTORE_FAILED)
		rc = -1;
	for (size_t i = 0; i < list.count && rc == 0; i++) {
		struct buf name = BUF_INIT;
		struct error not_ours = ERROR_INIT;

		buf_addf(&name, "%s\\", class_name);
		if (instance_key_decode(&name, list.entries[i].name) == 0 &&
		    plan_removal(plan, name.data, ks, &own, &not_ours) < 0) {
			error_set(err, not_ours.code, "%s", not_ours.text);
			rc = -1;
		}
		buf_release(&name);
	}
	reg_list_release(&list);
	buf_release(&path);
	return rc;
}

int adopted_give_back(const char *directory, struct plan *plan,
                      struct keystore *ks, const struct plan_options *options,
                      struct error *err)
{
	/* Instances that are added on the way are looked at too. */
	for (size_t i = 0; i < plan->count; i++) {
		struct reg_key former = REG_KEY_INIT;

		if (plan->keys[i].action != PLAN_REMOVE)
			continue;
		const int result =
		        find(directory, ks, &plan->keys[i], &former, err);
		if (result < 0)
			return -1;
		if (result > 0)
			continue;
		plan->keys[i].action = PLAN_CHANGE;
		plan->keys[i].after = former;
		if (plan->keys[i].kind != KIND_CLASS)
			continue;
		char *class_name = xstrdup(plan->keys[i].class_name);
		const int failed =
		        remove_instances(plan, class_name, ks, options, err);
		free(class_name);
		if (failed)
			return -1;
	}
	return 0;
}

/* What we left in an adopted key, to be told from what others write. 0, or -1
 * and err. */
static int note_left(const char *directory, const char *file,
                     const struct record_key *key, struct error *err)
{
	struct record record = RECORD_INIT;
	struct record_key *kept;
	int rc = 0;

	(void)load(file, key->path, &record, &kept, NULL);
	if (kept) {
		reg_key_release(&kept->after);
		kept->after = (struct reg_key)REG_KEY_INIT;
		kept->has = true;
		reg_key_copy(&kept->after, &key->after);
		rc = write_file(directory, file, &record, err);
	}
	record_release(&record);
	return rc;
}

static int compare_entries(const void *left, const void *right)
{
	const struct host_entry *a = left;
	const struct host_entry *b = right;

	return strcmp(a->name, b->name);
}

/* Of a key whose file is among kept: note what is left there, or forget it. */
static int finish_one(const char *directory, const struct host_list *kept,
                      const struct record_key *key, const struct keystore *ks,
                      struct error *err)
{
	const struct host_entry wanted = {.name = name_of(ks, key->path)};
	const bool is_ours = key->had && key->has && has_owner(&key->after);
	int rc = 0;

	if (bsearch(&wanted, kept->entries, kept->count, sizeof(wanted),
	            compare_entries)) {
		char *file = file_of(directory, ks, key->path);

		rc = is_ours ? note_left(directory, file, key, err)
		             : host_remove(file, err);
		free(file);
	}
	free(wanted.name);
	return rc;
}

/* What a run left half-written that died, and the next one did not touch. */
static bool is_open(const struct record_key *key)
{
	const enum key_kind kind =
	        strchr(key->path, '\\') ? KIND_INSTANCE : KIND_CLASS;

	return key->has && digest_judge(&key->after, kind) == DIGEST_OPEN;
}

/* Asked for once: most of very many keys were never adopted, and each would
 * cost a look at the folder. */
int adopted_finish(const char *directory, const struct record *record,
                   const struct keystore *ks, struct error *err)
{
	char *folder = folder_of(directory);
	struct host_list kept = {NULL, 0};
	int rc = 0;

	if (host_kind(folder) == HOST_DIRECTORY)
		rc = host_list(folder, &kept, err);
	if (kept.count > 0)
		qsort(kept.entries, kept.count, sizeof(*kept.entries),
		      compare_entries);
	for (size_t i = 0; i < record->count && kept.count > 0 && rc == 0; i++)
		if (!is_open(&record->keys[i]))
			rc = finish_one(directory, &kept, &record->keys[i], ks,
			                err);
	host_list_release(&kept);
	free(folder);
	return rc;
}
