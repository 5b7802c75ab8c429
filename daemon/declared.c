/*
 * declared.c: instances that are declared: how they start, and how they follow
 * the definitions.
 *
 * An instance whose declaration is gone stays declared, by the definition it
 * had, until its grace is over.
 */
#include "supervisor.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "definitions.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "policy.h"
#include "reload.h"
#include "supervisor_parts.h"

/* -- starting -------------------------------------------------------------- */

/* Why inst may not start yet, appended to reason; false when it may. */
static bool must_wait(struct supervisor *s, struct instance *inst,
                      struct buf *reason)
{
	const struct definition *class_def =
	        &inst->follows->record->model.class_def;

	if (definition_number(class_def, KEY_CREDENTIALS) && !inst->box &&
	    !policy_secret(inst)) {
		buf_adds(reason, "waits for its password: start it with one, "
		                 "or declare Secret");
		return true;
	}
	if (strcmp(definition_text(class_def, KEY_RUN_AS), ".") == 0 &&
	    !inst->starter) {
		buf_adds(reason, "RunAs is '.': waits for the user who starts "
		                 "it");
		return true;
	}
	return order_holds(s, inst, reason);
}

/* At boot everything wants to start at once: the processes that run already,
 * and the people who ask for one, get their share of the machine, and none is
 * late because it was queued behind a thousand others. */
enum { MAKING_MAX = 32 };

bool declared_is_crowd(const struct supervisor *s)
{
	return s->making >= MAKING_MAX;
}

/* The same, and then it is inst's turn only later: why, appended to reason. */
static bool must_queue(const struct supervisor *s, struct instance *inst,
                       struct buf *reason)
{
	/* A survivor has its process. */
	inst->waits_turn = declared_is_crowd(s) && !inst->survivor;
	if (inst->waits_turn)
		buf_addf(reason,
		         "waits for its turn: %d processes are being made",
		         MAKING_MAX);
	return inst->waits_turn;
}

void declared_start(struct supervisor *s, struct instance *inst,
                    const struct engine_time *time)
{
	struct buf reason = BUF_INIT;
	const bool stays = must_wait(s, inst, &reason);

	inst->waits_turn = inst->due = false;
	if (stays || await_holds(inst, &reason)) {
		supervisor_feed(s, inst, EVENT_HOLD, reason.data, time);
		if (inst->state == STATE_WAITING)
			instance_set_reason(inst, reason.data);
		inst->held_epoch = s->epoch;
		if (inst->state == STATE_WAITING && !stays)
			await_begin(s, inst, time);
	} else if (must_queue(s, inst, &reason)) {
		supervisor_feed(s, inst, EVENT_HOLD, reason.data, time);
		if (inst->state == STATE_WAITING)
			instance_set_reason(inst, reason.data);
		inst->deadline = UINT64_MAX; /* WaitTimeout is no matter */
	} else {
		supervisor_feed(s, inst, EVENT_START, "declared", time);
	}
	buf_release(&reason);
}

bool is_disabled(const struct instance *inst)
{
	const struct definition *def = instance_definition(inst);

	return def && name_equal(definition_text(def, KEY_START), "disabled");
}

/* Nothing has come that inst waits for, as far as can be told without looking
 * closely: with thousands that wait, each start of another would have them all
 * looked at. What WaitFor names is told by an answer. */
static bool still_waits(const struct supervisor *s, const struct instance *inst)
{
	if (inst->waits_turn)
		return declared_is_crowd(s);
	return order_still_holds(s, inst) || await_still_holds(s, inst);
}

void declared_start_waiting(struct supervisor *s,
                            const struct engine_time *time)
{
	/* What becomes restless meanwhile has its turn as well. */
	for (size_t i = 0; i < s->restless_count; i++) {
		struct instance *inst = s->restless[i];
		if (inst->state == STATE_WAITING) {
			if (!still_waits(s, inst))
				declared_start(s, inst, time);
		} else if (inst->due && !is_running(inst)) {
			declared_start(s, inst, time);
		} else if (inst->state == STATE_STOPPED && is_disabled(inst)) {
			supervisor_feed(s, inst, EVENT_DISABLE,
			                "Start is disabled", time);
		}
	}
}

/* -- following a change ---------------------------------------------------- */

static enum reload_start start_of(const struct definition *def)
{
	const char *word = def ? definition_text(def, KEY_START) : "demand";

	if (name_equal(word, "auto"))
		return RELOAD_AUTO;
	return name_equal(word, "disabled") ? RELOAD_DISABLED : RELOAD_DEMAND;
}

/* Its process is on its way out, and nobody has asked for another. */
static bool is_ending(const struct instance *inst)
{
	return inst->state == STATE_STOPPING && !inst->again;
}

static struct reload_facts facts_of(const struct instance *inst,
                                    const struct definition_delta *delta)
{
	const struct class_model *after =
	        delta->after ? &delta->after->record->model : NULL;
	const struct definition *def =
	        after ? class_model_instance(after, inst->name) : NULL;
	struct reload_facts facts = {
	        .class_after = after != NULL,
	        .declared_before = inst->declared,
	        .declared_after = def != NULL,
	        .withdrawn = delta->withdrawn,
	        .running = is_running(inst) && !is_ending(inst),
	        .disabled = inst->state == STATE_DISABLED,
	        .waiting = inst->state == STATE_WAITING,
	        .was_auto = is_auto(inst),
	        .sticky = inst->sticky,
	        .start = start_of(def),
	};

	if (!after)
		return facts;
	if (name_list_has(&delta->after->record->withdrawn, inst->name))
		facts.withdrawn = true;
	const char *on_change =
	        effective_text(&after->class_def, def, KEY_ON_CHANGE);
	facts.restarts = on_change && name_equal(on_change, "restart");
	if (inst->launched)
		facts.launched = reload_compare(&inst->launched->record->model,
		                                after, inst->name);
	if (inst->follows) {
		const struct class_model *before =
		        &inst->follows->record->model;

		facts.changed = reload_compare(before, after, inst->name);
		facts.redeclared =
		        reload_is_redeclared(before, after, inst->name);
	}
	return facts;
}

/* Where the instance's values come from from now on. */
static void adopt(struct instance *inst, const struct reload_facts *facts,
                  const struct definition_delta *delta)
{
	if (facts->declared_after) {
		if (!inst->declared)
			instance_set_arguments(inst, NULL, 0);
		inst->declared = true;
		inst->grace_until = 0;
	}
	inst->orphan = !facts->class_after && !facts->declared_before;
	if (delta->after && (facts->declared_after || !facts->declared_before))
		instance_set_follows(inst, delta->after);
}

static void begin_grace(struct supervisor *s, struct instance *inst,
                        const struct engine_time *time)
{
	uint64_t grace = policy_number(inst, KEY_REMOVAL_GRACE) * 1000ull;

	if (inst->grace_until)
		return;
	inst->grace_until = time->now + grace;
	timers_hasten(&s->timers, inst, inst->grace_until);
	log_event(LOG_INFO, LOG_ID_DEFINITION_REMOVED,
	          "instance '%s' of '%s' is not declared any more; it may come "
	          "back for %u s",
	          inst->name, inst->class_name, (unsigned)(grace / 1000));
}

static void leave(struct supervisor *s, struct instance *inst,
                  const char *reason, const struct engine_time *time)
{
	inst->declared = false;
	inst->due = false;
	inst->grace_until = 0;
	supervisor_touch(s, inst);
	/* What was given up is not even stopped, and would stay for ever. */
	supervisor_feed(s, inst,
	                inst->state == STATE_FAILED ? EVENT_RESET : EVENT_STOP,
	                reason, time);
}

static void mark_stale(struct instance *inst)
{
	inst->stale = true;
	log_event(LOG_INFO, LOG_ID_STATE,
	          "instance '%s' of '%s' is stale: it runs as it was launched "
	          "before its definition changed",
	          inst->name, inst->class_name);
}

static void take_turn(struct supervisor *s, struct instance *inst,
                      enum order order)
{
	inst->turn = order;
	supervisor_touch(s, inst);
}

void declared_end(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time)
{
	const enum order order = inst->turn;

	inst->turn = ORDER_NOTHING;
	if (order == ORDER_STOP) {
		leave(s, inst, "its declaration was removed", time);
	} else if (order == ORDER_DISABLE) {
		inst->due = false;
		supervisor_feed(s, inst, EVENT_DISABLE, "Start is disabled",
		                time);
	} else if (order == ORDER_RESTART && is_running(inst) &&
	           !is_ending(inst)) {
		inst->in_order = inst->declared;
		supervisor_feed(s, inst, EVENT_RESTART,
		                "its definition changed", time);
	}
}

static void apply_effect(struct supervisor *s, struct instance *inst,
                         enum reload_effect effect,
                         const struct engine_time *time)
{
	switch (effect) {
	case RELOAD_NOTHING:
		break;
	case RELOAD_STALE:
		mark_stale(inst);
		break;
	case RELOAD_RESTART:
		if (policy_can_restart(inst))
			take_turn(s, inst, ORDER_RESTART);
		else
			mark_stale(inst);
		break;
	case RELOAD_START:
		inst->sticky = false;
		inst->due = is_ending(inst);
		if (inst->due)
			break;
		supervisor_feed(s, inst, EVENT_ENABLE, "enabled", time);
		/* It waits afresh, for what is declared now. */
		if (inst->state == STATE_WAITING)
			await_end(inst);
		declared_start(s, inst, time);
		break;
	case RELOAD_REST:
		supervisor_feed(s, inst, EVENT_STOP, "Start is demand", time);
		break;
	case RELOAD_STOP:
		take_turn(s, inst, ORDER_STOP);
		break;
	case RELOAD_GRACE:
		begin_grace(s, inst, time);
		break;
	case RELOAD_DISABLE:
		take_turn(s, inst, ORDER_DISABLE);
		break;
	case RELOAD_ENABLE:
		supervisor_feed(s, inst, EVENT_ENABLE, "enabled", time);
		break;
	}
}

/* Adopted, and its definition changed while no daemon looked. */
static void follow_adopted(struct supervisor *s, struct instance *inst,
                           const struct engine_time *time)
{
	if (inst->estranged || !adopt_differs(inst, time))
		return;
	inst->estranged = true;
	apply_effect(s, inst,
	             name_equal(policy_text(inst, KEY_ON_CHANGE), "restart")
	                     ? RELOAD_RESTART
	                     : RELOAD_STALE,
	             time);
}

static void follow_one(struct supervisor *s, struct instance *inst,
                       const struct definition_delta *delta,
                       const struct engine_time *time)
{
	const struct reload_facts facts = facts_of(inst, delta);
	const enum reload_effect effect = reload_decide(&facts);

	/* Removed, and soon ended, is more than just gone. */
	if (inst->turn == ORDER_STOP && !facts.declared_after)
		return;
	inst->turn = ORDER_NOTHING;
	adopt(inst, &facts, delta);
	if (facts.running && facts.class_after && !inst->estranged &&
	    facts.launched != RELOAD_LAUNCH)
		inst->stale = false;
	apply_effect(s, inst, effect, time);
	if (facts.running && effect == RELOAD_NOTHING)
		follow_adopted(s, inst, time);
}

void declared_follow(struct supervisor *s, const char *class_name,
                     const struct definition_delta *delta,
                     const struct engine_time *time)
{
	if (s->shutting_down ||
	    (delta->before == delta->after && !delta->withdrawn))
		return;
	const struct class_model *after =
	        delta->after ? &delta->after->record->model : NULL;
	for (size_t i = 0; after && i < after->instance_count; i++)
		supervisor_add(s, class_name,
		               after->instances[i].instance_name);
	if (delta->after)
		adopt_take(s, class_name, delta->after, time);
	/* Feeding drops nothing and adds nothing: indexes stay good. */
	for (size_t i = supervisor_at(s, class_name, "");
	     i < s->count &&
	     name_equal(s->instances[i]->class_name, class_name);
	     i++) {
		supervisor_touch(s, s->instances[i]);
		follow_one(s, s->instances[i], delta, time);
	}
	s->epoch++; /* who was looked at first knew less than all */
}

void declared_expire(struct supervisor *s, struct instance *inst)
{
	inst->grace_until = 0;
	take_turn(s, inst, ORDER_STOP);
}
