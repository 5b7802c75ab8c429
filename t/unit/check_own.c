/*
 * check_own.c: the operator's verbs: restart, reset, metrics.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/limits.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

#define BOOT "fs\\Instances\\boot"

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

static void assert_state(const char *instance, const char *state)
{
	struct buf request = BUF_INIT, part = BUF_INIT;

	buf_addf(&request, "Fstatus|fs|%s|", instance);
	buf_addf(&part, "\"state\":\"%s\"", state);
	HAS(ASK(admin, request.data), part.data);
	buf_release(&request);
	buf_release(&part);
}

static const struct fake_process *last(void)
{
	return process_fake_last(w.processes);
}

/* An instance a caller started that ends again and again until it is given
 * up. */
static void give_up(void)
{
	world_sz(&w, "fs", "Restart", "always");
	world_dword(&w, "fs", "RestartLimit", 1);
	world_dword(&w, "fs", "RestartDelay", 100);
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "a");
	world_exited(&w, -1, 1);
	world_advance(&w, 1000);
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	assert_state("a", "failed");
}

/* -- restart --------------------------------------------------------------- */

START_TEST(restart__ends_the_process_and_makes_another)
{
	world_run(&w, "a");
	ASSERT_ASK(alice, "Frestart|fs|a|", "${\"state\":\"stopping\"}");
	ck_assert_uint_eq(last()->interrupts, 1);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	world_exited(&w, -1, 0);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	world_started(&w, -1);
	assert_state("a", "ready");
	ck_assert_uint_ge(world_logged("restarted by 'HOST\\alice'"), 1);
}
END_TEST

START_TEST(restart__sees_what_was_written_just_before)
{
	world_run(&w, "a");
	world_sz(&w, "fs", "CommandLine", "--new %1");
	world_close(&w, "fs");
	ASSERT_ASK(alice, "Frestart|fs|a|", "${\"state\":\"stopping\"}");
	world_exited(&w, -1, 0);
	HAS(last()->command_line, "--new");
}
END_TEST

START_TEST(restart__of_one_that_is_stopped_starts_it)
{
	world_sz(&w, BOOT, "Argument2", "M:");
	world_close(&w, BOOT);
	world_pass(&w);
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|boot|", "$");
	world_exited(&w, -1, 0);
	HAS(ASK(admin, "Fstatus|fs|boot|"), "\"sticky\":true");
	ASSERT_ASK(admin, "Frestart|fs|boot|", "${\"state\":\"starting\"}");
	world_started(&w, -1);
	HAS(ASK(admin, "Fstatus|fs|boot|"), "\"sticky\":false");
	assert_state("boot", "ready");
}
END_TEST

START_TEST(restart__who_may_not_or_cannot)
{
	world_sz(&w, "fs", "Security", "D:P(A;;RPLC;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_run(&w, "a");
	ASSERT_ASK(bob, "Frestart|fs|a|", "!5|");
	ASSERT_ASK(bob, "Freset|fs|a|", "!5|");
	ASSERT_ASK(bob, "Frestart|fs|none|", "!2|");
	ASSERT_ASK(bob, "Frestart|fs|", "!87|");
	ck_assert_uint_eq(last()->interrupts, 0);
	/* The starter may stop it, but must be let start it as well. */
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	ASSERT_ASK(alice, "Frestart|fs|a|", "!5|");
	ASSERT_ASK(admin, "Frestart|fs|a|", "${\"state\":\"stopping\"}");
}
END_TEST

START_TEST(restart__without_its_password_nothing_is_stopped)
{
	world_dword(&w, "fs", "Credentials", 1);
	world_close(&w, "fs");
	OWED(alice, "Xfs|a|word|");
	world_started(&w, -1);
	world_answered(&w, -1, true);
	REPLY("$");
	ASSERT_ASK(alice, "Frestart|fs|a|", "!87|");
	ck_assert_uint_eq(last()->interrupts, 0);
	assert_state("a", "ready");
}
END_TEST

START_TEST(restart__of_one_whose_class_is_gone)
{
	world_run(&w, "a");
	world_unset(&w, "fs", "Executable");
	world_settle(&w);
	ASSERT_ASK(alice, "Frestart|fs|a|", "!2|");
	assert_state("a", "ready");
}
END_TEST

static TCase *restart_case(void)
{
	TCase *tcase = tcase_create("restart");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, restart__ends_the_process_and_makes_another);
	tcase_add_test(tcase, restart__sees_what_was_written_just_before);
	tcase_add_test(tcase, restart__of_one_that_is_stopped_starts_it);
	tcase_add_test(tcase, restart__who_may_not_or_cannot);
	tcase_add_test(tcase, restart__without_its_password_nothing_is_stopped);
	tcase_add_test(tcase, restart__of_one_whose_class_is_gone);
	return tcase;
}

/* -- reset ----------------------------------------------------------------- */

START_TEST(reset__of_one_given_up_forgets_it)
{
	give_up();
	ASSERT_ASK(alice, "Freset|fs|a|", "${\"state\":\"stopped\"}");
	ASSERT_ASK(admin, "Fstatus|fs|a|", "${\"instances\":[]}");
}
END_TEST

START_TEST(reset__of_one_in_backoff_tries_at_once)
{
	world_sz(&w, "fs", "Restart", "always");
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "a");
	world_exited(&w, -1, 1);
	assert_state("a", "backoff");
	ASSERT_ASK(alice, "Freset|fs|a|", "${\"state\":\"starting\"}");
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	world_started(&w, -1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"restarts\":0");
}
END_TEST

START_TEST(reset__of_one_that_runs_counts_anew)
{
	world_sz(&w, "fs", "Restart", "always");
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "a");
	world_exited(&w, -1, 1);
	world_advance(&w, 1000);
	world_started(&w, -1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"restarts\":1");
	ASSERT_ASK(alice, "Freset|fs|a|", "${\"state\":\"ready\"}");
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"restarts\":0");
	ck_assert_uint_eq(last()->interrupts, 0);
}
END_TEST

static TCase *reset_case(void)
{
	TCase *tcase = tcase_create("reset");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, reset__of_one_given_up_forgets_it);
	tcase_add_test(tcase, reset__of_one_in_backoff_tries_at_once);
	tcase_add_test(tcase, reset__of_one_that_runs_counts_anew);
	return tcase;
}

/* -- metrics --------------------------------------------------------------- */

START_TEST(metrics__counts_what_happened)
{
	give_up();
	world_class(&w, "bad");
	world_sz(&w, "bad", "RunAs", "Nobody");
	world_close(&w, "bad");
	world_pass(&w);
	ASSERT_ASK(alice, "Snone|a|", "!2|");
	const char *text = ASK(admin, "Fmetrics|");
	HAS(text, "$# HELP fspd_info The daemon.\n# TYPE fspd_info gauge\n"
	          "fspd_info{version=\"1.0\"} 1\n");
	HAS(text, "\nfspd_definitions{state=\"live\"} 1\n");
	HAS(text, "\nfspd_definitions{state=\"bad\"} 1\n");
	HAS(text, "\nfspd_instances{state=\"failed\"} 1\n");
	HAS(text, "\nfspd_instances{state=\"ready\"} 0\n");
	HAS(text, "\nfspd_starts_total 2\n");
	HAS(text, "\nfspd_restarts_total 1\n");
	HAS(text, "\nfspd_failures_total 2\n");
	HAS(text, "\nfspd_reloads_total{result=\"good\"} 2\n");
	HAS(text, "\nfspd_reloads_total{result=\"bad\"} 1\n");
	HAS(text, "\nfspd_pipe_calls_total 4\n");
	HAS(text, "\nfspd_pipe_refusals_total 1\n");
}
END_TEST

static TCase *metrics_case(void)
{
	TCase *tcase = tcase_create("metrics");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, metrics__counts_what_happened);
	return tcase;
}

Suite *check_own(void)
{
	Suite *suite = suite_create("own");

	suite_add_tcase(suite, restart_case());
	suite_add_tcase(suite, reset_case());
	suite_add_tcase(suite, metrics_case());
	return suite;
}
