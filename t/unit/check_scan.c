/*
 * check_scan.c: what becomes live, and when, by cases. Random interleavings
 * are check_interleave.c's.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "scan_last.h"

/* -- cases ----------------------------------------------------------------- */

START_TEST(closed__live_at_once_and_once)
{
	pass();
	make_class("v1");
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_str_eq(command_line(), "v1");
	ck_assert_uint_eq(last->seen_at, clock_fake_scan().counter);
	pass();
	clock_fake_advance(100);
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_uint_eq(scan_deadline(scan), UINT64_MAX);
}
END_TEST

static void count_reads(void *context, enum keystore_mem_step kind,
                        const char *path)
{
	unsigned *reads = context;

	(void)path;
	if (kind == STEP_READ || kind == STEP_READ_VALUE)
		(*reads)++;
}

START_TEST(unchanged__no_value_is_read)
{
	unsigned reads = 0;

	keystore_mem_set_hook(reader, count_reads, &reads);
	make_class("v1");
	clock_fake_advance(100);
	pass();
	ck_assert_uint_gt(reads, 0);
	reads = 0;
	pass();
	ck_assert_uint_eq(reads, 0);
}
END_TEST

START_TEST(open__never_and_told_as_interrupted)
{
	make_class("v1");
	pass();
	open_key("fs");
	sz("fs", "CommandLine", "v2");
	for (int i = 0; i < 19; i++) {
		clock_fake_advance(100);
		pass();
	}
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(200);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_int_eq(last->kind, CHANGE_INTERRUPTED);
	clock_fake_advance(3600000);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_uint_eq(scan_deadline(scan), UINT64_MAX);
	/* Completed after all. */
	close_key("fs");
	pass();
	ck_assert_str_eq(command_line(), "v2");
}
END_TEST

START_TEST(interrupted_and_undone__live_again)
{
	make_class("v1");
	pass();
	open_key("fs");
	pass();
	clock_fake_advance(2000);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_INTERRUPTED);
	close_key("fs");
	pass();
	ck_assert_str_eq(command_line(), "v1");
}
END_TEST

START_TEST(foreign_edit__live_when_still)
{
	make_class("v1");
	pass();
	sz("fs", "CommandLine", "v2");
	pass();
	ck_assert_uint_eq(scan_deadline(scan), clock_fake_scan().now + 250);
	clock_fake_advance(200);
	sz("fs", "CommandLine", "v3");
	pass();
	clock_fake_advance(249);
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(1);
	pass();
	ck_assert_str_eq(command_line(), "v3");
	ck_assert(last->record->drift);
}
END_TEST

START_TEST(foreign_writer_that_never_rests__live_after_5_s)
{
	char text[16];

	make_class("v1");
	pass();
	for (int i = 0; i < 50; i++) {
		snprintf(text, sizeof(text), "w%d", i);
		sz("fs", "CommandLine", text);
		pass();
		ck_assert_uint_eq(emitted, 1);
		clock_fake_advance(100);
	}
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(change_after_an_interrupted_apply__waits_its_own_time)
{
	make_class("v1");
	pass();
	open_key("fs");
	pass();
	clock_fake_advance(6000);
	unset("fs", "Digest");
	sz("fs", "CommandLine", "v2");
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(250);
	pass();
	ck_assert_str_eq(command_line(), "v2");
}
END_TEST

START_TEST(first_pass__what_was_there_before_is_live_at_once)
{
	sz("old", "Executable", "C:\\fs.exe");
	clock_fake_advance(251);
	sz("young", "Executable", "C:\\fs.exe");
	pass();
	ck_assert_uint_eq(emitted, 1);
	ck_assert_str_eq(last->class_name, "old");
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_str_eq(last->class_name, "young");
}
END_TEST

START_TEST(no_executable__no_class)
{
	sz("fs", "CommandLine", "v1");
	pass();
	clock_fake_advance(10000);
	pass();
	ck_assert_uint_eq(emitted, 0);
	sz("fs", "Executable", "C:\\fs.exe");
	pass();
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(key_gone__removed_when_still_gone)
{
	make_class("v1");
	pass();
	drop("fs");
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(250);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
	make_class("v1");
	pass();
	ck_assert_str_eq(command_line(), "v1");
	ck_assert_uint_eq(emitted, 3);
}
END_TEST

START_TEST(key_gone_and_back__nothing_happened)
{
	make_class("v1");
	pass();
	drop("fs");
	pass();
	clock_fake_advance(100);
	make_class("v1");
	pass();
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(root_gone__all_removed)
{
	make_class("v1");
	pass();
	keystore_mem_delete_root(writer);
	pass();
	clock_fake_advance(250);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_REMOVED);
}
END_TEST

START_TEST(announced_removal__withdrawn_at_once)
{
	static const unsigned char one[4] = {1};

	make_class("v1");
	pass();
	put("fs", "Removed", REG_TYPE_DWORD, one, 4);
	pass();
	ck_assert_int_eq(last->kind, CHANGE_WITHDRAWN);
	drop("fs");
	pass();
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(announced_removal_of_an_instance__told_with_the_class)
{
	static const unsigned char one[4] = {1};

	sz("fs\\Instances\\a%5Cb", "Argument2", "M:");
	close_key("fs\\Instances\\a%5Cb");
	make_class("v1");
	pass();
	ck_assert_uint_eq(last->record->model.instance_count, 1);
	open_key("fs\\Instances\\a%5Cb");
	put("fs\\Instances\\a%5Cb", "Removed", REG_TYPE_DWORD, one, 4);
	pass();
	ck_assert_uint_eq(last->record->model.instance_count, 0);
	ck_assert(name_list_has(&last->record->withdrawn, "a\\b"));
	drop("fs\\Instances\\a%5Cb");
	pass();
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 2);
}
END_TEST

START_TEST(two_writes_in_one_tick__both_seen)
{
	clock_step = 156250;
	make_class("v1");
	pass();
	/* The same last-write time, other values, and a Digest that fits. */
	sz("fs", "CommandLine", "v2");
	close_key("fs");
	pass();
	ck_assert_str_eq(command_line(), "v2");
}
END_TEST

START_TEST(failed_enumeration__nothing_and_then_all)
{
	const struct scan_time time = clock_fake_scan();

	make_class("v1");
	for (size_t nth = 1; nth <= 6; nth++) {
		keystore_mem_fail(reader, nth, OS_ACCESS_DENIED);
		ck_assert_int_eq(scan_pass(scan, &time, NULL), -1);
		ck_assert_uint_eq(emitted, 0);
		ck_assert(scan_deadline(scan) > time.now);
	}
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(instance_keys__part_of_their_class)
{
	make_class("v1");
	pass();
	clock_fake_advance(100);
	open_key("fs\\Instances\\a");
	pass();
	sz("fs\\Instances\\a", "Argument2", "M:");
	pass();
	ck_assert_uint_eq(emitted, 1);
	close_key("fs\\Instances\\a");
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert_uint_eq(last->record->model.instance_count, 1);
}
END_TEST

START_TEST(source_alone__no_reason_to_reload)
{
	sz("fs", "Source", "a.ini:1");
	make_class("v1");
	pass();
	sz("fs", "Source", "a.ini:2");
	pass();
	clock_fake_advance(1000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

/* Group Policy deletes each value and sets it again, at its own pace. */
static void refresh_policy(const char *path)
{
	struct reg_key raw;

	ck_assert_int_eq(keystore_read(writer, path, &raw, NULL), 0);
	for (size_t i = 0; i < raw.count; i++) {
		const struct reg_value *v = &raw.values[i];
		unset(path, v->name);
		pass();
		clock_fake_advance(40);
		pass();
		put(path, v->name, v->type, v->data, v->len);
		pass();
		clock_fake_advance(40);
	}
	reg_key_release(&raw);
}

START_TEST(policy_refresh__neither_removal_nor_change)
{
	make_class("v1");
	clock_fake_advance(1000);
	pass();
	for (int round = 0; round < 3; round++)
		refresh_policy("fs");
	clock_fake_advance(10000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

/* Their absence leaves the Digest as good as it was. */
START_TEST(policy_refresh_of_owner_and_secret__no_change)
{
	sz("fs\\Instances\\a", "Owner", "local");
	sz("fs\\Instances\\a", "Secret", "local");
	close_key("fs\\Instances\\a");
	sz("fs", "Owner", "local");
	make_class("v1");
	clock_fake_advance(1000);
	pass();
	refresh_policy("fs\\Instances\\a");
	refresh_policy("fs");
	clock_fake_advance(10000);
	pass();
	ck_assert_uint_eq(emitted, 1);
}
END_TEST

START_TEST(secret_alone__live_when_still)
{
	sz("fs\\Instances\\a", "Secret", "local");
	close_key("fs\\Instances\\a");
	make_class("v1");
	pass();
	unset("fs\\Instances\\a", "Secret");
	pass();
	ck_assert_uint_eq(emitted, 1);
	clock_fake_advance(250);
	pass();
	ck_assert_uint_eq(emitted, 2);
	ck_assert(
	        !definition_has(&last->record->model.instances[0], KEY_SECRET));
}
END_TEST

Suite *check_scan(void)
{
	Suite *suite = suite_create("scan");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, scan_last_init, scan_last_release);
	tcase_add_test(tcase, closed__live_at_once_and_once);
	tcase_add_test(tcase, unchanged__no_value_is_read);
	tcase_add_test(tcase, open__never_and_told_as_interrupted);
	tcase_add_test(tcase, interrupted_and_undone__live_again);
	tcase_add_test(tcase, foreign_edit__live_when_still);
	tcase_add_test(tcase, foreign_writer_that_never_rests__live_after_5_s);
	tcase_add_test(tcase,
	               change_after_an_interrupted_apply__waits_its_own_time);
	tcase_add_test(tcase,
	               first_pass__what_was_there_before_is_live_at_once);
	tcase_add_test(tcase, no_executable__no_class);
	tcase_add_test(tcase, key_gone__removed_when_still_gone);
	tcase_add_test(tcase, key_gone_and_back__nothing_happened);
	tcase_add_test(tcase, root_gone__all_removed);
	tcase_add_test(tcase, announced_removal__withdrawn_at_once);
	tcase_add_test(tcase,
	               announced_removal_of_an_instance__told_with_the_class);
	tcase_add_test(tcase, two_writes_in_one_tick__both_seen);
	tcase_add_test(tcase, failed_enumeration__nothing_and_then_all);
	tcase_add_test(tcase, instance_keys__part_of_their_class);
	tcase_add_test(tcase, source_alone__no_reason_to_reload);
	tcase_add_test(tcase, policy_refresh__neither_removal_nor_change);
	tcase_add_test(tcase, policy_refresh_of_owner_and_secret__no_change);
	tcase_add_test(tcase, secret_alone__live_when_still);
	suite_add_tcase(suite, tcase);
	return suite;
}
