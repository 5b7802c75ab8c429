/*
 * plan_make.c: comparing what the files say with the registry, see plan.h.
 */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/digest.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "merge.h"
#include "progress.h"

/* What making a plan carries along. */
struct making {
	struct plan *plan;
	const struct plan_options *options;
	struct keystore *ks;
	struct reg_list classes; /* of the registry, sorted by name */
	char *instances_of;      /* the class that instances is a list of */
	struct reg_list instances;
	const char *looked_at; /* the class whose name's case was; NULL: none */
	struct diag_list *diags;
};

static int compare_entries(const void *left, const void *right)
{
	const struct reg_entry *a = left;
	const struct reg_entry *b = right;

	return name_compare(a->name, b->name);
}

static const struct reg_entry *find_class(const struct making *m,
                                          const char *name)
{
	const struct reg_entry wanted = {.name = (char *)(uintptr_t)name};

	return m->classes.count
	               ? bsearch(&wanted, m->classes.entries, m->classes.count,
	                         sizeof(wanted), compare_entries)
	               : NULL;
}

static void check_spelling(const struct making *m, const struct section *s)
{
	const struct reg_entry *there = find_class(m, s->def.class_name);

	if (s->def.kind == KIND_CLASS && there &&
	    strcmp(there->name, s->def.class_name) != 0)
		section_diag(s, DIAG_REGISTRY_CASE, m->diags,
		             "the registry spells this class '%s': write it "
		             "the same way",
		             there->name);
}

/* Fill m->instances with the keys of the instances of class_name. */
static int list_instances(struct making *m, const char *class_name,
                          struct error *err)
{
	struct buf folder = BUF_INIT;
	int rc = 0;

	if (m->instances_of && name_equal(m->instances_of, class_name))
		return 0;
	free(m->instances_of);
	m->instances_of = xstrdup(class_name);
	reg_list_release(&m->instances);
	buf_addf(&folder, "%s\\Instances", class_name);
	if (keystore_list(m->ks, folder.data, &m->instances, err) ==
	    KEYSTORE_FAILED)
		rc = -1;
	buf_release(&folder);
	return rc;
}

static bool is_ascii(const char *name)
{
	while (*name != '\0' && (unsigned char)*name < 0x80)
		name++;
	return *name == '\0';
}

static void tell_case(const struct making *m, const struct section *s,
                      const struct reg_list *others, const char *name,
                      const char *kind)
{
	for (size_t i = 0; i < others->count; i++)
		if (name_differs_only_in_case(others->entries[i].name, name))
			section_diag(s, DIAG_NAME_CASE, m->diags,
			             "the registry does not tell this name "
			             "from its %s '%s': rename this one",
			             kind, others->entries[i].name);
}

/* Names that are one for Windows but not for us; only those beyond ASCII can
 * be. */
static int check_case(struct making *m, const struct section *s,
                      const struct plan_key *key, struct error *err)
{
	const char *name = strrchr(key->path, '\\');

	/* Once: its instances follow, and it is one name. */
	if (!is_ascii(s->def.class_name) &&
	    (!m->looked_at || !name_equal(m->looked_at, s->def.class_name))) {
		tell_case(m, s, &m->classes, key->class_name, "class");
		m->looked_at = s->def.class_name;
	}
	if (key->kind == KIND_CLASS || is_ascii(name + 1))
		return 0;
	if (list_instances(m, key->class_name, err) < 0)
		return -1;
	tell_case(m, s, &m->instances, name + 1, "instance");
	return 0;
}

static void check_owner(const struct making *m, const struct section *s,
                        const struct reg_key *before, const char *owner)
{
	char *there = merge_text(before, KEY_OWNER);

	if (there && *there && !name_equal(there, owner) && !m->options->force)
		section_diag(
		        s, DIAG_FOREIGN_OWNER, m->diags,
		        "this belongs to owner '%s', and here it is of '%s' "
		        "(Owner, its folder, or --owner): leave it to the "
		        "former, or take it over with --force",
		        there, owner);
	free(there);
}

/* The last-write time of key, 0 when it is not there. An enumeration gives
 * those of all keys side by side. */
static int find_time(struct making *m, const struct plan_key *key,
                     uint64_t *when, struct error *err)
{
	const struct reg_entry *entry = find_class(m, key->class_name);

	*when = 0;
	if (key->kind == KIND_CLASS || !entry) {
		*when = entry ? entry->last_write : 0;
		return 0;
	}
	if (list_instances(m, key->class_name, err) < 0)
		return -1;
	const char *name = strrchr(key->path, '\\') + 1;
	for (size_t i = 0; i < m->instances.count; i++)
		if (name_equal(m->instances.entries[i].name, name))
			*when = m->instances.entries[i].last_write;
	return 0;
}

/* 1 when the key is as it was when it was last seen to be as its section wants
 * it. The time is from before any value is read: what is written meanwhile
 * shows. */
static int is_seen(struct making *m, struct plan_key *key, struct error *err)
{
	if (!m->options->applied)
		return 0;
	if (find_time(m, key, &key->left, err) < 0)
		return -1;
	return key->left != 0 &&
	       applied_is_current(m->options->applied, key->path, key->left,
	                          key->print);
}

/* What the list of classes does not have need not be looked for; of other
 * letters than ASCII's the registry knows cases that the list does not. */
static enum keystore_result read_key(const struct making *m,
                                     struct plan_key *key, struct error *err)
{
	if (is_ascii(key->class_name) && !find_class(m, key->class_name))
		return KEYSTORE_ABSENT;
	return keystore_read(m->ks, key->path, &key->before, err);
}

/* Compare key with what is wanted, which is then empty. */
static int compare_key(const struct making *m, const struct section *s,
                       const char *owner, struct reg_key *wanted,
                       struct plan_key *key, struct error *err)
{
	const enum keystore_result result = read_key(m, key, err);
	enum digest_state state = DIGEST_MATCH;

	if (result == KEYSTORE_FAILED)
		return -1;
	check_owner(m, s, &key->before, owner);
	key->action = merge(s, wanted, &key->before, &key->after);
	if (result == KEYSTORE_ABSENT)
		key->action = PLAN_NEW;
	if (key->action != PLAN_SAME)
		state = digest_judge(&key->before, key->kind);
	key->drift = state == DIGEST_MISMATCH;
	key->interrupted = state == DIGEST_OPEN;
	if (key->action == PLAN_SAME && m->options->applied && !s->overlay) {
		/* Of very many classes it would be much fresh memory. */
		reg_key_release(&key->before);
		reg_key_release(&key->after);
	}
	return 0;
}

static int add_section(struct making *m, const struct section *s,
                       struct error *err)
{
	const char *owner = merge_owner(s, m->options->owner);
	struct plan_key *key = plan_add_named(m->plan, s->def.class_name,
	                                      s->def.instance_name);
	struct reg_key wanted;
	int rc = -1;

	merge_wanted(s, owner, &wanted);
	if (m->options->applied)
		merge_print(s, owner, &wanted, key->print);
	const int seen = is_seen(m, key, err);
	if (seen < 0)
		goto out;
	check_spelling(m, s);
	if (check_case(m, s, key, err) < 0)
		goto out;
	rc = seen ? 0 : compare_key(m, s, owner, &wanted, key, err);
out:
	reg_key_release(&wanted);
	return rc;
}

int plan_make(struct plan *plan, const struct declared *d, struct keystore *ks,
              const struct plan_options *options, struct diag_list *diags,
              struct error *err)
{
	struct making m = {.plan = plan,
	                   .options = options,
	                   .ks = ks,
	                   .classes = REG_LIST_INIT,
	                   .instances = REG_LIST_INIT,
	                   .diags = diags};
	int rc = -1;

	*plan = (struct plan)PLAN_INIT;
	keystore_enter(ks, "");
	if (keystore_list(ks, "", &m.classes, err) == KEYSTORE_FAILED)
		goto out;
	if (m.classes.count > 0)
		qsort(m.classes.entries, m.classes.count,
		      sizeof(*m.classes.entries), compare_entries);
	for (size_t i = 0; i < d->sorted_count; i++) {
		if (add_section(&m, d->sorted[i], err) < 0)
			goto out;
		progress_tick(options->progress, i + 1, d->sorted_count);
	}
	rc = 0;
out:
	keystore_leave(ks);
	reg_list_release(&m.classes);
	reg_list_release(&m.instances);
	free(m.instances_of);
	if (rc < 0)
		plan_release(plan);
	return rc;
}
