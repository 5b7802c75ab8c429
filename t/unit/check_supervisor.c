/*
 * check_supervisor.c: restarts, on a whole daemon.
 */
#include "suite.h"

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

/* -- restart --------------------------------------------------------------- */

START_TEST(exit__stopped_without_recovery)
{
	world_run(&w, "a");
	world_exited(&w, -1, 3);
	ASSERT_ASK(alice, "L", "$");
	world_advance(&w, 100000);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	ck_assert_uint_ge(world_logged("exit code 3 (0x00000003)"), 1);
}
END_TEST

START_TEST(recovery__restarted_after_a_pause_even_on_success)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	world_run(&w, "a");
	world_exited(&w, -1, 0);
	HAS(ASK(alice, "Fstatus|fs|a|"), "\"state\":\"backoff\"");
	ASSERT_ASK(alice, "L", "$");
	world_advance(&w, 500);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	world_started(&w, -1);
	ASSERT_ASK(alice, "L", "$fs|a|");
	HAS(ASK(alice, "Fstatus|"), "\"restarts\":1");
}
END_TEST

START_TEST(stop_in_backoff__stopped)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	world_run(&w, "a");
	world_exited(&w, -1, 0);
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_advance(&w, 100000);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

START_TEST(start_in_backoff__now)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	world_run(&w, "a");
	world_exited(&w, -1, 0);
	OWED(alice, "Sfs|a|");
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(too_many_restarts__failed)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_dword(&w, "fs", "RestartLimit", 3);
	world_close(&w, "fs");
	world_run(&w, "a");
	for (int i = 0; i < 3; i++) {
		world_exited(&w, -1, 1);
		world_advance(&w, 60000);
		world_started(&w, -1);
	}
	world_exited(&w, -1, 1);
	HAS(ASK(alice, "Fstatus|"), "\"state\":\"failed\"");
	world_advance(&w, 3600000);
	ck_assert_uint_eq(process_fake_count(w.processes), 4);
	ASSERT_ASK(alice, "Tfs|a|", "!2|");
	OWED(alice, "Sfs|a|");
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(restart_with_a_forbidden_argument__refused)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	OWED(alice, "Sfs|a|\\fs\\a|C:|");
	world_started(&w, -1);
	REPLY("$");
	world_sz(&w, "fs", "Pattern2", "[D-Z]:");
	world_close(&w, "fs");
	world_pass(&w);
	world_exited(&w, -1, 1);
	world_advance(&w, 600000);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	HAS(ASK(alice, "Fstatus|"), "argument 2 does not match its Pattern2");
	ck_assert_int_eq(keystore_delete_value(w.ks, "fs", "Pattern2", NULL),
	                 0);
	world_close(&w, "fs");
	world_pass(&w);
	world_advance(&w, 600000);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
}
END_TEST

START_TEST(restart_that_cannot_be_made__backoff_again)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	world_run(&w, "a");
	world_exited(&w, -1, 1);
	world_advance(&w, 500);
	world_failed(&w, -1, 2);
	HAS(ASK(alice, "Fstatus|"), "\"state\":\"backoff\"");
	HAS(ASK(alice, "Fstatus|"), "cannot start it (2)");
}
END_TEST

START_TEST(recovery_of_a_removed_class__not_restarted)
{
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	world_run(&w, "a");
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	ASSERT_ASK(alice, "L", "$fs|a|");
	world_exited(&w, -1, 1);
	world_advance(&w, 100000);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

/* -- StartTimeout ---------------------------------------------------------- */

#define ASSERT_STATE(name) HAS(ASK(alice, "Fstatus|fs|a|"), "\"state\":\"" name)

START_TEST(start_timeout__counts_from_when_it_is_made)
{
	OWED(alice, "Sfs|a|");
	/* Programs on a server that does not answer keep the workers. */
	world_advance(&w, 600000);
	ASSERT_STATE("starting");
	world_begun(&w, -1);
	world_advance(&w, 14999);
	ASSERT_STATE("starting");
	world_advance(&w, 1);
	ASSERT_STATE("stopping");
	HAS(ASK(alice, "Fstatus|fs|a|"), "StartTimeout is over");
}
END_TEST

START_TEST(start_timeout__none_of_a_start_that_waited)
{
	uint64_t peer;

	OWED(alice, "Sfs|a|");
	peer = w.last_peer;
	world_advance(&w, 600000);
	world_begun(&w, -1);
	world_advance(&w, 14000);
	world_started(&w, -1);
	ck_assert_str_eq(world_reply(&w, peer), "$");
	world_advance(&w, 600000);
	ASSERT_STATE("ready");
}
END_TEST

START_TEST(start_timeout__a_stop_before_has_its_own)
{
	OWED(alice, "Sfs|a|");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_advance(&w, 4000);
	world_begun(&w, -1);
	world_advance(&w, 1000);
	ck_assert_uint_eq(world_logged("did not end within StopTimeout"), 1);
	/* once so that it is not made, once more as it is all the same */
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 1);
	world_started(&w, -1);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 2);
}
END_TEST

static TCase *start_timeout_case(void)
{
	TCase *tcase = tcase_create("start_timeout");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, start_timeout__counts_from_when_it_is_made);
	tcase_add_test(tcase, start_timeout__none_of_a_start_that_waited);
	tcase_add_test(tcase, start_timeout__a_stop_before_has_its_own);
	return tcase;
}

static TCase *restart_case(void)
{
	TCase *tcase = tcase_create("restart");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, exit__stopped_without_recovery);
	tcase_add_test(tcase,
	               recovery__restarted_after_a_pause_even_on_success);
	tcase_add_test(tcase, stop_in_backoff__stopped);
	tcase_add_test(tcase, start_in_backoff__now);
	tcase_add_test(tcase, too_many_restarts__failed);
	tcase_add_test(tcase, restart_with_a_forbidden_argument__refused);
	tcase_add_test(tcase, restart_that_cannot_be_made__backoff_again);
	tcase_add_test(tcase, recovery_of_a_removed_class__not_restarted);
	return tcase;
}

Suite *check_supervisor(void)
{
	Suite *suite = suite_create("supervisor");

	suite_add_tcase(suite, restart_case());
	suite_add_tcase(suite, start_timeout_case());
	return suite;
}
