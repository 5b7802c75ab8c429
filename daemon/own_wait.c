/*
 * own_wait.c: `F wait`: the answer is owed until the instance is in the state
 * that was asked for.
 */
#include "own.h"

#include <stdlib.h>

#include "../common/error.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "outside.h"
#include "request.h"

enum { WAIT_SECONDS_MAX = 60 }; /* fspctl asks again when it wants more */

static bool find_state(const char *name, enum fsm_state *state)
{
	for (int i = 0; i < STATE_COUNT; i++) {
		*state = (enum fsm_state)i;
		if (name_equal(fsm_state_name(*state), name))
			return true;
	}
	return false;
}

/* Seconds of a wait: digits, at most WAIT_SECONDS_MAX. */
static bool read_seconds(const char *text, unsigned *seconds)
{
	*seconds = WAIT_SECONDS_MAX;
	if (!text)
		return true;
	char *end;
	unsigned long given = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end)
		return false;
	if (given < *seconds)
		*seconds = (unsigned)given;
	return true;
}

void own_wait(const struct own_call *call)
{
	const struct instance *inst = supervisor_find(
	        &call->engine->supervisor, call->class_name, call->instance);
	enum fsm_state state;
	unsigned seconds;

	if (!find_state(call->state, &state) ||
	    !read_seconds(call->seconds, &seconds)) {
		request_refuse(call->engine, call->a, OS_INVALID_PARAMETER,
		               "no such state, or not a number of seconds");
	} else if (!inst) {
		request_refuse(call->engine, call->a, OS_FILE_NOT_FOUND,
		               "no such instance");
	} else if (!own_may_see(call, inst)) {
		request_refuse(call->engine, call->a, OS_ACCESS_DENIED,
		               "no LC (query) on the instance");
	} else if (request_in_flight(call->engine, call->a->caller) >=
	           LIMIT_USER_IN_FLIGHT) {
		request_refuse(call->engine, call->a, OS_NOT_ENOUGH_QUOTA,
		               "too many starts and waits of this user");
	} else {
		struct wait *wait = xcalloc(1, sizeof(*wait));
		wait->peer = call->a->peer;
		wait->caller = caller_ref(call->a->caller);
		wait->class_name = xstrdup(call->class_name);
		wait->instance = xstrdup(call->instance);
		wait->state = state;
		wait->deadline = call->time->now + seconds * 1000ull;
		wait->next = call->engine->waits;
		call->engine->waits = wait;
	}
}

/* Whether wait was answered. */
static bool answer_wait(struct engine *engine, const struct wait *wait,
                        const struct engine_time *time)
{
	const struct instance *inst = supervisor_find(
	        &engine->supervisor, wait->class_name, wait->instance);
	/* What was dropped had stopped. */
	const enum fsm_state state = inst ? inst->state : STATE_STOPPED;
	struct buf text = BUF_INIT, reply = BUF_INIT;

	if (state == wait->state) {
		buf_addf(&text, "{\"state\":\"%s\"}", fsm_state_name(state));
		reply_json(&reply, text.data, text.len);
	} else if (!inst) {
		reply_refuse(&reply, OS_FILE_NOT_FOUND);
	} else if (time->now >= wait->deadline) {
		reply_refuse(&reply, OS_TIMEOUT);
	}
	const bool answered = reply.len > 0;
	engine->counters.refusals += answered && !text.len;
	if (answered)
		pipe_reply(engine->pipes, wait->peer, reply.data, reply.len);
	buf_release(&text);
	buf_release(&reply);
	return answered;
}

void request_check_waits(struct engine *engine, const struct engine_time *time)
{
	struct wait **at = &engine->waits;

	while (*at) {
		struct wait *wait = *at;
		if (answer_wait(engine, wait, time)) {
			*at = wait->next;
			wait_free(wait);
		} else {
			at = &wait->next;
		}
	}
}
