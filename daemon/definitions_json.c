/*
 * definitions_json.c: a class entry as people and scripts see it.
 */
#include "definitions.h"

#include <stdio.h>
#include <string.h>

#include "../common/json.h"

/* The record that was read last, whether in force or not. */
static const struct class_record *newest(const struct class_entry *entry)
{
	if (entry->bad)
		return entry->bad;
	return entry->good ? entry->good->record : NULL;
}

const char *definition_state(const struct class_entry *entry)
{
	const struct class_record *record = newest(entry);

	if (entry->interrupted)
		return "interrupted";
	if (entry->bad)
		return "bad";
	return record && record->drift ? "drift" : "live";
}

const char *definition_remedy(const struct class_entry *entry)
{
	const struct class_record *record = newest(entry);

	if (entry->interrupted)
		return "apply interrupted: run fsp-import apply again, or "
		       "fsp-import rollback, or delete the value Digest to "
		       "accept the class as it stands";
	if (entry->bad)
		return "correct what diags name; until then the last good "
		       "definition, if there is one, stays in force";
	if (record && record->drift)
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

static void write_diags(const struct class_record *record, struct json *j)
{
	json_array(j, "diags");
	for (size_t i = 0; record && i < record->diags.count; i++) {
		const struct diag *d = &record->diags.items[i];
		char code[16];
		snprintf(code, sizeof(code), "FSP%04u",
		         diag_row(d->code)->number);
		json_object(j, NULL);
		json_text(j, "code", code);
		json_text(j, "severity",
		          d->severity == DIAG_ERROR ? "error" : "warning");
		json_text(j, "where", d->place.file);
		json_text(j, "text", d->text);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_value(const struct definition *def, enum key_id id,
                        struct json *j)
{
	const struct value *v = definition_value(def, id);
	const char *name = schema_key(id)->name;

	switch (schema_key(id)->type) {
	case VALUE_SZ:
		json_text_n(j, name, v->text, v->len);
		break;
	case VALUE_DWORD:
		json_number(j, name, v->number);
		break;
	case VALUE_MULTI_SZ:
		json_array(j, name);
		for (const char *item = value_next(v, NULL); item;
		     item = value_next(v, item))
			json_text(j, NULL, item);
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

static void write_instances(const struct class_model *model, bool values,
                            struct json *j)
{
	json_array(j, "instances");
	for (size_t i = 0; i < model->instance_count; i++)
		json_text(j, NULL, model->instances[i].instance_name);
	json_end_array(j);
	if (!values)
		return;
	write_values(&model->class_def, j, "values");
	json_object(j, "instance_values");
	for (size_t i = 0; i < model->instance_count; i++)
		write_values(&model->instances[i], j,
		             model->instances[i].instance_name);
	json_end_object(j);
}

void definition_json(const struct class_entry *entry, bool values,
                     struct json *j, const char *key)
{
	const struct published *good = entry->good;

	json_object(j, key);
	json_text(j, "class", entry->name);
	json_text(j, "state", definition_state(entry));
	json_bool(j, "in_force", good != NULL);
	if (entry->from_disk)
		json_bool(j, "from_disk", true);
	json_bool(j, "drift", newest(entry) && newest(entry)->drift);
	json_number(j, "generation", good ? (int64_t)good->generation : 0);
	json_number(j, "live_at", good ? (int64_t)good->live_at : 0);
	if (good) {
		const struct class_model *model = &good->record->model;
		json_text(j, "owner",
		          definition_text(&model->class_def, KEY_OWNER));
		json_text(j, "source",
		          definition_text(&model->class_def, KEY_SOURCE));
		write_instances(model, values, j);
	}
	if (definition_remedy(entry))
		json_text(j, "remedy", definition_remedy(entry));
	if (entry->bad && good && is_followed_otherwise(entry))
		json_text(j, "note",
		          "net use follows the key in Credentials, RunAs and "
		          "Agent, not the definition in force");
	write_diags(newest(entry), j);
	json_end_object(j);
}
