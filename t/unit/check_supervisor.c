/*
 * check_supervisor.c: restarts, and declared instances, on a whole daemon.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

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
	tcase_add_test(tcase, restart_that_cannot_be_made__backoff_again);
	tcase_add_test(tcase, recovery_of_a_removed_class__not_restarted);
	return tcase;
}

/* -- declared instances --------------------------------------------------- */

/* Declare fs\NAME, closed. */
static void declare(const char *name, const char *after)
{
	char path[128];

	snprintf(path, sizeof(path), "fs\\Instances\\%s", name);
	world_open(&w, path);
	world_sz(&w, path, "Argument2", "M:");
	if (after)
		world_multi(&w, path, "After", after);
	world_close(&w, path);
}

static void set(const char *name, const char *value, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "fs\\Instances\\%s", name);
	world_open(&w, path);
	world_sz(&w, path, value, text);
	world_close(&w, path);
}

static void undeclare(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "fs\\Instances\\%s", name);
	ck_assert_int_eq(keystore_delete(w.ks, path, NULL), 0);
}

static size_t starts(void)
{
	return process_fake_count(w.processes);
}

/* The state of fs\NAME as `status` tells it. */
static const char *state(const char *name)
{
	static char text[32];
	char request[128];
	snprintf(request, sizeof(request), "Fstatus|fs|%s|", name);
	const char *reply = ASK(admin, request);
	const char *at = strstr(reply, "\"state\":\"");

	snprintf(text, sizeof(text), "%s", at ? at + 9 : "none");
	text[strcspn(text, "\"")] = '\0';
	return text;
}

#define ASSERT_STATE(name, expected) ck_assert_str_eq(state(name), expected)

START_TEST(declared_auto__starts_when_it_appears)
{
	declare("a", NULL);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
	ck_assert_str_eq(process_fake_last(w.processes)->command_line,
	                 "\"C:\\fs\\fs.exe\" -u \"\\fs\\a\" -m \"M:\"");
	world_started(&w, -1);
	ASSERT_STATE("a", "ready");
	HAS(ASK(admin, "Fstatus|"), "\"declared\":true");
}
END_TEST

START_TEST(declared_auto__restarted_after_any_exit_and_never_given_up)
{
	declare("a", NULL);
	world_pass(&w);
	for (int i = 0; i < 30; i++) {
		world_started(&w, -1);
		world_exited(&w, -1, 0);
		ASSERT_STATE("a", "backoff");
		world_advance(&w, 60000);
		ck_assert_uint_eq(starts(), (size_t)i + 2);
	}
	ck_assert_uint_eq(world_logged("it is tried on at RestartDelayMax"), 1);
}
END_TEST

START_TEST(declared_auto__cannot_be_made_is_backoff)
{
	declare("a", NULL);
	world_pass(&w);
	world_failed(&w, -1, 2);
	ASSERT_STATE("a", "backoff");
	world_advance(&w, 500);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(declared_demand__starts_when_asked_with_its_own_arguments)
{
	declare("a", NULL);
	set("a", "Start", "demand");
	world_pass(&w);
	ck_assert_uint_eq(starts(), 0);
	ASSERT_STATE("a", "stopped");
	ASSERT_ASK(admin, "Sfs|a|\\fs\\b|M:|", "!87|");
	ASSERT_ASK(admin, "Sfs|a|\\fs\\a|", "!87|");
	OWED(admin, "Sfs|a|\\fs\\a|M:|");
	world_started(&w, -1);
	REPLY("$");
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	OWED(admin, "Sfs|a|");
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(declared__instance_security_decides)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	/* The class lets everybody stop; the instance does not. */
	ASSERT_ASK(alice, "Tfs|a|", "!5|");
	HAS(ASK(alice, "Ifs|a|"), "$fs|a|");
	set("a", "InstanceSecurity", "D:P(A;;RPWPLC;;;WD)");
	world_pass(&w);
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
}
END_TEST

START_TEST(declared_stop__sticky_until_a_start_or_a_changed_declaration)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	world_advance(&w, 100000);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
	HAS(ASK(admin, "Fstatus|"), "stopped by 'HOST\\\\admin'");
	HAS(ASK(admin, "Fstatus|"), "\"sticky\":true");
	set("a", "Argument2", "N:");
	world_pass(&w);
	ck_assert_uint_eq(starts(), 2);
	world_started(&w, -1);
}
END_TEST

START_TEST(declared_disabled__stops_and_refuses)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set("a", "Start", "disabled");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	ASSERT_STATE("a", "disabled");
	ASSERT_ASK(admin, "Sfs|a|", "!5|");
	ASSERT_ASK(admin, "Tfs|a|", "!2|");
	ASSERT_ASK(admin, "Ifs|a|", "!2|");
	set("a", "Start", "auto");
	world_pass(&w);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(declared_change__stale_and_kept)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set("a", "Argument2", "N:");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	HAS(ASK(admin, "Fstatus|"), "\"stale\":true");
	/* As it was: what runs is what is declared. */
	set("a", "Argument2", "M:");
	world_pass(&w);
	HAS(ASK(admin, "Fstatus|"), "\"stale\":false");
}
END_TEST

START_TEST(declared_change__restarted_with_onchange_restart)
{
	declare("a", NULL);
	set("a", "OnChange", "restart");
	world_pass(&w);
	world_started(&w, -1);
	set("a", "Argument2", "N:");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 2);
	HAS(process_fake_last(w.processes)->command_line, "\"N:\"");
	world_started(&w, -1);
	HAS(ASK(admin, "Fstatus|"), "\"stale\":false");
}
END_TEST

START_TEST(live_values__change_nothing_that_runs)
{
	declare("a", NULL);
	set("a", "OnChange", "restart");
	world_pass(&w);
	world_started(&w, -1);
	world_dword(&w, "fs", "RestartLimit", 5);
	world_sz(&w, "fs", "Security", "D:P(A;;RPLC;;;WD)");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(admin, "Fdefinition|fs|"), "\"generation\":3");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	HAS(ASK(admin, "Fstatus|"), "\"stale\":false");
}
END_TEST

START_TEST(removed__stops_after_its_grace)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	undeclare("a");
	world_pass(&w);
	world_advance(&w, 119999);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	world_advance(&w, 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	ASSERT_STATE("a", "none");
}
END_TEST

START_TEST(removed_and_started_within_its_grace__as_declared)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	undeclare("a");
	world_pass(&w);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	ASSERT_ASK(admin, "Sfs|a|other|", "!87|");
	OWED(admin, "Sfs|a|");
	HAS(process_fake_last(w.processes)->command_line, "\"M:\"");
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(removed_and_back__nothing_happened)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	ASSERT_ASK(admin, "Sfs|b|", "!2|");
	ASSERT_STATE("a", "ready");
	world_advance(&w, 60000);
	world_class(&w, "fs");
	declare("a", NULL);
	world_pass(&w);
	world_advance(&w, 600000);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	ck_assert_uint_eq(starts(), 1);
	ASSERT_STATE("a", "ready");
}
END_TEST

START_TEST(withdrawn__stops_at_once)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	world_open(&w, "fs\\Instances\\a");
	world_dword(&w, "fs\\Instances\\a", "Removed", 1);
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	undeclare("a");
	world_settle(&w);
	ASSERT_STATE("a", "none");
}
END_TEST

START_TEST(withdrawn_class__declared_stop_callers_go_on)
{
	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	world_run(&w, "mine");
	world_dword(&w, "fs", "Removed", 1);
	world_pass(&w);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->interrupts, 1);
	ck_assert_uint_eq(process_fake_at(w.processes, 1)->interrupts, 0);
	world_exited(&w, 0, 0);
	ASSERT_ASK(alice, "L", "$fs|mine|");
	ASSERT_ASK(alice, "Tfs|mine|", "$");
}
END_TEST

START_TEST(group_policy__every_value_rewritten_stops_nothing)
{
	static const char *const names[] = {"CommandLine", "Security",
	                                    "Executable", "Digest"};
	struct reg_key raw;

	declare("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(keystore_read(w.ks, "fs", &raw, NULL),
		                 KEYSTORE_OK);
		const struct reg_value *v = reg_key_find(&raw, names[i]);
		world_unset(&w, "fs", names[i]);
		world_pass(&w);
		world_advance(&w, 20);
		ck_assert_int_eq(keystore_put(w.ks, "fs", v->name, v->type,
		                              v->data, v->len, NULL),
		                 0);
		reg_key_release(&raw);
		world_pass(&w);
	}
	world_advance(&w, 600000);
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	HAS(ASK(admin, "Fdefinition|fs|"), "\"generation\":2");
}
END_TEST

START_TEST(bad_instance__goes_on_as_it_was)
{
	declare("a", NULL);
	declare("b", NULL);
	world_pass(&w);
	world_started(&w, 0);
	world_started(&w, 1);
	world_open(&w, "fs\\Instances\\a");
	world_dword(&w, "fs\\Instances\\a", "RestartLimit", 0);
	world_close(&w, "fs\\Instances\\a");
	set("b", "Argument2", "N:");
	world_pass(&w);
	world_advance(&w, 600000);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->interrupts, 0);
	HAS(ASK(admin, "Fdefinitions|fs|"), "Instances\\\\a");
	HAS(ASK(admin, "Fstatus|fs|b|"), "\"stale\":true");
}
END_TEST

START_TEST(bad_class__last_good_stays_in_force)
{
	world_sz(&w, "fs", "RunAs", "nobody");
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "a");
	ck_assert_uint_eq(world_logged("its last good definition"), 1);
}
END_TEST

START_TEST(after__starts_in_order_and_stops_in_reverse)
{
	const struct engine_time time = clock_fake_engine();

	declare("a", "fs\\c");
	declare("b", "fs\\a");
	declare("c", NULL);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
	ASSERT_STATE("a", "waiting");
	ASSERT_STATE("b", "waiting");
	HAS(ASK(admin, "Fstatus|fs|b|"), "waits for 'fs\\\\a' (After)");
	world_started(&w, 0);
	ck_assert_uint_eq(starts(), 2);
	world_started(&w, 1);
	ck_assert_str_eq(process_fake_at(w.processes, 1)->instance_name, "a");
	world_started(&w, 2);
	ASSERT_STATE("b", "ready");
	engine_shut_down(w.engine, &time);
	ck_assert_uint_eq(process_fake_at(w.processes, 2)->interrupts, 1);
	ck_assert_uint_eq(process_fake_at(w.processes, 1)->interrupts, 0);
	world_exited(&w, 2, 0);
	ck_assert_uint_eq(process_fake_at(w.processes, 1)->interrupts, 1);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->interrupts, 0);
	world_exited(&w, 1, 0);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->interrupts, 1);
	world_exited(&w, 0, 0);
	ck_assert(engine_is_idle(w.engine));
}
END_TEST

START_TEST(after_in_a_circle__never_started)
{
	declare("a", "fs\\b");
	declare("b", "fs\\a");
	world_pass(&w);
	ck_assert_uint_eq(starts(), 0);
	HAS(ASK(admin, "Fstatus|fs|a|"), "leads back");
	/* Asked for, it starts. */
	OWED(admin, "Sfs|a|");
	world_started(&w, -1);
	ck_assert_uint_eq(starts(), 2);
	world_started(&w, -1);
}
END_TEST

START_TEST(declared_with_credentials__waits_for_its_password)
{
	world_dword(&w, "fs", "Credentials", 1);
	world_close(&w, "fs");
	declare("a", NULL);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 0);
	ASSERT_STATE("a", "waiting");
	OWED(admin, "Xfs|a|secret|");
	world_started(&w, -1);
	world_answered(&w, -1, true);
	REPLY("$");
	world_exited(&w, -1, 1);
	world_advance(&w, 500);
	ck_assert_str_eq(process_fake_last(w.processes)->secret, "secret");
}
END_TEST

START_TEST(on_failure__success_codes_end_it)
{
	world_sz(&w, "fs", "Restart", "on-failure");
	world_multi(&w, "fs", "SuccessExitCodes", "0\n3");
	world_close(&w, "fs");
	world_run(&w, "a");
	world_run(&w, "b");
	world_exited(&w, 0, 3);
	world_exited(&w, 1, 4);
	ASSERT_STATE("a", "none");
	ASSERT_STATE("b", "backoff");
}
END_TEST

static TCase *declared_case(void)
{
	TCase *tcase = tcase_create("declared");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, declared_auto__starts_when_it_appears);
	tcase_add_test(
	        tcase,
	        declared_auto__restarted_after_any_exit_and_never_given_up);
	tcase_add_test(tcase, declared_auto__cannot_be_made_is_backoff);
	tcase_add_test(
	        tcase,
	        declared_demand__starts_when_asked_with_its_own_arguments);
	tcase_add_test(tcase, declared__instance_security_decides);
	tcase_add_test(
	        tcase,
	        declared_stop__sticky_until_a_start_or_a_changed_declaration);
	tcase_add_test(tcase, declared_disabled__stops_and_refuses);
	tcase_add_test(tcase, declared_change__stale_and_kept);
	tcase_add_test(tcase, declared_change__restarted_with_onchange_restart);
	tcase_add_test(tcase, live_values__change_nothing_that_runs);
	tcase_add_test(tcase, removed__stops_after_its_grace);
	tcase_add_test(tcase,
	               removed_and_started_within_its_grace__as_declared);
	tcase_add_test(tcase, removed_and_back__nothing_happened);
	tcase_add_test(tcase, withdrawn__stops_at_once);
	tcase_add_test(tcase, withdrawn_class__declared_stop_callers_go_on);
	tcase_add_test(tcase,
	               group_policy__every_value_rewritten_stops_nothing);
	tcase_add_test(tcase, bad_instance__goes_on_as_it_was);
	tcase_add_test(tcase, bad_class__last_good_stays_in_force);
	tcase_add_test(tcase, after__starts_in_order_and_stops_in_reverse);
	tcase_add_test(tcase, after_in_a_circle__never_started);
	tcase_add_test(tcase,
	               declared_with_credentials__waits_for_its_password);
	tcase_add_test(tcase, on_failure__success_codes_end_it);
	return tcase;
}

Suite *check_supervisor(void)
{
	Suite *suite = suite_create("supervisor");

	suite_add_tcase(suite, restart_case());
	suite_add_tcase(suite, declared_case());
	return suite;
}
