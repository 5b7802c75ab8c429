/*
 * check_own.c: the operator's verbs: restart, reset, metrics, explain.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/limits.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"
#include "t/fake/survey_fake.h"

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

/* -- explain --------------------------------------------------------------- */

/* The cause alone: what the admin is told about request. */
static void assert_cause(const char *request, const char *cause)
{
	struct buf part = BUF_INIT;

	buf_addf(&part, "],\"cause\":%s}", cause);
	HAS(ASK(admin, request), part.data);
	buf_release(&part);
}

/* The six causes of WinFsp's "error 2", six texts. */
START_TEST(error_2__services_missing)
{
	keystore_mem_delete_root(w.ks);
	world_settle(&w);
	assert_cause("Fexplain|fs|a|",
	             "\"there is no key 'HKLM\\\\SOFTWARE\\\\"
	             "WOW6432Node\\\\WinFsp\\\\Services', so no class at "
	             "all\"");
}
END_TEST

START_TEST(error_2__no_key_or_in_the_other_view)
{
	assert_cause("Fexplain|none|",
	             "\"no class 'none': there is no key 'HKLM"
	             "\\\\SOFTWARE\\\\WOW6432Node\\\\WinFsp\\\\Services"
	             "\\\\none'\"");
	survey_fake_set(w.surveyor, true, FILE_IS_FILE, FILE_IS_DIRECTORY);
	HAS(ASK(alice, "Fexplain|none|"), "it was written to the 64-bit view");
}
END_TEST

START_TEST(error_2__no_executable)
{
	world_sz(&w, "half", "CommandLine", "-x");
	world_settle(&w);
	HAS(ASK(admin, "Fexplain|half|a|"),
	    "Services\\\\half' has no Executable: no class\"}");
}
END_TEST

START_TEST(error_2__wrong_type)
{
	world_dword(&w, "typo", "CommandLine", 1);
	world_sz(&w, "typo", "Executable", "C:\\fs\\fs.exe");
	world_settle(&w);
	const char *text = ASK(admin, "Fexplain|typo|a|");
	HAS(text, "{\"name\":\"definition\",\"ok\":false,");
	HAS(text, "CommandLine");
	HAS(text, "[FSP0306]\"}");
}
END_TEST

START_TEST(error_2__program_not_found)
{
	survey_fake_set(w.surveyor, false, FILE_ABSENT, FILE_IS_DIRECTORY);
	assert_cause("Fexplain|fs|a|",
	             "\"'C:\\\\fs\\\\fs.exe' does not exist (Executable)\"");
	/* Whoever is no administrator must not learn what files there are. */
	const char *text = ASK(alice, "Fexplain|fs|a|");
	HAS(text, "\"cause\":null");
	ck_assert_ptr_null(strstr(text, "program"));
}
END_TEST

START_TEST(error_2__instance_does_not_run)
{
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "{\"name\":\"state\",\"ok\":true,\"text\":"
	    "\"no instance 'a' of class 'fs' runs\"}");
}
END_TEST

START_TEST(explain__nothing_in_the_way)
{
	assert_cause("Fexplain|fs|", "null");
	assert_cause("Fexplain|fs|a|x|M:|", "null");
	HAS(ASK(admin, "Fexplain|fs|a|x|"),
	    "CommandLine is '-u %1 -m %2'; %2 is empty");
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
}
END_TEST

START_TEST(explain__access_of_who_asks)
{
	world_sz(&w, "fs", "Security", "D:P(A;;LC;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "\"cause\":\"Security grants no RP (start)\"");
	assert_cause("Fexplain|fs|a|", "null");
	world_sz(&w, "fs", "Security", "D:P(A;;RP;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	ASSERT_ASK(alice, "Fexplain|fs|a|", "!5|");
}
END_TEST

START_TEST(explain__patterns_and_declared_arguments)
{
	world_sz(&w, "fs", "Pattern2", "[D-Z]:");
	world_close(&w, "fs");
	world_sz(&w, BOOT, "Argument2", "M:");
	world_sz(&w, BOOT, "Start", "demand");
	world_close(&w, BOOT);
	world_pass(&w);
	assert_cause("Fexplain|fs|a|x|C:|",
	             "\"an argument does not match its Pattern\"");
	assert_cause("Fexplain|fs|boot|x|M:|",
	             "\"the instance is declared with other arguments\"");
}
END_TEST

START_TEST(explain__template_and_password)
{
	world_dword(&w, "fs", "Credentials", 1);
	world_sz(&w, "fs", "CommandLine", "-u %1 -m %2 %?");
	world_close(&w, "fs");
	world_pass(&w);
	const char *text = ASK(admin, "Fexplain|fs|a|");
	HAS(text, "{\"name\":\"template\",\"ok\":false,");
	HAS(text, "fspctl start --secret");
}
END_TEST

START_TEST(explain__without_the_password_in_the_command_line)
{
	world_sz(&w, "fs", "CommandLine", "--password=hunter2 %1");
	world_close(&w, "fs");
	world_pass(&w);
	const char *text = ASK(admin, "Fexplain|fs|a|");
	HAS(text, "CommandLine is '--password=");
	ck_assert_ptr_null(strstr(text, "hunter2"));
}
END_TEST

START_TEST(explain__why_it_is_not_up)
{
	give_up();
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "{\"name\":\"instance\",\"ok\":false,\"text\":\"failed: ");
	/* Others are not told how it fares. */
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	ASSERT_ASK(bob, "Fexplain|fs|a|", "!5|");
}
END_TEST

START_TEST(explain__one_that_runs)
{
	world_run(&w, "a");
	HAS(ASK(alice, "Fexplain|fs|a|"), "\"cause\":\"it runs already\"");
}
END_TEST

START_TEST(explain__an_interrupted_or_bad_change)
{
	world_open(&w, "fs");
	world_pass(&w);
	world_advance(&w, LIMIT_INTERRUPTED_MS);
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|fs|"), "an older one than the key holds: "
	                                "apply interrupted");
	world_sz(&w, "fs", "RunAs", "Nobody");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|fs|"), "[FSP0430]");
	world_open(&w, "new");
	world_sz(&w, "new", "Executable", "C:\\fs\\fs.exe");
	world_pass(&w);
	world_advance(&w, LIMIT_INTERRUPTED_MS);
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|new|"),
	    "{\"name\":\"definition\",\"ok\":false,"
	    "\"text\":\"apply interrupted");
	ASSERT_ASK(admin, "Fexplain|a\\b|", "!87|");
	ASSERT_ASK(admin, "Fexplain|", "!87|");
}
END_TEST

START_TEST(explain__whose_client_goes_away)
{
	const struct engine_time time = clock_fake_engine();
	static const char request[] = "F\0e\0x\0p\0l\0a\0i\0n\0\0\0f\0s\0\0\0";

	engine_request(w.engine, 900, w.alice, request, sizeof(request) - 1,
	               &time);
	engine_peer_gone(w.engine, 900);
	world_survey(&w);
	ck_assert_uint_eq(pipe_fake_replies(w.pipes, 900), 0);
}
END_TEST

static TCase *explain_case(void)
{
	TCase *tcase = tcase_create("explain");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, error_2__services_missing);
	tcase_add_test(tcase, error_2__no_key_or_in_the_other_view);
	tcase_add_test(tcase, error_2__no_executable);
	tcase_add_test(tcase, error_2__wrong_type);
	tcase_add_test(tcase, error_2__program_not_found);
	tcase_add_test(tcase, error_2__instance_does_not_run);
	tcase_add_test(tcase, explain__nothing_in_the_way);
	tcase_add_test(tcase, explain__access_of_who_asks);
	tcase_add_test(tcase, explain__patterns_and_declared_arguments);
	tcase_add_test(tcase, explain__template_and_password);
	tcase_add_test(tcase,
	               explain__without_the_password_in_the_command_line);
	tcase_add_test(tcase, explain__why_it_is_not_up);
	tcase_add_test(tcase, explain__one_that_runs);
	tcase_add_test(tcase, explain__an_interrupted_or_bad_change);
	tcase_add_test(tcase, explain__whose_client_goes_away);
	return tcase;
}

Suite *check_own(void)
{
	Suite *suite = suite_create("own");

	suite_add_tcase(suite, restart_case());
	suite_add_tcase(suite, reset_case());
	suite_add_tcase(suite, metrics_case());
	suite_add_tcase(suite, explain_case());
	return suite;
}
