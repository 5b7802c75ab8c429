/*
 * own_logs.c: `F logs CLASS INSTANCE [POSITION]`, and which logs are kept. The
 * keeper of the logs reads, so the request is put aside until engine_log():
 * see log_read.h for positions and the reply.
 */
#include "own.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/file_name.h"
#include "../common/limits.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "logs.h"
#include "request.h"

/* Administrators read everything. A user reads what was written by what he
 * started himself, and by the SID alone: a descriptor that lets a group query
 * does not let it read what a process prints. Of an instance that is no more,
 * having crashed say, the log itself knows who that was. */
static bool may_read(const struct own_call *call, bool *all)
{
	struct caller *caller = call->a->caller;
	const struct instance *inst = supervisor_find(
	        &call->engine->supervisor, call->class_name, call->instance);

	*all = caller_is_admin(caller);
	return *all || !inst || is_starter(inst, caller);
}

void own_logs(const struct own_call *call)
{
	struct engine *engine = call->engine;
	struct log_question q = {NULL, NULL, NULL, NULL};
	bool all;

	if (!may_read(call, &all)) {
		request_refuse(engine, call->a, OS_ACCESS_DENIED,
		               "administrators and who started it only");
		return;
	}
	if (request_in_flight(engine, call->a->caller) >=
	    LIMIT_USER_IN_FLIGHT) {
		request_refuse(engine, call->a, OS_NOT_ENOUGH_QUOTA,
		               "too many requests of this user in flight");
		return;
	}
	q.class_name = xstrdup(call->class_name);
	q.instance = xstrdup(call->instance);
	q.position = xstrdup(call->state);
	if (!all)
		q.starter = xstrdup(caller_sid(call->a->caller));
	logs_read(engine->logs, request_defer(engine, call->a), &q);
}

void own_log_answer(const struct own_call *call, uint32_t number,
                    const struct buf *json)
{
	struct buf text = BUF_INIT;

	if (number) {
		request_refuse(call->engine, call->a, number,
		               number == OS_FILE_NOT_FOUND
		                       ? "nothing was captured"
		               : number == OS_ACCESS_DENIED
		                       ? "it is not the log of what he started"
		                       : "no such position");
		return;
	}
	buf_add(&text, json->data, json->len);
	own_send(call, &text);
}

/* -- which are kept -------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void own_sweep_logs(struct engine *engine)
{
	const struct supervisor *s = &engine->supervisor;
	char **kept = xcalloc(s->count, sizeof(char *));

	for (size_t i = 0; i < s->count; i++) {
		struct buf stem = BUF_INIT;
		file_name_encode(&stem, s->instances[i]->class_name);
		buf_addc(&stem, '\\');
		file_name_encode(&stem, s->instances[i]->name);
		kept[i] = buf_steal(&stem, NULL);
	}
	qsort(kept, s->count, sizeof(char *), by_text);
	logs_sweep(engine->logs, kept, s->count);
}
