/*
 * await.c: what an instance waits for outside the daemon: what WaitFor names
 * before it starts, and its mount before it is ready. Both are questions to the
 * probe port, asked again until the answer is yes or the state's deadline is
 * over; never two at a time for one instance, however long one takes.
 */
#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/limits.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/value.h"
#include "../common/xalloc.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "policy.h"
#include "probe.h"
#include "supervisor_parts.h"

/* The element of WaitFor that is asked about, NULL after the last. */
static const char *element_of(const struct instance *inst)
{
	const struct definition *def = instance_definition(inst);
	const char *item = NULL;

	if (!def)
		return NULL;
	for (size_t i = 0; i <= inst->wait_at; i++) {
		item = value_next(definition_value(def, KEY_WAIT_FOR), item);
		if (!item)
			return NULL;
	}
	return item;
}

static void add_fault(struct buf *reason, const struct instance *inst)
{
	if (inst->fault)
		buf_addf(reason, ": %s", inst->fault);
}

bool await_holds(const struct instance *inst, struct buf *reason)
{
	const char *element = element_of(inst);

	/* Back-off is for what has been started: that is past waiting. */
	if (!element || inst->wait_is_over || inst->state == STATE_BACKOFF)
		return false;
	buf_addf(reason, "waits for '%s' (WaitFor)", element);
	add_fault(reason, inst);
	return true;
}

bool await_still_holds(const struct supervisor *s, const struct instance *inst)
{
	return inst->awaiting == AWAITING_WAIT_FOR && !inst->wait_is_over &&
	       inst->held_epoch == s->epoch;
}

/* Say anew what it waits for. */
static void renew_reason(struct instance *inst)
{
	struct buf reason = BUF_INIT;

	if (inst->awaiting == AWAITING_MOUNT) {
		buf_addf(&reason, "process %u runs, waits for '%s' (Mount)",
		         (unsigned)inst->pid, inst->mount);
		add_fault(&reason, inst);
		instance_set_reason(inst, reason.data);
	} else if (await_holds(inst, &reason)) {
		instance_set_reason(inst, reason.data);
	}
	buf_release(&reason);
}

/* It has been answered, or its answer is of no interest. */
static void forget_question(struct supervisor *s, struct instance *inst)
{
	tickets_close(&s->tickets, &inst->probe);
	free(inst->asked);
	inst->asked = NULL;
	inst->probe_is_stale = false;
}

void await_ask(struct supervisor *s, struct instance *inst)
{
	const bool is_mount = inst->awaiting == AWAITING_MOUNT;
	const char *target = is_mount ? inst->mount : element_of(inst);

	inst->probe_at = UINT64_MAX;
	if (!target || inst->awaiting == AWAITING_NOTHING)
		return;
	/* An answer that may never come holds up no other question. */
	if (inst->asked && strcmp(inst->asked, target) != 0)
		forget_question(s, inst);
	if (inst->probe)
		return;
	inst->asked = xstrdup(target);
	inst->probe = tickets_open(&s->tickets, inst);
	probe_ask(s->prober, inst->probe, is_mount ? PROBE_MOUNT : PROBE_WAIT,
	          target);
}

void await_network(struct supervisor *s, struct instance *inst)
{
	await_ask(s, inst);
	/* This one too may have joined a question of another instance. */
	inst->ask_anew = inst->probe != 0;
}

void await_begin(struct supervisor *s, struct instance *inst,
                 const struct engine_time *time)
{
	if (inst->awaiting != AWAITING_NOTHING)
		return;
	inst->awaiting = AWAITING_WAIT_FOR;
	supervisor_arm(s, inst,
	               time->now +
	                       policy_number(inst, KEY_WAIT_TIMEOUT) * 1000ull);
	await_ask(s, inst);
}

void await_mount(struct supervisor *s, struct instance *inst)
{
	inst->awaiting = AWAITING_MOUNT;
	renew_reason(inst);
	await_ask(s, inst);
}

static void forget_fault(struct instance *inst)
{
	free(inst->fault);
	inst->fault = NULL;
}

void await_end(struct instance *inst)
{
	inst->awaiting = AWAITING_NOTHING;
	inst->probe_is_stale = inst->probe != 0;
	inst->probe_at = UINT64_MAX;
	inst->wait_at = 0;
	inst->wait_is_over = false;
	forget_fault(inst);
}

void await_give_up(struct supervisor *s, struct instance *inst,
                   const struct engine_time *time)
{
	log_event(LOG_WARNING, LOG_ID_STATE,
	          "instance '%s' of '%s': WaitTimeout is over, it is tried "
	          "anyway: %s",
	          inst->name, inst->class_name, inst->reason);
	inst->wait_is_over = true;
	declared_start(s, inst, time);
}

/* Yes: on to the next element, or on with the start. */
static void go_on(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	forget_fault(inst);
	if (inst->awaiting == AWAITING_MOUNT) {
		buf_addf(&reason, "process %u runs, '%s' opens",
		         (unsigned)inst->pid, inst->mount);
		supervisor_feed(s, inst, EVENT_READY, reason.data, time);
		goto out;
	}
	inst->wait_at++;
	if (element_of(inst)) {
		renew_reason(inst);
		await_ask(s, inst);
	} else {
		inst->wait_is_over = true;
		declared_start(s, inst, time);
	}
out:
	buf_release(&reason);
}

static void ask_later(struct supervisor *s, struct instance *inst,
                      const char *fault, const struct engine_time *time)
{
	forget_fault(inst);
	inst->fault = xstrdup(fault);
	renew_reason(inst);
	inst->probe_at =
	        (time->now / LIMIT_PROBE_RETRY_MS + 1) * LIMIT_PROBE_RETRY_MS;
	timers_hasten(&s->timers, inst, inst->probe_at);
}

void supervisor_probed(struct supervisor *s, const struct probe_answer *answer,
                       const struct engine_time *time)
{
	struct instance *inst = tickets_find(&s->tickets, answer->ticket);

	if (!inst)
		return;
	if (inst->probe != answer->ticket) {
		profile_take(s, inst, answer, time);
		return;
	}
	const bool was_stale = inst->probe_is_stale;
	const bool asked_anew = inst->ask_anew;
	forget_question(s, inst);
	inst->ask_anew = false;
	if (was_stale) {
		await_ask(s, inst);
	} else if (answer->yes) {
		go_on(s, inst, time);
	} else if (asked_anew) {
		await_ask(s, inst);
	} else {
		ask_later(s, inst, answer->error.text, time);
	}
}
