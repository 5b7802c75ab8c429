/*
 * supervisor.c: see supervisor.h. Here: what the table asks for, timers, and
 * the end.
 */
#include "supervisor.h"

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/limits.h"
#include "../common/log.h"
#include "../common/secret.h"
#include "counters.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "policy.h"
#include "process.h"
#include "supervisor_parts.h"

void supervisor_settle(struct supervisor *s, const struct engine_time *time)
{
	while (s->unsettled) {
		s->unsettled = false;
		if (s->shutting_down) {
			order_stop_rank(s, time);
		} else {
			order_end_due(s, time);
			declared_start_waiting(s, time);
		}
		supervisor_rest(s);
	}
}

/* -- what the table asks for ----------------------------------------------- */

void supervisor_arm(struct supervisor *s, struct instance *inst, uint64_t when)
{
	inst->deadline = when;
	timers_hasten(&s->timers, inst, when);
}

void supervisor_launch(struct supervisor *s, struct instance *inst,
                       const struct engine_time *time)
{
	struct error err = ERROR_INIT;

	/* While others' programs keep the workers it is not late itself. */
	inst->deadline = UINT64_MAX;
	if (launch(s, inst, time, &err))
		supervisor_ended(s, inst, err.text, UINT32_MAX, err.code, time);
}

/* Its end may never come: nobody waits for it any longer. */
static void give_up(struct supervisor *s, struct instance *inst)
{
	inst->ending = ENDING_GIVEN_UP;
	if (inst->has_waiter)
		inst->again = false;
	supervisor_reply(s, inst, inst->refusal ? inst->refusal : OS_TIMEOUT);
	supervisor_touch(s, inst);
}

void supervisor_kill(struct supervisor *s, struct instance *inst,
                     const struct engine_time *time)
{
	inst->deadline = UINT64_MAX;
	if (inst->exists || inst->making)
		process_kill(s->processes, inst->ticket);
	if (inst->exists) {
		inst->ending = ENDING_FORCED;
		supervisor_arm(s, inst, time->now + LIMIT_KILL_MS);
	} else {
		give_up(s, inst);
	}
}

void supervisor_interrupt(struct supervisor *s, struct instance *inst,
                          const struct engine_time *time)
{
	inst->ending = ENDING_ASKED;
	supervisor_arm(s, inst,
	               time->now + policy_number(inst, KEY_STOP_TIMEOUT));
	if (!inst->exists || process_interrupt(s->processes, inst->ticket))
		return;
	log_event(LOG_INFO, LOG_ID_KILLED,
	          "instance '%s' of '%s': no signal could be delivered to "
	          "process %u, it is terminated",
	          inst->name, inst->class_name, (unsigned)inst->pid);
	supervisor_kill(s, inst, time);
}

static void spawn(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time)
{
	inst->again = inst->due = inst->in_order = false;
	s->counters->starts++;
	/* What runs already is taken over as it is. */
	if (!inst->survivor && profile_is_needed(inst))
		profile_ask(s, inst, time);
	else
		supervisor_launch(s, inst, time);
}

static void forgive(struct instance *inst)
{
	backoff_reset(&inst->backoff);
	inst->restarts = 0;
	inst->told_given_up = false;
	inst->has_been_ready = false;
}

static void become_ready(struct supervisor *s, struct instance *inst)
{
	inst->has_been_ready = true;
	inst->deadline = UINT64_MAX;
	supervisor_reply(s, inst, OS_SUCCESS);
	if (!policy_keeps_secret(inst)) {
		secret_box_free(inst->box);
		inst->box = NULL;
	}
}

static void act(struct supervisor *s, struct instance *inst, unsigned actions,
                const struct engine_time *time)
{
	if (actions & DO_FORGIVE)
		forgive(inst);
	if (actions & DO_UNQUEUE)
		inst->again = false;
	if (actions & DO_QUEUE)
		inst->again = true;
	if (actions & DO_INTERRUPT)
		supervisor_interrupt(s, inst, time);
	if (actions & DO_KILL)
		supervisor_kill(s, inst, time);
	if (actions & DO_DELAY)
		supervisor_arm(s, inst, time->now + inst->pause);
	if (actions & DO_ANSWER)
		become_ready(s, inst);
	if (actions & DO_REFUSE)
		supervisor_reply(s, inst,
		                 inst->refusal ? inst->refusal : OS_CANCELLED);
	/* Last: when it fails the next event is fed from here. */
	if (actions & DO_SPAWN)
		spawn(s, inst, time);
}

void supervisor_feed(struct supervisor *s, struct instance *inst,
                     enum fsm_event event, const char *reason,
                     const struct engine_time *time)
{
	const struct fsm_cell cell = fsm_step(inst->state, event);

	/* An end that somebody wants is no failed start, even if it was. */
	if (event == EVENT_STOP || event == EVENT_DISABLE)
		inst->failed_start = false;
	if (cell.next != inst->state) {
		inst->deadline = UINT64_MAX;
		await_end(inst);
		instance_set_state(inst, cell.next, reason, time);
		supervisor_touch(s, inst);
	}
	act(s, inst, cell.actions, time);
	if (inst->profile_probe && inst->state == STATE_STOPPING)
		profile_give_up(s, inst, time);
}

/* What is in back-off looks for its turn so often. */
enum { CROWD_RETRY_MS = 250 };

/* -- timers ---------------------------------------------------------------- */

/* StartTimeout is over. A process that is silent about its password is ended
 * at once; one that runs, and whose mount does not open, may have something to
 * put in order. */
static void start_is_late(struct supervisor *s, struct instance *inst,
                          const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	inst->refusal = OS_TIMEOUT;
	buf_adds(&reason, "StartTimeout is over");
	if (inst->awaiting == AWAITING_MOUNT) {
		buf_addf(&reason, "; %s", inst->reason);
		supervisor_feed(s, inst, EVENT_STOP, reason.data, time);
		inst->failed_start = true;
	} else {
		inst->failed_start = true;
		supervisor_feed(s, inst, EVENT_LATE, reason.data, time);
	}
	buf_release(&reason);
}

static void start_again(struct supervisor *s, struct instance *inst,
                        const char *reason, const struct engine_time *time)
{
	/* A server that came back wakes everybody at once. */
	if (declared_is_crowd(s)) {
		supervisor_arm(s, inst, time->now + CROWD_RETRY_MS);
		return;
	}
	inst->restarts++;
	s->counters->restarts++;
	supervisor_feed(s, inst, EVENT_DELAY_OVER, reason, time);
}

/* TerminateProcess has been called, and it is still there. */
static void give_up_on(struct supervisor *s, struct instance *inst)
{
	struct buf reason = BUF_INIT;

	buf_addf(&reason,
	         "process %u was terminated and does not end: something in the "
	         "kernel holds it, such as a driver or a file of a server that "
	         "does not answer; fspd's own end does not wait for it",
	         (unsigned)inst->pid);
	log_event(LOG_ERROR, LOG_ID_KILLED, "instance '%s' of '%s': %s",
	          inst->name, inst->class_name, reason.data);
	instance_set_reason(inst, reason.data);
	give_up(s, inst);
	buf_release(&reason);
}

static void fire(struct supervisor *s, struct instance *inst,
                 const struct engine_time *time)
{
	inst->deadline = UINT64_MAX;
	switch (inst->state) {
	case STATE_STARTING:
		start_is_late(s, inst, time);
		break;
	case STATE_WAITING:
		await_give_up(s, inst, time);
		break;
	case STATE_STOPPING:
		if (inst->ending == ENDING_FORCED) {
			give_up_on(s, inst);
			break;
		}
		log_event(LOG_WARNING, LOG_ID_KILLED,
		          "instance '%s' of '%s': process %u did not end "
		          "within StopTimeout, it is terminated",
		          inst->name, inst->class_name, (unsigned)inst->pid);
		supervisor_feed(s, inst, EVENT_STOP_LATE, "", time);
		break;
	case STATE_BACKOFF:
		start_again(s, inst, "started again", time);
		break;
	default:
		break;
	}
}

void supervisor_network_changed(struct supervisor *s,
                                const struct engine_time *time)
{
	if (!s->network_at)
		s->network_at = time->now + LIMIT_NETWORK_MS;
}

/* The pauses keep their length: a network that comes and goes starts nothing
 * more often than RestartLimit allows. */
static void act_on_network(struct supervisor *s, const struct engine_time *time)
{
	s->network_at = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct instance *inst = s->instances[i];
		if (inst->state == STATE_BACKOFF)
			start_again(s, inst, "the network changed", time);
		else if (inst->awaiting != AWAITING_NOTHING)
			await_network(s, inst);
	}
}

uint64_t supervisor_deadline(const struct supervisor *s)
{
	const uint64_t next = timers_next(&s->timers);

	return s->network_at && s->network_at < next ? s->network_at : next;
}

static uint64_t due_at(const struct instance *inst)
{
	uint64_t due = inst->deadline;

	if (inst->probe_at < due)
		due = inst->probe_at;
	if (inst->grace_until && inst->grace_until < due)
		due = inst->grace_until;
	return due;
}

static void look_at(struct supervisor *s, struct instance *inst,
                    const struct engine_time *time)
{
	if (inst->grace_until && time->now >= inst->grace_until)
		declared_expire(s, inst);
	if (time->now >= inst->deadline)
		fire(s, inst, time);
	if (time->now >= inst->probe_at)
		await_ask(s, inst);
}

void supervisor_tick(struct supervisor *s, const struct engine_time *time)
{
	struct instance *inst;

	if (s->network_at && time->now >= s->network_at)
		act_on_network(s, time);
	while ((inst = timers_take(&s->timers, time->now))) {
		look_at(s, inst, time);
		/* What is due at once again lets others have their turn. */
		const uint64_t due = due_at(inst);
		timers_file(&s->timers, inst,
		            due > time->now ? due : time->now + 1);
	}
}

/* -- the end --------------------------------------------------------------- */

void supervisor_shut_down(struct supervisor *s, const struct engine_time *time)
{
	s->shutting_down = true;
	for (size_t i = 0; i < s->count; i++) {
		struct instance *inst = s->instances[i];
		if (inst->state == STATE_WAITING ||
		    inst->state == STATE_BACKOFF ||
		    inst->state == STATE_STOPPING)
			supervisor_feed(s, inst, EVENT_STOP, "fspd ends", time);
	}
	s->unsettled = true;
}

bool supervisor_is_idle(const struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		/* What comes to be after all ends with the daemon's job. */
		if (inst->ticket && inst->ending != ENDING_GIVEN_UP &&
		    (policy_ends_with_daemon(inst) ||
		     inst->state == STATE_STOPPING))
			return false;
	}
	return true;
}
