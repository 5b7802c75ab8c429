/*
 * check_password.c: what becomes of a password that a caller gives, and of one
 * that is missing.
 */
#include "suite.h"

#include <string.h>

#include "common/limits.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

static struct world w;

static void setup(void)
{
	world_init(&w);
	world_class(&w, "fs");
	world_pass(&w);
}

static void teardown(void)
{
	world_release(&w);
}

static void with_credentials(void)
{
	world_dword(&w, "fs", "Credentials", 1);
	world_close(&w, "fs");
}

START_TEST(password__given_to_the_process_and_answered)
{
	with_credentials();
	OWED(alice, "Xfs|a|u|s3cr3t|");
	ck_assert_str_eq(process_fake_last(w.processes)->secret, "s3cr3t");
	world_started(&w, -1);
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
	world_answered(&w, -1, true);
	REPLY("$");
	ck_assert_ptr_null(strstr(ASK(alice, "Ifs|a|"), "s3cr3t"));
	ck_assert_ptr_null(strstr(ASK(admin, "Fstatus|"), "s3cr3t"));
	ck_assert_uint_eq(world_logged("s3cr3t"), 0);
}
END_TEST

START_TEST(password_refused__5_and_the_process_is_ended)
{
	with_credentials();
	OWED(alice, "Xfs|a|wrong|");
	world_started(&w, -1);
	world_answered(&w, -1, false);
	REPLY("!5|");
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 1);
	world_exited(&w, -1, 0);
	ASSERT_ASK(alice, "L", "$");
}
END_TEST

START_TEST(password_not_answered__1460_after_the_end)
{
	with_credentials();
	OWED(alice, "Xfs|a|secret|");
	world_started(&w, -1);
	world_advance(&w, 14999);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 0);
	world_advance(&w, 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 1);
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
	world_exited(&w, -1, 0);
	REPLY("!1460|");
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

/* Something in the kernel holds the child: its end may never come. */
START_TEST(password_not_answered_and_no_end__1460_all_the_same)
{
	with_credentials();
	OWED(alice, "Xfs|a|secret|");
	world_started(&w, -1);
	world_advance(&w, 15000);
	world_advance(&w, LIMIT_KILL_MS - 1);
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
	world_advance(&w, 1);
	REPLY("!1460|");
	ASSERT_ASK(alice, "Xfs|a|secret|", "!1460|");
	world_exited(&w, -1, 0);
	OWED(alice, "Xfs|a|secret|");
}
END_TEST

START_TEST(process_not_made_in_time__1460)
{
	OWED(alice, "Sfs|a|");
	world_begun(&w, -1);
	world_advance(&w, 15000);
	REPLY("!1460|");
	ASSERT_ASK(alice, "Sfs|a|", "!1460|");
	ASSERT_ASK(alice, "L", "$");
	/* It is made after all, or told that it need not be. */
	ck_assert_uint_ge(process_fake_last(w.processes)->kills, 1);
	world_started(&w, -1);
	world_exited(&w, -1, 0);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	OWED(alice, "Sfs|a|");
}
END_TEST

START_TEST(password_and_the_process_exits__5)
{
	with_credentials();
	OWED(alice, "Xfs|a|secret|");
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	REPLY("!5|");
}
END_TEST

START_TEST(credentials_mismatch__87)
{
	ASSERT_ASK(alice, "Xfs|a|secret|", "!87|");
	with_credentials();
	ASSERT_ASK(alice, "Sfs|a|", "!87|");
	ASSERT_ASK(alice, "Xfs|a|", "!87|");
	ASSERT_ASK(alice, "Xfs|a||", "!87|");
}
END_TEST

START_TEST(password_of_a_restart__given_again)
{
	with_credentials();
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	OWED(alice, "Xfs|a|s3cr3t|");
	world_started(&w, 0);
	world_answered(&w, 0, true);
	world_exited(&w, 0, 1);
	world_advance(&w, 500);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	ck_assert_str_eq(process_fake_at(w.processes, 1)->secret, "s3cr3t");
	world_exited(&w, 1, 1);
}
END_TEST

/* Where somebody wrote it in the clear. What the process is told stays whole,
 * and WinFsp's own I. */
START_TEST(password_in_the_clear__shown_to_nobody)
{
	world_sz(&w, "fs", "CommandLine", "--password=hunter2 %1 %2");
	world_multi(&w, "fs", "Environment", "A_PASS=hunter2");
	world_close(&w, "fs");
	OWED(alice, "Sfs|a|x|--my-pass=hunter2|");
	HAS(process_fake_last(w.processes)->command_line, "--my-pass=hunter2");
	world_started(&w, 0);
	ck_assert_ptr_null(strstr(ASK(admin, "Fdefinition|fs|"), "hunter2"));
	HAS(ASK(admin, "Fdefinition|fs|"), "--password=*");
	ck_assert_ptr_null(strstr(ASK(alice, "Fstatus|fs|a|"), "hunter2"));
	HAS(ASK(alice, "Fstatus|fs|a|"), "--my-pass=*");
	ck_assert_uint_eq(world_logged("hunter2"), 0);
}
END_TEST

Suite *check_password(void)
{
	Suite *suite = suite_create("password");
	TCase *tcase = tcase_create("password");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, password__given_to_the_process_and_answered);
	tcase_add_test(tcase, password_refused__5_and_the_process_is_ended);
	tcase_add_test(tcase, password_not_answered__1460_after_the_end);
	tcase_add_test(tcase,
	               password_not_answered_and_no_end__1460_all_the_same);
	tcase_add_test(tcase, process_not_made_in_time__1460);
	tcase_add_test(tcase, password_and_the_process_exits__5);
	tcase_add_test(tcase, credentials_mismatch__87);
	tcase_add_test(tcase, password_of_a_restart__given_again);
	tcase_add_test(tcase, password_in_the_clear__shown_to_nobody);
	suite_add_tcase(suite, tcase);
	return suite;
}
