/*
 * live_reply.c: see live_reply.h.
 */
#include "live_reply.h"

#include <stdlib.h>
#include <string.h>

#include "../common/json.h"
#include "../common/name.h"

void live_reply_init(struct live_reply *r)
{
	*r = (struct live_reply){
	        .version = BUF_INIT,
	        .rejected = BUF_INIT,
	        .stale = BUF_INIT,
	};
}

void live_reply_release(struct live_reply *r)
{
	buf_release(&r->version);
	buf_release(&r->rejected);
	buf_release(&r->stale);
}

/* Append the text of member key of object; nothing when it is no text. */
static void add_member(const struct json_value *object, const char *key,
                       struct buf *out)
{
	struct json_value member;
	struct buf text = BUF_INIT;

	if (json_member(object, key, &member) &&
	    json_get_text(&member, &text) == 0)
		buf_add_escaped(out, text.data, text.len);
	buf_release(&text);
}

void live_reply_version(struct live_reply *r, const struct buf *json)
{
	struct json_value root, frequency;

	if (json_read(json->data, json->len, &root) == 0)
		add_member(&root, "version", &r->version);
	if (r->version.len > 0 &&
	    json_member(&root, "counter_frequency", &frequency))
		r->frequency = (uint64_t)json_get_number(&frequency, 0);
	if (r->version.len == 0)
		buf_adds(&r->version, "of unknown version");
}

static void add_reason(const struct json_value *definition, struct buf *out)
{
	struct json_value diags, diag = {NULL, 0};

	if (json_member(definition, "diags", &diags) &&
	    json_next(&diags, &diag))
		add_member(&diag, "text", out);
	else
		add_member(definition, "remedy", out);
}

static bool has_state(const struct json_value *definition, const char *state)
{
	struct buf text = BUF_INIT;
	bool is_it;

	add_member(definition, "state", &text);
	is_it = strcmp(text.data, state) == 0;
	buf_release(&text);
	return is_it;
}

static void take_definition(struct live_reply *r, const char *class_name,
                            const struct json_value *one)
{
	struct json_value live_at;

	if (json_member(one, "live_at", &live_at)) {
		const uint64_t at = (uint64_t)json_get_number(&live_at, 0);

		r->live_at = at > r->live_at ? at : r->live_at;
	}
	if (has_state(one, "live"))
		return;
	buf_adds(&r->rejected, r->rejected.len ? "; " : "");
	buf_add_escaped(&r->rejected, class_name, strlen(class_name));
	buf_adds(&r->rejected, ": ");
	add_reason(one, &r->rejected);
}

void live_reply_definition(struct live_reply *r, const char *class_name,
                           const struct buf *json)
{
	struct json_value root, list, one = {NULL, 0};

	if (json_read(json->data, json->len, &root) == 0 &&
	    json_member(&root, "definitions", &list) && json_next(&list, &one))
		take_definition(r, class_name, &one);
	else
		r->incomplete = true;
}

static int by_name(const void *key, const void *element)
{
	return name_compare(key, *(const char *const *)element);
}

/* The "next" member of a page. */
static void read_next(const struct json_value *root, struct buf *next)
{
	struct json_value member;

	buf_clear(next);
	if (json_member(root, "next", &member) &&
	    json_get_text(&member, next) != 0)
		buf_clear(next);
}

void live_reply_page(struct live_reply *r, const char *const *wanted,
                     size_t count, const struct buf *json, struct buf *next)
{
	struct json_value root, list, one = {NULL, 0}, name;
	struct buf text = BUF_INIT;

	buf_clear(next);
	if (json_read(json->data, json->len, &root) != 0 ||
	    !json_member(&root, "definitions", &list)) {
		r->incomplete = true;
		return;
	}
	while (json_next(&list, &one)) {
		buf_clear(&text);
		if (!json_member(&one, "class", &name) ||
		    json_get_text(&name, &text) != 0 ||
		    !bsearch(text.data, wanted, count, sizeof(*wanted),
		             by_name))
			continue;
		r->seen++;
		take_definition(r, text.data, &one);
	}
	buf_release(&text);
	read_next(&root, next);
}

void live_reply_restart(struct live_reply *r)
{
	r->seen = 0;
	r->live_at = 0;
	buf_clear(&r->rejected);
}

void live_reply_status(struct live_reply *r, const struct buf *json,
                       struct buf *next)
{
	struct json_value root, list, one = {NULL, 0}, stale;

	buf_clear(next);
	if (json_read(json->data, json->len, &root) != 0 ||
	    !json_member(&root, "instances", &list))
		return;
	while (json_next(&list, &one)) {
		if (!json_member(&one, "stale", &stale) ||
		    !json_get_bool(&stale))
			continue;
		buf_adds(&r->stale, r->stale_count++ ? ", " : "");
		add_member(&one, "class", &r->stale);
		buf_addc(&r->stale, '\\');
		add_member(&one, "instance", &r->stale);
	}
	read_next(&root, next);
}

/* How long after the last write the last class was live; it may have been
 * live before others were written. */
static void add_delay(const struct live_reply *r, uint64_t written_at,
                      struct buf *line)
{
	const uint64_t ticks =
	        r->live_at > written_at ? r->live_at - written_at : 0;

	if (r->frequency > 0 && r->live_at > 0 && written_at > 0)
		buf_addf(line, ", %.1f ms after the last write",
		         (double)ticks * 1000.0 / (double)r->frequency);
}

enum live_result live_reply_line(const struct live_reply *r,
                                 uint64_t written_at, struct buf *line)
{
	if (r->version.len == 0) {
		buf_adds(line, "no fspd here: WinFsp.Launcher reads this at "
		               "the next start");
		return LIVE_NOBODY;
	}
	if (r->rejected.len > 0) {
		buf_addf(line, "rejected: %s", r->rejected.data);
		return LIVE_REJECTED;
	}
	if (r->incomplete) {
		buf_addf(line,
		         "fspd %s has not confirmed this yet; see "
		         "fspctl definitions",
		         r->version.data);
		return LIVE_UNCONFIRMED;
	}
	buf_addf(line, "live in fspd %s", r->version.data);
	add_delay(r, written_at, line);
	if (r->stale_count > 0)
		buf_addf(line, " (%zu stale: %s)", r->stale_count,
		         r->stale.data);
	return LIVE_YES;
}
