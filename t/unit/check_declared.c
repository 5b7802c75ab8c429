/*
 * check_declared.c: instances that are declared: how they start, stop and
 * follow what is declared, on a whole daemon.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "declared_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

START_TEST(declared_auto__starts_when_it_appears)
{
	declare_instance("a", NULL);
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
	declare_instance("a", NULL);
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

/* One run of fs\a, and the pause after it. */
static void live_for(uint64_t ms)
{
	const size_t before = starts();

	world_started(&w, -1);
	world_advance(&w, ms);
	world_exited(&w, -1, 1);
	while (starts() == before)
		world_advance(&w, 500);
}

START_TEST(never_given_up__told_once_however_long_it_runs)
{
	declare_instance("a", NULL);
	world_pass(&w);
	for (uint64_t i = 0; i < 300; i++)
		live_for(1000 + i % 7 * 3000);
	ck_assert_uint_eq(world_logged("it is tried on at RestartDelayMax"), 1);
	live_for(3600000);
	for (int i = 0; i < 30; i++)
		live_for(0);
	ck_assert_uint_eq(world_logged("it is tried on at RestartDelayMax"), 2);
}
END_TEST

START_TEST(declared_auto__cannot_be_made_is_backoff)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_failed(&w, -1, 2);
	ASSERT_STATE("a", "backoff");
	world_advance(&w, 500);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(declared_demand__starts_when_asked_with_its_own_arguments)
{
	declare_instance("a", NULL);
	set_declared("a", "Start", "demand");
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
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	/* The class lets everybody stop; the instance does not. */
	ASSERT_ASK(alice, "Tfs|a|", "!5|");
	ck_assert_uint_eq(world_logged(": InstanceSecurity grants no WP"), 1);
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "\"cause\":\"InstanceSecurity grants no RP (start)\"");
	HAS(ASK(alice, "Ifs|a|"), "$fs|a|");
	set_declared("a", "InstanceSecurity", "D:P(A;;RPWPLC;;;WD)");
	world_pass(&w);
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
}
END_TEST

START_TEST(declared_stop__sticky_until_a_start_or_a_changed_declaration)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	world_advance(&w, 100000);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
	HAS(ASK(admin, "Fstatus|"), "stopped by 'HOST\\\\admin'");
	HAS(ASK(admin, "Fstatus|"), "\"sticky\":true");
	set_declared("a", "Argument2", "N:");
	world_pass(&w);
	ck_assert_uint_eq(starts(), 2);
	world_started(&w, -1);
}
END_TEST

START_TEST(declared_stop__forgotten_when_the_service_starts_again)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	world_advance(&w, 600000);
	ASSERT_STATE("a", "stopped");
	world_restart(&w);
	world_pass(&w);
	ASSERT_STATE("a", "starting");
}
END_TEST

START_TEST(stop_and_start__a_thousand_times_and_never_183)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	for (size_t i = 0; i < 1000; i++) {
		ASSERT_ASK(admin, "Tfs|a|", "$");
		OWED(admin, "Sfs|a|");
		world_exited(&w, -1, 0);
		ck_assert_uint_eq(starts(), i + 2);
		world_started(&w, -1);
		REPLY("$");
	}
}
END_TEST

START_TEST(declared_disabled__stops_and_refuses)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set_declared("a", "Start", "disabled");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	ASSERT_STATE("a", "disabled");
	ASSERT_ASK(admin, "Sfs|a|", "!5|");
	ASSERT_ASK(admin, "Tfs|a|", "!2|");
	ASSERT_ASK(admin, "Ifs|a|", "!2|");
	set_declared("a", "Start", "auto");
	world_pass(&w);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(declared_change__stale_and_kept)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set_declared("a", "Argument2", "N:");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	HAS(ASK(admin, "Fstatus|"), "\"stale\":true");
	/* As it was: what runs is what is declared. */
	set_declared("a", "Argument2", "M:");
	world_pass(&w);
	HAS(ASK(admin, "Fstatus|"), "\"stale\":false");
}
END_TEST

START_TEST(declared_change__restarted_with_onchange_restart)
{
	declare_instance("a", NULL);
	set_declared("a", "OnChange", "restart");
	world_pass(&w);
	world_started(&w, -1);
	set_declared("a", "Argument2", "N:");
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
	declare_instance("a", NULL);
	set_declared("a", "OnChange", "restart");
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

START_TEST(bad_instance__goes_on_as_it_was)
{
	declare_instance("a", NULL);
	declare_instance("b", NULL);
	world_pass(&w);
	world_started(&w, 0);
	world_started(&w, 1);
	world_open(&w, "fs\\Instances\\a");
	world_dword(&w, "fs\\Instances\\a", "RestartLimit", 0);
	world_close(&w, "fs\\Instances\\a");
	set_declared("b", "Argument2", "N:");
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

	declare_instance("a", "fs\\c");
	declare_instance("b", "fs\\a");
	declare_instance("c", NULL);
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

START_TEST(after__changed_in_backoff_waits_anew)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	declare_instance("b", "fs\\a");
	world_pass(&w);
	world_failed(&w, -1, 2);
	ASSERT_STATE("b", "backoff");
	ASK(admin, "Tfs|a|");
	world_exited(&w, 0, 0);
	set_declared("b", "Argument2", "N:");
	world_pass(&w);
	HAS(ASK(admin, "Fstatus|fs|b|"), "waits for 'fs\\\\a' (After)");
	HAS(ASK(admin, "Fstatus|fs|b|"), "\"restarts\":0");
	world_advance(&w, 30000);
	ck_assert_uint_eq(starts(), 2);
	ASK(admin, "Sfs|a|");
	world_started(&w, -1);
	ck_assert_uint_eq(starts(), 4);
}
END_TEST

START_TEST(after_in_a_circle__never_started)
{
	declare_instance("a", "fs\\b");
	declare_instance("b", "fs\\a");
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
	declare_instance("a", NULL);
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

Suite *check_declared(void)
{
	Suite *suite = suite_create("declared");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, declared_world_init,
	                          declared_world_release);
	tcase_add_test(tcase, declared_auto__starts_when_it_appears);
	tcase_add_test(
	        tcase,
	        declared_auto__restarted_after_any_exit_and_never_given_up);
	tcase_add_test(tcase, never_given_up__told_once_however_long_it_runs);
	tcase_add_test(tcase, declared_auto__cannot_be_made_is_backoff);
	tcase_add_test(
	        tcase,
	        declared_demand__starts_when_asked_with_its_own_arguments);
	tcase_add_test(tcase, declared__instance_security_decides);
	tcase_add_test(
	        tcase,
	        declared_stop__sticky_until_a_start_or_a_changed_declaration);
	tcase_add_test(tcase,
	               declared_stop__forgotten_when_the_service_starts_again);
	tcase_add_test(tcase, stop_and_start__a_thousand_times_and_never_183);
	tcase_add_test(tcase, declared_disabled__stops_and_refuses);
	tcase_add_test(tcase, declared_change__stale_and_kept);
	tcase_add_test(tcase, declared_change__restarted_with_onchange_restart);
	tcase_add_test(tcase, live_values__change_nothing_that_runs);
	tcase_add_test(tcase, bad_instance__goes_on_as_it_was);
	tcase_add_test(tcase, bad_class__last_good_stays_in_force);
	tcase_add_test(tcase, after__starts_in_order_and_stops_in_reverse);
	tcase_add_test(tcase, after__changed_in_backoff_waits_anew);
	tcase_add_test(tcase, after_in_a_circle__never_started);
	tcase_add_test(tcase,
	               declared_with_credentials__waits_for_its_password);
	tcase_add_test(tcase, on_failure__success_codes_end_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
