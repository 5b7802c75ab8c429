/*
 * supervisor_process.c: what happens to the process of an instance, and
 * whether its end is followed by a restart.
 */
#include "supervisor.h"

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "counters.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "policy.h"
#include "process.h"
#include "supervisor_parts.h"

/* splitmix64, by Sebastiano Vigna; jitter needs no more. */
static uint64_t next_random(struct supervisor *s)
{
	uint64_t z = s->random += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static enum fsm_event retry_or_give_up(struct supervisor *s,
                                       struct instance *inst,
                                       const struct engine_time *time)
{
	const struct backoff_policy policy = policy_backoff(inst);
	const uint64_t up =
	        inst->state == STATE_READY ? time->now - inst->started_at : 0;
	const struct backoff_verdict verdict = backoff_next(
	        &inst->backoff, &policy, time->now, up, next_random(s));

	inst->pause = verdict.delay;
	/* At RestartDelayMax the limit is passed now and then: it is told once,
	 * until it has stayed up. */
	if (verdict.afresh)
		inst->told_given_up = false;
	if (!verdict.too_many)
		return EVENT_ENDED_RETRY;
	if (!inst->told_given_up)
		log_event(LOG_ERROR, LOG_ID_GIVEN_UP,
		          "instance '%s' of '%s' ended more than %u times "
		          "within %u s; %s",
		          inst->name, inst->class_name, (unsigned)policy.limit,
		          (unsigned)(policy.window / 1000),
		          is_auto(inst) ? "it is tried on at RestartDelayMax"
		                        : "it is not started again");
	inst->told_given_up = true;
	return is_auto(inst) ? EVENT_ENDED_RETRY : EVENT_ENDED_FAILED;
}

/* What a reload restarts waits for its After like at any other start. */
static enum fsm_event again_or_later(struct supervisor *s,
                                     struct instance *inst)
{
	struct buf reason = BUF_INIT;

	inst->due = inst->in_order && !inst->has_waiter &&
	            order_holds(s, inst, &reason);
	buf_release(&reason);
	return inst->due ? EVENT_ENDED : EVENT_ENDED_AGAIN;
}

static enum fsm_event event_of_end(struct supervisor *s, struct instance *inst,
                                   uint32_t exit_code,
                                   const struct engine_time *time)
{
	if (s->shutting_down)
		return EVENT_ENDED;
	if (inst->turn == ORDER_STOP || inst->turn == ORDER_DISABLE)
		return EVENT_ENDED;
	if (inst->state == STATE_STOPPING && inst->again)
		return again_or_later(s, inst);
	if (inst->state == STATE_STOPPING && !inst->failed_start)
		return EVENT_ENDED;
	/* A start that never came up was refused to its caller: trying on
	 * behind his back would contradict the answer. */
	if (!inst->has_been_ready && !is_auto(inst))
		return EVENT_ENDED;
	/* What did not come up has failed, however it ended. */
	if (inst->failed_start)
		exit_code = UINT32_MAX;
	if (!policy_restarts(inst, exit_code))
		return EVENT_ENDED;
	return retry_or_give_up(s, inst, time);
}

/* An undeclared one is about to leave the set, and its reason with it. */
static void keep_reason(struct supervisor *s, const struct instance *inst,
                        enum fsm_event event, const char *reason,
                        uint32_t exit_code, const struct engine_time *time)
{
	const bool failed = inst->failed_start ||
	                    inst->state == STATE_STARTING ||
	                    (inst->state == STATE_READY &&
	                     !policy_is_success(inst, exit_code));

	if (failed && event == EVENT_ENDED && !inst->declared)
		past_note(&s->past, inst, reason, time->filetime);
	else
		past_forget(&s->past, inst->class_name, inst->name);
}

void supervisor_ended(struct supervisor *s, struct instance *inst,
                      const char *reason, uint32_t exit_code, uint32_t number,
                      const struct engine_time *time)
{
	const enum fsm_event event = event_of_end(s, inst, exit_code, time);

	if (inst->state != STATE_STOPPING || inst->failed_start)
		s->counters->failures++;
	keep_reason(s, inst, event, reason, exit_code, time);
	tickets_close(&s->tickets, &inst->ticket);
	inst->exists = false;
	inst->pid = 0;
	inst->stale = false;
	inst->ending = ENDING_NOT;
	if (inst->has_waiter && !inst->refusal)
		inst->refusal = number ? number : OS_GEN_FAILURE;
	/* The one who waits for a start after the end is not refused by it. */
	if (event == EVENT_ENDED_AGAIN)
		inst->refusal = 0;
	supervisor_feed(s, inst, event, reason, time);
}

/* It runs, and took its password if it was given one. */
static void come_up(struct supervisor *s, struct instance *inst,
                    const char *reason, const struct engine_time *time)
{
	if (inst->mount)
		await_mount(s, inst);
	else
		supervisor_feed(s, inst, EVENT_READY, reason, time);
}

static void arm_start(struct supervisor *s, struct instance *inst,
                      const struct engine_time *time)
{
	supervisor_arm(s, inst,
	               time->now + policy_number(inst, KEY_START_TIMEOUT));
}

/* A stop that came before has a time of its own. */
static void process_begun(struct supervisor *s, struct instance *inst,
                          const struct engine_time *time)
{
	if (inst->state == STATE_STARTING)
		arm_start(s, inst, time);
}

static void process_started(struct supervisor *s, struct instance *inst,
                            const struct process_event *event,
                            const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	inst->exists = true;
	inst->pid = event->pid;
	inst->created = event->created;
	inst->started_at = time->now;
	if (inst->ending == ENDING_GIVEN_UP) {
		supervisor_kill(s, inst, time);
	} else if (inst->ending == ENDING_ASKED) {
		supervisor_interrupt(s, inst, time);
	} else {
		arm_start(s, inst, time);
		buf_addf(&reason,
		         inst->adopted ? "process %u of an earlier fspd runs on"
		                       : "process %u runs",
		         (unsigned)event->pid);
		if (!inst->has_secret)
			come_up(s, inst, reason.data, time);
	}
	buf_release(&reason);
}

static void process_answered(struct supervisor *s, struct instance *inst,
                             const struct process_event *event,
                             const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	if (inst->state != STATE_STARTING)
		return;
	if (event->answer_ok) {
		buf_addf(&reason, "process %u accepted the password",
		         (unsigned)inst->pid);
		inst->has_secret = false;
		come_up(s, inst, reason.data, time);
	} else {
		buf_addf(&reason,
		         "process %u did not answer OK to the "
		         "password",
		         (unsigned)inst->pid);
		inst->refusal = OS_ACCESS_DENIED;
		inst->failed_start = true;
		supervisor_feed(s, inst, EVENT_REFUSED, reason.data, time);
	}
	buf_release(&reason);
}

/* Why its process was being ended is the better reason, where there is one. */
static void process_exited(struct supervisor *s, struct instance *inst,
                           const struct process_event *event,
                           const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	if (inst->state == STATE_STOPPING)
		buf_addf(&reason, "%s; ", inst->reason);
	exit_code_text(&reason, event->exit_code);
	buf_addf(&reason, " after %llu ms",
	         (unsigned long long)(time->now - inst->started_at));
	supervisor_ended(s, inst, reason.data, event->exit_code,
	                 inst->has_secret ? OS_ACCESS_DENIED : OS_GEN_FAILURE,
	                 time);
	buf_release(&reason);
}

void supervisor_process(struct supervisor *s, const struct process_event *event,
                        const struct engine_time *time)
{
	struct instance *inst = tickets_find(&s->tickets, event->ticket);

	if (!inst || inst->ticket != event->ticket)
		return;
	if (inst->making &&
	    (event->kind == PROCESS_STARTED || event->kind == PROCESS_FAILED)) {
		inst->making = false;
		s->making--;
		s->unsettled = true; /* whoever waits for his turn */
	}
	switch (event->kind) {
	case PROCESS_BEGUN:
		process_begun(s, inst, time);
		break;
	case PROCESS_STARTED:
		process_started(s, inst, event, time);
		break;
	case PROCESS_ANSWERED:
		process_answered(s, inst, event, time);
		break;
	case PROCESS_FAILED:
		log_event(LOG_WARNING, LOG_ID_START_FAILED,
		          "instance '%s' of '%s' could not be started: %s",
		          inst->name, inst->class_name, event->error.text);
		supervisor_ended(s, inst, event->error.text, UINT32_MAX,
		                 event->error.code, time);
		break;
	case PROCESS_EXITED:
		process_exited(s, inst, event, time);
		break;
	}
}
