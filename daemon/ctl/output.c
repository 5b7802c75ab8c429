/*
 * output.c: see output.h. Columns are as wide as their widest cell; what a
 * foreign program named is escaped before it reaches a terminal.
 */
#include "output.h"

#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/json.h"
#include "../../common/schema.h"
#include "table.h"

/* The next NUL-terminated string of data at *at; NULL at the end. */
static const char *next_string(const struct buf *data, size_t *at)
{
	const char *text = data->data + *at;

	if (*at >= data->len)
		return NULL;
	*at += strlen(text) + 1;
	return text;
}

void output_info(const struct buf *data, struct buf *out)
{
	static const char *const labels[] = {"class", "instance",
	                                     "command line"};
	size_t at = 0;

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		const char *text = next_string(data, &at);

		buf_addf(out, "%-13s ", labels[i]);
		if (text)
			buf_add_escaped(out, text, strlen(text));
		buf_addc(out, '\n');
	}
}

void output_names(const struct buf *data, struct buf *out)
{
	static const char *const heads[] = {"CLASS", "INSTANCE"};
	struct table table;
	const char *text;
	size_t at = 0;

	table_init(&table, heads, 2);
	while ((text = next_string(data, &at)) != NULL)
		table_cell(&table, text);
	table_print(&table, out);
	table_release(&table);
}

void output_member(const struct json_value *object, const char *name,
                   struct buf *out)
{
	struct json_value v;

	buf_clear(out);
	if (!json_member(object, name, &v) || json_get_text(&v, out) == 0)
		return;
	if (v.len != 4 || memcmp(v.at, "null", 4) != 0)
		buf_add(out, v.at, v.len);
}

static void add_cell(struct table *table, const struct json_value *object,
                     const char *name, struct buf *scratch)
{
	output_member(object, name, scratch);
	table_cell(table, scratch->data);
}

static int no_answer(struct error *err)
{
	return error_set(err, 0,
	                 "the daemon's answer is not of this protocol: are "
	                 "fspctl and fspd of one version?");
}

int output_each(const struct buf *pages, const char *list,
                void (*row)(const struct json_value *, void *), void *context,
                struct error *err)
{
	const char *at = pages->data;
	const char *end = at + pages->len;

	while (at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		struct json_value root, rows, item = {NULL, 0};

		if (!eol || json_read(at, (size_t)(eol - at), &root) ||
		    !json_member(&root, list, &rows))
			return no_answer(err);
		while (json_next(&rows, &item))
			row(&item, context);
		at = eol + 1;
	}
	return 0;
}

struct status_rows {
	struct table table;
	struct buf scratch;
};

static void status_row(const struct json_value *item, void *context)
{
	struct status_rows *rows = context;
	struct json_value stale;
	struct buf text = BUF_INIT;

	add_cell(&rows->table, item, "class", &rows->scratch);
	add_cell(&rows->table, item, "instance", &rows->scratch);
	output_member(item, "state", &text);
	if (json_member(item, "stale", &stale) && json_get_bool(&stale))
		buf_adds(&text, " (stale)");
	table_cell(&rows->table, text.data);
	add_cell(&rows->table, item, "since", &rows->scratch);
	add_cell(&rows->table, item, "pid", &rows->scratch);
	add_cell(&rows->table, item, "restarts", &rows->scratch);
	add_cell(&rows->table, item, "next_try", &rows->scratch);
	add_cell(&rows->table, item, "reason", &rows->scratch);
	buf_release(&text);
}

int output_status(const struct buf *pages, struct buf *out, struct error *err)
{
	static const char *const heads[] = {"CLASS",    "INSTANCE", "STATE",
	                                    "SINCE",    "PID",      "RESTARTS",
	                                    "NEXT TRY", "REASON"};
	struct status_rows rows = {.scratch = BUF_INIT};
	int rc;

	table_init(&rows.table, heads, sizeof(heads) / sizeof(heads[0]));
	rc = output_each(pages, "instances", status_row, &rows, err);
	if (rc == 0)
		table_print(&rows.table, out);
	table_release(&rows.table);
	buf_release(&rows.scratch);
	return rc;
}

/* Append the word, and which definition is in force in spite of it. */
static void add_state(const struct json_value *definition, struct buf *out,
                      struct buf *scratch)
{
	struct json_value flag;

	output_member(definition, "state", scratch);
	buf_add_escaped(out, scratch->data, scratch->len);
	if (json_member(definition, "from_disk", &flag) && json_get_bool(&flag))
		buf_adds(out, " (last good, of the disk)");
	else if ((strcmp(scratch->data, "bad") == 0 ||
	          strcmp(scratch->data, "interrupted") == 0) &&
	         json_member(definition, "in_force", &flag))
		buf_adds(out, json_get_bool(&flag) ? " (last good in force)"
		                                   : " (not in force)");
	if (strcmp(scratch->data, "drift") != 0 &&
	    json_member(definition, "drift", &flag) && json_get_bool(&flag))
		buf_adds(out, ", drift");
}

/* What to do, then `error FSP0301 where: text`, one a line. */
static void add_problems(const struct json_value *definition, struct buf *out)
{
	struct json_value list, item = {NULL, 0};
	struct buf text = BUF_INIT;

	output_member(definition, "remedy", &text);
	if (text.len)
		buf_addf(out, "  %s\n", text.data);
	output_member(definition, "note", &text);
	if (text.len)
		buf_addf(out, "  %s\n", text.data);
	if (!json_member(definition, "diags", &list))
		goto out;
	while (json_next(&list, &item)) {
		output_member(&item, "severity", &text);
		buf_addf(out, "  %s ", text.data);
		output_member(&item, "code", &text);
		buf_addf(out, "%s ", text.data);
		output_member(&item, "where", &text);
		buf_add_escaped(out, text.data, text.len);
		buf_adds(out, ": ");
		output_member(&item, "text", &text);
		buf_add_escaped(out, text.data, text.len);
		buf_addc(out, '\n');
	}
	output_member(definition, "more_diags", &text);
	if (text.len)
		buf_addf(out, "  and %s more\n", text.data);
out:
	buf_release(&text);
}

struct definition_rows {
	struct table table;
	struct buf problems, scratch;
};

static void definition_row(const struct json_value *item, void *context)
{
	struct definition_rows *rows = context;
	struct buf text = BUF_INIT;

	add_cell(&rows->table, item, "class", &rows->scratch);
	add_state(item, &text, &rows->scratch);
	table_cell(&rows->table, text.data);
	add_cell(&rows->table, item, "generation", &rows->scratch);
	add_cell(&rows->table, item, "owner", &rows->scratch);
	add_cell(&rows->table, item, "source", &rows->scratch);
	buf_clear(&text);
	add_problems(item, &text);
	if (text.len) {
		output_member(item, "class", &rows->scratch);
		buf_addf(&rows->problems, "%s:\n%s", rows->scratch.data,
		         text.data);
	}
	buf_release(&text);
}

int output_definitions(const struct buf *pages, struct buf *out,
                       struct error *err)
{
	static const char *const heads[] = {"CLASS", "STATE", "GENERATION",
	                                    "OWNER", "SOURCE"};
	struct definition_rows rows = {.problems = BUF_INIT,
	                               .scratch = BUF_INIT};
	int rc;

	table_init(&rows.table, heads, sizeof(heads) / sizeof(heads[0]));
	rc = output_each(pages, "definitions", definition_row, &rows, err);
	if (rc == 0) {
		table_print(&rows.table, out);
		buf_add(out, rows.problems.data, rows.problems.len);
	}
	table_release(&rows.table);
	buf_release(&rows.problems);
	buf_release(&rows.scratch);
	return rc;
}

/* Every key of the schema that the object has, as in an INI file. */
static void add_values(const struct json_value *values, struct buf *out)
{
	struct buf text = BUF_INIT;

	for (int id = 0; id < KEY_COUNT; id++) {
		const char *name = schema_key((enum key_id)id)->name;
		struct json_value v, item = {NULL, 0};

		if (!json_member(values, name, &v))
			continue;
		buf_addf(out, "%s = ", name);
		if (schema_key((enum key_id)id)->type != VALUE_MULTI_SZ) {
			output_member(values, name, &text);
			buf_add_escaped(out, text.data, text.len);
		}
		while (json_next(&v, &item)) {
			buf_clear(&text);
			if (json_get_text(&item, &text) == 0) {
				buf_adds(out, "\n\t");
				buf_add_escaped(out, text.data, text.len);
			}
		}
		buf_addc(out, '\n');
	}
	buf_release(&text);
}

/* Each declared instance as a section of its own. */
static void add_instances(const struct json_value *definition,
                          const char *class_name, struct buf *out)
{
	struct json_value names, objects, values, item = {NULL, 0};
	struct buf name = BUF_INIT;

	if (json_member(definition, "instances", &names) &&
	    json_member(definition, "instance_values", &objects))
		while (json_next(&names, &item)) {
			buf_clear(&name);
			if (json_get_text(&item, &name) ||
			    !json_member(&objects, name.data, &values))
				continue;
			buf_addf(out, "\n[%s\\", class_name);
			buf_add_escaped(out, name.data, name.len);
			buf_adds(out, "]\n");
			add_values(&values, out);
		}
	buf_release(&name);
}

static void definition_text_row(const struct json_value *item, void *context)
{
	struct buf *out = context;
	struct buf name = BUF_INIT, text = BUF_INIT;
	struct json_value values;

	output_member(item, "class", &name);
	/* A class of many instances comes in parts. */
	if (json_member(item, "state", &values)) {
		buf_adds(out, "; ");
		add_state(item, out, &text);
		output_member(item, "generation", &text);
		buf_addf(out, ", generation %s\n[%s]\n", text.data, name.data);
	}
	if (json_member(item, "values", &values))
		add_values(&values, out);
	add_instances(item, name.data, out);
	buf_clear(&text);
	add_problems(item, &text);
	buf_add(out, text.data, text.len);
	buf_release(&name);
	buf_release(&text);
}

int output_definition(const struct buf *pages, struct buf *out,
                      struct error *err)
{
	return output_each(pages, "definitions", definition_text_row, out, err);
}

static void secret_row(const struct json_value *item, void *context)
{
	struct buf scratch = BUF_INIT;

	add_cell(context, item, "class", &scratch);
	add_cell(context, item, "instance", &scratch);
	buf_release(&scratch);
}

int output_secrets(const struct buf *pages, struct buf *out, struct error *err)
{
	static const char *const heads[] = {"CLASS", "INSTANCE"};
	struct table table;
	int rc;

	table_init(&table, heads, 2);
	rc = output_each(pages, "secrets", secret_row, &table, err);
	if (rc == 0)
		table_print(&table, out);
	table_release(&table);
	return rc;
}

int output_key(const struct buf *data, struct buf *out, struct error *err)
{
	struct json_value root, key;
	struct buf text = BUF_INIT;
	int rc;

	if (json_read(data->data, data->len, &root) == 0 &&
	    json_member(&root, "public_key", &key) &&
	    json_get_text(&key, &text) == 0) {
		buf_add_escaped(out, text.data, text.len);
		buf_addc(out, '\n');
		rc = 0;
	} else {
		rc = no_answer(err);
	}
	buf_release(&text);
	return rc;
}

static void count_row(const struct json_value *item, void *context)
{
	size_t *count = context;

	(void)item;
	++*count;
}

void output_hidden(const struct buf *pages, const char *list,
                   enum account account, struct buf *out)
{
	const bool limited = account == ACCOUNT_LIMITED;
	size_t count = 0;

	if (account == ACCOUNT_ADMIN ||
	    output_each(pages, list, count_row, &count, NULL) ||
	    (count > 0 && !limited))
		return;
	buf_addf(out, "what you may not query (LC) is not shown%s\n",
	         limited ? "; you are an administrator: run it elevated to see "
	                   "all"
	                 : "");
}

void output_answer(const struct buf *data, bool json, FILE *to)
{
	struct json_value root, version;
	struct buf text = BUF_INIT;

	if (json) {
		fprintf(to, "%s\n", data->data);
	} else if (json_read(data->data, data->len, &root) == 0 &&
	           json_member(&root, "version", &version)) {
		output_member(&root, "version", &text);
		fprintf(to, "fspd %s\n", text.data);
		output_member(&root, "companion", &text);
		if (text.len)
			fprintf(to,
			        "companion: WinFsp's pipe is served by "
			        "%s\n",
			        text.data);
	} else {
		fputs("OK\n", to);
	}
	buf_release(&text);
}
