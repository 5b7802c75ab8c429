/*
 * prune.c: see prune.h.
 */
#include "prune.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "merge.h"

/* Findings are about no file. */
static const struct place registry = {.file = "registry"};

struct owner {
	const char *name;
	size_t has, goes;
};

struct pruning {
	struct plan *plan;
	const struct prune_scope *scope;
	struct keystore *ks;
	const struct plan_options *options;
	struct diag_list *diags;
	struct owner *owners;
	size_t owner_count;
};

static struct owner *find_owner(const struct pruning *p, const char *name)
{
	for (size_t i = 0; name && i < p->owner_count; i++)
		if (p->owners[i].name && name_equal(p->owners[i].name, name))
			return &p->owners[i];
	return NULL;
}

static void add_owner(struct pruning *p, const char *name)
{
	if (find_owner(p, name))
		return;
	p->owners = xrealloc(p->owners, p->owner_count + 1, sizeof(*p->owners));
	p->owners[p->owner_count++] = (struct owner){name, 0, 0};
}

static void collect_owners(struct pruning *p)
{
	const struct declared *d = p->scope->declared;

	add_owner(p, p->options->owner);
	for (size_t i = 0; i < p->scope->file_count; i++)
		if (p->scope->files[i].owner)
			add_owner(p, p->scope->files[i].owner);
	for (size_t i = 0; d && i < d->sorted_count; i++)
		add_owner(p, merge_owner(d->sorted[i], p->options->owner));
}

static bool is_declared(const struct pruning *p, const char *class_name,
                        const char *instance)
{
	return p->scope->declared &&
	       declared_find(p->scope->declared, class_name, instance);
}

/* What an apply leaves that dies as soon as it has opened a new key. Nobody
 * else writes a Digest. */
static bool is_husk(const struct reg_key *key)
{
	return key->count == 1 && key->values[0].len == 0 &&
	       name_equal(key->values[0].name, schema_key(KEY_DIGEST)->name);
}

/* Whose the key path is: NULL and 0 when it is none of this run's owners'. */
static int read_owner(struct pruning *p, const char *path, struct owner **owner,
                      struct error *err)
{
	struct reg_key key = REG_KEY_INIT;
	const enum keystore_result result =
	        keystore_read(p->ks, path, &key, err);
	char *name = result == KEYSTORE_OK ? merge_text(&key, KEY_OWNER) : NULL;

	*owner = find_owner(p, is_husk(&key) ? p->options->owner : name);
	free(name);
	reg_key_release(&key);
	return result == KEYSTORE_FAILED ? -1 : 0;
}

static int remove_key(struct pruning *p, const char *path, struct owner *owner,
                      struct error *err)
{
	struct plan_key *key = plan_add(p->plan, path);

	key->action = PLAN_REMOVE;
	owner->goes++;
	return keystore_read(p->ks, path, &key->before, err) == KEYSTORE_FAILED
	               ? -1
	               : 0;
}

/* Does the class have to stay because of that instance? */
static bool holds_class(struct pruning *p, const char *class_name,
                        const char *instance, const struct owner *owner)
{
	const bool declared = is_declared(p, class_name, instance);

	if (!declared && (owner || p->options->force))
		return false;
	diag_add(p->diags, DIAG_PRUNE_SHARED, &registry, NULL,
	         "'%s' is declared by no file and would be removed, but its "
	         "instance '%s' %s: %s",
	         class_name, instance,
	         declared ? "is declared here" : "is not this owner's",
	         declared ? "declare the class too, or leave the instance out"
	                  : "declare the class, or remove it with --force");
	return true;
}

/* The instances of a class that stays (unless goes), one by one. */
static int prune_instances(struct pruning *p, const char *class_name,
                           bool *goes, struct error *err)
{
	struct buf folder = BUF_INIT;
	struct reg_list list = REG_LIST_INIT;
	int rc = -1;

	buf_addf(&folder, "%s\\Instances", class_name);
	if (keystore_list(p->ks, folder.data, &list, err) == KEYSTORE_FAILED)
		goto out;
	rc = 0;
	for (size_t i = 0; i < list.count && rc == 0; i++) {
		struct buf path = BUF_INIT, name = BUF_INIT;
		struct owner *owner;

		buf_addf(&path, "%s\\%s", folder.data, list.entries[i].name);
		if (instance_key_decode(&name, list.entries[i].name) < 0)
			buf_adds(&name, list.entries[i].name);
		rc = read_owner(p, path.data, &owner, err);
		if (owner)
			owner->has++;
		if (rc == 0 && *goes &&
		    holds_class(p, class_name, name.data, owner))
			*goes = false;
		if (rc == 0 && owner && !is_declared(p, class_name, name.data))
			rc = remove_key(p, path.data, owner, err);
		buf_release(&path);
		buf_release(&name);
	}
out:
	reg_list_release(&list);
	buf_release(&folder);
	return rc;
}

static int prune_class(struct pruning *p, const char *class_name,
                       struct error *err)
{
	struct owner *owner;
	bool goes;

	if (read_owner(p, class_name, &owner, err) < 0)
		return -1;
	if (owner)
		owner->has++;
	goes = owner && !is_declared(p, class_name, NULL);
	if (prune_instances(p, class_name, &goes, err) < 0)
		return -1;
	return goes && owner ? remove_key(p, class_name, owner, err) : 0;
}

static void refuse_mass_removal(const struct pruning *p)
{
	for (size_t i = 0; i < p->owner_count && !p->scope->all; i++) {
		const struct owner *owner = &p->owners[i];

		if (owner->has > 0 && owner->goes == owner->has)
			diag_add(p->diags, DIAG_PRUNE_ALL, &registry, NULL,
			         "all %zu definitions of owner '%s' would be "
			         "removed: check the folder that was read, or "
			         "say --prune=all",
			         owner->has, owner->name);
	}
}

int prune(struct plan *plan, const struct prune_scope *scope,
          struct keystore *ks, const struct plan_options *options,
          struct diag_list *diags, struct error *err)
{
	struct pruning p = {.plan = plan,
	                    .scope = scope,
	                    .ks = ks,
	                    .options = options,
	                    .diags = diags};
	struct reg_list classes = REG_LIST_INIT;
	int rc = -1;

	collect_owners(&p);
	if (keystore_list(ks, "", &classes, err) == KEYSTORE_FAILED)
		goto out;
	for (size_t i = 0; i < classes.count; i++)
		if (prune_class(&p, classes.entries[i].name, err) < 0)
			goto out;
	refuse_mass_removal(&p);
	rc = 0;
out:
	reg_list_release(&classes);
	free(p.owners);
	return rc;
}
