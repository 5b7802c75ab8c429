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
 */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/json.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "outside.h"
#include "status_json.h"

enum { WAIT_SECONDS_MAX = 60 }; /* fspctl asks again when it wants more */

/* One call: the words after the verb, and where a list goes on. */
struct call {
	struct engine *engine;
	const struct asking *a;
	const struct engine_time *time;
	const char *class_name, *instance, *after; /* NULL: not given */
	const char *state, *seconds;
};

struct verb {
	const char *name;
	enum access_kind right; /* QUERY: judged by the verb itself */
	unsigned least;         /* words after the verb */
	void (*answer)(const struct call *call);
};

static void send_json(const struct call *call, struct buf *json)
{
	struct buf reply = BUF_INIT;

	buf_reserve(&reply, 2 * json->len + 2);
	reply_json(&reply, json->data, json->len);
	pipe_reply(call->engine->pipes, call->a->peer, reply.data, reply.len);
	buf_release(&reply);
	buf_release(json);
}

/* -- pages ----------------------------------------------------------------- */

/* A list under construction: `{"NAME":[` element, ... */
struct page {
	struct buf json;
	struct buf element;
	bool full;
};

static void page_begin(struct page *page, const char *name)
{
	*page = (struct page){BUF_INIT, BUF_INIT, false};
	buf_addf(&page->json, "{\"%s\":[", name);
}

/* Add page->element unless the page would grow too long; a page holds one
 * element at least, or nobody would get on. */
static bool page_take(struct page *page)
{
	/* For "next": two names, each character escaped to six. */
	enum { ROOM = 8 * 1024 };
	const size_t units = utf16_units(page->json.data, page->json.len) +
	                     utf16_units(page->element.data, page->element.len);
	const bool empty = page->json.data[page->json.len - 1] == '[';

	if (!empty && 2 * units + ROOM > LIMIT_PIPE_REPLY_BYTES) {
		page->full = true;
		return false;
	}
	if (!empty)
		buf_addc(&page->json, ',');
	buf_add(&page->json, page->element.data, page->element.len);
	return true;
}

/* last is the name to go on after. */
static void page_send(const struct call *call, struct page *page,
                      const char *last)
{
	buf_addc(&page->json, ']');
	if (page->full) {
		struct json j;
		buf_clear(&page->element);
		json_init(&j, &page->element);
		json_text(&j, NULL, last);
		buf_addf(&page->json, ",\"next\":%s", page->element.data);
	}
	buf_addc(&page->json, '}');
	buf_release(&page->element);
	send_json(call, &page->json);
}

/* -- the verbs ------------------------------------------------------------- */

static void answer_generation(const struct call *call, const char *daemon)
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
	send_json(call, &text);
}

static void ping(const struct call *call)
{
	answer_generation(call, "fspd");
}

static void version(const struct call *call)
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
	send_json(call, &text);
}

static bool may_see(const struct call *call, const struct instance *inst)
{
	return request_may(call->a->caller, ACCESS_QUERY,
	                   definitions_find(&call->engine->definitions,
	                                    inst->class_name),
	                   inst, inst->name)
	        .allowed;
}

/* Index of the first instance of the list. */
static size_t first_instance(const struct call *call)
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

static void status(const struct call *call)
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
		    !may_see(call, inst))
			continue;
		buf_clear(&page.element);
		status_json(inst, call->time, &page.element);
		if (!page_take(&page))
			break;
		buf_clear(&last);
		buf_addf(&last, "%s\\%s", inst->class_name, inst->name);
	}
	page_send(call, &page, last.data);
	buf_release(&last);
}

static bool may_see_class(const struct call *call,
                          const struct class_entry *entry)
{
	return request_may(call->a->caller, ACCESS_QUERY, entry, NULL, NULL)
	        .allowed;
}

static void write_definition(struct page *page, const struct class_entry *entry,
                             bool values)
{
	struct json j;

	buf_clear(&page->element);
	json_init(&j, &page->element);
	definition_json(entry, values, &j, NULL);
}

static void definitions(const struct call *call)
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
		if (!may_see_class(call, entry))
			continue;
		write_definition(&page, entry, false);
		if (!page_take(&page))
			break;
		last = entry->name;
	}
	page_send(call, &page, last);
}

static void definition(const struct call *call)
{
	const struct class_entry *entry =
	        definitions_find(&call->engine->definitions, call->class_name);
	struct page page;

	if (!entry) {
		request_refuse(call->engine, call->a, OS_FILE_NOT_FOUND,
		               "no such class");
		return;
	}
	if (!may_see_class(call, entry)) {
		request_refuse(call->engine, call->a, OS_ACCESS_DENIED,
		               "Security grants no LC (query)");
		return;
	}
	page_begin(&page, "definitions");
	write_definition(&page, entry, true);
	page_take(&page);
	page_send(call, &page, entry->name);
}

static void reload(const struct call *call)
{
	request_put_aside(call->engine, call->a, "");
}

void request_reloaded(struct engine *engine, struct pending *pending,
                      const struct engine_time *time)
{
	const struct asking a = {pending->peer, pending->caller,
	                         &pending->request};
	const struct call call = {.engine = engine, .a = &a, .time = time};

	answer_generation(&call, NULL);
}

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

static void wait_for(const struct call *call)
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
	} else if (!may_see(call, inst)) {
		request_refuse(call->engine, call->a, OS_ACCESS_DENIED,
		               "Security grants no LC (query)");
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

/* -- the table ------------------------------------------------------------- */

static const struct verb verbs[] = {
        {"ping", ACCESS_ANYONE, 0, ping},
        {"version", ACCESS_ANYONE, 0, version},
        {"status", ACCESS_QUERY, 0, status},
        {"definitions", ACCESS_QUERY, 0, definitions},
        {"definition", ACCESS_QUERY, 1, definition},
        {"wait", ACCESS_QUERY, 3, wait_for},
        {"reload", ACCESS_ADMIN, 0, reload},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* Class, instance, state, seconds; `after NAME` at the end of a list. */
static void read_words(struct call *call, size_t count)
{
	char *const *words = call->a->request->words + 1;

	if (count >= 2 && strcmp(words[count - 2], "after") == 0) {
		call->after = words[count - 1];
		count -= 2;
	}
	call->class_name = count > 0 ? words[0] : NULL;
	call->instance = count > 1 ? words[1] : NULL;
	call->state = count > 2 ? words[2] : NULL;
	call->seconds = count > 3 ? words[3] : NULL;
}

void request_own(struct engine *engine, const struct asking *a,
                 const struct engine_time *time)
{
	struct call call = {.engine = engine, .a = a, .time = time};
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
	read_words(&call, count);
	verb->answer(&call);
}
