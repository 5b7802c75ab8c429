/*
 * live_reply.c: see live_reply.h.
 */
#include "live_reply.h"

#include <string.h>

#include "../common/json.h"

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
	struct json_value root;

	if (json_read(json->data, json->len, &root) == 0)
		add_member(&root, "version", &r->version);
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

void live_reply_definition(struct live_reply *r, const char *class_name,
                           const struct buf *json)
{
	struct json_value root;

	if (json_read(json->data, json->len, &root) != 0) {
		r->incomplete = true;
		return;
	}
	if (has_state(&root, "live"))
		return;
	buf_adds(&r->rejected, r->rejected.len ? "; " : "");
	buf_add_escaped(&r->rejected, class_name, strlen(class_name));
	buf_adds(&r->rejected, ": ");
	add_reason(&root, &r->rejected);
}

void live_reply_status(struct live_reply *r, const struct buf *json)
{
	struct json_value root, list, one = {NULL, 0}, stale;

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
}

enum live_result live_reply_line(const struct live_reply *r, struct buf *line)
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
		return LIVE_NOBODY;
	}
	buf_addf(line, "live in fspd %s", r->version.data);
	if (r->stale_count > 0)
		buf_addf(line, " (%zu stale: %s)", r->stale_count,
		         r->stale.data);
	return LIVE_YES;
}
