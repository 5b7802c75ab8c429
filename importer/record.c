/*
 * record.c: making a record and running it; record_text.c writes and reads it.
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/digest.h"
#include "../common/name.h"
#include "../common/xalloc.h"

void record_release(struct record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		free(record->keys[i].path);
		if (record->keys[i].borrowed)
			continue;
		reg_key_release(&record->keys[i].before);
		reg_key_release(&record->keys[i].after);
	}
	free(record->keys);
	free(record->root);
	free(record->verb);
	*record = (struct record)RECORD_INIT;
}

struct record_key *record_add(struct record *record, const char *path)
{
	const size_t count = record->count;
	struct record_key *key;

	if ((count & (count - 1)) == 0)
		record->keys = xrealloc(record->keys, count ? count * 2 : 1,
		                        sizeof(*record->keys));
	key = &record->keys[record->count++];
	*key = (struct record_key){.path = xstrdup(path),
	                           .before = REG_KEY_INIT,
	                           .after = REG_KEY_INIT};
	return key;
}

/* Instances has no values of its own and comes and goes with those in it. */
static bool is_folder(const char *path, const struct reg_key *values)
{
	const char *rest = strchr(path, '\\');

	return values->count == 0 && rest && name_equal(rest, "\\Instances");
}

/* Calls back for path and all below it. */
typedef void tree_step(void *context, const char *path,
                       const struct reg_key *values);

static int walk(struct keystore *ks, const char *path, tree_step *step,
                void *context, struct error *err)
{
	struct reg_key values = REG_KEY_INIT;
	struct reg_list below = REG_LIST_INIT;
	int rc = -1;

	if (keystore_read(ks, path, &values, err) == KEYSTORE_FAILED ||
	    keystore_list(ks, path, &below, err) == KEYSTORE_FAILED)
		goto out;
	if (!is_folder(path, &values))
		step(context, path, &values);
	for (size_t i = 0; i < below.count; i++) {
		struct buf child = BUF_INIT;

		buf_addf(&child, "%s\\%s", path, below.entries[i].name);
		const int failed = walk(ks, child.data, step, context, err);
		buf_release(&child);
		if (failed)
			goto out;
	}
	rc = 0;
out:
	reg_key_release(&values);
	reg_list_release(&below);
	return rc;
}

static void add_removed(void *context, const char *path,
                        const struct reg_key *values)
{
	struct record_key *key = record_add(context, path);

	key->had = true;
	reg_key_copy(&key->before, values);
}

int record_make(struct record *out, const struct plan *plan, const char *verb,
                bool unchanged, struct keystore *ks, struct error *err)
{
	out->root = keystore_display(ks, "");
	out->verb = xstrdup(verb);
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *from = &plan->keys[i];

		if (from->action == PLAN_SAME && !unchanged)
			continue;
		if (from->action == PLAN_REMOVE) {
			if (walk(ks, from->path, add_removed, out, err) < 0)
				return -1;
			continue;
		}
		struct record_key *key = record_add(out, from->path);
		key->had = from->action != PLAN_NEW;
		key->has = true;
		key->borrowed = true;
		key->before = from->before;
		key->after = from->after;
	}
	return 0;
}

/* A record being run. */
struct running {
	const struct record *record;
	const struct record_key **sorted; /* by path */
	struct keystore *ks;
	struct plan *plan;
	struct buf *conflicts;
};

static int compare_paths(const void *left, const void *right)
{
	const struct record_key *const *a = left;
	const struct record_key *const *b = right;

	return name_compare((*a)->path, (*b)->path);
}

static bool has_path(const struct running *r, const char *path)
{
	const struct record_key key = {.path = (char *)(uintptr_t)path};
	const struct record_key *wanted = &key;

	return bsearch(&wanted, r->sorted, r->record->count, sizeof(*r->sorted),
	               compare_paths) != NULL;
}

static void add_conflict(struct running *r, const char *path, const char *what)
{
	buf_add_escaped(r->conflicts, path, strlen(path));
	buf_addf(r->conflicts, ": %s\n", what);
}

static void check_known(void *context, const char *path,
                        const struct reg_key *values)
{
	struct running *r = context;

	(void)values;
	if (!has_path(r, path))
		add_conflict(r, path, "made since");
}

static bool is_same(bool a_there, const struct reg_key *a, bool b_there,
                    const struct reg_key *b)
{
	return a_there == b_there && (!a_there || reg_key_equal(a, b));
}

/* A run that died leaves its keys open, announced as removed, or just made. */
static bool is_unfinished(const struct reg_key *key, enum key_kind kind)
{
	return key->count == 0 || digest_judge(key, kind) == DIGEST_OPEN ||
	       reg_key_find(key, schema_key(KEY_REMOVED)->name);
}

/* Add what brings key from now to target. */
static void add_step(struct running *r, const struct record_key *key,
                     bool is_there, struct reg_key *now, bool shall_be,
                     const struct reg_key *target)
{
	struct plan_key *step = plan_add(r->plan, key->path);

	step->before = *now;
	*now = (struct reg_key)REG_KEY_INIT;
	if (shall_be)
		reg_key_copy(&step->after, target);
	if (!shall_be)
		step->action = is_there ? PLAN_REMOVE : PLAN_SAME;
	else if (!is_there)
		step->action = PLAN_NEW;
	else
		step->action = reg_key_equal(&step->before, target)
		                       ? PLAN_SAME
		                       : PLAN_CHANGE;
}

static int run_key(struct running *r, const struct record_key *key,
                   enum record_direction direction, struct error *err)
{
	const bool back = direction == RECORD_BACKWARDS;
	const bool was = back ? key->has : key->had;
	const bool shall = back ? key->had : key->has;
	const struct reg_key *left = back ? &key->after : &key->before;
	const struct reg_key *target = back ? &key->before : &key->after;
	const enum key_kind kind =
	        strchr(key->path, '\\') ? KIND_INSTANCE : KIND_CLASS;
	struct reg_key now = REG_KEY_INIT;
	const enum keystore_result result =
	        keystore_read(r->ks, key->path, &now, err);
	const bool is_there = result == KEYSTORE_OK;
	int rc = result == KEYSTORE_FAILED ? -1 : 0;

	if (rc == 0 && !is_same(is_there, &now, was, left) &&
	    !is_same(is_there, &now, shall, target) &&
	    !(back && is_there && is_unfinished(&now, kind)))
		add_conflict(r, key->path, "changed since");
	if (rc == 0 && is_there && !shall && kind == KIND_CLASS)
		rc = walk(r->ks, key->path, check_known, r, err);
	if (rc == 0)
		add_step(r, key, is_there, &now, shall, target);
	reg_key_release(&now);
	return rc;
}

int record_plan(const struct record *record, enum record_direction direction,
                struct keystore *ks, struct plan *plan, struct buf *conflicts,
                struct error *err)
{
	struct running r = {.record = record,
	                    .ks = ks,
	                    .plan = plan,
	                    .conflicts = conflicts};
	int rc = -1;

	*plan = (struct plan)PLAN_INIT;
	r.sorted =
	        xcalloc(record->count ? record->count : 1, sizeof(*r.sorted));
	for (size_t i = 0; i < record->count; i++)
		r.sorted[i] = &record->keys[i];
	if (record->count > 0)
		qsort(r.sorted, record->count, sizeof(*r.sorted),
		      compare_paths);
	for (size_t i = 0; i < record->count; i++)
		if (run_key(&r, &record->keys[i], direction, err) < 0)
			goto out;
	plan_sort(plan);
	rc = 0;
out:
	free(r.sorted);
	if (rc < 0)
		plan_release(plan);
	return rc;
}
