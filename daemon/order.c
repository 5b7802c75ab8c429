/*
 * order.c: After: who is held by whom at the start, and in what order they are
 * stopped at the end.
 */
#include "supervisor.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/model.h"
#include "definitions.h"
#include "instance.h"
#include "policy.h"
#include "supervisor_parts.h"

/* The instance that an element of After names, or NULL. */
static struct instance *named_by(const struct supervisor *s,
                                 const char *element)
{
	struct buf class_name = BUF_INIT;
	const char *separator = strchr(element, '\\');
	struct instance *found = NULL;

	if (separator) {
		buf_add(&class_name, element, (size_t)(separator - element));
		found = supervisor_find(s, class_name.data, separator + 1);
		buf_release(&class_name);
	}
	return found;
}

static const struct value *after_of(const struct instance *inst)
{
	static const struct value none;
	const struct definition *def = instance_definition(inst);

	return def ? definition_value(def, KEY_AFTER) : &none;
}

/* Whether inst, along After, leads to goal. Each is visited once. */
static bool leads_to(struct supervisor *s, struct instance *inst,
                     const struct instance *goal, unsigned depth)
{
	enum { DEPTH_MAX = 1000 }; /* far above any chain that works */
	const struct value *after = after_of(inst);

	if (inst->mark == s->mark || depth > DEPTH_MAX)
		return false;
	inst->mark = s->mark;
	for (const char *item = value_next(after, NULL); item;
	     item = value_next(after, item)) {
		struct instance *next = named_by(s, item);
		if (next &&
		    (next == goal || leads_to(s, next, goal, depth + 1)))
			return true;
	}
	return false;
}

/* Ready, and not about to be ended. */
static bool is_up(const struct instance *inst)
{
	return inst->state == STATE_READY && inst->turn == ORDER_NOTHING;
}

bool order_holds(struct supervisor *s, struct instance *inst,
                 struct buf *reason)
{
	const struct value *after = after_of(inst);

	inst->held = false;
	for (const char *item = value_next(after, NULL); item;
	     item = value_next(after, item)) {
		const struct instance *other = named_by(s, item);
		if (other && is_up(other))
			continue;
		inst->held = true;
		inst->held_by = other;
		inst->held_epoch = s->epoch;
		s->mark++;
		if (leads_to(s, inst, inst, 0))
			buf_adds(reason, "After leads back to the instance "
			                 "itself: it is never started");
		else
			buf_addf(reason, "waits for '%s' (After)", item);
		return true;
	}
	return false;
}

bool order_still_holds(const struct supervisor *s, const struct instance *inst)
{
	return inst->held && inst->held_epoch == s->epoch &&
	       !(inst->held_by && is_up(inst->held_by));
}

/* -- the end --------------------------------------------------------------- */

/* What something that runs was to start after: as it is declared, or was. */
static const struct value *ends_before(const struct instance *inst)
{
	const struct definition *def = instance_definition(inst);

	if (!def && inst->launched)
		def = class_model_instance(&inst->launched->record->model,
		                           inst->name);
	return def ? definition_value(def, KEY_AFTER) : NULL;
}

/* Give s's mark to what inst was to start after. */
static void mark_before(struct supervisor *s, const struct instance *inst)
{
	const struct value *after = ends_before(inst);

	if (!after)
		return;
	for (const char *item = value_next(after, NULL); item;
	     item = value_next(after, item)) {
		struct instance *other = named_by(s, item);
		if (other && other != inst)
			other->mark = s->mark;
	}
}

/* -- of some, by a reload -- */

static bool is_on_its_way(const struct instance *inst)
{
	return inst->state == STATE_STOPPING && inst->ending != ENDING_GIVEN_UP;
}

/* What has its turn yet to come, or is ending, holds what it is After. Returns
 * whether any of it is ending: that is waited for. */
static bool mark_held(struct supervisor *s)
{
	bool any = false;

	s->mark++;
	for (size_t i = 0; i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		if (is_on_its_way(inst))
			any = true;
		if (is_on_its_way(inst) ||
		    (inst->turn != ORDER_NOTHING && is_running(inst)))
			mark_before(s, inst);
	}
	return any;
}

static bool has_turns(const struct supervisor *s)
{
	for (size_t i = 0; i < s->restless_count; i++)
		if (s->restless[i]->turn != ORDER_NOTHING)
			return true;
	return false;
}

/* Returns how many it was the turn of. */
static size_t end_those(struct supervisor *s, bool all,
                        const struct engine_time *time)
{
	size_t count = 0;

	for (size_t i = 0; i < s->restless_count; i++) {
		struct instance *inst = s->restless[i];
		if (inst->turn == ORDER_NOTHING ||
		    (!all && is_running(inst) && inst->mark == s->mark))
			continue;
		count++;
		declared_end(s, inst, time);
	}
	return count;
}

void order_end_due(struct supervisor *s, const struct engine_time *time)
{
	if (!has_turns(s))
		return;
	const bool waits = mark_held(s);
	/* A circle has no end to begin at. */
	if (end_those(s, false, time) == 0 && !waits)
		end_those(s, true, time);
}

/* -- of all -- */

static bool is_live(const struct instance *inst)
{
	return is_running(inst) && policy_ends_with_daemon(inst);
}

/* Returns how many of those that run were or are being stopped. */
static size_t stop_those(struct supervisor *s, bool all,
                         const struct engine_time *time)
{
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct instance *inst = s->instances[i];
		if (!is_live(inst))
			continue;
		if (inst->state != STATE_STOPPING && !all &&
		    inst->mark == s->mark)
			continue;
		count += inst->state != STATE_STOPPING || is_on_its_way(inst);
		if (inst->state != STATE_STOPPING)
			supervisor_feed(s, inst, EVENT_STOP, "fspd ends", time);
	}
	return count;
}

void order_stop_rank(struct supervisor *s, const struct engine_time *time)
{
	s->mark++;
	for (size_t i = 0; i < s->count; i++)
		if (is_live(s->instances[i]) &&
		    s->instances[i]->ending != ENDING_GIVEN_UP)
			mark_before(s, s->instances[i]);
	/* A circle has no end to begin at. */
	if (stop_those(s, false, time) == 0)
		stop_those(s, true, time);
}
