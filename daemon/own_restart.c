/*
 * own_restart.c: `F restart` and `F reset`, for those who may both start and
 * stop the instance:
 *
 *   restart CLASS INSTANCE  {"state":T}; sees every change of the class that
 *                           was completed before, as a start does
 *   reset CLASS INSTANCE    {"state":T}; back-off and failures are forgotten
 */
#include "own.h"

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/json.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "policy.h"
#include "request.h"

/* The instance, when the caller may start and stop it; else refused, NULL. */
static struct instance *find_mine(const struct own_call *call)
{
	struct engine *engine = call->engine;
	struct instance *inst = supervisor_find(
	        &engine->supervisor, call->class_name, call->instance);
	const struct class_entry *entry =
	        definitions_find(&engine->definitions, call->class_name);
	struct access_verdict verdict = {false, ""};

	if (!inst) {
		request_refuse(engine, call->a, OS_FILE_NOT_FOUND,
		               "no such instance");
		return NULL;
	}
	verdict = request_may(call->a->caller, ACCESS_STOP, entry, inst,
	                      inst->name);
	if (verdict.allowed)
		verdict = request_may(call->a->caller, ACCESS_START, entry,
		                      inst, inst->name);
	if (verdict.allowed)
		return inst;
	request_refuse(engine, call->a, OS_ACCESS_DENIED, verdict.reason);
	return NULL;
}

static void send_state(const struct own_call *call, const struct instance *inst)
{
	struct buf text = BUF_INIT;
	struct json j;

	json_init(&j, &text);
	json_object(&j, NULL);
	json_text(&j, "state", fsm_state_name(inst->state));
	json_end_object(&j);
	own_send(call, &text);
}

void own_restart(const struct own_call *call)
{
	if (request_in_flight(call->engine, call->a->caller) >=
	    LIMIT_USER_IN_FLIGHT)
		request_refuse(call->engine, call->a, OS_NOT_ENOUGH_QUOTA,
		               "too many starts and waits of this user");
	else
		request_put_aside(call->engine, call->a, call->class_name);
}

/* 0, or the number and the reason to refuse a restart of inst with. */
static uint32_t judge_restart(const struct own_call *call,
                              const struct instance *inst, const char **why)
{
	*why = "fspd ends";
	if (call->engine->supervisor.shutting_down)
		return OS_SHUTDOWN_IN_PROGRESS;
	*why = "its class is gone";
	if (inst->orphan)
		return OS_FILE_NOT_FOUND;
	*why = "the instance is disabled (Start)";
	if (inst->state == STATE_DISABLED || is_disabled(inst))
		return OS_ACCESS_DENIED;
	*why = "its password is not kept: stop it, and start it with one";
	return policy_can_restart(inst) ? OS_SUCCESS : OS_INVALID_PARAMETER;
}

void own_restart_go(const struct own_call *call)
{
	struct instance *inst = find_mine(call);
	struct buf reason = BUF_INIT;
	const char *why;

	if (!inst)
		return;
	const uint32_t number = judge_restart(call, inst, &why);
	if (number) {
		request_refuse(call->engine, call->a, number, why);
		return;
	}
	inst->sticky = false;
	buf_addf(&reason, "restarted by '%s'", caller_user(call->a->caller));
	supervisor_feed(&call->engine->supervisor, inst,
	                is_running(inst) ? EVENT_RESTART : EVENT_START,
	                reason.data, call->time);
	buf_release(&reason);
	send_state(call, inst);
}

void own_reset(const struct own_call *call)
{
	struct instance *inst = find_mine(call);
	struct buf reason = BUF_INIT;

	if (!inst)
		return;
	backoff_reset(&inst->backoff);
	inst->restarts = 0;
	inst->told_given_up = false;
	buf_addf(&reason, "reset by '%s'", caller_user(call->a->caller));
	supervisor_feed(&call->engine->supervisor, inst, EVENT_RESET,
	                reason.data, call->time);
	buf_release(&reason);
	send_state(call, inst);
}
