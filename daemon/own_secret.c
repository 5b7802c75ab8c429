/*
 * own_secret.c: `F secret` and `F key`. The keeper does the work, so each is
 * put aside and answered when its job comes back:
 *
 *   secret set CLASS INSTANCE PASSWORD   {}
 *   secret remove CLASS INSTANCE         {}, or 2
 *   secret list [after CLASS\INSTANCE]   {"secrets":[{"class","instance"}...],
 *                                        "next":T}
 *   key                                  {"id":T,"public_key":T}
 */
#include "own.h"

#include <string.h>

#include "../common/error.h"
#include "../common/json.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/secret.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "files.h"
#include "instance.h"
#include "keeper.h"
#include "log_ids.h"
#include "request.h"

/* -- asking ---------------------------------------------------------------- */

/* Give the keeper a job; its names, where it has some, are words 2 and 3. */
static void ask_keeper(const struct own_call *call, enum keeper_verb verb)
{
	struct engine *engine = call->engine;
	struct request *request = call->a->request;
	struct keeper_job *job = xcalloc(1, sizeof(*job));

	job->verb = verb;
	if (verb == KEEPER_SET || verb == KEEPER_REMOVE) {
		job->class_name = xstrdup(request->words[2]);
		job->instance = xstrdup(request->words[3]);
	}
	job->password = request->secret;
	request->secret = NULL;
	job->ticket = request_defer(engine, call->a);
	keeper_do(engine->keeper, job);
}

static void ask_about(const struct own_call *call, enum keeper_verb verb)
{
	char *const *words = call->a->request->words;
	const char *fault = class_name_fault(words[2]);

	if (!fault)
		fault = instance_name_fault(words[3]);
	if (fault)
		request_refuse(call->engine, call->a, OS_INVALID_PARAMETER,
		               fault);
	else
		ask_keeper(call, verb);
}

void own_secret(const struct own_call *call)
{
	const struct request *r = call->a->request;
	const bool named = r->count == 4;

	if (named && r->secret && strcmp(r->words[1], "set") == 0)
		ask_about(call, KEEPER_SET);
	else if (named && strcmp(r->words[1], "remove") == 0)
		ask_about(call, KEEPER_REMOVE);
	else if (strcmp(r->words[1], "list") == 0)
		ask_keeper(call, KEEPER_LIST);
	else
		request_refuse(call->engine, call->a, OS_INVALID_PARAMETER,
		               "set CLASS INSTANCE PASSWORD, remove CLASS "
		               "INSTANCE, or list");
}

void own_key(const struct own_call *call)
{
	ask_keeper(call, KEEPER_KEY);
}

/* -- answering ------------------------------------------------------------- */

static void send_key(const struct own_call *call, const struct seal_key *key)
{
	struct buf text = BUF_INIT, key_text = BUF_INIT;
	char id[SEAL_ID_ROOM];
	struct json j;

	seal_key_id(key, id);
	seal_key_text(key, &key_text);
	json_init(&j, &text);
	json_object(&j, NULL);
	json_text(&j, "id", id);
	json_text(&j, "public_key", key_text.data);
	json_end_object(&j);
	own_send(call, &text);
	buf_release(&key_text);
}

static void stored_json(const struct stored *stored, struct buf *out)
{
	struct json j;

	buf_clear(out);
	json_init(&j, out);
	json_object(&j, NULL);
	json_text(&j, "class", stored->class_name);
	json_text(&j, "instance", stored->instance);
	json_end_object(&j);
}

static void stored_name(const struct stored *stored, struct buf *out)
{
	buf_clear(out);
	buf_addf(out, "%s\\%s", stored->class_name, stored->instance);
}

/* How many are on the pages before: all up to the one of that name. */
static size_t first_of_page(const struct stored_list *list, const char *after)
{
	struct buf name = BUF_INIT;
	size_t first = 0;

	for (size_t i = 0; after && i < list->count; i++) {
		stored_name(&list->items[i], &name);
		if (name_equal(name.data, after))
			first = i + 1;
	}
	buf_release(&name);
	return first;
}

static void send_list(const struct own_call *call,
                      const struct stored_list *list)
{
	const struct request *r = call->a->request;
	const bool goes_on = r->count == 4 && strcmp(r->words[2], "after") == 0;
	struct buf last = BUF_INIT;
	struct page page;

	page_begin(&page, "secrets");
	for (size_t i = first_of_page(list, goes_on ? r->words[3] : NULL);
	     i < list->count; i++) {
		stored_json(&list->items[i], &page.element);
		if (!page_take(&page))
			break;
		stored_name(&list->items[i], &last);
	}
	own_send_page(call, &page, last.data);
	buf_release(&last);
}

static void send_done(const struct own_call *call)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "{}");
	own_send(call, &text);
}

/* An instance that is to be started again need not wait any longer. */
static void try_again(const struct own_call *call, const struct keeper_job *job)
{
	struct supervisor *s = &call->engine->supervisor;
	struct instance *inst =
	        supervisor_find(s, job->class_name, job->instance);
	const struct definition *def = inst ? instance_definition(inst) : NULL;

	if (def && definition_has(def, KEY_SECRET) &&
	    inst->state == STATE_BACKOFF)
		supervisor_arm(s, inst, call->time->now);
}

static void log_change(const struct own_call *call,
                       const struct keeper_job *job)
{
	log_event(LOG_INFO, LOG_ID_SECRET,
	          "the password of instance '%s' of '%s' was %s by '%s'",
	          job->instance, job->class_name,
	          job->verb == KEEPER_SET ? "stored" : "removed",
	          caller_user(call->a->caller));
}

static void refuse(const struct own_call *call, const struct keeper_job *job)
{
	if (job->rc == FILES_ABSENT)
		request_refuse(call->engine, call->a, OS_FILE_NOT_FOUND,
		               "no password is stored for it");
	else
		request_refuse(call->engine, call->a,
		               job->error.code ? job->error.code
		                               : OS_GEN_FAILURE,
		               job->error.text);
}

void own_kept(const struct own_call *call, const struct keeper_job *job)
{
	if (job->rc) {
		refuse(call, job);
		return;
	}
	switch (job->verb) {
	case KEEPER_SET:
		log_change(call, job);
		try_again(call, job);
		send_done(call);
		break;
	case KEEPER_REMOVE:
		log_change(call, job);
		send_done(call);
		break;
	case KEEPER_LIST:
		send_list(call, &job->stored);
		break;
	case KEEPER_KEY:
		send_key(call, &job->key);
		break;
	case KEEPER_GOOD_WRITE:
	case KEEPER_GOOD_REMOVE:
	case KEEPER_GOOD_PRUNE:
		break; /* nobody waits */
	}
}
