/*
 * report.c: see report.h.
 */
#include "report.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/codec.h"
#include "../common/json.h"
#include "../common/name.h"
#include "../common/shown.h"
#include "../common/utf.h"

static const char red[] = "\033[1;31m";
static const char yellow[] = "\033[1;33m";
static const char plain[] = "\033[0m";

/* The severity's word stands behind the place: `file:line:column: error:`. */
static void add_colored(const char *text, enum diag_severity severity,
                        struct buf *out)
{
	const char *word = severity == DIAG_ERROR ? ": error:" : ": warning:";
	const char *at = strstr(text, word);

	if (!at) {
		buf_adds(out, text);
		return;
	}
	at += 2;
	buf_add(out, text, (size_t)(at - text));
	buf_adds(out, severity == DIAG_ERROR ? red : yellow);
	buf_add(out, at, strlen(word) - 2);
	buf_adds(out, plain);
	buf_adds(out, at + strlen(word) - 2);
}

void report_diags(const struct diag_list *diags, bool colors, struct buf *out)
{
	for (size_t i = 0; i < diags->count; i++) {
		struct buf text = BUF_INIT;

		diag_render(diags, i, &text);
		if (colors)
			add_colored(text.data, diags->items[i].severity, out);
		else
			buf_add(out, text.data, text.len);
		buf_release(&text);
	}
}

void report_diags_json(const struct diag_list *diags, struct buf *out)
{
	for (size_t i = 0; i < diags->count; i++)
		diag_render_json(&diags->items[i], out);
}

/* Append a number as the registry stores it. */
static void add_number(const struct reg_value *v, struct buf *out)
{
	uint32_t number = 0;

	for (size_t i = v->len; i > 0; i--)
		number = number << 8 | v->data[i - 1];
	buf_addf(out, "dword:%u", (unsigned)number);
}

/* Append text whose elements, if it is a list, are each ended by a NUL. */
static void add_lines(const char *text, size_t len, struct buf *out)
{
	if (len > 0 && text[len - 1] == '\0')
		len--;
	for (size_t i = 0; i < len; i++)
		buf_addc(out, text[i] ? text[i] : '\n');
}

/* A stored value that the schema does not know, or of another type. */
static void add_raw(const struct reg_value *v, struct buf *out)
{
	const bool is_list = v->type == REG_TYPE_MULTI_SZ;
	struct buf text = BUF_INIT, lines = BUF_INIT;

	if (v->type == REG_TYPE_DWORD && v->len == 4) {
		add_number(v, out);
	} else if ((v->type == REG_TYPE_SZ || is_list) && v->len >= 2 &&
	           utf16le_to_utf8(&text, v->data, v->len - 2) == 0) {
		add_lines(text.data, text.len, &lines);
		buf_adds(out, is_list ? "multi:" : "sz:");
		shown_other(v->name, lines.data, out);
	} else {
		buf_addf(out, "%u bytes of type %u", (unsigned)v->len,
		         (unsigned)v->type);
	}
	buf_release(&lines);
	buf_release(&text);
}

void report_value(const struct reg_value *v, enum key_kind kind,
                  struct buf *out)
{
	const enum key_id id = schema_find(v->name, kind);
	struct definition def;
	const struct reg_key one = {(struct reg_value *)(uintptr_t)v, 1};

	definition_init(&def, "x", kind == KIND_INSTANCE ? "x" : NULL);
	if (id == KEY_COUNT || codec_decode(&one, &def, "", NULL) > 0 ||
	    !definition_has(&def, id)) {
		add_raw(v, out);
	} else {
		shown_value(id, definition_value(&def, id), out);
	}
	definition_release(&def);
}

/* Values of our bookkeeping are no news. */
static bool is_shown(const char *name)
{
	return !name_equal(name, schema_key(KEY_DIGEST)->name) &&
	       !name_equal(name, schema_key(KEY_SOURCE)->name);
}

/* Calls back for each shown value that differs; before or after is NULL when
 * it is new or goes. */
typedef void value_line(const struct plan_key *key, const char *name,
                        const struct reg_value *before,
                        const struct reg_value *after, struct buf *out);

static void each_value(const struct plan_key *key, value_line *line,
                       struct buf *out)
{
	for (size_t i = 0; i < key->after.count; i++) {
		const struct reg_value *v = &key->after.values[i];
		const struct reg_value *old =
		        reg_key_find(&key->before, v->name);

		if (is_shown(v->name) && (!old || !reg_value_equal(v, old)))
			line(key, v->name, old, v, out);
	}
	if (key->action == PLAN_REMOVE)
		return;
	for (size_t i = 0; i < key->before.count; i++) {
		const struct reg_value *v = &key->before.values[i];

		if (is_shown(v->name) && !reg_key_find(&key->after, v->name))
			line(key, v->name, v, NULL, out);
	}
}

static void add_escaped_value(const struct reg_value *v, enum key_kind kind,
                              struct buf *out)
{
	struct buf text = BUF_INIT;

	report_value(v, kind, &text);
	buf_add_escaped(out, text.data, text.len);
	buf_release(&text);
}

static void text_line(const struct plan_key *key, const char *name,
                      const struct reg_value *before,
                      const struct reg_value *after, struct buf *out)
{
	buf_addf(out, "    %c ", !before ? '+' : !after ? '-' : '~');
	buf_add_escaped(out, name, strlen(name));
	buf_adds(out, " = ");
	if (before)
		add_escaped_value(before, key->kind, out);
	if (before && after)
		buf_adds(out, " -> ");
	if (after)
		add_escaped_value(after, key->kind, out);
	buf_addc(out, '\n');
}

static const char *sign_of(const struct plan_key *key)
{
	switch (key->action) {
	case PLAN_NEW:
		return "+";
	case PLAN_REMOVE:
		return "-";
	case PLAN_SAME:
	case PLAN_CHANGE:
		break;
	}
	return key->drift ? "!" : "~";
}

static void add_name(const struct plan_key *key, struct buf *out)
{
	buf_add_escaped(out, key->class_name, strlen(key->class_name));
	if (!key->instance_name)
		return;
	buf_addc(out, '\\');
	buf_add_escaped(out, key->instance_name, strlen(key->instance_name));
}

void report_plan(const struct plan *plan, struct buf *out)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];

		if (key->action == PLAN_SAME)
			continue;
		buf_addf(out, "%s ", sign_of(key));
		add_name(key, out);
		if (key->drift)
			buf_adds(out, "  (changed by another program since "
			              "the last apply)");
		if (key->interrupted)
			buf_adds(out, "  (an apply was interrupted here)");
		buf_addc(out, '\n');
		each_value(key, text_line, out);
	}
}

static void add_json_value(struct json *j, const char *name,
                           const struct reg_value *v, enum key_kind kind)
{
	struct buf text = BUF_INIT;

	if (v)
		report_value(v, kind, &text);
	json_text(j, name, v ? text.data : NULL);
	buf_release(&text);
}

static void begin_json(struct json *j, const struct plan_key *key,
                       struct buf *out)
{
	static const char *const words[] = {
	        [PLAN_SAME] = "same",
	        [PLAN_NEW] = "new",
	        [PLAN_CHANGE] = "change",
	        [PLAN_REMOVE] = "remove",
	};

	json_init(j, out);
	json_object(j, NULL);
	json_text(j, "action", words[key->action]);
	json_bool(j, "drift", key->drift);
	json_bool(j, "interrupted", key->interrupted);
	json_text(j, "class", key->class_name);
	json_text(j, "instance", key->instance_name);
}

static void json_line(const struct plan_key *key, const char *name,
                      const struct reg_value *before,
                      const struct reg_value *after, struct buf *out)
{
	struct json j;

	begin_json(&j, key, out);
	json_text(&j, "value", name);
	add_json_value(&j, "before", before, key->kind);
	add_json_value(&j, "after", after, key->kind);
	json_end_object(&j);
	buf_addc(out, '\n');
}

void report_plan_json(const struct plan *plan, struct buf *out)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];
		const size_t before = out->len;

		if (key->action == PLAN_SAME)
			continue;
		each_value(key, json_line, out);
		if (out->len != before)
			continue;

		/* The key as a whole: removed, or only its Digest wrong. */
		struct json j;
		begin_json(&j, key, out);
		json_text(&j, "value", NULL);
		json_end_object(&j);
		buf_addc(out, '\n');
	}
}
