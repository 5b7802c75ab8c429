/*
 * request.c: see request.h. Here: what every request goes through, and
 * WinFsp's commands but for the start.
 */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "log_ids.h"
#include "outside.h"

void pending_free(struct pending *pending)
{
	if (!pending)
		return;
	caller_unref(pending->caller);
	request_release(&pending->request);
	free(pending);
}

void wait_free(struct wait *wait)
{
	if (!wait)
		return;
	caller_unref(wait->caller);
	free(wait->class_name);
	free(wait->instance);
	free(wait);
}

/* -- replies --------------------------------------------------------------- */

static void send(struct engine *engine, uint64_t peer, struct buf *reply)
{
	pipe_reply(engine->pipes, peer, reply->data, reply->len);
	buf_release(reply);
}

static void send_done(struct engine *engine, uint64_t peer)
{
	struct buf reply = BUF_INIT;

	reply_done(&reply);
	send(engine, peer, &reply);
}

static void send_refusal(struct engine *engine, uint64_t peer, uint32_t number)
{
	struct buf reply = BUF_INIT;

	engine->counters.refusals++;
	reply_refuse(&reply, number);
	send(engine, peer, &reply);
}

static const char *kind_name(enum request_kind kind)
{
	switch (kind) {
	case REQUEST_START:
		return "start";
	case REQUEST_STOP:
		return "stop";
	case REQUEST_INFO:
		return "info";
	case REQUEST_LIST:
		return "list";
	case REQUEST_DRIVE:
		return "drive";
	case REQUEST_OWN:
		break;
	}
	return "request";
}

/* Whether a refusal is to be logged; caller NULL: nobody knows whose. */
static bool is_told(struct engine *engine, struct caller *caller,
                    uint32_t number)
{
	struct refusals_row *row = refusals_note(
	        &engine->refusals, caller ? caller_sid(caller) : "", number,
	        engine->now);

	if (row && !row->user)
		row->user = xstrdup(caller ? caller_user(caller)
		                           : "unknown senders");
	return row != NULL;
}

void request_refuse(struct engine *engine, const struct asking *a,
                    uint32_t number, const char *why)
{
	const struct request *r = a->request;

	if (is_told(engine, a->caller, number))
		log_event(number == OS_ACCESS_DENIED ? LOG_WARNING : LOG_INFO,
		          number == OS_ACCESS_DENIED ? LOG_ID_DENIED
		                                     : LOG_ID_BAD_REQUEST,
		          "%s '%s' '%s' refused to '%s' with %u: %s",
		          kind_name(r->kind), r->count > 0 ? r->words[0] : "",
		          r->count > 1 ? r->words[1] : "",
		          caller_user(a->caller), (unsigned)number, why);
	send_refusal(engine, a->peer, number);
}

/* What is no request, or nobody's. */
static void refuse_bytes(struct engine *engine, uint64_t peer,
                         struct caller *caller, size_t len, uint32_t number)
{
	if (is_told(engine, caller, number)) {
		if (caller)
			log_event(LOG_INFO, LOG_ID_BAD_REQUEST,
			          "a request of %zu bytes is malformed, "
			          "refused to '%s' with %u",
			          len, caller_user(caller), (unsigned)number);
		else if (number != OS_ACCESS_DENIED)
			log_event(LOG_INFO, LOG_ID_BAD_REQUEST,
			          "a list asked for in %zu bytes is malformed, "
			          "refused with %u",
			          len, (unsigned)number);
		else
			log_event(LOG_WARNING, LOG_ID_DENIED,
			          "a request was refused: its sender is not "
			          "known");
	}
	send_refusal(engine, peer, number);
}

/* -- who may --------------------------------------------------------------- */

/* The descriptor that decides; *of_instance: it is InstanceSecurity. */
static const char *security_of(const struct class_entry *entry,
                               const struct instance *inst,
                               const char *instance, bool *of_instance)
{
	const struct published *p = inst && inst->follows ? inst->follows
	                            : entry               ? entry->good
	                                                  : NULL;
	const struct definition *def = NULL;
	const char *text;

	if (p && instance)
		def = class_model_instance(&p->record->model, instance);
	*of_instance = def != NULL;
	if (def) {
		text = definition_text(def, KEY_INSTANCE_SECURITY);
		return text ? text : ACCESS_INSTANCE_DEFAULT;
	}
	text = p ? definition_text(&p->record->model.class_def, KEY_SECURITY)
	         : NULL;
	return text ? text : ACCESS_CLASS_DEFAULT;
}

/* AccessCheck needs an owner and a group; WinFsp puts them before a text that
 * begins with D: and takes any other as it is. */
static int is_granted(struct caller *caller, const char *security,
                      uint32_t right)
{
	struct buf whole = BUF_INIT;
	struct error err = ERROR_INIT;

	if (strncmp(security, "D:", 2) == 0)
		buf_adds(&whole, "O:SYG:SY");
	buf_adds(&whole, security);
	int granted = caller_check(caller, whole.data, right, &err);
	if (granted < 0)
		log_event(LOG_ERROR, LOG_ID_SYSTEM,
		          "access could not be judged: %s", err.text);
	buf_release(&whole);
	return granted;
}

struct access_verdict request_may(struct caller *caller, enum access_kind kind,
                                  const struct class_entry *entry,
                                  const struct instance *inst,
                                  const char *instance)
{
	const bool declared = inst && inst->declared;
	struct access_facts facts = {
	        .is_starter = inst && is_starter(inst, caller),
	        /* A declared instance's own descriptor says who may stop and
	         * query it. */
	        .locked_down = entry && is_locked_down(entry) &&
	                       (kind == ACCESS_START || !declared),
	};

	if (kind == ACCESS_ADMIN || facts.locked_down)
		facts.is_admin = caller_is_admin(caller);
	if (access_right(kind) && !facts.locked_down)
		facts.granted = is_granted(
		        caller,
		        security_of(entry, inst, instance, &facts.of_instance),
		        access_right(kind));
	return access_judge(kind, &facts);
}

size_t request_in_flight(const struct engine *engine,
                         const struct caller *caller)
{
	const char *sid = caller_sid(caller);
	size_t count = supervisor_in_flight(&engine->supervisor, sid);

	for (const struct pending *p = engine->pending; p; p = p->next)
		if (strcmp(caller_sid(p->caller), sid) == 0)
			count++;
	for (const struct wait *w = engine->waits; w; w = w->next)
		if (strcmp(caller_sid(w->caller), sid) == 0)
			count++;
	return count;
}

uint64_t request_defer(struct engine *engine, const struct asking *a)
{
	struct pending *pending = xcalloc(1, sizeof(*pending));

	pending->ticket = ++engine->last_ticket;
	pending->peer = a->peer;
	pending->caller = caller_ref(a->caller);
	pending->request = *a->request;
	*a->request = (struct request){0};
	pending->next = engine->pending;
	engine->pending = pending;
	return pending->ticket;
}

void request_put_aside(struct engine *engine, const struct asking *a,
                       const char *class_name)
{
	reader_refresh(engine->reader, class_name, request_defer(engine, a));
}

/* -- WinFsp's commands ----------------------------------------------------- */

static void stop(struct engine *engine, const struct asking *a,
                 const struct engine_time *time)
{
	char *const *words = a->request->words;
	struct supervisor *s = &engine->supervisor;
	struct instance *inst = supervisor_find(s, words[0], words[1]);
	struct buf reason = BUF_INIT;

	if (!inst) {
		request_refuse(engine, a, OS_FILE_NOT_FOUND,
		               "no such instance");
		return;
	}
	const struct access_verdict verdict =
	        request_may(a->caller, ACCESS_STOP,
	                    definitions_find(&engine->definitions, words[0]),
	                    inst, words[1]);
	if (!verdict.allowed) {
		request_refuse(engine, a, OS_ACCESS_DENIED, verdict.reason);
		return;
	}
	if (!is_running(inst) && inst->state != STATE_WAITING &&
	    inst->state != STATE_BACKOFF) {
		request_refuse(engine, a, OS_FILE_NOT_FOUND, "it does not run");
		return;
	}
	/* A declared one stays stopped until it is wanted again. */
	inst->sticky = inst->declared;
	inst->due = false;
	buf_addf(&reason, "stopped by '%s'", caller_user(a->caller));
	supervisor_feed(s, inst, EVENT_STOP, reason.data, time);
	buf_release(&reason);
	send_done(engine, a->peer);
}

static void info(struct engine *engine, const struct asking *a)
{
	char *const *words = a->request->words;
	struct instance *inst =
	        supervisor_find(&engine->supervisor, words[0], words[1]);
	struct buf reply = BUF_INIT;

	if (!inst || !inst->exists) {
		/* The network provider polls: nothing to be logged. */
		send_refusal(engine, a->peer, OS_FILE_NOT_FOUND);
		return;
	}
	const struct access_verdict verdict =
	        request_may(a->caller, ACCESS_QUERY,
	                    definitions_find(&engine->definitions, words[0]),
	                    inst, words[1]);
	if (!verdict.allowed) {
		request_refuse(engine, a, OS_ACCESS_DENIED, verdict.reason);
		return;
	}
	reply_info(&reply, inst->class_name, inst->name,
	           inst->command_line ? inst->command_line : "");
	send(engine, a->peer, &reply);
}

static void list(struct engine *engine, const struct asking *a)
{
	const struct supervisor *s = &engine->supervisor;
	struct buf reply = BUF_INIT;

	reply_done(&reply);
	for (size_t i = 0; i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		if (inst->exists &&
		    !reply_pair(&reply, inst->class_name, inst->name))
			break;
	}
	send(engine, a->peer, &reply);
}

static void drive(struct engine *engine, const struct asking *a)
{
	char current[512] = "";
	struct drive_facts facts = {
	        .is_system = caller_is_system(a->caller),
	        .is_service = caller_is_service(a->caller),
	        .letter = a->request->words[0],
	        .target = a->request->words[1],
	        .current = current,
	};
	const char letter = drive_letter(facts.letter);

	if (letter)
		facts.defined = caller_query_drive(letter, current,
		                                   sizeof(current)) == 1;
	uint32_t number = access_drive(&facts);
	if (number) {
		request_refuse(engine, a, number,
		               number == OS_ACCESS_DENIED
		                       ? "only SYSTEM and services of session 0"
		                       : "not a free letter, a device, or the "
		                         "letter's own target");
		return;
	}
	number = caller_define_drive(a->caller, facts.letter[0] == '+', letter,
	                             facts.target);
	if (number)
		request_refuse(engine, a, number,
		               "the letter could not be defined");
	else
		send_done(engine, a->peer);
}

static void dispatch(struct engine *engine, const struct asking *a,
                     const struct engine_time *time)
{
	switch (a->request->kind) {
	case REQUEST_START:
		request_start(engine, a);
		break;
	case REQUEST_STOP:
		stop(engine, a, time);
		break;
	case REQUEST_INFO:
		info(engine, a);
		break;
	case REQUEST_LIST:
		list(engine, a);
		break;
	case REQUEST_DRIVE:
		drive(engine, a);
		break;
	case REQUEST_OWN:
		request_own(engine, a, time);
		break;
	}
}

void request_handle(struct engine *engine, uint64_t peer, struct caller *caller,
                    const void *bytes, size_t len,
                    const struct engine_time *time)
{
	struct request request;
	const struct asking a = {peer, caller, &request};
	const uint32_t number = request_decode(bytes, len, &request);

	engine->counters.calls++;
	if (number)
		refuse_bytes(engine, peer, caller, len, number);
	else if (!caller && request.kind != REQUEST_LIST)
		refuse_bytes(engine, peer, NULL, len, OS_ACCESS_DENIED);
	else
		dispatch(engine, &a, time);
	request_release(&request);
}
