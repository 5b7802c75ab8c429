/*
 * supervisor_set.c: the set of instances, sorted by name, and the replies owed
 * to who started them.
 */
#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "counters.h"
#include "instance.h"
#include "outside.h"
#include "proto.h"
#include "supervisor_parts.h"

void supervisor_release(struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++)
		instance_free(s->instances[i]);
	free(s->instances);
	free(s->restless);
	tickets_release(&s->tickets);
	timers_release(&s->timers);
	free(s->daemon_directory);
	adopt_release(s);
	past_release(&s->past);
	*s = (struct supervisor){0};
}

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
	s->epoch++;
	supervisor_touch(s, s->instances[at]);
	return s->instances[at];
}

/* An undeclared instance that is at rest is of no interest to anybody. */
static bool is_over(const struct instance *inst)
{
	return !inst->declared &&
	       (inst->state == STATE_STOPPED || inst->state == STATE_DISABLED);
}

static void drop(struct supervisor *s, struct instance *inst)
{
	const size_t at = supervisor_at(s, inst->class_name, inst->name);

	s->count--;
	memmove(&s->instances[at], &s->instances[at + 1],
	        (s->count - at) * sizeof(struct instance *));
	s->epoch++;
	timers_file(&s->timers, inst, UINT64_MAX);
	tickets_close(&s->tickets, &inst->ticket);
	tickets_close(&s->tickets, &inst->probe);
	tickets_close(&s->tickets, &inst->profile_probe);
	s->owed -= inst->has_waiter;
	instance_free(inst);
}

void supervisor_touch(struct supervisor *s, struct instance *inst)
{
	s->unsettled = true;
	if (inst->restless)
		return;
	if (s->restless_count == s->restless_cap) {
		s->restless_cap = s->restless_cap ? 2 * s->restless_cap : 16;
		s->restless = xrealloc(s->restless, s->restless_cap,
		                       sizeof(struct instance *));
	}
	inst->restless = true;
	s->restless[s->restless_count++] = inst;
}

void supervisor_rest(struct supervisor *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->restless_count; i++) {
		struct instance *inst = s->restless[i];
		inst->restless = inst->state == STATE_WAITING || inst->due ||
		                 inst->turn != ORDER_NOTHING;
		if (is_over(inst))
			drop(s, inst);
		else if (inst->restless)
			s->restless[kept++] = inst;
	}
	s->restless_count = kept;
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

static void drop_waiter(struct supervisor *s, struct instance *inst)
{
	s->owed--;
	inst->has_waiter = false;
	caller_unref(inst->waiter_caller);
	inst->waiter_caller = NULL;
	inst->refusal = 0;
}

void supervisor_forget_peer(struct supervisor *s, uint64_t peer)
{
	for (size_t i = 0; s->owed && i < s->count; i++)
		if (s->instances[i]->has_waiter &&
		    s->instances[i]->waiter == peer)
			drop_waiter(s, s->instances[i]);
}

void supervisor_reply(struct supervisor *s, struct instance *inst,
                      uint32_t number)
{
	struct buf reply = BUF_INIT;

	if (!inst->has_waiter)
		return;
	if (number) {
		s->counters->refusals++;
		reply_refuse(&reply, number);
	} else {
		reply_done(&reply);
	}
	pipe_reply(s->pipes, inst->waiter, reply.data, reply.len);
	buf_release(&reply);
	drop_waiter(s, inst);
}

void supervisor_owe(struct supervisor *s, struct instance *inst, uint64_t peer,
                    struct caller *caller)
{
	supervisor_reply(s, inst, inst->refusal ? inst->refusal : OS_CANCELLED);
	s->owed++;
	inst->has_waiter = true;
	inst->waiter = peer;
	inst->waiter_caller = caller_ref(caller);
	inst->refusal = 0;
}
