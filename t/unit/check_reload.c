/*
 * check_reload.c: what a change of each key means, and every decision.
 */
#include "suite.h"

#include <string.h>

#include "common/model.h"
#include "daemon/reload.h"

static struct class_model a, b;

static void make(struct class_model *model)
{
	struct definition def;

	*model = (struct class_model){0};
	definition_init(&model->class_def, "fs", NULL);
	definition_set_text(&model->class_def, KEY_EXECUTABLE, "C:\\x.exe", 8);
	definition_init(&def, "fs", "i");
	class_model_add(model, &def);
}

static void setup(void)
{
	make(&a);
	make(&b);
}

static void teardown(void)
{
	class_model_release(&a);
	class_model_release(&b);
}

static void change(struct definition *def, enum key_id id)
{
	if (schema_key(id)->type == VALUE_DWORD)
		definition_set_number(def, id, 12345);
	else
		definition_set_text(def, id, "other\0", 6);
}

/* What a change of key id is: the schema says what affects a launch. */
static enum reload_difference expected_of(enum key_id id)
{
	switch (id) {
	case KEY_OWNER:
	case KEY_SOURCE:
	case KEY_DIGEST:
	case KEY_REMOVED:
		return RELOAD_SAME;
	default:
		return schema_key(id)->flags & KEY_LAUNCH ? RELOAD_LAUNCH
		                                          : RELOAD_LIVE;
	}
}

START_TEST(class_key__as_the_schema_says)
{
	const enum key_id id = (enum key_id)_i;

	if (!(schema_key(id)->flags & KEY_IN_CLASS))
		return;
	change(&b.class_def, id);
	ck_assert(!reload_is_redeclared(&a, &b, "i"));
	ck_assert_int_eq(reload_compare(&a, &b, "i"), expected_of(id));
	ck_assert_int_eq(reload_compare(&a, &b, "nobody"), expected_of(id));
}
END_TEST

START_TEST(instance_key__for_that_instance_alone)
{
	const enum key_id id = (enum key_id)_i;

	if (!(schema_key(id)->flags & KEY_IN_INSTANCE))
		return;
	change(&b.instances[0], id);
	ck_assert_int_eq(reload_is_redeclared(&a, &b, "i"),
	                 expected_of(id) != RELOAD_SAME);
	ck_assert_int_eq(reload_compare(&a, &b, "i"), expected_of(id));
	ck_assert_int_eq(reload_compare(&a, &b, "nobody"), RELOAD_SAME);
}
END_TEST

START_TEST(default_said_or_not__same)
{
	definition_set_number(&b.class_def, KEY_JOB_CONTROL, 1);
	definition_set_text(&b.class_def, KEY_RUN_AS, "LocalSystem", 11);
	definition_set_number(&b.instances[0], KEY_RESTART_DELAY, 500);
	ck_assert_int_eq(reload_compare(&a, &b, "i"), RELOAD_SAME);
}
END_TEST

START_TEST(instance_overrides_class__class_change_means_nothing)
{
	definition_set_number(&a.instances[0], KEY_MEMORY_MAX, 10);
	definition_set_number(&b.instances[0], KEY_MEMORY_MAX, 10);
	definition_set_number(&b.class_def, KEY_MEMORY_MAX, 20);
	ck_assert_int_eq(reload_compare(&a, &b, "i"), RELOAD_SAME);
	ck_assert_int_eq(reload_compare(&a, &b, "nobody"), RELOAD_LAUNCH);
}
END_TEST

#define DECLARED \
	.class_after = true, .declared_before = true, .declared_after = true

static const struct {
	const char *name;
	struct reload_facts facts;
	enum reload_effect effect;
} rows[] = {
        {"new_auto__start",
         {.class_after = true, .declared_after = true},
         RELOAD_START},
        {"new_demand__nothing",
         {.class_after = true, .declared_after = true, .start = RELOAD_DEMAND},
         RELOAD_NOTHING},
        {"new_disabled__disable",
         {.class_after = true,
          .declared_after = true,
          .start = RELOAD_DISABLED},
         RELOAD_DISABLE},
        {"unchanged_running__nothing",
         {DECLARED, .running = true},
         RELOAD_NOTHING},
        {"unchanged_stopped__stays_so", {DECLARED}, RELOAD_NOTHING},
        {"changed_stopped__start",
         {DECLARED, .changed = RELOAD_LIVE},
         RELOAD_START},
        {"class_changed_stopped_by_somebody__stays_so",
         {DECLARED, .changed = RELOAD_LAUNCH, .sticky = true},
         RELOAD_NOTHING},
        {"redeclared_stopped_by_somebody__start",
         {DECLARED, .changed = RELOAD_LIVE, .sticky = true, .redeclared = true},
         RELOAD_START},
        {"changed_stopped_demand__nothing",
         {DECLARED, .changed = RELOAD_LAUNCH, .start = RELOAD_DEMAND},
         RELOAD_NOTHING},
        {"live_change__nothing",
         {DECLARED, .running = true, .launched = RELOAD_LIVE,
          .changed = RELOAD_LIVE, .restarts = true},
         RELOAD_NOTHING},
        {"launch_change_keep__stale",
         {DECLARED, .running = true, .launched = RELOAD_LAUNCH},
         RELOAD_STALE},
        {"launch_change_restart__restart",
         {DECLARED, .running = true, .launched = RELOAD_LAUNCH,
          .restarts = true},
         RELOAD_RESTART},
        {"enabled__start", {DECLARED, .disabled = true}, RELOAD_START},
        {"enabled_for_demand__enable",
         {DECLARED, .disabled = true, .start = RELOAD_DEMAND},
         RELOAD_ENABLE},
        {"still_disabled__nothing",
         {DECLARED, .disabled = true, .start = RELOAD_DISABLED},
         RELOAD_NOTHING},
        {"disabled_now__disable",
         {DECLARED, .running = true, .start = RELOAD_DISABLED},
         RELOAD_DISABLE},
        {"removed__grace",
         {.class_after = true, .declared_before = true, .running = true},
         RELOAD_GRACE},
        {"removed_with_its_class__grace",
         {.declared_before = true},
         RELOAD_GRACE},
        {"withdrawn__stop",
         {.declared_before = true, .withdrawn = true},
         RELOAD_STOP},
        {"callers_of_a_removed_class__nothing",
         {.running = true, .withdrawn = true},
         RELOAD_NOTHING},
        {"callers_launch_change_keep__stale",
         {.class_after = true, .running = true, .launched = RELOAD_LAUNCH},
         RELOAD_STALE},
        {"callers_launch_change_restart__restart",
         {.class_after = true,
          .running = true,
          .restarts = true,
          .launched = RELOAD_LAUNCH},
         RELOAD_RESTART},
        {"callers_in_backoff__nothing",
         {.class_after = true, .restarts = true, .launched = RELOAD_LAUNCH},
         RELOAD_NOTHING},
};

START_TEST(decide__table)
{
	ck_assert_msg(reload_decide(&rows[_i].facts) == rows[_i].effect, "%s",
	              rows[_i].name);
}
END_TEST

Suite *check_reload(void)
{
	Suite *suite = suite_create("reload");
	TCase *tcase = tcase_create("meaning");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, class_key__as_the_schema_says, 0, KEY_COUNT);
	tcase_add_loop_test(tcase, instance_key__for_that_instance_alone, 0,
	                    KEY_COUNT);
	tcase_add_test(tcase, default_said_or_not__same);
	tcase_add_test(tcase,
	               instance_overrides_class__class_change_means_nothing);
	tcase_add_loop_test(tcase, decide__table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
