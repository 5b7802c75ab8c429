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

/* The physical name of the key tells the worlds of tests apart. */
static char *file_of(const char *directory, const struct keystore *ks,
                     const char *path)
{
	char *display = keystore_display(ks, path);
	struct buf file = BUF_INIT;

	buf_addf(&file, "%s%cadopted%c", directory, host_separator(),
	         host_separator());
	file_name_encode(&file, display);
	free(display);
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
	struct buf folder = BUF_INIT, text = BUF_INIT;
	int rc = -1;

	record.root = keystore_display(ks, "");
	record.verb = xstrdup("adopt");
	kept->had = true;
	reg_key_copy(&kept->before, &key->before);
	record_write(&record, &text);
	buf_addf(&folder, "%s%cadopted", directory, host_separator());
	if (host_make_directory(folder.data, err) == 0)
		rc = host_write(file, text.data, text.len, err);
	buf_release(&text);
	buf_release(&folder);
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

int adopted_forget(const char *directory, const struct plan *plan,
                   const struct keystore *ks, struct error *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];
		const bool is_ours =
		        key->action == PLAN_SAME ||
		        (key->action == PLAN_CHANGE && has_owner(&key->after));

		if (is_ours)
			continue;
		char *file = file_of(directory, ks, key->path);
		const int failed = host_kind(file) == HOST_FILE
		                           ? host_remove(file, err)
		                           : 0;
		free(file);
		if (failed)
			return -1;
	}
	return 0;
}
