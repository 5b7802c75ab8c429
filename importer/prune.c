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
#include "adopted.h"
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
	bool is_open;    /* the class at hand, by an apply that died */
	bool is_adopted; /* it: not removed but given back */
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
	for (size_t i = 0; i < p->scope->owner_count; i++)
		add_owner(p, p->scope->owners[i]);
	for (size_t i = 0; d && i < d->sorted_count; i++)
		add_owner(p, merge_owner(d->sorted[i], p->options->owner));
}

static bool is_declared(const struct pruning *p, const char *class_name,
                        const char *instance)
{
	return p->scope->declared &&
	       declared_find(p->scope->declared, class_name, instance);
}

static bool is_open(const struct reg_key *key)
{
	const struct reg_value *v =
	        reg_key_find(key, schema_key(KEY_DIGEST)->name);

	return v && v->len == 0;
}

/* What an apply leaves that dies as soon as it has opened a new key, and
 * another that dies as it removes that. Nobody else writes these marks. */
static bool is_husk(const struct reg_key *key)
{
	const bool is_marked =
	        reg_key_find(key, schema_key(KEY_REMOVED)->name) != NULL;
	const size_t marks = (size_t)is_open(key) + (size_t)is_marked;

	return marks > 0 && key->count == marks;
}

/* What name_owner() goes by, and what it finds. */
struct claim {
	const char *data;       /* folder of what was adopted; NULL: none is */
	const char *by_default; /* owner of what a dead apply left */
	bool takes_empty;       /* of an instance's empty key, too */
	bool is_open;           /* the key is one that an apply left open */
};

/* The owner named in the key path, or by_default's when a dead apply left it;
 * NULL: nobody's, or it is gone. Caller frees. 0, or -1 and err. */
static int name_owner(struct keystore *ks, const char *path,
                      struct claim *claim, char **owner, struct error *err)
{
	struct reg_key key = REG_KEY_INIT;
	const enum keystore_result result = keystore_read(ks, path, &key, err);
	bool is_left = key.count > 0 ? is_husk(&key) : claim->takes_empty;

	*owner = merge_text(&key, KEY_OWNER);
	claim->is_open = result == KEYSTORE_OK && is_open(&key);
	/* Being adopted, or given back, a key is open with no owner. */
	if (!*owner && claim->is_open && claim->data)
		is_left = is_left || adopted_is_kept(claim->data, ks, path);
	if (!*owner && is_left && result == KEYSTORE_OK)
		*owner = xstrdup(claim->by_default);
	reg_key_release(&key);
	return result == KEYSTORE_FAILED ? -1 : 0;
}

/* Whose the key path is: NULL and 0 when it is none of this run's owners'. */
static int read_owner(struct pruning *p, const char *path, struct owner **owner,
                      struct error *err)
{
	const bool is_class = strchr(path, '\\') == NULL;
	struct claim claim = {p->scope->data, p->options->owner,
	                      !is_class && p->is_open, false};
	char *name;
	const int rc = name_owner(p->ks, path, &claim, &name, err);

	if (is_class)
		p->is_open = claim.is_open;
	*owner = find_owner(p, name);
	free(name);
	return rc;
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

	if (p->is_adopted || (!declared && (owner || p->options->force)))
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
	p->is_adopted = goes && p->scope->data &&
	                adopted_is_kept(p->scope->data, p->ks, class_name);
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

/* Append a line for the instance whose key in folder is called name, unless it
 * is owner's. 0, or -1 and err. */
static int add_if_foreign(struct keystore *ks, const struct buf *folder,
                          const char *name, const struct plan_key *of_class,
                          const char *owner, struct buf *out, struct error *err)
{
	struct buf path = BUF_INIT, instance = BUF_INIT;
	struct claim claim = {NULL, owner, true, false};
	char *whose;
	int rc;

	buf_addf(&path, "%s\\%s", folder->data, name);
	if (instance_key_decode(&instance, name) < 0)
		buf_adds(&instance, name);
	rc = name_owner(ks, path.data, &claim, &whose, err);
	if (rc == 0 && (!whose || !name_equal(whose, owner))) {
		buf_adds(out, "  ");
		buf_add_escaped(out, of_class->class_name,
		                strlen(of_class->class_name));
		buf_addc(out, '\\');
		buf_add_escaped(out, instance.data, instance.len);
		buf_adds(out, whose ? "  (owner '" : "  (no owner");
		if (whose)
			buf_add_escaped(out, whose, strlen(whose));
		buf_adds(out, whose ? "')\n" : ")\n");
	}
	free(whose);
	buf_release(&instance);
	buf_release(&path);
	return rc;
}

int prune_foreign(const struct plan *plan, struct keystore *ks,
                  const char *owner, struct buf *out, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < plan->count && rc == 0; i++) {
		const struct plan_key *key = &plan->keys[i];
		struct reg_list list = REG_LIST_INIT;
		struct buf folder = BUF_INIT;

		if (key->action != PLAN_REMOVE || key->kind != KIND_CLASS)
			continue;
		buf_addf(&folder, "%s\\Instances", key->class_name);
		if (keystore_list(ks, folder.data, &list, err) ==
		    KEYSTORE_FAILED)
			rc = -1;
		for (size_t n = 0; n < list.count && rc == 0; n++)
			rc = add_if_foreign(ks, &folder, list.entries[n].name,
			                    key, owner, out, err);
		reg_list_release(&list);
		buf_release(&folder);
	}
	return rc;
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
