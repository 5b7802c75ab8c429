/*
 * apply.c: see apply.h.
 */
#include "apply.h"

#include "../common/digest.h"
#include "../common/error.h"
#include "../common/name.h"
#include "journal.h"
#include "progress.h"

/* What is written beside a plan's own values. */
static const unsigned char nothing[1], one[4] = {1, 0, 0, 0};
static const struct reg_value open_digest = {
        .name = (char *)(uintptr_t) "Digest",
        .type = REG_TYPE_BINARY,
        .data = (unsigned char *)(uintptr_t)nothing,
        .len = 0,
};
static const struct reg_value removed = {
        .name = (char *)(uintptr_t) "Removed",
        .type = REG_TYPE_DWORD,
        .data = (unsigned char *)(uintptr_t)one,
        .len = sizeof(one),
};

static bool is_key(const struct reg_value *v, enum key_id id)
{
	return name_equal(v->name, schema_key(id)->name);
}

static const struct reg_value *find(const struct reg_key *key, enum key_id id)
{
	return reg_key_find(key, schema_key(id)->name);
}

static bool is_written(const struct plan_key *key)
{
	return key->action == PLAN_NEW || key->action == PLAN_CHANGE;
}

/* Does any value other than Digest differ? */
static bool has_changes(const struct plan_key *key)
{
	for (size_t i = 0; i < key->after.count; i++) {
		const struct reg_value *v = &key->after.values[i];
		const struct reg_value *old =
		        reg_key_find(&key->before, v->name);

		if (!is_key(v, KEY_DIGEST) &&
		    (!old || !reg_value_equal(v, old)))
			return true;
	}
	for (size_t i = 0; i < key->before.count; i++)
		if (!reg_key_find(&key->after, key->before.values[i].name))
			return true;
	return false;
}

/* A key whose values are right already needs only its Digest. What becomes of
 * it has none when it is given back to whoever wrote it before us. */
static int open_key(struct journal *j, const struct plan_key *key,
                    struct error *err)
{
	const struct reg_value *before = find(&key->before, KEY_DIGEST);

	if (!has_changes(key))
		return 0;
	if (journal_begin_key(j, key->path, err) < 0)
		return -1;
	if (before && before->len == 0 && before->type == REG_TYPE_BINARY)
		return 0;
	return journal_put(j, key->path, &open_digest, before, err);
}

/* Until Executable is there, nobody sees the class. */
static bool is_executable_last(const struct plan_key *key)
{
	return key->kind == KIND_CLASS && !find(&key->before, KEY_EXECUTABLE);
}

static int put_if_changed(struct journal *j, const struct plan_key *key,
                          const struct reg_value *v, struct error *err)
{
	const struct reg_value *old = reg_key_find(&key->before, v->name);

	if (old && reg_value_equal(v, old))
		return 0;
	return journal_put(j, key->path, v, old, err);
}

static int write_values(struct journal *j, const struct plan_key *key,
                        struct error *err)
{
	const struct reg_value *owner = find(&key->after, KEY_OWNER);

	/* First, so that what an apply left that died belongs to somebody. */
	if (owner && put_if_changed(j, key, owner, err) < 0)
		return -1;
	for (size_t i = 0; i < key->after.count; i++) {
		const struct reg_value *v = &key->after.values[i];

		if (v == owner || is_key(v, KEY_DIGEST) ||
		    (is_key(v, KEY_EXECUTABLE) && is_executable_last(key)))
			continue;
		if (put_if_changed(j, key, v, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < key->before.count; i++) {
		const struct reg_value *v = &key->before.values[i];

		if (!is_key(v, KEY_DIGEST) &&
		    !reg_key_find(&key->after, v->name) &&
		    journal_erase(j, key->path, v, err) < 0)
			return -1;
	}
	return 0;
}

static int write_executable(struct journal *j, const struct plan_key *key,
                            struct error *err)
{
	const struct reg_value *v = find(&key->after, KEY_EXECUTABLE);

	if (!v || !is_executable_last(key))
		return 0;
	return put_if_changed(j, key, v, err);
}

static int close_key(struct journal *j, const struct plan_key *key,
                     struct error *err)
{
	const struct reg_value *digest = find(&key->after, KEY_DIGEST);
	/* What open_key() left. */
	const struct reg_value *now = has_changes(key)
	                                      ? &open_digest
	                                      : find(&key->before, KEY_DIGEST);

	if (digest)
		return journal_put(j, key->path, digest, now, err);
	return now ? journal_erase(j, key->path, now, err) : 0;
}

/* fspd gives classes that others remove time to come back; not ours. */
static int mark_key(struct journal *j, const struct plan_key *key,
                    struct error *err)
{
	const struct reg_value *before = find(&key->before, KEY_REMOVED);

	return journal_put(j, key->path, &removed, before, err);
}

static int drop_key(struct journal *j, const struct plan_key *key,
                    struct error *err)
{
	return journal_drop(j, key->path, err);
}

typedef int key_step(struct journal *j, const struct plan_key *key,
                     struct error *err);

/* Do step for the keys of one class that action says, in their order. */
static int each(struct journal *j, const struct plan *plan, size_t from,
                size_t to, bool removals, key_step *step, struct error *err)
{
	for (size_t i = from; i < to; i++) {
		const struct plan_key *key = &plan->keys[i];
		const bool chosen =
		        removals ? key->action == PLAN_REMOVE : is_written(key);

		if (chosen && step(j, key, err) < 0)
			return -1;
	}
	return 0;
}

/* Asked for at once: a later time is another's writing. */
static int note_times(struct keystore *ks, struct plan *plan, size_t from,
                      size_t to, struct error *err)
{
	for (size_t i = from; i < to; i++) {
		struct plan_key *key = &plan->keys[i];

		if (is_written(key) &&
		    keystore_last_write(ks, key->path, &key->left, err) < 0)
			return -1;
	}
	return 0;
}

/* The keys from..to are of one class, the class's own in front. */
static int apply_class(struct journal *j, struct plan *plan, size_t from,
                       size_t to, struct error *err)
{
	const size_t below = from + (plan->keys[from].kind == KIND_CLASS);

	/* What is removed is opened too: several removals are one change, which
	 * the last mark makes. */
	if (each(j, plan, from, to, false, open_key, err) < 0 ||
	    each(j, plan, below, to, true, open_key, err) < 0 ||
	    each(j, plan, from, to, false, write_values, err) < 0 ||
	    each(j, plan, from, to, false, write_executable, err) < 0 ||
	    each(j, plan, from, to, true, mark_key, err) < 0 ||
	    each(j, plan, below, to, false, close_key, err) < 0 ||
	    each(j, plan, from, below, false, close_key, err) < 0 ||
	    note_times(j->ks, plan, from, to, err) < 0)
		return -1;
	return 0;
}

static size_t class_end(const struct plan *plan, size_t from)
{
	size_t to = from + 1;

	while (to < plan->count && name_equal(plan->keys[to].class_name,
	                                      plan->keys[from].class_name))
		to++;
	return to;
}

static bool has_removals(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->keys[i].action == PLAN_REMOVE)
			return true;
	return false;
}

static int apply_classes(struct journal *j, struct plan *plan,
                         struct progress *progress, struct error *err)
{
	int rc = 0;

	keystore_enter(j->ks, "");
	for (size_t from = 0, to; from < plan->count && rc == 0; from = to) {
		to = class_end(plan, from);
		rc = apply_class(j, plan, from, to, err);
		progress_tick(progress, to, plan->count);
		/* The first may have made the root. */
		if (from == 0) {
			keystore_leave(j->ks);
			keystore_enter(j->ks, "");
		}
	}
	keystore_leave(j->ks);
	return rc;
}

int apply_telling(struct plan *plan, struct keystore *ks,
                  const struct apply_listener *listener,
                  struct apply_result *result, struct error *err)
{
	struct journal journal;
	struct error undo = ERROR_INIT;
	int rc = -1;

	journal_init(&journal, ks);
	if (apply_classes(&journal, plan, listener ? listener->progress : NULL,
	                  err) < 0)
		goto out;
	if (listener && listener->announced && has_removals(plan))
		listener->announced(listener->context);
	if (each(&journal, plan, 0, plan->count, true, drop_key, err) < 0)
		goto out;
	result->keys = plan_changes(plan);
	result->values = journal.writes;
	rc = 0;
out:
	result->undone = rc < 0 && journal_undo(&journal, &undo) == 0;
	if (rc < 0 && !result->undone)
		error_prefix(err,
		             "not all could be undone (%s); run apply "
		             "again when it can write",
		             undo.text);
	journal_release(&journal);
	return rc;
}

int apply(struct plan *plan, struct keystore *ks, struct apply_result *result,
          struct error *err)
{
	return apply_telling(plan, ks, NULL, result, err);
}
