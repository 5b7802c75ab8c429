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

/* A key that an apply of ours left half-written, or just made, is nobody
 * else's, and what was there before that apply is kept already. */
static bool is_adoption(const struct plan_key *key)
{
	return key->action == PLAN_CHANGE && key->before.count > 0 &&
	       !has_owner(&key->before) && has_owner(&key->after) &&
	       digest_judge(&key->before, key->kind) != DIGEST_OPEN;
}

static int keep_one(const char *directory, const struct plan_key *key,
                    const struct keystore *ks, struct error *err)
{
	char *file = file_of(directory, ks, key->path);
	struct record record = RECORD_INIT;
	struct record_key *kept = record_add(&record, key->path);
	char *folder = folder_of(directory);
	struct buf text = BUF_INIT;
	int rc = -1;

	record.root = keystore_display(ks, "");
	record.verb = xstrdup("adopt");
	kept->had = true;
	reg_key_copy(&kept->before, &key->before);
	record_write(&record, &text);
	if (host_make_directory(folder, err) == 0)
		rc = host_write(file, text.data, text.len, err);
	buf_release(&text);
	free(folder);
	record_release(&record);
	free(file);
	return rc;
}

int adopted_keep(const char *directory, const struct plan *plan,
                 const struct keystore *ks, struct error *err)
{
	for (size_t i = 0; i < plan->count; i++)
		if (is_adoption(&plan->keys[i]) &&
		    keep_one(directory, &plan->keys[i], ks, err) < 0)
			return -1;
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

/* 0 and *former; 1 when the key was not adopted; -1 and err. */
static int find(const char *directory, const struct keystore *ks,
                const char *path, struct reg_key *former, struct error *err)
{
	char *file = file_of(directory, ks, path);
	struct record record = RECORD_INIT;
	struct buf text = BUF_INIT;
	int rc = 1;

	if (host_kind(file) != HOST_FILE)
		goto out;
	rc = host_read(file, LIMIT_RECORD_BYTES, &text, err);
	if (rc < 0)
		goto out;
	if (rc > 0 || record_read(&record, text.data, text.len) < 0 ||
	    record.count != 1 || !name_equal(record.keys[0].path, path)) {
		rc = error_set(err, 0,
		               "'%s' is damaged: delete it to remove the class "
		               "as a whole",
		               file);
		goto out;
	}
	reg_key_copy(former, &record.keys[0].before);
	rc = 0;
out:
	record_release(&record);
	buf_release(&text);
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
		        find(directory, ks, plan->keys[i].path, &former, err);
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

static int compare_entries(const void *left, const void *right)
{
	const struct host_entry *a = left;
	const struct host_entry *b = right;

	return strcmp(a->name, b->name);
}

/* Forget what is kept of key, if its file is among kept. */
static int forget_one(const char *directory, const struct host_list *kept,
                      const struct plan_key *key, const struct keystore *ks,
                      struct error *err)
{
	const struct host_entry wanted = {.name = name_of(ks, key->path)};
	int rc = 0;

	if (bsearch(&wanted, kept->entries, kept->count, sizeof(wanted),
	            compare_entries)) {
		char *file = file_of(directory, ks, key->path);

		rc = host_remove(file, err);
		free(file);
	}
	free(wanted.name);
	return rc;
}

static bool is_ours(const struct plan_key *key)
{
	return key->action == PLAN_SAME ||
	       (key->action == PLAN_CHANGE && has_owner(&key->after));
}

/* Asked for once: most of very many keys were never adopted, and each would
 * cost a look at the folder. */
int adopted_forget(const char *directory, const struct plan *plan,
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
	for (size_t i = 0; i < plan->count && kept.count > 0 && rc == 0; i++)
		if (!is_ours(&plan->keys[i]))
			rc = forget_one(directory, &kept, &plan->keys[i], ks,
			                err);
	host_list_release(&kept);
	free(folder);
	return rc;
}
