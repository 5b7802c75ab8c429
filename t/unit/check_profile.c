/*
 * check_profile.c: %P of a declared instance with User is that account's
 * profile directory, found out before its process is made.
 */
#include "suite.h"

#include <string.h>

#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/probe_fake.h"

#define A "fs\\Instances\\a"

static struct world w;
static char home[] = "C:\\Users\\backup", other[] = "D:\\other";

/* fs\a, wanted, whose command line is template for the user CORP\backup. */
static void declare(const char *template)
{
	world_init(&w);
	world_class(&w, "fs");
	world_sz(&w, "fs", "CommandLine", template);
	world_close(&w, "fs");
	world_sz(&w, A, "User", "CORP\\backup");
	world_close(&w, A);
	world_pass(&w);
}

static void teardown(void)
{
	world_release(&w);
}

static const char *started(void)
{
	return process_fake_last(w.processes)->command_line;
}

static size_t starts(void)
{
	return process_fake_count(w.processes);
}

static void assert_status(const char *part)
{
	HAS(ASK(admin, "Fstatus|fs|a|"), part);
}

START_TEST(answered__process_of_user_and_profile)
{
	declare("-u %U -d %P");
	ck_assert_uint_eq(starts(), 0);
	assert_status("\"state\":\"starting\"");
	ck_assert_str_eq(probe_fake_target(w.prober), "CORP\\backup");
	world_profile(&w, home);
	ck_assert_str_eq(started(), "\"C:\\fs\\fs.exe\" -u \"CORP\\backup\" "
	                            "-d \"C:\\Users\\backup\"");
	world_started(&w, -1);
	assert_status("\"state\":\"ready\"");
}
END_TEST

START_TEST(started_by_a_caller__still_that_of_user)
{
	declare("-d %P");
	world_profile(&w, home);
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	OWED(admin, "Sfs|a|");
	world_profile(&w, other);
	HAS(started(), "-d \"D:\\other\"");
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(template_without_it__nobody_is_asked)
{
	declare("-u %U");
	ck_assert_uint_eq(starts(), 1);
	ck_assert_uint_eq(probe_fake_asked(w.prober), 0);
}
END_TEST

/* Of a class without instances, whose command line is template. */
static void start_as_admin(const char *template)
{
	world_init(&w);
	world_class(&w, "fs");
	world_sz(&w, "fs", "CommandLine", template);
	world_close(&w, "fs");
	world_pass(&w);
	OWED(admin, "Sfs|b|");
}

START_TEST(callers_own__in_the_command_line)
{
	start_as_admin("-d %P");
	HAS(started(), "-d \"C:\\Users\\");
}
END_TEST

START_TEST(callers_own_in_no_template__not_asked_for)
{
	const unsigned before = caller_fake_profiles();

	start_as_admin("-u %U");
	ck_assert_uint_eq(starts(), 1);
	ck_assert_uint_eq(caller_fake_profiles(), before);
}
END_TEST

START_TEST(no_profile__backoff_with_the_reason_then_asked_again)
{
	declare("-d %P");
	world_profile(&w, NULL);
	ck_assert_uint_eq(starts(), 0);
	assert_status("\"state\":\"backoff\"");
	assert_status("no profile directory of 'CORP\\\\backup' (User, %P): "
	              "it has never logged on here");
	world_advance(&w, 1000);
	world_profile(&w, home);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(start_by_a_caller_without_profile__refused_with_the_number)
{
	declare("-d %P");
	world_profile(&w, NULL);
	OWED(admin, "Sfs|a|");
	world_profile(&w, NULL);
	REPLY("!31|");
}
END_TEST

START_TEST(stopped_meanwhile__no_process_is_made)
{
	declare("-d %P");
	ASSERT_ASK(admin, "Tfs|a|", "$");
	assert_status("\"state\":\"stopped\"");
	assert_status("had not been made yet");
	/* The answer is for nobody. */
	world_profile(&w, home);
	ck_assert_uint_eq(starts(), 0);
	assert_status("\"state\":\"stopped\"");
}
END_TEST

START_TEST(no_answer_within_start_timeout__refused_and_tried_again)
{
	uint64_t peer;

	declare("-d %P");
	world_dword(&w, A, "StartTimeout", 5000);
	world_close(&w, A);
	world_pass(&w);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	OWED(admin, "Sfs|a|");
	peer = w.last_peer;
	world_profile(&w, home); /* the first question, given up */
	world_advance(&w, 4999);
	assert_status("\"state\":\"starting\"");
	world_advance(&w, 1);
	ck_assert_str_eq(world_reply(&w, peer), "!1460|");
	assert_status("\"state\":\"backoff\"");
	assert_status("StartTimeout is over; its process had not been made");
	world_profile(&w, home); /* late */
	assert_status("\"state\":\"backoff\"");
	ck_assert_uint_eq(starts(), 0);
	world_advance(&w, 60 * 1000);
	world_profile(&w, home);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(stopped_and_started_meanwhile__made_after_the_answer)
{
	declare("-d %P");
	ASSERT_ASK(admin, "Tfs|a|", "$");
	OWED(admin, "Sfs|a|");
	world_profile(&w, other);
	ck_assert_uint_eq(starts(), 0);
	world_profile(&w, home);
	ck_assert_uint_eq(starts(), 1);
	HAS(started(), "-d \"C:\\Users\\backup\"");
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(daemon_ends_meanwhile__does_not_wait_for_it)
{
	struct engine_time now;

	declare("-d %P");
	now = clock_fake_engine();
	engine_shut_down(w.engine, &now);
	ck_assert(engine_is_idle(w.engine));
	world_profile(&w, home);
	ck_assert(engine_is_idle(w.engine));
	ck_assert_uint_eq(starts(), 0);
}
END_TEST

START_TEST(user_changed_meanwhile__the_new_one_is_asked_about)
{
	declare("-d %P");
	world_sz(&w, A, "User", "CORP\\other");
	world_close(&w, A);
	world_pass(&w);
	world_profile(&w, home);
	ck_assert_uint_eq(starts(), 0);
	ck_assert_str_eq(probe_fake_target(w.prober), "CORP\\other");
	world_profile(&w, other);
	HAS(started(), "-d \"D:\\other\"");
}
END_TEST

START_TEST(mount_below_it__is_what_is_probed)
{
	world_init(&w);
	world_class(&w, "fs");
	world_sz(&w, A, "User", "CORP\\backup");
	world_sz(&w, A, "Ready", "mount");
	world_sz(&w, A, "Mount", "%P\\mnt");
	world_close(&w, A);
	world_pass(&w);
	world_profile(&w, home);
	world_started(&w, -1);
	ck_assert_str_eq(probe_fake_target(w.prober), "C:\\Users\\backup\\mnt");
}
END_TEST

Suite *check_profile(void)
{
	Suite *s = suite_create("profile");
	TCase *c = tcase_create("profile");

	tcase_add_checked_fixture(c, NULL, teardown);
	tcase_add_test(c, answered__process_of_user_and_profile);
	tcase_add_test(c, started_by_a_caller__still_that_of_user);
	tcase_add_test(c, template_without_it__nobody_is_asked);
	tcase_add_test(c, callers_own__in_the_command_line);
	tcase_add_test(c, callers_own_in_no_template__not_asked_for);
	tcase_add_test(c, no_profile__backoff_with_the_reason_then_asked_again);
	tcase_add_test(
	        c, start_by_a_caller_without_profile__refused_with_the_number);
	tcase_add_test(c, stopped_meanwhile__no_process_is_made);
	tcase_add_test(c,
	               no_answer_within_start_timeout__refused_and_tried_again);
	tcase_add_test(c, stopped_and_started_meanwhile__made_after_the_answer);
	tcase_add_test(c, daemon_ends_meanwhile__does_not_wait_for_it);
	tcase_add_test(c, user_changed_meanwhile__the_new_one_is_asked_about);
	tcase_add_test(c, mount_below_it__is_what_is_probed);
	suite_add_tcase(s, c);
	return s;
}
