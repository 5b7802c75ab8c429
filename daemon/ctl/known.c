/*
 * known.c: see known.h.
 */
#include "known.h"

#include <stddef.h>
#include <string.h>

#include "../../common/json.h"
#include "../../common/limits.h"
#include "../../common/name.h"
#include "../../common/schema.h"
#include "ask.h"
#include "options.h"
#include "output.h"

/* Ask a verb of ours on fspd's own pipe about the request's first words. */
static void ask(const struct ctl_options *o, const char *verb, size_t names,
                struct buf *answer)
{
	const char *words[1 + 2 + LIMIT_ARGUMENTS] = {verb};
	struct ctl_options mine = *o;
	size_t count = 1;

	mine.launchctl = false;
	for (; count <= names && count <= o->argument_count; count++)
		words[count] = o->arguments[count - 1];
	if (ask_command(&mine, 'F', words, count, answer, NULL) != 0)
		buf_clear(answer);
}

static size_t names_of(const struct ctl_options *o)
{
	if (o->verb == CTL_START)
		return o->argument_count;
	if (o->verb == CTL_START_WITH_SECRET)
		return o->argument_count - 1; /* the last is the password */
	return 2;
}

void known_ask_status(struct known *k, const struct ctl_options *o)
{
	*k = (struct known){o, BUF_INIT, BUF_INIT, BUF_INIT};
	if (o->argument_count > 1)
		ask(o, "status", 2, &k->status);
}

void known_ask(struct known *k, const struct ctl_options *o)
{
	known_ask_status(k, o);
	ask(o, "explain", names_of(o), &k->explain);
	ask(o, "definition", 1, &k->definition);
}

void known_release(struct known *k)
{
	buf_release(&k->explain);
	buf_release(&k->status);
	buf_release(&k->definition);
}

static bool read_list(const struct buf *answer, const char *name,
                      struct json_value *list)
{
	struct json_value root;

	return json_read(answer->data, answer->len, &root) == 0 &&
	       json_member(&root, name, list);
}

static bool fails(const struct json_value *check)
{
	struct json_value ok;

	return json_member(check, "ok", &ok) && !json_get_bool(&ok);
}

bool known_check(const struct known *k, const char *name, struct buf *text)
{
	struct json_value checks, check = {NULL, 0};

	buf_clear(text);
	if (!read_list(&k->explain, "checks", &checks))
		return false;
	while (json_next(&checks, &check)) {
		output_member(&check, "name", text);
		if (strcmp(text->data, name) == 0) {
			output_member(&check, "text", text);
			return fails(&check);
		}
	}
	buf_clear(text);
	return false;
}

bool known_failure(const struct known *k, const char *skip, struct buf *text)
{
	struct json_value checks, check = {NULL, 0};

	buf_clear(text);
	if (!read_list(&k->explain, "checks", &checks))
		return false;
	while (json_next(&checks, &check)) {
		output_member(&check, "name", text);
		if (fails(&check) && (!skip || strcmp(text->data, skip) != 0)) {
			output_member(&check, "text", text);
			return true;
		}
	}
	buf_clear(text);
	return false;
}

void known_status(const struct known *k, const char *member, struct buf *text)
{
	struct json_value rows, row = {NULL, 0};

	buf_clear(text);
	if (read_list(&k->status, "instances", &rows) && json_next(&rows, &row))
		output_member(&row, member, text);
}

/* The class as `definition` has it. */
static bool read_class(const struct known *k, struct json_value *item)
{
	struct json_value list;

	*item = (struct json_value){NULL, 0};
	return read_list(&k->definition, "definitions", &list) &&
	       json_next(&list, item);
}

/* The values of the declared instance. */
static bool read_declaration(const struct known *k,
                             const struct json_value *item,
                             struct json_value *values)
{
	struct json_value objects, key;
	struct buf name = BUF_INIT;
	bool found = false;

	*values = (struct json_value){NULL, 0};
	if (!json_member(item, "instance_values", &objects))
		return false;
	while (!found && json_next_member(&objects, &key, values)) {
		buf_clear(&name);
		found = json_get_text(&key, &name) == 0 &&
		        name_equal(name.data, k->options->arguments[1]);
	}
	buf_release(&name);
	return found;
}

/* There are more instances than one answer holds. */
static bool is_cut(const struct known *k)
{
	struct json_value next;

	return read_list(&k->definition, "next", &next);
}

enum known_answer known_declared(const struct known *k)
{
	struct json_value item, values;
	struct buf text = BUF_INIT;
	enum known_answer answer = KNOWN_NOT;

	known_status(k, "declared", &text);
	if (text.len)
		answer = strcmp(text.data, "true") == 0 ? KNOWN_YES : KNOWN_NO;
	else if (k->options->argument_count > 1 && read_class(k, &item))
		answer = read_declaration(k, &item, &values) ? KNOWN_YES
		         : is_cut(k)                         ? KNOWN_NOT
		                                             : KNOWN_NO;
	buf_release(&text);
	return answer;
}

enum known_answer known_wants_password(const struct known *k)
{
	const char *credentials = schema_key(KEY_CREDENTIALS)->name;
	const char *secret = schema_key(KEY_SECRET)->name;
	struct json_value item, values, value;

	if (!read_class(k, &item) || !json_member(&item, "values", &values))
		return KNOWN_NOT;
	if (!json_member(&values, credentials, &value) ||
	    json_get_number(&value, 0) == 0)
		return KNOWN_NO;
	if (is_cut(k))
		return KNOWN_NOT;
	return read_declaration(k, &item, &values) &&
	                       json_member(&values, secret, &value)
	               ? KNOWN_NO
	               : KNOWN_YES;
}
