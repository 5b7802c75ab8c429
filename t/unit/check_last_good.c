/*
 * check_last_good.c: what was in force survives the daemon: its form on disk,
 * what a daemon that starts makes of it, and when it is written.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/limits.h"
#include "common/xalloc.h"
#include "daemon/instance.h"
#include "daemon/last_good.h"
#include "daemon/record.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/files_fake.h"

#define BAD_SECURITY "D:P(A;;;nonsense"

static struct world w;

static void setup(void)
{
	world_init(&w);
	world_class(&w, "fs");
}

static void teardown(void)
{
	world_release(&w);
}

/* -- the form -------------------------------------------------------------- */

static void make_model(struct class_model *cm)
{
	struct definition def;

	*cm = (struct class_model){0};
	definition_init(&cm->class_def, "My fs", NULL);
	definition_set_text(&cm->class_def, KEY_EXECUTABLE, "C:\\fs.exe", 9);
	definition_set_number(&cm->class_def, KEY_STOP_TIMEOUT, 7000);
	definition_set_text(&cm->class_def, KEY_ENVIRONMENT, "A=1\0B=2", 8);
	definition_init(&def, "My fs", "\\srv\\50%");
	definition_set_text(&def, KEY_ARGUMENT2, "M:", 2);
	definition_set_text(&def, KEY_SECRET, "local", 5);
	class_model_add(cm, &def);
}

/* The form of make_model(); what is read from it equals it. */
static void encode(struct buf *out)
{
	struct class_model cm;

	make_model(&cm);
	last_good_encode(out, &cm);
	class_model_release(&cm);
}

START_TEST(form__reads_as_it_was_written)
{
	struct buf bytes = BUF_INIT;
	struct class_record *record;
	struct class_model cm;

	encode(&bytes);
	record = last_good_decode(bytes.data, bytes.len, "MY FS", "here");
	ck_assert_ptr_nonnull(record);
	make_model(&cm);
	ck_assert(class_model_equal(&record->model, &cm));
	ck_assert(!record->bad);
	ck_assert_str_eq(record->where, "here");
	class_model_release(&cm);
	class_record_free(record);
	buf_release(&bytes);
}
END_TEST

START_TEST(form_of_another_class__refused)
{
	struct buf bytes = BUF_INIT;

	encode(&bytes);
	ck_assert_ptr_null(
	        last_good_decode(bytes.data, bytes.len, "other", "here"));
	buf_release(&bytes);
}
END_TEST

START_TEST(any_byte_changed_or_missing__refused)
{
	struct buf bytes = BUF_INIT;

	encode(&bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		char *copy = xmemdup(bytes.data, bytes.len);
		copy[i] ^= 1;
		ck_assert_ptr_null(
		        last_good_decode(copy, bytes.len, "My fs", "here"));
		ck_assert_ptr_null(
		        last_good_decode(bytes.data, i, "My fs", "here"));
		free(copy);
	}
	buf_release(&bytes);
}
END_TEST

/* -- a daemon that starts -------------------------------------------------- */

/* fs with an instance that is kept running, live and written. */
static void live(void)
{
	world_class(&w, "fs");
	world_sz(&w, "fs\\Instances\\boot", "Argument2", "M:");
	world_close(&w, "fs\\Instances\\boot");
	world_pass(&w);
	ck_assert_uint_ge(world_archive(&w), 1);
}

static void break_security(void)
{
	world_sz(&w, "fs", "Security", BAD_SECURITY);
	world_close(&w, "fs");
}

static void restart(void)
{
	world_restart(&w);
	world_settle(&w);
}

START_TEST(class_goes_live__written_once)
{
	live();
	ck_assert_uint_eq(files_fake_count(w.files), 1);
	ck_assert_ptr_nonnull(files_fake_at(w.files, "last-good\\i-fs"));
	world_pass(&w);
	ck_assert_uint_eq(world_archive(&w), 0);
}
END_TEST

START_TEST(bad_at_start__last_good_runs_and_is_told)
{
	const char *told;

	live();
	break_security();
	restart();
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	HAS(process_fake_last(w.processes)->command_line, "-m \"M:\"");
	told = ASK(admin, "Fdefinition|fs|");
	HAS(told, "\"state\":\"bad\",\"in_force\":true,\"from_disk\":true");
	HAS(told, "FSP0420");
	HAS(told, "\"drift\":false");
	ck_assert_uint_eq(world_logged("its last good definition, kept on "
	                               "disk, is in force"),
	                  1);
	/* Nothing new: it is not written again. */
	ck_assert_uint_eq(world_archive(&w), 0);
}
END_TEST

START_TEST(bad_and_changed_by_others__drift_is_told_too)
{
	live();
	world_sz(&w, "fs", "Security", BAD_SECURITY);
	restart();
	HAS(ASK(admin, "Fdefinition|fs|"), "\"drift\":true");
}
END_TEST

START_TEST(security_bad_at_start__administrators_only)
{
	live();
	break_security();
	restart();
	ASSERT_ASK(alice, "Sfs|a|", "!5|");
	OWED(admin, "Sfs|a|");
}
END_TEST

START_TEST(mended_after_that__live_and_written)
{
	live();
	break_security();
	restart();
	world_class(&w, "fs");
	world_settle(&w);
	HAS(ASK(admin, "Fdefinition|fs|"), "\"state\":\"live\"");
	ck_assert_ptr_null(strstr(ASK(admin, "Fdefinition|fs|"), "from_disk"));
	OWED(alice, "Sfs|a|");
}
END_TEST

START_TEST(interrupted_at_start__the_accepted_one_runs)
{
	live();
	world_open(&w, "fs");
	world_sz(&w, "fs", "CommandLine", "half");
	world_restart(&w);
	world_pass(&w);
	world_advance(&w, LIMIT_INTERRUPTED_MS);
	world_pass(&w);
	HAS(ASK(admin, "Fdefinition|fs|"), "\"state\":\"interrupted\"");
	HAS(ASK(admin, "Fdefinition|fs|"), "-u %1 -m %2");
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

START_TEST(bad_instance_at_start__goes_on_as_it_was)
{
	live();
	world_dword(&w, "fs\\Instances\\boot", "Argument2", 5);
	world_close(&w, "fs\\Instances\\boot");
	restart();
	HAS(ASK(admin, "Fdefinition|fs|"), "\"state\":\"live\"");
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	HAS(process_fake_last(w.processes)->command_line, "-m \"M:\"");
}
END_TEST

START_TEST(removed_while_bad__gone_with_its_file)
{
	live();
	break_security();
	restart();
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	ASSERT_ASK(admin, "Fdefinition|fs|", "!2|");
	ck_assert_uint_eq(world_archive(&w), 1);
	ck_assert_uint_eq(files_fake_count(w.files), 0);
	/* Back and bad: nothing revives it. */
	break_security();
	world_sz(&w, "fs", "Executable", "C:\\fs\\fs.exe");
	restart();
	HAS(ASK(admin, "Fdefinition|fs|"), "\"in_force\":false");
}
END_TEST

START_TEST(removed_while_no_daemon_ran__not_revived)
{
	live();
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	restart();
	ASSERT_ASK(admin, "Fdefinition|fs|", "!2|");
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
}
END_TEST

START_TEST(no_executable_at_start_then_bad__not_revived)
{
	live();
	world_unset(&w, "fs", "Executable");
	restart();
	break_security();
	world_sz(&w, "fs", "Executable", "C:\\fs\\fs.exe");
	world_settle(&w);
	HAS(ASK(admin, "Fdefinition|fs|"), "\"in_force\":false");
}
END_TEST

START_TEST(damaged_file__told_and_not_used)
{
	live();
	files_fake_at(w.files, "last-good\\i-fs")->data[60] ^= 1;
	break_security();
	restart();
	HAS(ASK(admin, "Fdefinition|fs|"), "\"in_force\":false");
	ck_assert_uint_eq(world_logged("cannot be used: its file is damaged"),
	                  1);
}
END_TEST

START_TEST(bad_while_running__file_keeps_the_good_one)
{
	live();
	break_security();
	world_settle(&w);
	ck_assert_uint_eq(world_archive(&w), 0);
	restart();
	HAS(ASK(admin, "Fdefinition|fs|"), "\"from_disk\":true");
}
END_TEST

/* -- when it is written ---------------------------------------------------- */

START_TEST(start__compared_one_by_one_at_a_pace)
{
	world_class(&w, "fs2");
	live();
	do
		world_advance(&w, LIMIT_LAST_GOOD_PACE_MS);
	while (world_archive(&w));
	ck_assert_uint_eq(files_fake_count(w.files), 2);
	restart();
	ck_assert_uint_eq(world_archive(&w), 1);
	ck_assert_uint_eq(world_archive(&w), 0);
	/* What changes now does not wait for that. */
	world_class(&w, "fs3");
	world_pass(&w);
	ck_assert_uint_eq(world_archive(&w), 1);
	ck_assert_ptr_nonnull(files_fake_at(w.files, "last-good\\i-fs3"));
	world_advance(&w, LIMIT_LAST_GOOD_PACE_MS);
	ck_assert_uint_eq(world_archive(&w), 1);
	world_advance(&w, LIMIT_LAST_GOOD_PACE_MS);
	ck_assert_uint_eq(world_archive(&w), 0);
	/* What is next is boot's StartTimeout. */
	ck_assert_uint_gt(engine_deadline(w.engine),
	                  clock_fake_engine().now + LIMIT_LAST_GOOD_PACE_MS);
}
END_TEST

START_TEST(disk_refuses__told_once_and_tried_again)
{
	files_fake_break(w.files, OS_ACCESS_DENIED);
	live();
	world_class(&w, "fs2");
	world_pass(&w);
	ck_assert_uint_eq(world_archive(&w), 0);
	world_advance(&w, LIMIT_LAST_GOOD_RETRY_MS);
	ck_assert_uint_eq(world_archive(&w), 1);
	ck_assert_uint_eq(world_logged("cannot be kept on disk"), 1);
	files_fake_break(w.files, 0);
	for (int i = 0; i < 2; i++) {
		world_advance(&w, LIMIT_LAST_GOOD_RETRY_MS);
		ck_assert_uint_ge(world_archive(&w), 1);
	}
	ck_assert_uint_eq(world_logged("kept on disk again"), 1);
	ck_assert_uint_eq(files_fake_count(w.files), 2);
}
END_TEST

START_TEST(sweep__removes_what_has_no_class)
{
	struct buf bytes = BUF_INIT;
	struct engine_time now;

	live();
	encode(&bytes);
	ck_assert_int_eq(last_good_write(w.files, "My fs", &bytes, NULL), 0);
	ck_assert_uint_eq(files_fake_count(w.files), 2);
	now = clock_fake_engine();
	engine_sweep(w.engine, &now);
	ck_assert_uint_eq(world_archive(&w), 1);
	ck_assert_uint_eq(files_fake_count(w.files), 1);
	ck_assert_ptr_nonnull(files_fake_at(w.files, "last-good\\i-fs"));
	buf_release(&bytes);
}
END_TEST

START_TEST(sweep_before_any_class_is_known__removes_nothing)
{
	struct engine_time now;

	live();
	world_restart(&w);
	now = clock_fake_engine();
	engine_sweep(w.engine, &now);
	ck_assert_uint_eq(world_archive(&w), 0);
	ck_assert_uint_eq(engine_deadline(w.engine), UINT64_MAX);
	ck_assert_uint_eq(files_fake_count(w.files), 1);
}
END_TEST

Suite *check_last_good(void)
{
	Suite *s = suite_create("last_good");
	TCase *form = tcase_create("form");
	TCase *start = tcase_create("start");
	TCase *archive = tcase_create("archive");

	tcase_add_test(form, form__reads_as_it_was_written);
	tcase_add_test(form, form_of_another_class__refused);
	tcase_add_test(form, any_byte_changed_or_missing__refused);
	suite_add_tcase(s, form);
	tcase_add_checked_fixture(start, setup, teardown);
	tcase_add_test(start, class_goes_live__written_once);
	tcase_add_test(start, bad_at_start__last_good_runs_and_is_told);
	tcase_add_test(start, bad_and_changed_by_others__drift_is_told_too);
	tcase_add_test(start, security_bad_at_start__administrators_only);
	tcase_add_test(start, mended_after_that__live_and_written);
	tcase_add_test(start, interrupted_at_start__the_accepted_one_runs);
	tcase_add_test(start, bad_instance_at_start__goes_on_as_it_was);
	tcase_add_test(start, removed_while_bad__gone_with_its_file);
	tcase_add_test(start, removed_while_no_daemon_ran__not_revived);
	tcase_add_test(start, no_executable_at_start_then_bad__not_revived);
	tcase_add_test(start, damaged_file__told_and_not_used);
	tcase_add_test(start, bad_while_running__file_keeps_the_good_one);
	suite_add_tcase(s, start);
	tcase_add_checked_fixture(archive, setup, teardown);
	tcase_add_test(archive, start__compared_one_by_one_at_a_pace);
	tcase_add_test(archive, disk_refuses__told_once_and_tried_again);
	tcase_add_test(archive, sweep__removes_what_has_no_class);
	tcase_add_test(archive,
	               sweep_before_any_class_is_known__removes_nothing);
	suite_add_tcase(s, archive);
	return s;
}
