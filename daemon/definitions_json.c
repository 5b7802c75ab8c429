/*
 * definitions_json.c: a class entry as people and scripts see it.
 */
#include "definitions.h"

#include <stdio.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/json.h"
#include "../common/name.h"
#include "../common/shown.h"

/* Of one class: whoever has more mends these first. */
enum { DIAGS_SHOWN = 100 };

/* The record that was read last, whether in force or not. */
static const struct class_record *newest(const struct class_entry *entry)
{
	if (entry->bad)
		return entry->bad;
	return entry->good ? entry->good->record : NULL;
}

static bool has_drift(const struct class_entry *entry)
{
	if (entry->bad)
		return entry->bad->drift;
	return entry->good && entry->good->record->drift;
}

const char *definition_state(const struct class_entry *entry)
{
	if (entry->interrupted)
		return "interrupted";
	if (entry->bad)
		return "bad";
	return has_drift(entry) ? "drift" : "live";
}

const char *definition_remedy(const struct class_entry *entry)
{
	if (entry->interrupted)
		return "apply interrupted: run fsp-import apply again, or "
		       "fsp-import rollback, or delete the value Digest to "
		       "accept the class as it stands";
	if (entry->bad)
		return "correct what diags name; until then the last good "
		       "definition, if there is one, stays in force";
	if (has_drift(entry))
		return "run fsp-import apply to restore what was declared, or "
		       "delete the value Digest to accept the change";
	return NULL;
}

/* WinFsp's network provider reads the key itself, in the caller's process. */
static bool is_followed_otherwise(const struct class_entry *entry)
{
	static const enum key_id ids[] = {KEY_CREDENTIALS, KEY_RUN_AS,
	                                  KEY_AGENT};
	const struct definition *read = &entry->bad->model.class_def;
	const struct definition *runs = &entry->good->record->model.class_def;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (!value_equal(definition_value(read, ids[i]),
		                 definition_value(runs, ids[i])))
			return true;
	return false;
}

/* What is told of one class, and how much of it has been. */
struct telling {
	struct json *j;
	size_t count;
};

static void add_diag(struct telling *t, unsigned number, bool is_error,
                     const char *where, const char *text)
{
	char code[16];

	if (t->count++ >= DIAGS_SHOWN)
		return;
	snprintf(code, sizeof(code), "FSP%04u", number);
	json_object(t->j, NULL);
	json_text(t->j, "code", code);
	json_text(t->j, "severity", is_error ? "error" : "warning");
	json_text(t->j, "where", where);
	json_text(t->j, "text", text);
	json_end_object(t->j);
}

static void write_diags(const struct class_entry *entry, bool of_machine,
                        struct json *j)
{
	const struct class_record *record = newest(entry);
	struct telling t = {j, 0};

	json_array(j, "diags");
	for (size_t i = 0; record && i < record->diags.count; i++) {
		const struct diag *d = &record->diags.items[i];
		add_diag(&t, diag_row(d->code)->number,
		         d->severity == DIAG_ERROR, d->place.file, d->text);
	}
	for (size_t i = 0; i < entry->findings.count; i++) {
		const struct finding *f = &entry->findings.items[i];
		if (of_machine || !f->of_machine)
			add_diag(&t, f->number, f->is_error, f->where, f->text);
	}
	json_end_array(j);
	if (t.count > DIAGS_SHOWN)
		json_number(j, "more_diags", (int64_t)(t.count - DIAGS_SHOWN));
}

static void write_value(const struct definition *def, enum key_id id,
                        struct json *j)
{
	const struct value *v = definition_value(def, id);
	const char *name = schema_key(id)->name;

	switch (schema_key(id)->type) {
	case VALUE_SZ:
		shown_json(j, name, v->text);
		break;
	case VALUE_DWORD:
		json_number(j, name, v->number);
		break;
	case VALUE_MULTI_SZ:
		json_array(j, name);
		for (const char *item = value_next(v, NULL); item;
		     item = value_next(v, item))
			shown_json(j, NULL, item);
		json_end_array(j);
		break;
	case VALUE_BINARY:
		break;
	}
}

static void write_values(const struct definition *def, struct json *j,
                         const char *key)
{
	json_object(j, key);
	for (int id = 0; id < KEY_COUNT; id++)
		if (id != KEY_SECRET && definition_has(def, (enum key_id)id))
			write_value(def, (enum key_id)id, j);
	json_end_object(j);
}

/* Index of the first instance behind view->after. */
static size_t first_instance(const struct class_model *model,
                             const struct definition_view *view)
{
	size_t at = 0;

	while (view->after && at < model->instance_count &&
	       name_compare(model->instances[at].instance_name, view->after) <=
	               0)
		at++;
	return at;
}

/* What definition takes, its name in both lists included. */
static size_t size_of(const struct definition *def, bool values)
{
	struct buf text = BUF_INIT;
	struct json j;
	size_t size;

	json_init(&j, &text);
	json_array(&j, NULL);
	json_text(&j, NULL, def->instance_name);
	if (values) {
		json_text(&j, NULL, def->instance_name);
		write_values(def, &j, NULL);
	}
	size = text.len;
	buf_release(&text);
	return size;
}

/* Index behind the last instance from first on that has room. */
static size_t last_instance(const struct class_model *model, size_t first,
                            const struct definition_view *view, size_t used)
{
	size_t at = first;

	while (at < model->instance_count) {
		used += size_of(&model->instances[at], view->values);
		if (at > first && used > view->room)
			break;
		at++;
	}
	return at;
}

static void write_instances(const struct class_model *model,
                            struct definition_view *view, struct json *j)
{
	const size_t first = first_instance(model, view);
	const size_t end = last_instance(model, first, view, j->out->len);

	json_array(j, "instances");
	for (size_t i = first; i < end; i++)
		json_text(j, NULL, model->instances[i].instance_name);
	json_end_array(j);
	view->last = end < model->instance_count
	                     ? model->instances[end - 1].instance_name
	                     : NULL;
	if (!view->values) {
		if (view->last)
			json_number(j, "more_instances",
			            (int64_t)(model->instance_count - end));
		return;
	}
	json_object(j, "instance_values");
	for (size_t i = first; i < end; i++)
		write_values(&model->instances[i], j,
		             model->instances[i].instance_name);
	json_end_object(j);
}

/* All that is said once, whatever the number of instances. */
static void write_class(const struct class_entry *entry,
                        const struct definition_view *view, struct json *j)
{
	const struct published *good = entry->good;

	json_text(j, "state", definition_state(entry));
	json_bool(j, "in_force", good != NULL);
	if (entry->from_disk)
		json_bool(j, "from_disk", true);
	json_bool(j, "drift", has_drift(entry));
	json_number(j, "generation", good ? (int64_t)good->generation : 0);
	json_number(j, "live_at", good ? (int64_t)good->live_at : 0);
	if (good) {
		const struct definition *def = &good->record->model.class_def;
		json_text(j, "owner", definition_text(def, KEY_OWNER));
		json_text(j, "source", definition_text(def, KEY_SOURCE));
		if (view->values)
			write_values(def, j, "values");
	}
	if (definition_remedy(entry))
		json_text(j, "remedy", definition_remedy(entry));
	if (entry->bad && good && is_followed_otherwise(entry))
		json_text(j, "note",
		          "net use follows the key in Credentials, RunAs and "
		          "Agent, not the definition in force");
	write_diags(entry, view->of_machine, j);
}

void definition_json(const struct class_entry *entry,
                     struct definition_view *view, struct json *j,
                     const char *key)
{
	view->last = NULL;
	json_object(j, key);
	json_text(j, "class", entry->name);
	if (!view->after)
		write_class(entry, view, j);
	if (entry->good)
		write_instances(&entry->good->record->model, view, j);
	json_end_object(j);
}
