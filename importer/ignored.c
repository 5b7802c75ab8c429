/*
 * ignored.c: see ignored.h.
 */
#include "ignored.h"

#include "../common/buf.h"
#include "plan.h"

/* Does WinFsp.Launcher miss id in a class? Our bookkeeping is no loss. */
static bool is_lost(enum key_id id)
{
	const unsigned flags = schema_key(id)->flags;

	return (flags & KEY_IN_CLASS) != 0 &&
	       (flags & (KEY_WINFSP | KEY_UNDIGESTED)) == 0;
}

static bool holds(const struct plan_key *key, const struct section *s,
                  enum key_id id)
{
	if (key->after.count > 0)
		return reg_key_find(&key->after, schema_key(id)->name) != NULL;
	return s && definition_has(&s->def, id);
}

static void mark(const struct plan_key *key, const struct declared *d,
                 bool lost[KEY_COUNT])
{
	const struct section *s = declared_find(d, key->class_name, NULL);

	for (unsigned id = 0; id < KEY_COUNT; id++)
		if (!lost[id] && is_lost((enum key_id)id) &&
		    holds(key, s, (enum key_id)id))
			lost[id] = true;
}

void ignored_add(const struct plan *plan, const struct declared *d,
                 struct buf *out)
{
	const char *before = "; ignored there: ";
	bool lost[KEY_COUNT] = {false};
	size_t instances = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];

		if (key->action == PLAN_REMOVE)
			continue;
		if (key->kind == KIND_INSTANCE)
			instances++;
		else
			mark(key, d, lost);
	}
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		if (!lost[id])
			continue;
		buf_addf(out, "%s%s", before,
		         schema_key((enum key_id)id)->name);
		before = ", ";
	}
	if (instances > 0)
		buf_addf(out, "%s%zu instance%s", before, instances,
		         instances == 1 ? "" : "s");
}
