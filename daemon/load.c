/*
 * load.c: see load.h.
 *
 * A class is judged by its own key alone: an instance with a fault is left out
 * and named, so that one typo in one instance stops neither the class nor its
 * other instances.
 */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/check.h"
#include "../common/codec.h"
#include "../common/digest.h"
#include "../common/name.h"
#include "../common/xalloc.h"

/* Whether a diagnostic at or after index from makes its key unusable. */
static bool has_load_error(const struct diag_list *diags, size_t from)
{
	for (size_t i = from; i < diags->count; i++) {
		const struct diag *d = &diags->items[i];
		if (d->severity == DIAG_ERROR &&
		    diag_row(d->code)->stage == STAGE_LOAD)
			return true;
	}
	return false;
}

static bool has_code(const struct diag_list *diags, enum diag_code code)
{
	for (size_t i = 0; i < diags->count; i++)
		if (diags->items[i].code == code)
			return true;
	return false;
}

/* Decode one key and run the checks that both programs share. */
static void decode(const struct reg_key *raw, struct definition *def,
                   const char *where, struct diag_list *diags)
{
	const struct check_places places = {
	        .whole = {.file = where, .length = 1},
	};

	codec_decode(raw, def, where, diags);
	check_definition(def, 0, &places, diags);
	/* Of no use to a running daemon, and kept for every class. */
	reg_key_release(&def->privates);
	definition_unset(def, KEY_DIGEST);
}

/* Fold the state of one key's commit mark into the record's flags. */
static void note_digest(struct class_record *record, const struct reg_key *raw,
                        enum key_kind kind)
{
	enum digest_state state = digest_judge(raw, kind);

	if (state == DIGEST_MISMATCH)
		record->drift = true;
	if (state != DIGEST_MATCH)
		record->declared = false;
}

static void load_instance(struct class_record *record,
                          const struct loaded_instance *instance)
{
	struct buf name = BUF_INIT, where = BUF_INIT;
	const size_t before = record->diags.count;
	struct definition def;

	buf_addf(&where, "%s\\Instances\\%s", record->where,
	         instance->key_name);
	note_digest(record, &instance->raw, KIND_INSTANCE);
	if (instance_key_decode(&name, instance->key_name) ||
	    instance_name_fault(name.data)) {
		const struct place place = {.file = where.data, .length = 1};
		diag_add(&record->diags, DIAG_INSTANCE_NAME, &place, NULL,
		         "'%s' names no instance: '\\' is written %%5C and "
		         "'%%' %%25",
		         instance->key_name);
		goto out;
	}
	definition_init(&def, record->model.class_def.class_name, name.data);
	decode(&instance->raw, &def, where.data, &record->diags);
	if (has_load_error(&record->diags, before)) {
		name_list_add(&record->bad_instances, buf_steal(&name, NULL));
		definition_release(&def);
	} else {
		class_model_add(&record->model, &def);
	}
out:
	if (record->diags.count > before)
		name_list_add(&record->wheres, buf_steal(&where, NULL));
	buf_release(&name);
	buf_release(&where);
}

struct class_record *load_class(const char *class_name, const char *where,
                                const struct reg_key *class_raw,
                                const struct loaded_instance *instances,
                                size_t instance_count)
{
	struct class_record *record = xcalloc(1, sizeof(*record));
	struct definition *def = &record->model.class_def;

	record->where = xstrdup(where);
	record->declared = true;
	definition_init(def, class_name, NULL);
	note_digest(record, class_raw, KIND_CLASS);
	digest_compute(class_raw, KIND_CLASS, record->digest);
	decode(class_raw, def, record->where, &record->diags);
	record->bad = has_load_error(&record->diags, 0);
	/* A Security of the wrong type is as unreadable as one that does not
	 * parse. */
	record->security_bad =
	        has_code(&record->diags, DIAG_SECURITY_SYNTAX) ||
	        has_code(&record->diags, DIAG_SECURITY_NO_DACL) ||
	        (reg_key_find(class_raw, schema_key(KEY_SECURITY)->name) &&
	         !definition_has(def, KEY_SECURITY));
	for (size_t i = 0; i < instance_count; i++)
		if (instances[i].raw.count > 0)
			load_instance(record, &instances[i]);
	diag_sort(&record->diags);
	return record;
}
