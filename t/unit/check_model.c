#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "model.h"

static void set(struct definition *def, enum key_id id, const char *text)
{
	definition_set_text(def, id, text, strlen(text));
}

START_TEST(definition__values_are_present_or_not)
{
	struct definition def;

	definition_init(&def, "memfs", NULL);
	ck_assert_int_eq(def.kind, KIND_CLASS);
	ck_assert(!definition_has(&def, KEY_EXECUTABLE));
	ck_assert_ptr_null(definition_text(&def, KEY_EXECUTABLE));
	set(&def, KEY_EXECUTABLE, "C:\\a.exe");
	set(&def, KEY_EXECUTABLE, "C:\\b.exe");
	ck_assert_str_eq(definition_text(&def, KEY_EXECUTABLE), "C:\\b.exe");
	definition_set_text(&def, KEY_EXECUTABLE,
	                    definition_text(&def, KEY_EXECUTABLE) + 3, 5);
	ck_assert_str_eq(definition_text(&def, KEY_EXECUTABLE), "b.exe");
	definition_unset(&def, KEY_EXECUTABLE);
	ck_assert(!definition_has(&def, KEY_EXECUTABLE));
	definition_release(&def);
	definition_release(&def);
}
END_TEST

/* A text that somebody else keeps is neither freed nor lent on by a copy. */
START_TEST(definition__lent_text)
{
	char lent[] = "C:\\a.exe";
	struct value value = {.text = lent, .len = 8, .lent = true};
	struct definition def, copy;

	definition_init(&def, "memfs", NULL);
	definition_reserve(&def, 2);
	definition_put(&def, KEY_EXECUTABLE, &value);
	ck_assert_ptr_eq(definition_text(&def, KEY_EXECUTABLE), lent);
	definition_copy(&copy, &def);
	lent[3] = 'b';
	ck_assert_str_eq(definition_text(&copy, KEY_EXECUTABLE), "C:\\a.exe");
	ck_assert_str_eq(definition_text(&def, KEY_EXECUTABLE), "C:\\b.exe");
	set(&def, KEY_EXECUTABLE, "C:\\c.exe");
	set(&def, KEY_EXECUTABLE, "C:\\d.exe");
	definition_release(&copy);
	definition_release(&def);
}
END_TEST

START_TEST(definition__defaults_are_asked_for)
{
	struct definition def;

	definition_init(&def, "memfs", NULL);
	ck_assert_str_eq(definition_text(&def, KEY_RUN_AS), "LocalSystem");
	ck_assert_uint_eq(definition_number(&def, KEY_JOB_CONTROL), 1);
	ck_assert_uint_eq(definition_number(&def, KEY_CREDENTIALS), 0);
	ck_assert_uint_eq(definition_number(&def, KEY_START_TIMEOUT), 15000);
	ck_assert_uint_eq(definition_number(&def, KEY_RESTART_DELAY_MAX),
	                  60000);
	ck_assert_uint_eq(definition_number(&def, KEY_RESTART_WINDOW), 600);
	ck_assert_uint_eq(definition_number(&def, KEY_LOG_MAX_SIZE), 1024);
	ck_assert_uint_eq(definition_number(&def, KEY_MEMORY_MAX), 0);
	ck_assert(!definition_has(&def, KEY_JOB_CONTROL));
	definition_set_number(&def, KEY_JOB_CONTROL, 0);
	ck_assert_uint_eq(definition_number(&def, KEY_JOB_CONTROL), 0);
	definition_release(&def);
}
END_TEST

START_TEST(effective__instance_then_class_then_default)
{
	struct definition class_def, inst;

	definition_init(&class_def, "memfs", NULL);
	definition_init(&inst, "memfs", "a");
	ck_assert_str_eq(effective_text(&class_def, &inst, KEY_READY),
	                 "process");
	ck_assert(!effective_value(&class_def, &inst, KEY_READY)->present);
	set(&class_def, KEY_READY, "mount");
	definition_set_number(&class_def, KEY_STOP_TIMEOUT, 1);
	ck_assert_str_eq(effective_text(&class_def, &inst, KEY_READY), "mount");
	set(&inst, KEY_READY, "process");
	definition_set_number(&inst, KEY_STOP_TIMEOUT, 2);
	ck_assert_str_eq(effective_text(&class_def, &inst, KEY_READY),
	                 "process");
	ck_assert_uint_eq(effective_number(&class_def, &inst, KEY_STOP_TIMEOUT),
	                  2);
	ck_assert_uint_eq(effective_number(&class_def, NULL, KEY_STOP_TIMEOUT),
	                  1);
	ck_assert_ptr_eq(effective_value(&class_def, &inst, KEY_READY),
	                 definition_value(&inst, KEY_READY));
	definition_release(&class_def);
	definition_release(&inst);
}
END_TEST

START_TEST(definition__equal_sees_every_difference)
{
	struct definition a, b;

	definition_init(&a, "Memfs", "X");
	set(&a, KEY_ARGUMENT1, "x");
	definition_set_number(&a, KEY_STOP_TIMEOUT, 0);
	definition_set_text(&a, KEY_ENVIRONMENT, "A=1\0B=2", 8);
	reg_key_set(&a.privates, "own", REG_TYPE_SZ, "a\0\0\0", 4);

	definition_copy(&b, &a);
	ck_assert(definition_equal(&a, &b));
	ck_assert_ptr_ne(definition_value(&a, KEY_ARGUMENT1)->text,
	                 definition_value(&b, KEY_ARGUMENT1)->text);
	set(&b, KEY_ARGUMENT1, "X");
	ck_assert(!definition_equal(&a, &b));
	set(&b, KEY_ARGUMENT1, "x");
	ck_assert(definition_equal(&a, &b));
	definition_unset(&b, KEY_STOP_TIMEOUT);
	ck_assert(!definition_equal(&a, &b));
	definition_set_number(&b, KEY_STOP_TIMEOUT, 1);
	ck_assert(!definition_equal(&a, &b));
	definition_set_number(&b, KEY_STOP_TIMEOUT, 0);
	definition_set_text(&b, KEY_ENVIRONMENT, "A=1\0B=3", 8);
	ck_assert(!definition_equal(&a, &b));
	definition_set_text(&b, KEY_ENVIRONMENT, "A=1\0B=2", 8);
	(void)reg_key_remove(&b.privates, "own");
	ck_assert(!definition_equal(&a, &b));
	definition_release(&b);

	definition_init(&b, "mEMFS", "x");
	definition_release(&a);
	definition_init(&a, "Memfs", "X");
	ck_assert(definition_equal(&a, &b));
	definition_release(&b);
	definition_init(&b, "memfs", NULL);
	ck_assert(!definition_equal(&a, &b));
	definition_release(&a);
	definition_release(&b);
}
END_TEST

START_TEST(value__list_walk)
{
	const struct value none = {.present = false};
	const struct value empty = {.text = (char[]){""}, .present = true};
	const struct value two = {
	        .text = (char[]){"ab\0c"}, .len = 5, .present = true};
	const char *at = value_next(&two, NULL);

	ck_assert_ptr_null(value_next(&none, NULL));
	ck_assert_ptr_null(value_next(&empty, NULL));
	ck_assert_str_eq(at, "ab");
	at = value_next(&two, at);
	ck_assert_str_eq(at, "c");
	ck_assert_ptr_null(value_next(&two, at));
}
END_TEST

static struct definition *add_instance(struct class_model *cm, const char *name,
                                       const char *argument)
{
	struct definition def;
	struct definition *added;

	definition_init(&def, cm->class_def.class_name, name);
	set(&def, KEY_ARGUMENT2, argument);
	added = class_model_add(cm, &def);
	ck_assert_ptr_null(def.class_name);
	return added;
}

START_TEST(class_model__instances_are_sorted_and_replaced)
{
	static const char *const names[] = {"m", "C", "z", "a", "c", "B"};
	static const char *const sorted[] = {"a", "B", "c", "m", "z"};
	struct model m = MODEL_INIT;
	struct class_model *cm = model_add(&m, "memfs");
	struct class_model copy;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_str_eq(
		        add_instance(cm, names[i], "X:")->instance_name,
		        names[i]);
	ck_assert_uint_eq(cm->instance_count, 5);
	for (size_t i = 0; i < cm->instance_count; i++)
		ck_assert_str_eq(cm->instances[i].instance_name, sorted[i]);
	ck_assert_ptr_eq(class_model_instance(cm, "b"), &cm->instances[1]);
	ck_assert_ptr_null(class_model_instance(cm, "bb"));
	ck_assert_ptr_null(class_model_instance(cm, "zz"));

	class_model_copy(&copy, cm);
	ck_assert(class_model_equal(&copy, cm));
	(void)add_instance(&copy, "M", "Y:");
	ck_assert(!class_model_equal(&copy, cm));
	(void)add_instance(&copy, "m", "X:");
	ck_assert(class_model_equal(&copy, cm));
	(void)add_instance(&copy, "new", "X:");
	ck_assert(!class_model_equal(&copy, cm));
	class_model_release(&copy);
	class_model_release(&copy);
	model_release(&m);
}
END_TEST

/* Any order of ten thousand stays far below Check's limit of 4 seconds. */
START_TEST(model__finds_each_of_many)
{
	enum { COUNT = 10000, STEP = 7919 };
	struct model m = MODEL_INIT;
	char name[16];

	ck_assert_ptr_null(model_find(&m, "c"));
	for (unsigned i = 0; i < COUNT; i++) {
		(void)snprintf(name, sizeof(name), "C%05u", i * STEP % COUNT);
		(void)model_add(&m, name);
	}
	ck_assert_uint_eq(m.count, COUNT);
	for (unsigned i = 0; i < COUNT; i++) {
		(void)snprintf(name, sizeof(name), "c%05u", i);
		ck_assert_ptr_eq(model_find(&m, name), &m.classes[i]);
	}
	ck_assert_ptr_eq(model_add(&m, "c00007"), &m.classes[7]);
	ck_assert_uint_eq(m.count, COUNT);
	ck_assert_ptr_null(model_find(&m, "c"));
	ck_assert_ptr_null(model_find(&m, "c000005"));
	ck_assert_ptr_null(model_find(&m, "d"));
	model_release(&m);
	ck_assert_uint_eq(m.count, 0);
}
END_TEST

START_TEST(values__any_order_of_setting)
{
	struct definition def;

	definition_init(&def, "c", NULL);
	ck_assert_int_eq(definition_next(&def, 0), KEY_COUNT);
	for (int step = 0; step < KEY_COUNT; step++) {
		/* 37 and KEY_COUNT have no divisor in common: every key once */
		const enum key_id id = (enum key_id)(step * 37 % KEY_COUNT);

		definition_set_number(&def, id, 1000 + (uint32_t)id);
	}
	for (int id = 0; id < KEY_COUNT; id++) {
		ck_assert_int_eq(definition_next(&def, (enum key_id)id), id);
		ck_assert_uint_eq(
		        definition_value(&def, (enum key_id)id)->number,
		        1000 + (uint32_t)id);
	}
	for (int id = 0; id < KEY_COUNT; id += 2)
		definition_unset(&def, (enum key_id)id);
	for (int id = 0; id < KEY_COUNT; id++) {
		const struct value *v = definition_value(&def, (enum key_id)id);

		ck_assert_int_eq(v->present, id % 2 != 0);
		ck_assert_uint_eq(v->number, id % 2 ? 1000 + (uint32_t)id : 0);
	}
	ck_assert_int_eq(definition_next(&def, KEY_EXECUTABLE),
	                 KEY_COMMAND_LINE);
	definition_release(&def);
}
END_TEST

Suite *check_model(void)
{
	Suite *suite = suite_create("model");
	TCase *definition = tcase_create("definition");
	TCase *collection = tcase_create("collection");

	tcase_add_test(definition, values__any_order_of_setting);
	tcase_add_test(definition, definition__values_are_present_or_not);
	tcase_add_test(definition, definition__lent_text);
	tcase_add_test(definition, definition__defaults_are_asked_for);
	tcase_add_test(definition, effective__instance_then_class_then_default);
	tcase_add_test(definition, definition__equal_sees_every_difference);
	tcase_add_test(definition, value__list_walk);
	suite_add_tcase(suite, definition);
	tcase_add_test(collection,
	               class_model__instances_are_sorted_and_replaced);
	tcase_add_test(collection, model__finds_each_of_many);
	suite_add_tcase(suite, collection);
	return suite;
}
