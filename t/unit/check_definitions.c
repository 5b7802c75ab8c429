/*
 * check_definitions.c: what is in force after each kind of change.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/json.h"
#include "common/xalloc.h"
#include "daemon/definitions.h"

static struct definitions defs;
static struct definition_delta delta;

static void teardown(void)
{
	definitions_release(&defs);
}

static struct class_record *record_of(const char *name, const char *line)
{
	struct class_record *record = xcalloc(1, sizeof(*record));

	record->where = xstrdup(name);
	definition_init(&record->model.class_def, name, NULL);
	definition_set_text(&record->model.class_def, KEY_COMMAND_LINE, line,
	                    strlen(line));
	return record;
}

static void add_instance(struct class_record *record, const char *name,
                         const char *argument)
{
	struct definition def;

	definition_init(&def, record->model.class_def.class_name, name);
	definition_set_text(&def, KEY_ARGUMENT2, argument, strlen(argument));
	class_model_add(&record->model, &def);
}

/* The delta's references are dropped; its pointers only tell what it was. */
static void change(enum change_kind kind, const char *name,
                   struct class_record *record)
{
	struct class_change c = {.kind = kind,
	                         .class_name = xstrdup(name),
	                         .record = record,
	                         .seen_at = 11};

	definitions_change(&defs, &c, 77, &delta);
	ck_assert_ptr_null(c.record);
	published_unref(delta.before);
	published_unref(delta.after);
	free(c.class_name);
}

static const char *in_force(const char *name)
{
	const struct class_entry *entry = definitions_find(&defs, name);

	if (!entry || !entry->good)
		return "nothing";
	return definition_text(&entry->good->record->model.class_def,
	                       KEY_COMMAND_LINE);
}

static bool json_has(const char *name, const char *part)
{
	struct buf text = BUF_INIT;
	struct json j;

	json_init(&j, &text);
	definition_json(
	        definitions_find(&defs, name),
	        &(struct definition_view){.values = true, .room = SIZE_MAX}, &j,
	        NULL);
	bool found = strstr(text.data, part) != NULL;
	buf_release(&text);
	return found;
}

START_TEST(live__in_force_with_a_generation)
{
	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	ck_assert_ptr_null(delta.before);
	ck_assert_ptr_nonnull(delta.after);
	change(CHANGE_LIVE, "FS", record_of("fs", "v2"));
	ck_assert_ptr_ne(delta.before, delta.after);
	ck_assert_str_eq(in_force("Fs"), "v2");
	ck_assert_uint_eq(defs.count, 1);
	ck_assert_uint_eq(definitions_find(&defs, "fs")->good->generation, 2);
	ck_assert_uint_eq(definitions_find(&defs, "fs")->good->live_at, 77);
	ck_assert(json_has("fs", "\"state\":\"live\""));
	ck_assert(!json_has("fs", "remedy"));
}
END_TEST

START_TEST(bad__last_good_stays)
{
	struct class_record *bad = record_of("fs", "v2");

	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	bad->bad = bad->security_bad = true;
	change(CHANGE_LIVE, "fs", bad);
	ck_assert_ptr_eq(delta.before, delta.after);
	ck_assert_str_eq(in_force("fs"), "v1");
	ck_assert(is_locked_down(definitions_find(&defs, "fs")));
	ck_assert(json_has("fs", "\"state\":\"bad\""));
	ck_assert(!json_has("fs", "net use follows"));
	change(CHANGE_LIVE, "fs", record_of("fs", "v3"));
	ck_assert_str_eq(in_force("fs"), "v3");
	ck_assert(!is_locked_down(definitions_find(&defs, "fs")));
}
END_TEST

START_TEST(bad_from_the_start__not_in_force)
{
	struct class_record *bad = record_of("fs", "v1");

	bad->bad = true;
	change(CHANGE_LIVE, "fs", bad);
	ck_assert_str_eq(in_force("fs"), "nothing");
	ck_assert(json_has("fs", "\"in_force\":false"));
	change(CHANGE_REMOVED, "fs", NULL);
	ck_assert_uint_eq(defs.count, 0);
}
END_TEST

START_TEST(bad_with_other_credentials__said)
{
	struct class_record *bad = record_of("fs", "v2");

	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	bad->bad = true;
	definition_set_number(&bad->model.class_def, KEY_CREDENTIALS, 1);
	change(CHANGE_LIVE, "fs", bad);
	ck_assert(json_has("fs", "net use follows the key"));
}
END_TEST

/* Write the part of "fs" behind after that fits into room. */
static void write_part(struct buf *text, const char *after, size_t room,
                       bool values, const char **last)
{
	struct definition_view view = {
	        .values = values, .after = after, .room = room};
	struct json j;

	buf_clear(text);
	json_init(&j, text);
	definition_json(definitions_find(&defs, "fs"), &view, &j, NULL);
	*last = view.last;
}

START_TEST(many_instances__parts_hold_each_once)
{
	struct class_record *record = record_of("fs", "v1");
	struct buf text = BUF_INIT;
	const char *last = NULL;
	unsigned parts = 0, found = 0;
	char name[16];

	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "i%03d", i);
		add_instance(record, name, "M:");
	}
	change(CHANGE_LIVE, "fs", record);
	do {
		const char *after = last;
		write_part(&text, after, 4096, true, &last);
		ck_assert_uint_le(text.len, 4096 + 64);
		ck_assert_int_eq(strstr(text.data, "\"state\"") != NULL,
		                 after == NULL);
		for (const char *at = text.data;
		     (at = strstr(at, "{\"Argument2\"")) != NULL; at++)
			found++;
		parts++;
	} while (last);
	ck_assert_uint_eq(found, 500);
	ck_assert_uint_gt(parts, 4);
	write_part(&text, NULL, 2048, false, &last);
	ck_assert_ptr_nonnull(strstr(text.data, "\"more_instances\":"));
	buf_release(&text);
}
END_TEST

START_TEST(many_problems__some_told_the_rest_counted)
{
	struct class_record *record = record_of("fs", "v1");
	const struct place place = {.file = record->where, .length = 1};

	for (int i = 0; i < 150; i++)
		diag_add(&record->diags, DIAG_INSTANCE_NAME, &place, NULL,
		         "no %d", i);
	change(CHANGE_LIVE, "fs", record);
	ck_assert(json_has("fs", "no 99"));
	ck_assert(!json_has("fs", "no 100"));
	ck_assert(json_has("fs", "\"more_diags\":50"));
}
END_TEST

START_TEST(interrupted__accepted_stays)
{
	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	change(CHANGE_INTERRUPTED, "fs", NULL);
	ck_assert_ptr_eq(delta.before, delta.after);
	ck_assert_str_eq(in_force("fs"), "v1");
	ck_assert(json_has("fs", "\"state\":\"interrupted\""));
	ck_assert(json_has("fs", "delete the value Digest"));
	change(CHANGE_LIVE, "fs", record_of("fs", "v2"));
	ck_assert(json_has("fs", "\"state\":\"live\""));
}
END_TEST

START_TEST(interrupted_new_class__shown_and_not_in_force)
{
	change(CHANGE_INTERRUPTED, "fs", NULL);
	ck_assert_str_eq(in_force("fs"), "nothing");
	ck_assert(json_has("fs", "\"state\":\"interrupted\""));
	change(CHANGE_REMOVED, "fs", NULL);
	ck_assert_uint_eq(defs.count, 0);
}
END_TEST

START_TEST(removed_or_withdrawn__told_apart)
{
	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	change(CHANGE_REMOVED, "fs", NULL);
	ck_assert_ptr_nonnull(delta.before);
	ck_assert_ptr_null(delta.after);
	ck_assert(!delta.withdrawn);
	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	change(CHANGE_WITHDRAWN, "fs", NULL);
	ck_assert(delta.withdrawn);
	ck_assert_uint_eq(defs.count, 0);
}
END_TEST

START_TEST(bad_instance__copied_over_from_before)
{
	struct class_record *first = record_of("fs", "v1");
	struct class_record *second = record_of("fs", "v2");

	add_instance(first, "a", "M:");
	add_instance(first, "b", "N:");
	change(CHANGE_LIVE, "fs", first);
	name_list_add(&second->bad_instances, xstrdup("a"));
	name_list_add(&second->bad_instances, xstrdup("new"));
	change(CHANGE_LIVE, "fs", second);
	const struct class_model *model =
	        &definitions_find(&defs, "fs")->good->record->model;
	ck_assert_uint_eq(model->instance_count, 1);
	ck_assert_str_eq(definition_text(class_model_instance(model, "a"),
	                                 KEY_ARGUMENT2),
	                 "M:");
}
END_TEST

START_TEST(held_record__outlives_its_class)
{
	change(CHANGE_LIVE, "fs", record_of("fs", "v1"));
	struct published *held =
	        published_ref(definitions_find(&defs, "fs")->good);
	change(CHANGE_WITHDRAWN, "fs", NULL);
	ck_assert_str_eq(definition_text(&held->record->model.class_def,
	                                 KEY_COMMAND_LINE),
	                 "v1");
	published_unref(held);
}
END_TEST

START_TEST(secret__never_shown)
{
	struct class_record *record = record_of("fs", "v1");

	add_instance(record, "a", "M:");
	definition_set_text(&record->model.instances[0], KEY_SECRET,
	                    "sealed:xyz", 10);
	change(CHANGE_LIVE, "fs", record);
	ck_assert(json_has("fs", "\"Argument2\":\"M:\""));
	ck_assert(!json_has("fs", "sealed"));
}
END_TEST

START_TEST(many__sorted_and_found)
{
	static const char *const names[] = {"m", "A", "z", "b", "Q", "c"};

	for (size_t i = 0; i < 6; i++)
		change(CHANGE_LIVE, names[i], record_of(names[i], "v"));
	for (size_t i = 0; i + 1 < defs.count; i++)
		ck_assert_uint_eq(definitions_at(&defs, defs.entries[i]->name),
		                  i);
	ck_assert_str_eq(defs.entries[0]->name, "A");
	ck_assert_uint_eq(definitions_at(&defs, "zz"), 6);
	change(CHANGE_REMOVED, "q", NULL);
	ck_assert_uint_eq(defs.count, 5);
	ck_assert_ptr_null(definitions_find(&defs, "Q"));
}
END_TEST

Suite *check_definitions(void)
{
	Suite *suite = suite_create("definitions");
	TCase *tcase = tcase_create("changes");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, live__in_force_with_a_generation);
	tcase_add_test(tcase, bad__last_good_stays);
	tcase_add_test(tcase, bad_from_the_start__not_in_force);
	tcase_add_test(tcase, bad_with_other_credentials__said);
	tcase_add_test(tcase, many_instances__parts_hold_each_once);
	tcase_add_test(tcase, many_problems__some_told_the_rest_counted);
	tcase_add_test(tcase, interrupted__accepted_stays);
	tcase_add_test(tcase, interrupted_new_class__shown_and_not_in_force);
	tcase_add_test(tcase, removed_or_withdrawn__told_apart);
	tcase_add_test(tcase, bad_instance__copied_over_from_before);
	tcase_add_test(tcase, held_record__outlives_its_class);
	tcase_add_test(tcase, secret__never_shown);
	tcase_add_test(tcase, many__sorted_and_found);
	suite_add_tcase(suite, tcase);
	return suite;
}
