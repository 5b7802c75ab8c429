/*
 * request_start.c: `S` and `X`, from the message to the process.
 *
 * The order of the refusals is the contract's: 2, 5, 87, 183, 1450.
 */
#include "request.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/secret.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "log_ids.h"
#include "pattern.h"
#include "start.h"

static char *const *arguments_of(const struct start *st)
{
	return st->a->request->words + 2;
}

static size_t argument_count_of(const struct start *st)
{
	return st->a->request->count - 2;
}

void request_start(struct engine *engine, const struct asking *a)
{
	const char *class_name = a->request->words[0];

	/* It would name a key below another class. */
	if (!*class_name || strchr(class_name, '\\'))
		request_refuse(engine, a, OS_FILE_NOT_FOUND,
		               "not the name of a class");
	else if (instance_name_fault(a->request->words[1]))
		request_refuse(engine, a, OS_INVALID_PARAMETER,
		               instance_name_fault(a->request->words[1]));
	else if (engine->supervisor.shutting_down)
		request_refuse(engine, a, OS_SHUTDOWN_IN_PROGRESS, "fspd ends");
	else if (request_in_flight(engine, a->caller) >= LIMIT_USER_IN_FLIGHT)
		request_refuse(engine, a, OS_NOT_ENOUGH_QUOTA,
		               "too many starts and waits of this user");
	else
		request_put_aside(engine, a, class_name);
}

static uint32_t find(struct start *st)
{
	char *const *words = st->a->request->words;

	st->why = "no such class";
	st->entry = definitions_find(&st->engine->definitions, words[0]);
	if (!st->entry || !st->entry->good)
		return OS_FILE_NOT_FOUND;
	st->inst = supervisor_find(&st->engine->supervisor, words[0], words[1]);
	st->def =
	        class_model_instance(&st->entry->good->record->model, words[1]);
	/* Its declaration is gone and may come back: it is still its own. */
	if (!st->def && st->inst)
		st->def = instance_definition(st->inst);
	return OS_SUCCESS;
}

static uint32_t judge_access(struct start *st)
{
	const struct access_verdict verdict =
	        request_may(st->a->caller, ACCESS_START, st->entry, st->inst,
	                    st->a->request->words[1]);

	st->why = verdict.reason;
	if (!verdict.allowed)
		return OS_ACCESS_DENIED;
	st->why = "the instance is disabled (Start)";
	if (st->inst &&
	    (st->inst->state == STATE_DISABLED || is_disabled(st->inst)))
		return OS_ACCESS_DENIED;
	return OS_SUCCESS;
}

static bool is_own_argument(const struct instance *inst, size_t number,
                            const char *given)
{
	struct buf scratch = BUF_INIT;
	const char *own = launch_argument(inst, number, &scratch);
	bool same = strcmp(own ? own : "", given) == 0;

	buf_release(&scratch);
	return same;
}

/* A declared instance has its own arguments: others are another instance. */
static bool are_own_arguments(const struct start *st)
{
	const size_t count = argument_count_of(st);

	for (size_t i = 0; count && i < LIMIT_ARGUMENTS; i++)
		if (!is_own_argument(st->inst, i,
		                     i < count ? arguments_of(st)[i] : ""))
			return false;
	return true;
}

/* A password must be given where the class wants one, unless the instance's
 * Secret says where to find it, and nowhere else. */
static uint32_t judge_password(struct start *st)
{
	const bool wanted =
	        definition_number(&st->entry->good->record->model.class_def,
	                          KEY_CREDENTIALS) != 0;
	const bool given = st->a->request->secret != NULL;

	st->why = wanted ? "the class wants a password (Credentials)"
	                 : "the class takes no password (Credentials)";
	if (wanted == given)
		return OS_SUCCESS;
	return wanted && st->def && definition_text(st->def, KEY_SECRET)
	               ? OS_SUCCESS
	               : OS_INVALID_PARAMETER;
}

static uint32_t judge_arguments(struct start *st)
{
	st->why = "the instance is declared with other arguments";
	if (st->def && st->inst && !are_own_arguments(st))
		return OS_INVALID_PARAMETER;
	st->why = "an argument does not match its Pattern";
	if (!st->def &&
	    pattern_refuses(&st->entry->good->record->model.class_def,
	                    arguments_of(st), argument_count_of(st)) != 0)
		return OS_INVALID_PARAMETER;
	return OS_SUCCESS;
}

static uint32_t judge_state(struct start *st)
{
	st->why = "it runs already";
	if (st->inst && (st->inst->state == STATE_STARTING ||
	                 st->inst->state == STATE_READY))
		return OS_ALREADY_EXISTS;
	st->why = "its process was ended and is still there, or is still being "
	          "made";
	if (st->inst && st->inst->state == STATE_STOPPING &&
	    st->inst->ending == ENDING_GIVEN_UP)
		return OS_TIMEOUT;
	st->why = "another start waits for its end already";
	if (st->inst && st->inst->state == STATE_STOPPING && st->inst->again)
		return OS_ALREADY_EXISTS;
	st->why = "fspd ends";
	return st->engine->supervisor.shutting_down ? OS_SHUTDOWN_IN_PROGRESS
	                                            : OS_SUCCESS;
}

static uint32_t judge_limits(struct start *st)
{
	const struct supervisor *s = &st->engine->supervisor;
	struct caller *caller = st->a->caller;

	st->why = "too many instances of this user, or of all";
	if (st->def || caller_is_admin(caller) ||
	    (st->inst && st->inst->counted && is_starter(st->inst, caller)))
		return OS_SUCCESS;
	if (supervisor_count(s, caller_sid(caller)) >= LIMIT_USER_INSTANCES ||
	    supervisor_count(s, NULL) >= LIMIT_CALLER_INSTANCES)
		return OS_NO_SYSTEM_RESOURCES;
	return OS_SUCCESS;
}

uint32_t start_check(struct start *st, enum start_check check)
{
	static uint32_t (*const judges[START_CHECK_COUNT])(struct start *) = {
	        [START_FIND] = find,
	        [START_ACCESS] = judge_access,
	        [START_PASSWORD] = judge_password,
	        [START_ARGUMENTS] = judge_arguments,
	        [START_STATE] = judge_state,
	        [START_LIMITS] = judge_limits,
	};

	return judges[check](st);
}

/* Into a box at once: the clear text lives no longer than this call, whenever
 * the process can be made. */
static void keep_secret(struct supervisor *s, struct instance *inst,
                        struct request *request)
{
	secret_box_free(inst->box);
	inst->box = NULL;
	if (!request->secret)
		return;
	inst->box = secret_box_new(s->vault, request->secret);
	secret_free(request->secret);
	request->secret = NULL;
}

static void go(struct start *st, const struct engine_time *time)
{
	struct supervisor *s = &st->engine->supervisor;
	char *const *words = st->a->request->words;
	struct caller *caller = st->a->caller;
	struct instance *inst = supervisor_add(s, words[0], words[1]);
	struct buf reason = BUF_INIT;

	if (!inst->declared) {
		instance_set_follows(inst, st->entry->good);
		instance_set_arguments(inst, arguments_of(st),
		                       argument_count_of(st));
	}
	instance_set_starter(inst, caller);
	inst->counted = !caller_is_admin(caller);
	inst->sticky = false;
	inst->orphan = false;
	supervisor_owe(s, inst, st->a->peer, caller);
	keep_secret(s, inst, st->a->request);
	buf_addf(&reason, "started by '%s'", caller_user(caller));
	supervisor_feed(s, inst, EVENT_START, reason.data, time);
	buf_release(&reason);
}

void request_start_go(struct engine *engine, struct pending *pending,
                      const struct engine_time *time)
{
	const struct asking a = {pending->peer, pending->caller,
	                         &pending->request};
	struct start st = {.engine = engine, .a = &a};
	uint32_t number = OS_SUCCESS;

	for (int i = 0; i < START_CHECK_COUNT; i++) {
		number = start_check(&st, (enum start_check)i);
		if (number) {
			request_refuse(engine, &a, number, st.why);
			return;
		}
	}
	go(&st, time);
}
