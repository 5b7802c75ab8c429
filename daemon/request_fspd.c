/*
 * request_fspd.c: our own verbs, `F`. Replies are JSON; lists come in pages.
 *
 *   ping        {"daemon":"fspd","generation":N}
 *   version     {"name":"fspd","version":T,"companion":T|null,
 *                "counter_frequency":N}
 *   status      {"instances":[...],"next":T}: see status_json.h
 *   definitions, definition
 *               {"definitions":[...],"next":T}: see definition_json()
 *   reload      {"generation":N}
 *   wait        {"state":T}
 *   explain     {"checks":[...],"cause":T}: see own_explain.c
 *   metrics     no JSON: see own_metrics.c
 *   restart, reset
 *               {"state":T}: see own_restart.c
 *   secret, key see own_secret.c
 *   logs        see log_read.h
 */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/json.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "own.h"
#include "status_json.h"

struct verb {
	const char *name;
	enum access_kind right; /* QUERY: judged by the verb itself */
	unsigned least;         /* words after the verb */
	bool is_list;           /* `after NAME` may end it */
	void (*answer)(const struct own_call *call);
};

/* Class, instance, state, seconds; `after NAME` at the end of a list's words,
 * behind those the verb needs, and only there: elsewhere it may be a name. */
static void read_words(struct own_call *call, size_t count, bool is_list,
                       size_t least)
{
	char *const *words = call->a->request->words + 1;

	if (is_list && count >= least + 2 &&
	    strcmp(words[count - 2], "after") == 0) {
		call->after = words[count - 1];
		count -= 2;
	}
	call->class_name = count > 0 ? words[0] : NULL;
	call->instance = count > 1 ? words[1] : NULL;
	call->state = count > 2 ? words[2] : NULL;
	call->seconds = count > 3 ? words[3] : NULL;
}

/* -- the verbs ------------------------------------------------------------- */

static void answer_generation(const struct own_call *call, const char *daemon)
{
	struct buf text = BUF_INIT;
	struct json j;

	json_init(&j, &text);
	json_object(&j, NULL);
	if (daemon)
		json_text(&j, "daemon", daemon);
	json_number(&j, "generation",
	            (int64_t)call->engine->definitions.generation);
	json_end_object(&j);
	own_send(call, &text);
}

static void ping(const struct own_call *call)
{
	answer_generation(call, "fspd");
}

static void version(const struct own_call *call)
{
	struct buf text = BUF_INIT;
	struct json j;

	json_init(&j, &text);
	json_object(&j, NULL);
	json_text(&j, "name", "fspd");
	json_text(&j, "version", call->engine->version);
	json_text(&j, "companion", call->engine->companion);
	json_number(&j, "counter_frequency",
	            (int64_t)call->engine->counter_frequency);
	json_end_object(&j);
	own_send(call, &text);
}

/* Index of the first instance of the list. */
static size_t first_instance(const struct own_call *call)
{
	const struct supervisor *s = &call->engine->supervisor;
	const char *separator = call->after ? strchr(call->after, '\\') : NULL;

	if (!separator)
		return call->class_name ? supervisor_at(s, call->class_name, "")
		                        : 0;
	char *class_name =
	        xmemdup(call->after, (size_t)(separator - call->after));
	size_t at = supervisor_at(s, class_name, separator + 1);
	if (at < s->count &&
	    name_equal(s->instances[at]->class_name, class_name) &&
	    name_equal(s->instances[at]->name, separator + 1))
		at++;
	free(class_name);
	return at;
}

/* Asked for by its name, one that failed and is no more is told of as well. */
static void take_past(const struct own_call *call, struct page *page)
{
	const struct past_row *gone = own_past(call);

	if (!gone)
		return;
	const struct instance last = {
	        .class_name = gone->class_name,
	        .name = gone->name,
	        .state = STATE_STOPPED,
	        .since = gone->when,
	        .reason = gone->reason,
	};
	status_json(&last, call->time, &page->element);
	page_take(page);
}

static void status(const struct own_call *call)
{
	const struct supervisor *s = &call->engine->supervisor;
	struct buf last = BUF_INIT;
	struct page page;

	page_begin(&page, "instances");
	for (size_t i = first_instance(call); i < s->count; i++) {
		const struct instance *inst = s->instances[i];
		if (call->class_name &&
		    !name_equal(call->class_name, inst->class_name))
			break;
		if ((call->instance &&
		     !name_equal(call->instance, inst->name)) ||
		    !own_may_see(call, inst))
			continue;
		buf_clear(&page.element);
		status_json(inst, call->time, &page.element);
		if (!page_take(&page))
			break;
		buf_clear(&last);
		buf_addf(&last, "%s\\%s", inst->class_name, inst->name);
	}
	take_past(call, &page);
	own_send_page(call, &page, last.data);
	buf_release(&last);
}

/* Characters of a reply, less what comes around the instances' list. */
enum { INSTANCES_ROOM = LIMIT_PIPE_REPLY_BYTES / 2 - 8 * 1024 };

static void write_definition(struct page *page, const struct class_entry *entry,
                             struct definition_view *view)
{
	struct json j;

	buf_clear(&page->element);
	json_init(&j, &page->element);
	definition_json(entry, view, &j, NULL);
}

static void definitions(const struct own_call *call)
{
	const struct definitions *defs = &call->engine->definitions;
	const char *last = "";
	struct page page;
	size_t i = 0;

	if (call->after)
		i = definitions_at(defs, call->after);
	else if (call->class_name)
		i = definitions_at(defs, call->class_name);
	if (call->after && i < defs->count &&
	    name_equal(defs->entries[i]->name, call->after))
		i++;
	page_begin(&page, "definitions");
	for (; i < defs->count; i++) {
		const struct class_entry *entry = defs->entries[i];
		if (call->class_name &&
		    !name_equal(call->class_name, entry->name))
			break;
		if (!own_may_see_class(call, entry))
			continue;
		/* Several are to stand on a page. */
		struct definition_view view = {
		        .of_machine = caller_is_admin(call->a->caller),
		        .room = INSTANCES_ROOM / 8};
		write_definition(&page, entry, &view);
		if (!page_take(&page))
			break;
		last = entry->name;
	}
	own_send_page(call, &page, last);
}

static void definition(const struct own_call *call)
{
	struct definition_view view = {.values = true,
	                               .of_machine =
	                                       caller_is_admin(call->a->caller),
	                               .after = call->after,
	                               .room = INSTANCES_ROOM};
	const struct class_entry *entry =
	        definitions_find(&call->engine->definitions, call->class_name);
	struct page page;

	if (!entry) {
		request_refuse(call->engine, call->a, OS_FILE_NOT_FOUND,
		               "no such class");
		return;
	}
	if (!own_may_see_class(call, entry)) {
		request_refuse(call->engine, call->a, OS_ACCESS_DENIED,
		               "Security grants no LC (query)");
		return;
	}
	page_begin(&page, "definitions");
	write_definition(&page, entry, &view);
	page_take(&page);
	page.full = view.last != NULL;
	own_send_page(call, &page, view.last ? view.last : "");
}

static void reload(const struct own_call *call)
{
	request_put_aside(call->engine, call->a, "");
}

void request_reloaded(struct engine *engine, struct pending *pending,
                      const struct engine_time *time)
{
	const struct asking a = {pending->peer, pending->caller,
	                         &pending->request};
	struct own_call call = {.engine = engine, .a = &a, .time = time};

	read_words(&call, pending->request.count - 1, false, 0);
	if (strcmp(pending->request.words[0], "restart") == 0)
		own_restart_go(&call);
	else
		answer_generation(&call, NULL);
}

void request_kept(struct engine *engine, struct pending *pending,
                  const struct keeper_job *job, const struct engine_time *time)
{
	const struct asking a = {pending->peer, pending->caller,
	                         &pending->request};
	const struct own_call call = {.engine = engine, .a = &a, .time = time};

	own_kept(&call, job);
}

void request_log_read(struct engine *engine, struct pending *pending,
                      uint32_t number, const struct buf *json,
                      const struct engine_time *time)
{
	const struct asking a = {pending->peer, pending->caller,
	                         &pending->request};
	const struct own_call call = {.engine = engine, .a = &a, .time = time};

	own_log_answer(&call, number, json);
}

void request_surveyed(struct engine *engine, struct pending *pending,
                      const struct survey *survey,
                      const struct engine_time *time)
{
	const struct asking a = {pending->peer, pending->caller,
	                         &pending->request};
	struct own_call call = {.engine = engine, .a = &a, .time = time};

	read_words(&call, pending->request.count - 1, false, 0);
	own_explained(&call, survey);
}

/* -- the table ------------------------------------------------------------- */

static const struct verb verbs[] = {
        {"ping", ACCESS_ANYONE, 0, false, ping},
        {"version", ACCESS_ANYONE, 0, false, version},
        {"status", ACCESS_QUERY, 0, true, status},
        {"definitions", ACCESS_QUERY, 0, true, definitions},
        {"definition", ACCESS_QUERY, 1, true, definition},
        {"wait", ACCESS_QUERY, 3, false, own_wait},
        {"explain", ACCESS_QUERY, 1, false, own_explain},
        {"metrics", ACCESS_QUERY, 0, false, own_metrics},
        {"restart", ACCESS_QUERY, 2, false, own_restart},
        {"reset", ACCESS_QUERY, 2, false, own_reset},
        {"reload", ACCESS_ADMIN, 0, false, reload},
        {"secret", ACCESS_ADMIN, 1, false, own_secret},
        {"key", ACCESS_ADMIN, 0, false, own_key},
        {"logs", ACCESS_QUERY, 2, false, own_logs},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

void request_own(struct engine *engine, const struct asking *a,
                 const struct engine_time *time)
{
	struct own_call call = {.engine = engine, .a = a, .time = time};
	const struct verb *verb = find_verb(a->request->words[0]);
	const size_t count = a->request->count - 1;
	const struct access_facts facts = {
	        .is_admin = caller_is_admin(a->caller),
	};

	if (!verb || count < verb->least) {
		request_refuse(engine, a, OS_INVALID_PARAMETER,
		               verb ? "words are missing" : "no such verb");
		return;
	}
	if (verb->right == ACCESS_ADMIN &&
	    !access_judge(ACCESS_ADMIN, &facts).allowed) {
		request_refuse(engine, a, OS_ACCESS_DENIED,
		               "administrators only");
		return;
	}
	read_words(&call, count, verb->is_list, verb->least);
	verb->answer(&call);
}
