/*
 * check_inspect.c: what fsp-import would say of a class is told by the daemon
 * that runs it: with the definition, and once in the log.
 */
#include "suite.h"

#include <string.h>

#include "common/keystore.h"
#include "common/limits.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/file_facts_fake.h"

static struct world w;

static void setup(void)
{
	world_init(&w);
	file_facts_fake(NULL, 0, FACTS_NONE);
}

static void teardown(void)
{
	world_release(&w);
	file_facts_fake(NULL, 0, FACTS_NONE);
}

/* A class that runs and of which there is something to say. */
static void declare(const char *template)
{
	world_class(&w, "fs");
	world_sz(&w, "fs", "RunAs", "LocalService");
	world_sz(&w, "fs", "CommandLine", template);
	world_close(&w, "fs");
	world_pass(&w);
	world_inspect(&w);
}

static void lacks(const char *text, const char *part)
{
	ck_assert_msg(!strstr(text, part), "%s in %s", part, text);
}

START_TEST(warning__told_with_the_definition_and_once_in_the_log)
{
	declare("-m %10");
	HAS(ASK(admin, "Fdefinition|fs|"), "\"code\":\"FSP0411\"");
	HAS(ASK(admin, "Fdefinitions|"), "\"severity\":\"warning\",\"where\":"
	                                 "\"HKLM\\\\SOFTWARE\\\\WOW6432Node");
	HAS(ASK(admin, "Fdefinition|fs|"), "\"state\":\"live\"");
	ck_assert_uint_eq(world_logged("[FSP0411]"), 1);
	world_dword(&w, "fs", "StopTimeout", 7000);
	world_close(&w, "fs");
	world_pass(&w);
	ck_assert_uint_eq(world_inspect(&w), 1);
	ck_assert_uint_eq(world_logged("[FSP0411]"), 1);
}
END_TEST

START_TEST(mended__not_told_any_more)
{
	declare("-m %10");
	declare("-m %1");
	lacks(ASK(admin, "Fdefinition|fs|"), "FSP0411");
}
END_TEST

START_TEST(error_of_an_instance__told_and_run)
{
	declare("-m %2");
	world_sz(&w, "fs\\Instances\\a", "Start", "demand");
	world_close(&w, "fs\\Instances\\a");
	world_pass(&w);
	world_inspect(&w);
	HAS(ASK(admin, "Fdefinition|fs|"),
	    "\"code\":\"FSP0473\",\"severity\":\"error\"");
	HAS(ASK(admin, "Fdefinition|fs|"), "\"in_force\":true");
}
END_TEST

START_TEST(bad_class__its_record_says_it_once_and_the_rest_is_told_too)
{
	const char *text;

	declare("-m %10");
	world_sz(&w, "fs", "RunAs", "Nobody");
	world_close(&w, "fs");
	world_pass(&w);
	world_inspect(&w);
	text = strstr(ASK(admin, "Fdefinition|fs|"), "FSP0430");
	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_null(strstr(text + 1, "FSP0430"));
	HAS(ASK(admin, "Fdefinition|fs|"), "FSP0411");
}
END_TEST

START_TEST(file_that_is_not_there__administrators_alone_are_told)
{
	file_facts_fake(NULL, 0, FACTS_ALL);
	declare("-m %10");
	HAS(ASK(admin, "Fdefinition|fs|"), "FSP0406");
	HAS(ASK(admin, "Fdefinitions|"), "FSP0406");
	lacks(ASK(alice, "Fdefinition|fs|"), "FSP0406");
	lacks(ASK(alice, "Fdefinitions|"), "FSP0406");
	HAS(ASK(alice, "Fdefinition|fs|"), "FSP0411");
}
END_TEST

START_TEST(removed__nothing_is_left)
{
	declare("-m %10");
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	ck_assert_uint_eq(world_inspect(&w), 0);
	ASSERT_ASK(admin, "Fdefinition|fs|", "!2|");
}
END_TEST

START_TEST(removed_while_it_is_looked_at__nothing_is_left)
{
	world_class(&w, "fs");
	world_pass(&w);
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	ck_assert_uint_eq(world_inspect(&w), 1);
	ASSERT_ASK(admin, "Fdefinition|fs|", "!2|");
}
END_TEST

START_TEST(start__one_by_one_at_a_pace_and_changes_first)
{
	world_class(&w, "fs");
	world_class(&w, "fs2");
	world_class(&w, "fs3");
	world_pass(&w);
	ck_assert_uint_eq(world_inspect(&w), 1);
	ck_assert_uint_eq(world_inspect(&w), 0);
	world_class(&w, "fs4");
	world_pass(&w);
	ck_assert_uint_eq(world_inspect(&w), 1);
	for (int i = 0; i < 2; i++) {
		world_advance(&w, LIMIT_LAST_GOOD_PACE_MS);
		ck_assert_uint_eq(world_inspect(&w), 1);
	}
	world_advance(&w, LIMIT_LAST_GOOD_PACE_MS);
	ck_assert_uint_eq(world_inspect(&w), 0);
}
END_TEST

START_TEST(daemon_ends__no_more_are_made)
{
	struct engine_time now;

	world_class(&w, "fs");
	world_class(&w, "fs2");
	world_pass(&w);
	now = clock_fake_engine();
	engine_shut_down(w.engine, &now);
	/* The one under way. */
	ck_assert_uint_eq(world_inspect(&w), 1);
	world_advance(&w, LIMIT_LAST_GOOD_PACE_MS);
	ck_assert_uint_eq(world_inspect(&w), 0);
	ck_assert_uint_eq(engine_deadline(w.engine), UINT64_MAX);
}
END_TEST

Suite *check_inspect(void)
{
	Suite *s = suite_create("inspect");
	TCase *c = tcase_create("inspect");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c,
	               warning__told_with_the_definition_and_once_in_the_log);
	tcase_add_test(c, mended__not_told_any_more);
	tcase_add_test(c, error_of_an_instance__told_and_run);
	tcase_add_test(
	        c, bad_class__its_record_says_it_once_and_the_rest_is_told_too);
	tcase_add_test(c,
	               file_that_is_not_there__administrators_alone_are_told);
	tcase_add_test(c, removed__nothing_is_left);
	tcase_add_test(c, removed_while_it_is_looked_at__nothing_is_left);
	tcase_add_test(c, start__one_by_one_at_a_pace_and_changes_first);
	tcase_add_test(c, daemon_ends__no_more_are_made);
	suite_add_tcase(s, c);
	return s;
}
