/*
 * check_request.c: what WinFsp's commands do, as clients see it: starts, stops,
 * access, limits.
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

/* -- start ----------------------------------------------------------------- */

START_TEST(start__replies_when_the_process_exists)
{
	OWED(alice, "Sfs|a|\\fs\\a|X:|");
	ck_assert_str_eq(process_fake_last(w.processes)->command_line,
	                 "\"C:\\fs\\fs.exe\" -u \"\\fs\\a\" -m \"X:\"");
	world_started(&w, -1);
	REPLY("$");
	ASSERT_ASK(alice, "Ifs|a|",
	           "$fs|a|\"C:\\fs\\fs.exe\" -u \"\\fs\\a\" -m \"X:\"|");
	ASSERT_ASK(bob, "L", "$fs|a|");
}
END_TEST

START_TEST(start_of_a_running_one__183_in_any_case)
{
	world_run(&w, "a");
	ASSERT_ASK(bob, "SFS|A|", "!183|");
}
END_TEST

START_TEST(start_while_starting__183)
{
	OWED(alice, "Sfs|a|");
	ASSERT_ASK(alice, "Sfs|a|", "!183|");
	world_started(&w, -1);
}
END_TEST

START_TEST(start_of_no_class__2)
{
	ASSERT_ASK(alice, "Snone|a|", "!2|");
	ASSERT_ASK(alice, "Sfs\\Instances|a|", "!2|");
	ASSERT_ASK(alice, "S|a|", "!2|");
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
}
END_TEST

START_TEST(start_that_cannot_be_made__number_and_no_instance)
{
	OWED(alice, "Sfs|a|");
	world_failed(&w, -1, 193);
	REPLY("!193|");
	ASSERT_ASK(admin, "L", "$");
	ASSERT_ASK(admin, "Ffs|", "!87|");
}
END_TEST

START_TEST(start_sees_a_class_written_just_before)
{
	world_class(&w, "new");
	OWED(alice, "Snew|a|");
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	world_started(&w, -1);
}
END_TEST

START_TEST(start_of_a_half_written_class__2)
{
	world_open(&w, "half");
	world_sz(&w, "half", "Security", "D:P(A;;RPWPLC;;;WD)");
	world_sz(&w, "half", "Executable", "C:\\fs\\fs.exe");
	ASSERT_ASK(alice, "Shalf|a|", "!2|");
}
END_TEST

START_TEST(start_without_right__5_and_a_line)
{
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;SY)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	ASSERT_ASK(alice, "Sfs|a|", "!5|");
	ck_assert_uint_eq(world_logged("refused to 'HOST\\alice' with 5"), 1);
	OWED(admin, "Sfs|a|");
	world_started(&w, -1);
}
END_TEST

START_TEST(request_of_nobody__5_but_for_the_list)
{
	world_run(&w, "a");
	ck_assert_str_eq(world_ask(&w, NULL, "Sfs|b|"), "!5|");
	ck_assert_str_eq(world_ask(&w, NULL, "Ifs|a|"), "!5|");
	ck_assert_str_eq(world_ask(&w, NULL, "Fping|"), "!5|");
	ck_assert_str_eq(world_ask(&w, NULL, "L"), "$fs|a|");
}
END_TEST

START_TEST(pattern__argument_must_match)
{
	world_sz(&w, "fs", "Pattern2", "[D-Z]:");
	world_close(&w, "fs");
	ASSERT_ASK(alice, "Sfs|a|x|C:|", "!87|");
	ASSERT_ASK(alice, "Sfs|a|x|", "!87|");
	OWED(alice, "Sfs|a|x|D:|");
	world_started(&w, -1);
}
END_TEST

START_TEST(stderr__only_for_templates_that_no_caller_chooses)
{
	world_sz(&w, "fs", "Stderr", "C:\\logs\\%T.txt");
	world_close(&w, "fs");
	world_run(&w, "a");
	HAS(process_fake_last(w.processes)->stderr_path, "C:\\logs\\1601");
	world_sz(&w, "fs", "Stderr", "C:\\logs\\%1");
	world_close(&w, "fs");
	world_run(&w, "b");
	ck_assert_ptr_null(process_fake_last(w.processes)->stderr_path);
	ck_assert_uint_eq(world_logged("Stderr is ignored"), 1);
}
END_TEST

START_TEST(spec__carries_what_the_class_says)
{
	world_sz(&w, "fs", "WorkDirectory", ".");
	world_sz(&w, "fs", "RunAs", ".");
	world_dword(&w, "fs", "JobControl", 0);
	world_multi(&w, "fs", "Environment", "A=1\nB=2");
	world_close(&w, "fs");
	world_run(&w, "a");
	const struct fake_process *p = process_fake_last(w.processes);
	ck_assert_str_eq(p->work_directory, "C:\\fspd");
	ck_assert_int_eq(p->run_as, RUN_AS_CALLER);
	ck_assert(p->has_caller);
	ck_assert(!p->job_control);
	HAS(p->environment, "A=1\nB=2");
	ck_assert_uint_eq(p->memory_max_mib, 0);
	ck_assert_uint_eq(p->process_max, 0);
}
END_TEST

START_TEST(spec__limits)
{
	world_dword(&w, "fs", "MemoryMax", 64);
	world_dword(&w, "fs", "ProcessMax", 3);
	world_close(&w, "fs");
	world_run(&w, "a");
	ck_assert_uint_eq(process_fake_last(w.processes)->memory_max_mib, 64);
	ck_assert_uint_eq(process_fake_last(w.processes)->process_max, 3);
}
END_TEST

static const struct {
	const char *name; /* NULL: not named */
	enum run_as run_as;
	bool judged; /* with an Owner */
} accounts[] = {
        {NULL, RUN_AS_SYSTEM, true},
        {"LocalSystem", RUN_AS_SYSTEM, true},
        {"localsystem", RUN_AS_SYSTEM, true},
        {"LocalService", RUN_AS_LOCAL_SERVICE, false},
        {"NETWORKSERVICE", RUN_AS_NETWORK_SERVICE, false},
        {".", RUN_AS_CALLER, false},
};

START_TEST(spec__run_as)
{
	const struct fake_process *p;

	if (accounts[_i].name)
		world_sz(&w, "fs", "RunAs", accounts[_i].name);
	world_close(&w, "fs");
	world_run(&w, "a");
	p = process_fake_last(w.processes);
	ck_assert_int_eq(p->run_as, accounts[_i].run_as);
	ck_assert(!p->judged);
	world_sz(&w, "fs", "Owner", "corp");
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "b");
	p = process_fake_last(w.processes);
	ck_assert(p->judged == accounts[_i].judged);
}
END_TEST

static TCase *start_case(void)
{
	TCase *tcase = tcase_create("start");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, start__replies_when_the_process_exists);
	tcase_add_test(tcase, start_of_a_running_one__183_in_any_case);
	tcase_add_test(tcase, start_while_starting__183);
	tcase_add_test(tcase, start_of_no_class__2);
	tcase_add_test(tcase,
	               start_that_cannot_be_made__number_and_no_instance);
	tcase_add_test(tcase, start_sees_a_class_written_just_before);
	tcase_add_test(tcase, start_of_a_half_written_class__2);
	tcase_add_test(tcase, start_without_right__5_and_a_line);
	tcase_add_test(tcase, request_of_nobody__5_but_for_the_list);
	tcase_add_test(tcase, pattern__argument_must_match);
	tcase_add_test(tcase,
	               stderr__only_for_templates_that_no_caller_chooses);
	tcase_add_test(tcase, spec__carries_what_the_class_says);
	tcase_add_test(tcase, spec__limits);
	tcase_add_loop_test(tcase, spec__run_as, 0,
	                    (int)(sizeof(accounts) / sizeof(accounts[0])));
	return tcase;
}

/* -- stop ------------------------------------------------------------------ */

START_TEST(stop__replies_at_once_and_interrupts)
{
	world_run(&w, "a");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 0);
	/* Shown until it has ended. */
	ASSERT_ASK(alice, "L", "$fs|a|");
	world_exited(&w, -1, 0);
	ASSERT_ASK(alice, "Ifs|a|", "!2|");
	ASSERT_ASK(alice, "L", "$");
	ASSERT_ASK(alice, "Tfs|a|", "!2|");
}
END_TEST

START_TEST(stop__kills_after_stop_timeout)
{
	world_run(&w, "a");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_advance(&w, 4999);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 0);
	world_advance(&w, 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 1);
	world_exited(&w, -1, 0);
	ASSERT_ASK(alice, "L", "$");
}
END_TEST

START_TEST(stop_without_a_signal__kills_at_once)
{
	process_fake_set_signals(w.processes, false);
	world_run(&w, "a");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 1);
	world_exited(&w, -1, 0);
}
END_TEST

START_TEST(stop_before_the_process_exists__ends_it_when_it_does)
{
	OWED(alice, "Sfs|a|");
	const uint64_t starter = w.last_peer;
	ASSERT_ASK(alice, "Tfs|a|", "$");
	ck_assert_str_eq(world_reply(&w, starter), "!1223|");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	world_started(&w, -1);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	ASSERT_ASK(alice, "L", "$");
}
END_TEST

START_TEST(start_while_stopping__waits_for_the_end)
{
	world_run(&w, "a");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	OWED(bob, "Sfs|a|x|");
	const uint64_t starter = w.last_peer;
	ASSERT_ASK(alice, "Sfs|a|", "!183|");
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	world_started(&w, 1);
	ck_assert_str_eq(world_reply(&w, starter), "$");
	ASSERT_ASK(bob, "Ifs|a|", "$fs|a|\"C:\\fs\\fs.exe\" -u \"x\" -m \"\"|");
}
END_TEST

START_TEST(stop_while_stopping__cancels_the_start_that_waits)
{
	world_run(&w, "a");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	OWED(alice, "Sfs|a|");
	const uint64_t starter = w.last_peer;
	ASSERT_ASK(alice, "Tfs|a|", "$");
	ck_assert_str_eq(world_reply(&w, starter), "!1223|");
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

static TCase *stop_case(void)
{
	TCase *tcase = tcase_create("stop");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, stop__replies_at_once_and_interrupts);
	tcase_add_test(tcase, stop__kills_after_stop_timeout);
	tcase_add_test(tcase, stop_without_a_signal__kills_at_once);
	tcase_add_test(tcase,
	               stop_before_the_process_exists__ends_it_when_it_does);
	tcase_add_test(tcase, start_while_stopping__waits_for_the_end);
	tcase_add_test(tcase,
	               stop_while_stopping__cancels_the_start_that_waits);
	return tcase;
}

/* -- access ---------------------------------------------------------------- */

START_TEST(starter_may_stop_and_query__others_may_not)
{
	world_sz(&w, "fs", "Security", "D:P(A;;RP;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_run(&w, "a");
	ASSERT_ASK(bob, "Ifs|a|", "!5|");
	ASSERT_ASK(bob, "Tfs|a|", "!5|");
	HAS(ASK(alice, "Ifs|a|"), "$fs|a|");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
}
END_TEST

START_TEST(security_of_running_instances__follows_at_once)
{
	world_run(&w, "a");
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	ASSERT_ASK(bob, "Tfs|a|", "!5|");
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
}
END_TEST

START_TEST(security_with_a_typo__administrators_only)
{
	world_run(&w, "a");
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;BA");
	world_close(&w, "fs");
	world_pass(&w);
	ASSERT_ASK(bob, "Sfs|b|", "!5|");
	ASSERT_ASK(bob, "Tfs|a|", "!5|");
	OWED(admin, "Sfs|b|");
	world_started(&w, -1);
	ASSERT_ASK(alice, "L", "$fs|a|fs|b|");
}
END_TEST

START_TEST(drive__system_only_and_exact)
{
	ASSERT_ASK(admin, "D+X:|\\Device\\Volume{1}|", "!5|");
	ASSERT_ASK(system, "D+X:|C:\\|", "!87|");
	ASSERT_ASK(system, "D+X:|\\Device\\Volume{1}|", "$");
	ASSERT_ASK(system, "D+X:|\\Device\\Volume{2}|", "!87|");
	ASSERT_ASK(system, "D-X:|\\Device\\Volume{2}|", "!87|");
	ASSERT_ASK(system, "D-X:|\\Device\\Volume{1}|", "$");
}
END_TEST

static TCase *access_case(void)
{
	TCase *tcase = tcase_create("access");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, starter_may_stop_and_query__others_may_not);
	tcase_add_test(tcase, security_of_running_instances__follows_at_once);
	tcase_add_test(tcase, security_with_a_typo__administrators_only);
	tcase_add_test(tcase, drive__system_only_and_exact);
	return tcase;
}

/* -- limits ---------------------------------------------------------------- */

START_TEST(starts_in_flight__32_then_1816)
{
	char request[32];

	for (int i = 0; i < 32; i++) {
		snprintf(request, sizeof(request), "Sfs|%d|", i);
		OWED(alice, request);
	}
	ASSERT_ASK(alice, "Sfs|more|", "!1816|");
	OWED(bob, "Sfs|more|");
	/* Other requests are answered; nothing has a process yet. */
	ASSERT_ASK(alice, "L", "$");
	ASSERT_ASK(alice, "Ifs|0|", "!2|");
	world_started(&w, 0);
	ASSERT_ASK(alice, "L", "$fs|0|");
	OWED(alice, "Sfs|again|");
}
END_TEST

START_TEST(instances_of_a_user__64_then_1450)
{
	char name[16];

	for (int i = 0; i < 64; i++) {
		snprintf(name, sizeof(name), "%d", i);
		world_run(&w, name);
	}
	ASSERT_ASK(alice, "Sfs|more|", "!1450|");
	OWED(bob, "Sfs|more|");
	OWED(admin, "Sfs|even more|");
}
END_TEST

START_TEST(client_gone__instance_goes_on)
{
	OWED(alice, "Sfs|a|");
	engine_peer_gone(w.engine, w.last_peer);
	world_started(&w, -1);
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
	ASSERT_ASK(alice, "L", "$fs|a|");
}
END_TEST

static TCase *limits_case(void)
{
	TCase *tcase = tcase_create("limits");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, starts_in_flight__32_then_1816);
	tcase_add_test(tcase, instances_of_a_user__64_then_1450);
	tcase_add_test(tcase, client_gone__instance_goes_on);
	return tcase;
}

Suite *check_request(void)
{
	Suite *suite = suite_create("request");

	suite_add_tcase(suite, start_case());
	suite_add_tcase(suite, stop_case());
	suite_add_tcase(suite, access_case());
	suite_add_tcase(suite, limits_case());
	return suite;
}
