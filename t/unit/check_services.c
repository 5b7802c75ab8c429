/*
 * check_services.c: definitions as they are shipped (services.jsonl of the
 * vectors) survive codec and keystore with every value unchanged. No checks
 * are applied: half of them name no absolute Executable.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "codec.h"
#include "json.h"
#include "keystore.h"
#include "t/fake/keystore_mem.h"

static FILE *open_vectors(void)
{
	const char *folder = getenv("FSPD_VECTORS");
	struct buf path = BUF_INIT;
	FILE *f;

	buf_addf(&path, "%s/services.jsonl",
	         folder != NULL ? folder : "../shared/vectors");
	f = fopen(path.data, "r");
	if (f == NULL)
		fprintf(stderr, "# skipped: no %s\n", path.data);
	buf_release(&path);
	return f;
}

/* A member of the row's "values" as a value of def. */
static void take_value(struct definition *def, const char *name,
                       const struct json_value *v)
{
	const enum key_id id = schema_find(name, KIND_CLASS);
	const uint32_t number = (uint32_t)json_get_number(v, 0);
	const struct value private_number = {.number = number, .present = true};
	struct buf text = BUF_INIT;
	unsigned char *data;
	size_t len;

	if (json_get_text(v, &text) == 0) {
		ck_assert_msg(id < KEY_COUNT, "text value %s", name);
		definition_set_text(def, id, text.data, text.len);
	} else if (id < KEY_COUNT) {
		definition_set_number(def, id, number);
	} else {
		codec_value(&private_number, VALUE_DWORD, &data, &len);
		reg_key_set(&def->privates, name, REG_TYPE_DWORD, data, len);
		free(data);
	}
	buf_release(&text);
}

/* What came back of a member is what the row says. */
static void compare_value(const struct definition *def, const char *name,
                          const struct json_value *v, const char *row)
{
	const enum key_id id = schema_find(name, KIND_CLASS);
	const int64_t number = json_get_number(v, -1);
	struct buf text = BUF_INIT;

	if (json_get_text(v, &text) == 0) {
		ck_assert_msg(strcmp(definition_text(def, id), text.data) == 0,
		              "%s: %s", row, name);
	} else if (id < KEY_COUNT) {
		ck_assert_msg(definition_number(def, id) == number, "%s: %s",
		              row, name);
	} else {
		const struct reg_value *own =
		        reg_key_find(&def->privates, name);

		ck_assert_msg(own != NULL && own->type == REG_TYPE_DWORD &&
		                      own->len == 4 && own->data[0] == number,
		              "%s: %s", row, name);
	}
	buf_release(&text);
}

static void store(struct keystore *ks, const char *path,
                  const struct reg_key *raw)
{
	for (size_t i = 0; i < raw->count; i++) {
		const struct reg_value *v = &raw->values[i];

		ck_assert_int_eq(keystore_put(ks, path, v->name, v->type,
		                              v->data, v->len, NULL),
		                 0);
	}
}

/* The member names that a row may have beside the schema's. */
static const char *const own_names[] = {"sshfs.rootdir"};

/* Every known member of values goes through take (when into) or compare. */
static size_t walk(const struct json_value *values, struct definition *def,
                   bool into, const char *row)
{
	const size_t own = sizeof(own_names) / sizeof(own_names[0]);
	size_t count = 0;

	for (size_t i = 0; i < KEY_COUNT + own; i++) {
		const char *name = i < KEY_COUNT
		                           ? schema_key((enum key_id)i)->name
		                           : own_names[i - KEY_COUNT];
		struct json_value v;

		if (!json_member(values, name, &v))
			continue;
		if (into)
			take_value(def, name, &v);
		else
			compare_value(def, name, &v, row);
		count++;
	}
	return count;
}

/* Members of an object, counted by their colons outside of texts. */
static size_t count_members(const struct json_value *object)
{
	bool quoted = false;
	size_t count = 0;

	for (size_t i = 0; i < object->len; i++) {
		if (object->at[i] == '\\')
			i++;
		else if (object->at[i] == '"')
			quoted = !quoted;
		else if (object->at[i] == ':' && !quoted)
			count++;
	}
	return count;
}

static void carry(const char *line, size_t len, struct keystore *ks)
{
	struct json_value row, values, member;
	struct buf id = BUF_INIT, name = BUF_INIT;
	struct reg_key raw = REG_KEY_INIT, read = REG_KEY_INIT;
	struct definition def, again;

	ck_assert_int_eq(json_read(line, len, &row), 0);
	ck_assert(json_member(&row, "id", &member) &&
	          json_get_text(&member, &id) == 0);
	ck_assert(json_member(&row, "name", &member) &&
	          json_get_text(&member, &name) == 0);
	ck_assert(json_member(&row, "values", &values));

	definition_init(&def, name.data, NULL);
	ck_assert_msg(walk(&values, &def, true, id.data) ==
	                      count_members(&values),
	              "%s: a value of another name", id.data);
	codec_encode(&def, &raw);
	/* Rows share names: each has a key of its own. */
	store(ks, id.data, &raw);
	ck_assert_int_eq(keystore_read(ks, id.data, &read, NULL), KEYSTORE_OK);
	ck_assert_msg(reg_key_equal(&raw, &read), "%s: stored", id.data);
	definition_init(&again, name.data, NULL);
	ck_assert_uint_eq(codec_decode(&read, &again, id.data, NULL), 0);
	ck_assert_msg(definition_equal(&def, &again), "%s: decoded", id.data);
	(void)walk(&values, &again, false, id.data);

	definition_release(&def);
	definition_release(&again);
	reg_key_release(&raw);
	reg_key_release(&read);
	buf_release(&id);
	buf_release(&name);
}

START_TEST(services__values_unchanged)
{
	FILE *f = open_vectors();
	struct keystore *ks;
	char *line = NULL;
	size_t room = 0, rows = 0;
	ssize_t len;

	if (f == NULL)
		return;
	keystore_mem_reset();
	ks = keystore_open("HKLM\\SOFTWARE\\WinFsp\\Services", true, NULL);
	ck_assert_ptr_nonnull(ks);
	while ((len = getline(&line, &room, f)) > 0) {
		carry(line, (size_t)len, ks);
		rows++;
	}
	ck_assert_uint_ge(rows, 30);
	free(line);
	fclose(f);
	keystore_close(ks);
}
END_TEST

Suite *check_services(void)
{
	Suite *suite = suite_create("services");
	TCase *services = tcase_create("services");

	tcase_add_test(services, services__values_unchanged);
	suite_add_tcase(suite, services);
	return suite;
}
