/*
 * plan.c: see plan.h.
 */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "merge.h"

char *plan_path(const char *class_name, const char *instance_name)
{
	struct buf path = BUF_INIT;

	if (!instance_name)
		return xstrdup(class_name);
	buf_addf(&path, "%s\\Instances\\", class_name);
	instance_key_encode(&path, instance_name);
	return buf_steal(&path, NULL);
}

static void key_release(struct plan_key *key)
{
	free(key->class_name);
	free(key->instance_name);
	free(key->path);
	reg_key_release(&key->before);
	reg_key_release(&key->after);
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		key_release(&plan->keys[i]);
	free(plan->keys);
	*plan = (struct plan)PLAN_INIT;
}

size_t plan_changes(const struct plan *plan)
{
	size_t changes = 0;

	for (size_t i = 0; i < plan->count; i++)
		changes += plan->keys[i].action != PLAN_SAME;
	return changes;
}

struct plan_key *plan_add_named(struct plan *plan, const char *class_name,
                                const char *instance_name)
{
	const size_t count = plan->count;

	if ((count & (count - 1)) == 0)
		plan->keys = xrealloc(plan->keys, count ? count * 2 : 1,
		                      sizeof(*plan->keys));

	struct plan_key *key = &plan->keys[plan->count++];
	*key = (struct plan_key){
	        .kind = instance_name ? KIND_INSTANCE : KIND_CLASS,
	        .class_name = xstrdup(class_name),
	        .instance_name = xstrdup(instance_name),
	        .path = plan_path(class_name, instance_name),
	        .before = REG_KEY_INIT,
	        .after = REG_KEY_INIT,
	};
	return key;
}

struct plan_key *plan_add(struct plan *plan, const char *path)
{
	static const char folder[] = "Instances\\";
	const char *slash = strchr(path, '\\');
	char *class_name =
	        slash ? xmemdup(path, (size_t)(slash - path)) : xstrdup(path);
	struct plan_key *key = plan_add_named(plan, class_name, NULL);

	free(class_name);
	if (!slash)
		return key;

	/* Whatever else is there, a foreign key say, goes by what follows. */
	const size_t len = strlen(folder);
	const char *rest = slash + 1;
	struct buf name = BUF_INIT;
	if (!name_equal_bytes(folder, rest, strlen(rest) < len ? 0 : len) ||
	    instance_key_decode(&name, rest + len) < 0) {
		buf_clear(&name);
		buf_adds(&name, rest);
	}
	key->kind = KIND_INSTANCE;
	key->instance_name = buf_steal(&name, NULL);
	free(key->path);
	key->path = xstrdup(path);
	return key;
}

int plan_removal(struct plan *plan, const char *name, struct keystore *ks,
                 const struct plan_options *options, struct error *err)
{
	const char *slash = strchr(name, '\\');
	char *class_name =
	        slash ? xmemdup(name, (size_t)(slash - name)) : xstrdup(name);
	struct plan_key *key =
	        plan_add_named(plan, class_name, slash ? slash + 1 : NULL);
	char *owner = NULL;
	int rc = -1;

	free(class_name);
	key->action = PLAN_REMOVE;
	switch (keystore_read(ks, key->path, &key->before, err)) {
	case KEYSTORE_FAILED:
		goto out;
	case KEYSTORE_ABSENT:
		rc = 1;
		error_set(err, OS_FILE_NOT_FOUND,
		          "cannot remove '%s': the registry has no such %s",
		          name, slash ? "instance" : "class");
		goto out;
	case KEYSTORE_OK:
		break;
	}
	owner = merge_text(&key->before, KEY_OWNER);
	if ((!owner || !name_equal(owner, options->owner)) && !options->force) {
		rc = 1;
		error_set(err, OS_ACCESS_DENIED,
		          "cannot remove '%s': it "
		          "belongs to %s%s%s, not to '%s': give --owner, or "
		          "--force",
		          name, owner ? "owner '" : "no owner",
		          owner ? owner : "", owner ? "'" : "", options->owner);
		goto out;
	}
	rc = 0;
out:
	free(owner);
	if (rc != 0)
		key_release(&plan->keys[--plan->count]);
	return rc;
}

static int compare_keys(const void *left, const void *right)
{
	const struct plan_key *a = left;
	const struct plan_key *b = right;
	const int order = name_compare(a->class_name, b->class_name);

	if (order != 0 || a->kind != b->kind)
		return order ? order : (int)a->kind - (int)b->kind;
	return a->instance_name
	               ? name_compare(a->instance_name, b->instance_name)
	               : 0;
}

/* Does the removal of a include that of b? */
static bool is_included(const struct plan_key *a, const struct plan_key *b)
{
	return a->action == PLAN_REMOVE && b->action == PLAN_REMOVE &&
	       name_equal(a->class_name, b->class_name) &&
	       (a->kind == KIND_CLASS ||
	        name_equal(a->instance_name, b->instance_name));
}

void plan_sort(struct plan *plan)
{
	size_t kept = 0, class_at = 0;

	if (plan->count == 0)
		return;
	qsort(plan->keys, plan->count, sizeof(*plan->keys), compare_keys);
	for (size_t i = 0; i < plan->count; i++) {
		struct plan_key *key = &plan->keys[i];

		if (kept > 0 && (is_included(&plan->keys[class_at], key) ||
		                 is_included(&plan->keys[kept - 1], key))) {
			key_release(key);
			continue;
		}
		if (key->kind == KIND_CLASS)
			class_at = kept;
		plan->keys[kept++] = *key;
	}
	plan->count = kept;
}
