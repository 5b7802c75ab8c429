/*
 * own_page.c: replies to our own verbs: one JSON object, or a page of a list.
 */
#include "own.h"

#include "../common/json.h"
#include "../common/limits.h"
#include "../common/utf.h"
#include "engine_state.h"
#include "instance.h"
#include "outside.h"
#include "request.h"

void own_send(const struct own_call *call, struct buf *json)
{
	struct buf reply = BUF_INIT;

	buf_reserve(&reply, 2 * json->len + 2);
	reply_json(&reply, json->data, json->len);
	pipe_reply(call->engine->pipes, call->a->peer, reply.data, reply.len);
	buf_release(&reply);
	buf_release(json);
}

bool own_may_see(const struct own_call *call, const struct instance *inst)
{
	return request_may(call->a->caller, ACCESS_QUERY,
	                   definitions_find(&call->engine->definitions,
	                                    inst->class_name),
	                   inst, inst->name)
	        .allowed;
}

bool own_may_see_class(const struct own_call *call,
                       const struct class_entry *entry)
{
	return request_may(call->a->caller, ACCESS_QUERY, entry, NULL, NULL)
	        .allowed;
}

const struct past_row *own_past(const struct own_call *call)
{
	const struct supervisor *s = &call->engine->supervisor;
	const struct past_row *row;

	if (!call->class_name || !call->instance ||
	    supervisor_find(s, call->class_name, call->instance))
		return NULL;
	row = past_find(&s->past, call->class_name, call->instance);
	if (row && (past_is_starter(row, call->a->caller) ||
	            own_may_see_class(
	                    call, definitions_find(&call->engine->definitions,
	                                           call->class_name))))
		return row;
	return NULL;
}

void page_begin(struct page *page, const char *name)
{
	*page = (struct page){BUF_INIT, BUF_INIT, false};
	buf_addf(&page->json, "{\"%s\":[", name);
}

bool page_take(struct page *page)
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

void own_send_page(const struct own_call *call, struct page *page,
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
	own_send(call, &page->json);
}
