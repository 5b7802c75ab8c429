/*
 * reload.c: see reload.h.
 */
#include "reload.h"

#include <stddef.h>
#include <string.h>

#include "../common/model.h"

static bool is_same_text(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool is_same_value(const struct class_model *a,
                          const struct definition *a_inst,
                          const struct class_model *b,
                          const struct definition *b_inst, enum key_id id)
{
	switch (schema_key(id)->type) {
	case VALUE_SZ:
		return is_same_text(effective_text(&a->class_def, a_inst, id),
		                    effective_text(&b->class_def, b_inst, id));
	case VALUE_DWORD:
		return effective_number(&a->class_def, a_inst, id) ==
		       effective_number(&b->class_def, b_inst, id);
	case VALUE_MULTI_SZ:
	case VALUE_BINARY:
		break;
	}
	return value_equal(effective_value(&a->class_def, a_inst, id),
	                   effective_value(&b->class_def, b_inst, id));
}

/* What only says where a definition comes from. */
static bool is_bookkeeping(enum key_id id)
{
	return id == KEY_OWNER || id == KEY_SOURCE || id == KEY_REMOVED ||
	       id == KEY_DIGEST;
}

bool reload_is_redeclared(const struct class_model *a,
                          const struct class_model *b, const char *instance)
{
	const struct definition *a_inst = class_model_instance(a, instance);
	const struct definition *b_inst = class_model_instance(b, instance);

	if (!a_inst || !b_inst)
		return a_inst != b_inst;
	for (int i = 0; i < KEY_COUNT; i++)
		if (!is_bookkeeping((enum key_id)i) &&
		    !value_equal(definition_value(a_inst, (enum key_id)i),
		                 definition_value(b_inst, (enum key_id)i)))
			return true;
	return false;
}

enum reload_difference reload_compare(const struct class_model *a,
                                      const struct class_model *b,
                                      const char *instance)
{
	const struct definition *a_inst = class_model_instance(a, instance);
	const struct definition *b_inst = class_model_instance(b, instance);
	enum reload_difference worst = RELOAD_SAME;

	for (int i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;
		if (is_bookkeeping(id) ||
		    is_same_value(a, a_inst, b, b_inst, id))
			continue;
		if (schema_key(id)->flags & KEY_LAUNCH)
			return RELOAD_LAUNCH;
		worst = RELOAD_LIVE;
	}
	return worst;
}

static enum reload_effect follow_launch(const struct reload_facts *facts)
{
	if (!facts->running || facts->launched != RELOAD_LAUNCH)
		return RELOAD_NOTHING;
	return facts->restarts ? RELOAD_RESTART : RELOAD_STALE;
}

/* Declared in the new definition. */
static enum reload_effect decide_declared(const struct reload_facts *facts)
{
	if (facts->start == RELOAD_DISABLED)
		return facts->disabled ? RELOAD_NOTHING : RELOAD_DISABLE;
	if (facts->running)
		return follow_launch(facts);
	if (facts->start == RELOAD_DEMAND && facts->disabled)
		return RELOAD_ENABLE;
	if (facts->start == RELOAD_DEMAND)
		return facts->waiting && facts->was_auto ? RELOAD_REST
		                                         : RELOAD_NOTHING;
	if (facts->disabled || !facts->declared_before)
		return RELOAD_START;
	/* Only a changed declaration ends a stop that somebody asked for: a
	 * policy that touches the class must not mount it again. */
	if (facts->sticky ? facts->redeclared : facts->changed != RELOAD_SAME)
		return RELOAD_START;
	return RELOAD_NOTHING;
}

enum reload_effect reload_decide(const struct reload_facts *facts)
{
	if (facts->declared_after)
		return decide_declared(facts);
	if (facts->declared_before)
		return facts->withdrawn ? RELOAD_STOP : RELOAD_GRACE;
	/* Started by a caller: outlives its class. */
	return facts->class_after ? follow_launch(facts) : RELOAD_NOTHING;
}
