/*
 * check_scan_class.c: one class that is looked at alone, as a start does that
 * must see what was written just before.
 */
#include "suite.h"

#include "scan_last.h"

static int look(const char *name)
{
	const struct scan_time time = clock_fake_scan();

	return scan_class(scan, name, &time, NULL);
}

START_TEST(one_class__looked_at_alone)
{
	make_class("v1");
	ck_assert_int_eq(look("none"), 1);
	ck_assert_int_eq(look("FS"), 1);
	ck_assert_uint_eq(emitted, 1);
	ck_assert_str_eq(last->class_name, "fs");
	sz("fs", "CommandLine", "v2");
	ck_assert_int_eq(look("FS"), 0);
	clock_fake_advance(250);
	ck_assert_int_eq(look("FS"), 1);
	ck_assert_str_eq(command_line(), "v2");
	open_key("fs");
	ck_assert_int_eq(look("fs"), 1);
	ck_assert_uint_eq(emitted, 2);
	drop("fs");
	ck_assert_int_eq(look("fs"), 0);
	clock_fake_advance(250);
	ck_assert_int_eq(look("fs"), 1);
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
}
END_TEST

/* By an uninstaller and the installer after it, and no pass between. */
START_TEST(one_class__below_another_root)
{
	make_class("v1");
	pass();
	keystore_mem_delete_root(writer);
	make_class("v2");
	ck_assert_int_eq(look("fs"), 1);
	ck_assert_str_eq(command_line(), "v2");
	keystore_mem_delete_root(writer);
	ck_assert_int_eq(look("none"), 1);
	ck_assert_int_eq(look("fs"), 0);
	clock_fake_advance(250);
	ck_assert_int_eq(look("fs"), 1);
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
}
END_TEST

Suite *check_scan_class(void)
{
	Suite *suite = suite_create("scan_class");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, scan_last_init, scan_last_release);
	tcase_add_test(tcase, one_class__looked_at_alone);
	tcase_add_test(tcase, one_class__below_another_root);
	suite_add_tcase(suite, tcase);
	return suite;
}
