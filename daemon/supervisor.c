/*
 * supervisor.c: see supervisor.h. Here: the set, what happens to an instance,
 * and its timers.
 */
#include "supervisor.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/secret.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "definitions.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "outside.h"
#include "policy.h"
#include "process.h"
#include "proto.h"

void supervisor_release(struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++)
		instance_free(s->instances[i]);
	free(s->instances);
	free(s->daemon_directory);
	*s = (struct supervisor){0};
}

/* -- the set --------------------------------------------------------------- */

static int compare(const struct instance *inst, const char *class_name,
                   const char *name)
{
	int order = name_compare(inst->class_name, class_name);

	return order ? order : name_compare(inst->name, name);
}

size_t supervisor_at(const struct supervisor *s, const char *class_name,
                     const char *name)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(s->instances[middle], class_name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct instance *supervisor_find(const struct supervisor *s,
                                 const char *class_name, const char *name)
{
	size_t at = supervisor_at(s, class_name, name);

	if (at < s->count && compare(s->instances[at], class_name, name) == 0)
		return s->instances[at];
	return NULL;
}

struct instance *supervisor_add(struct supervisor *s, const char *class_name,
                                const char *name)
{
	struct instance *found = supervisor_find(s, class_name, name);

	if (found)
		return found;
	size_t at = supervisor_at(s, class_name, name);
	if (s->count == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 16;
		s->instances = xrealloc(s->instances, s->cap,
		                        sizeof(struct instance *));
	}
	memmove(&s->instances[at + 1], &s->instances[at],
	        (s->count - at) * sizeof(struct instance *));
	s->count++;
	s->instances[at] = instance_new(class_name, name);
	return s->instances[at];
}

static struct instance *find_ticket(const struct supervisor *s, uint64_t ticket)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->instances[i]->ticket == ticket)
			return s->instances[i];
	return NULL;
}

/* An undeclared instance that is at rest is of no interest to anybody. */
static bool is_over(const struct instance *inst)
{
	return !inst->declared &&
	       (inst->state == STATE_STOPPED || inst->state == STATE_DISABLED);
}

static void drop_finished(struct supervisor *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (is_over(s->instances[i]))
			instance_free(s->instances[i]);
		else
			s->instances[kept++] = s->instances[i];
	}
	s->count = kept;
}

void supervisor_settle(struct supervisor *s, const struct engine_time *time)
{
	while (s->unsettled) {
		s->unsettled = false;
		if (s->shutting_down)
			declared_stop_rank(s, time);
		else
			declared_release(s, time);
		drop_finished(s);
	}
}

size_t supervisor_count(const struct supervisor *s, const char *sid)
{
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		if (inst->counted && !inst->declared && inst->starter &&
		    (!sid || strcmp(caller_sid(inst->starter), sid) == 0))
			count++;
	}
	return count;
}

size_t supervisor_in_flight(const struct supervisor *s, const char *sid)
{
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		if (inst->has_waiter &&
		    strcmp(caller_sid(inst->waiter_caller), sid) == 0)
			count++;
	}
	return count;
}

/* -- replies owed ---------------------------------------------------------- */

static void drop_waiter(struct instance *inst)
{
	inst->has_waiter = false;
	caller_unref(inst->waiter_caller);
	inst->waiter_caller = NULL;
	inst->refusal = 0;
}

void supervisor_forget_peer(struct supervisor *s, uint64_t peer)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->instances[i]->has_waiter &&
		    s->instances[i]->waiter == peer)
			drop_waiter(s->instances[i]);
}

/* number 0: done. */
static void reply_to_waiter(struct supervisor *s, struct instance *inst,
                            uint32_t number)
{
	struct buf reply = BUF_INIT;

	if (!inst->has_waiter)
		return;
	if (number)
		reply_refuse(&reply, number);
	else
		reply_done(&reply);
	pipe_reply(s->pipes, inst->waiter, reply.data, reply.len);
	buf_release(&reply);
	drop_waiter(inst);
}

void supervisor_owe(struct supervisor *s, struct instance *inst, uint64_t peer,
                    struct caller *caller)
{
	reply_to_waiter(s, inst, inst->refusal ? inst->refusal : OS_CANCELLED);
	inst->has_waiter = true;
	inst->waiter = peer;
	inst->waiter_caller = caller_ref(caller);
	inst->refusal = 0;
}

/* -- what the table asks for ----------------------------------------------- */

void supervisor_arm(struct supervisor *s, struct instance *inst, uint64_t when)
{
	inst->deadline = when;
	if (when < s->deadline)
		s->deadline = when;
}

static void process_ended(struct supervisor *s, struct instance *inst,
                          const char *reason, uint32_t exit_code,
                          uint32_t number, const struct engine_time *time);

static void spawn(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time)
{
	struct error err = ERROR_INIT;

	inst->again = false;
	if (launch(s, inst, time, &err) == 0)
		supervisor_arm(s, inst,
		               time->now +
		                       policy_number(inst, KEY_START_TIMEOUT));
	else
		process_ended(s, inst, err.text, UINT32_MAX, err.code, time);
}

static void kill_now(struct supervisor *s, struct instance *inst)
{
	inst->ending = ENDING_FORCED;
	inst->deadline = UINT64_MAX;
	if (inst->exists)
		process_kill(s->processes, inst->ticket);
}

/* Ask for the end; without a signal to be had it is forced at once, as WinFsp
 * does. What does not exist yet is asked when it does. */
static void interrupt(struct supervisor *s, struct instance *inst,
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
	kill_now(s, inst);
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
	reply_to_waiter(s, inst, OS_SUCCESS);
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
		interrupt(s, inst, time);
	if (actions & DO_KILL)
		kill_now(s, inst);
	if (actions & DO_DELAY)
		supervisor_arm(s, inst, time->now + inst->pause);
	if (actions & DO_ANSWER)
		become_ready(s, inst);
	if (actions & DO_REFUSE)
		reply_to_waiter(s, inst,
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

	if (cell.next != inst->state) {
		inst->deadline = UINT64_MAX;
		instance_set_state(inst, cell.next, reason, time);
		s->unsettled = true;
	}
	act(s, inst, cell.actions, time);
}

/* -- what happens to processes --------------------------------------------- */

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
	if (!verdict.too_many) {
		inst->told_given_up = false;
		return EVENT_ENDED_RETRY;
	}
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

static enum fsm_event event_of_end(struct supervisor *s, struct instance *inst,
                                   uint32_t exit_code,
                                   const struct engine_time *time)
{
	if (s->shutting_down)
		return EVENT_ENDED;
	if (inst->state == STATE_STOPPING && inst->again)
		return EVENT_ENDED_AGAIN;
	if (inst->state == STATE_STOPPING && !inst->failed_start)
		return EVENT_ENDED;
	/* A start that never came up was refused to its caller: trying on
	 * behind his back would contradict the answer. */
	if (!inst->has_been_ready && !is_auto(inst))
		return EVENT_ENDED;
	if (!policy_restarts(inst, exit_code))
		return EVENT_ENDED;
	return retry_or_give_up(s, inst, time);
}

/* number is what a start that is still waited for is refused with. */
static void process_ended(struct supervisor *s, struct instance *inst,
                          const char *reason, uint32_t exit_code,
                          uint32_t number, const struct engine_time *time)
{
	const enum fsm_event event = event_of_end(s, inst, exit_code, time);

	inst->ticket = 0;
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

static void process_started(struct supervisor *s, struct instance *inst,
                            const struct process_event *event,
                            const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	inst->exists = true;
	inst->pid = event->pid;
	inst->created = event->created;
	inst->started_at = time->now;
	if (inst->ending == ENDING_FORCED) {
		kill_now(s, inst);
	} else if (inst->ending == ENDING_ASKED) {
		interrupt(s, inst, time);
	} else if (inst->has_secret) {
		supervisor_arm(s, inst,
		               time->now +
		                       policy_number(inst, KEY_START_TIMEOUT));
	} else {
		buf_addf(&reason, "process %u runs", (unsigned)event->pid);
		supervisor_feed(s, inst, EVENT_READY, reason.data, time);
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
		supervisor_feed(s, inst, EVENT_READY, reason.data, time);
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
	process_ended(s, inst, reason.data, event->exit_code,
	              inst->has_secret ? OS_ACCESS_DENIED : OS_GEN_FAILURE,
	              time);
	buf_release(&reason);
}

void supervisor_process(struct supervisor *s, const struct process_event *event,
                        const struct engine_time *time)
{
	struct instance *inst = find_ticket(s, event->ticket);

	if (!inst)
		return;
	switch (event->kind) {
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
		process_ended(s, inst, event->error.text, UINT32_MAX,
		              event->error.code, time);
		break;
	case PROCESS_EXITED:
		process_exited(s, inst, event, time);
		break;
	}
}

/* -- timers ---------------------------------------------------------------- */

static void fire(struct supervisor *s, struct instance *inst,
                 const struct engine_time *time)
{
	inst->deadline = UINT64_MAX;
	switch (inst->state) {
	case STATE_STARTING:
		inst->refusal = OS_TIMEOUT;
		inst->failed_start = true;
		supervisor_feed(s, inst, EVENT_LATE, "StartTimeout is over",
		                time);
		break;
	case STATE_STOPPING:
		log_event(LOG_WARNING, LOG_ID_KILLED,
		          "instance '%s' of '%s': process %u did not end "
		          "within StopTimeout, it is terminated",
		          inst->name, inst->class_name, (unsigned)inst->pid);
		supervisor_feed(s, inst, EVENT_STOP_LATE, "", time);
		break;
	case STATE_BACKOFF:
		inst->restarts++;
		supervisor_feed(s, inst, EVENT_DELAY_OVER, "started again",
		                time);
		break;
	default:
		break;
	}
}

void supervisor_tick(struct supervisor *s, const struct engine_time *time)
{
	if (time->now < s->deadline)
		return;
	for (size_t i = 0; i < s->count; i++) {
		struct instance *inst = s->instances[i];
		if (inst->grace_until && time->now >= inst->grace_until)
			declared_expire(s, inst, time);
		if (time->now >= inst->deadline)
			fire(s, inst, time);
	}
	s->deadline = UINT64_MAX;
	for (size_t i = 0; i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		if (inst->deadline < s->deadline)
			s->deadline = inst->deadline;
		if (inst->grace_until && inst->grace_until < s->deadline)
			s->deadline = inst->grace_until;
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
	for (size_t i = 0; i < s->count; i++)
		if (s->instances[i]->ticket &&
		    policy_ends_with_daemon(s->instances[i]))
			return false;
	return true;
}
