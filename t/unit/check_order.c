/*
 * check_order.c: what follows a change in the order of After, and ends that
 * nobody can wait for, on a whole daemon.
 */
#include "suite.h"

#include "declared_world.h"
#include "common/limits.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

/* Processes by the number of their start. */
enum { FIRST, SECOND, THIRD, FOURTH };

/* a runs, and b, which is After it. */
static void run_both(void)
{
	declare_instance("a", NULL);
	declare_instance("b", "fs\\a");
	world_pass(&w);
	world_started(&w, FIRST);
	world_started(&w, SECOND);
	ASSERT_STATE("b", "ready");
}

static void assert_interrupts(unsigned of_a, unsigned of_b)
{
	ck_assert_uint_eq(process_fake_at(w.processes, FIRST)->interrupts,
	                  of_a);
	ck_assert_uint_eq(process_fake_at(w.processes, SECOND)->interrupts,
	                  of_b);
}

static void remove_class(void)
{
	world_dword(&w, "fs", "Removed", 1);
	world_pass(&w);
}

static void change_command_line(const char *text)
{
	world_sz(&w, "fs", "OnChange", "restart");
	world_sz(&w, "fs", "CommandLine", text);
	world_close(&w, "fs");
	world_pass(&w);
}

START_TEST(demand_while_it_waits__waits_no_longer)
{
	declare_instance("x", NULL);
	set_declared("x", "Start", "demand");
	declare_instance("y", "fs\\x");
	world_pass(&w);
	ASSERT_STATE("y", "waiting");
	set_declared("y", "Start", "demand");
	world_pass(&w);
	ASSERT_STATE("y", "stopped");
	/* Nobody stopped it: declared auto again it waits again. */
	set_declared("y", "Start", "auto");
	world_pass(&w);
	ASSERT_STATE("y", "waiting");
}
END_TEST

START_TEST(restart__last_first_and_up_again_in_order)
{
	run_both();
	change_command_line("-v2 %1");
	assert_interrupts(0, 1);
	ASSERT_STATE("a", "ready");
	world_exited(&w, SECOND, 0);
	assert_interrupts(1, 1);
	ASSERT_STATE("b", "waiting");
	HAS(ASK(admin, "Fstatus|fs|b|"), "waits for 'fs\\\\a' (After)");
	world_exited(&w, FIRST, 0);
	ck_assert_uint_eq(starts(), 3);
	ck_assert_str_eq(process_fake_last(w.processes)->instance_name, "a");
	world_started(&w, THIRD);
	ck_assert_uint_eq(starts(), 4);
	world_started(&w, FOURTH);
	ASSERT_STATE("b", "ready");
}
END_TEST

START_TEST(restart_taken_back__what_was_not_reached_goes_on)
{
	run_both();
	change_command_line("-v2 %1");
	assert_interrupts(0, 1);
	world_sz(&w, "fs", "CommandLine", "-u %1 -m %2");
	world_close(&w, "fs");
	world_pass(&w);
	world_exited(&w, SECOND, 0);
	assert_interrupts(0, 1);
	ck_assert_uint_eq(starts(), 3);
	world_started(&w, THIRD);
	ASSERT_STATE("a", "ready");
	ASSERT_STATE("b", "ready");
}
END_TEST

START_TEST(restart__a_stop_meanwhile_is_one)
{
	run_both();
	change_command_line("-v2 %1");
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, FIRST, 0);
	world_exited(&w, SECOND, 0);
	ASSERT_STATE("a", "stopped");
	ASSERT_STATE("b", "waiting");
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(restart__an_exit_meanwhile_is_one)
{
	run_both();
	change_command_line("-v2 %1");
	world_exited(&w, FIRST, 1);
	ASSERT_STATE("a", "backoff");
	world_exited(&w, SECOND, 0);
	ASSERT_STATE("b", "waiting");
	world_advance(&w, 500);
	ck_assert_str_eq(process_fake_last(w.processes)->instance_name, "a");
	world_started(&w, THIRD);
	world_started(&w, FOURTH);
	ASSERT_STATE("b", "ready");
}
END_TEST

START_TEST(removed__last_first)
{
	run_both();
	remove_class();
	assert_interrupts(0, 1);
	world_exited(&w, SECOND, 0);
	assert_interrupts(1, 1);
	world_exited(&w, FIRST, 0);
	ASSERT_STATE("a", "none");
	ASSERT_STATE("b", "none");
}
END_TEST

START_TEST(gone_without_a_word__last_first_after_its_grace)
{
	run_both();
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	world_advance(&w, 119000);
	assert_interrupts(0, 0);
	world_advance(&w, 1500);
	assert_interrupts(0, 1);
	world_exited(&w, SECOND, 0);
	assert_interrupts(1, 1);
	world_exited(&w, FIRST, 0);
	ASSERT_STATE("a", "none");
	ASSERT_STATE("b", "none");
}
END_TEST

START_TEST(removed__an_exit_meanwhile_is_no_failure)
{
	run_both();
	remove_class();
	world_exited(&w, FIRST, 1);
	world_exited(&w, SECOND, 0);
	world_advance(&w, 600000);
	ck_assert_uint_eq(starts(), 2);
	ASSERT_STATE("a", "none");
}
END_TEST

START_TEST(removed_and_back_before_its_turn__goes_on)
{
	run_both();
	remove_class();
	assert_interrupts(0, 1);
	world_unset(&w, "fs", "Removed");
	world_close(&w, "fs");
	world_pass(&w);
	world_exited(&w, SECOND, 0);
	assert_interrupts(0, 1);
	world_advance(&w, 600000);
	ASSERT_STATE("a", "ready");
}
END_TEST

START_TEST(disabled__last_first)
{
	run_both();
	world_sz(&w, "fs\\Instances\\a", "Start", "disabled");
	world_close(&w, "fs\\Instances\\a");
	world_sz(&w, "fs\\Instances\\b", "Start", "disabled");
	world_close(&w, "fs\\Instances\\b");
	world_pass(&w);
	assert_interrupts(0, 1);
	world_exited(&w, SECOND, 0);
	assert_interrupts(1, 1);
	world_exited(&w, FIRST, 0);
	ASSERT_STATE("a", "disabled");
	ASSERT_STATE("b", "disabled");
}
END_TEST

/* -- ends that do not come ------------------------------------------------- */

/* fs\a has been terminated and is there yet. */
static void be_stuck(void)
{
	world_advance(&w, 5000);
	ck_assert_uint_eq(process_fake_at(w.processes, FIRST)->kills, 1);
	world_advance(&w, LIMIT_KILL_MS);
	HAS(ASK(admin, "Fstatus|fs|a|"), "does not end");
}

START_TEST(stuck_in_the_kernel__the_end_does_not_wait)
{
	const struct engine_time time = clock_fake_engine();

	run_both();
	world_exited(&w, SECOND, 0);
	engine_shut_down(w.engine, &time);
	world_advance(&w, 5000);
	world_advance(&w, LIMIT_KILL_MS - 1);
	ck_assert(!engine_is_idle(w.engine));
	world_advance(&w, 1);
	ck_assert(engine_is_idle(w.engine));
	ck_assert_uint_eq(world_logged("does not end: something in the kernel"),
	                  1);
}
END_TEST

/* Its program is on a server that is dead: no answer ever comes. */
START_TEST(never_made__what_it_holds_ends)
{
	const struct engine_time time = clock_fake_engine();

	declare_instance("b", NULL);
	declare_instance("a", "fs\\b");
	world_pass(&w);
	world_started(&w, FIRST);
	world_begun(&w, SECOND);
	engine_shut_down(w.engine, &time);
	assert_interrupts(0, 0);
	world_advance(&w, 5000);
	assert_interrupts(1, 0);
	world_exited(&w, FIRST, 0);
	ck_assert(engine_is_idle(w.engine));
	/* It is made after all. */
	const unsigned kills = process_fake_at(w.processes, SECOND)->kills;
	world_started(&w, SECOND);
	ck_assert_uint_eq(process_fake_at(w.processes, SECOND)->kills,
	                  kills + 1);
}
END_TEST

START_TEST(stuck_in_the_kernel__what_it_holds_ends)
{
	declare_instance("b", NULL);
	declare_instance("a", "fs\\b");
	world_pass(&w);
	world_started(&w, FIRST);
	world_started(&w, SECOND);
	ck_assert_str_eq(process_fake_last(w.processes)->instance_name, "a");
	const struct engine_time time = clock_fake_engine();
	engine_shut_down(w.engine, &time);
	assert_interrupts(0, 1);
	world_advance(&w, 5000);
	world_advance(&w, LIMIT_KILL_MS);
	assert_interrupts(1, 1);
	world_exited(&w, FIRST, 0);
	ck_assert(engine_is_idle(w.engine));
}
END_TEST

START_TEST(stuck_in_the_kernel__ends_after_all)
{
	run_both();
	ASSERT_ASK(admin, "Tfs|a|", "$");
	be_stuck();
	ASSERT_STATE("a", "stopping");
	world_exited(&w, FIRST, 1);
	ASSERT_STATE("a", "stopped");
}
END_TEST

START_TEST(no_job_control__a_stop_is_seen_through_at_the_end)
{
	world_dword(&w, "fs", "JobControl", 0);
	world_close(&w, "fs");
	run_both();
	ASSERT_ASK(admin, "Tfs|a|", "$");
	const struct engine_time time = clock_fake_engine();
	engine_shut_down(w.engine, &time);
	ck_assert(!engine_is_idle(w.engine));
	world_advance(&w, 5000);
	ck_assert_uint_eq(process_fake_at(w.processes, FIRST)->kills, 1);
	world_exited(&w, FIRST, 1);
	ck_assert(engine_is_idle(w.engine));
	assert_interrupts(1, 0);
}
END_TEST

Suite *check_order(void)
{
	Suite *suite = suite_create("order");
	TCase *tcase = tcase_create("reload"), *ends = tcase_create("ends");

	tcase_add_checked_fixture(tcase, declared_world_init,
	                          declared_world_release);
	tcase_add_test(tcase, demand_while_it_waits__waits_no_longer);
	tcase_add_test(tcase, restart__last_first_and_up_again_in_order);
	tcase_add_test(tcase, restart_taken_back__what_was_not_reached_goes_on);
	tcase_add_test(tcase, restart__a_stop_meanwhile_is_one);
	tcase_add_test(tcase, restart__an_exit_meanwhile_is_one);
	tcase_add_test(tcase, removed__last_first);
	tcase_add_test(tcase, gone_without_a_word__last_first_after_its_grace);
	tcase_add_test(tcase, removed__an_exit_meanwhile_is_no_failure);
	tcase_add_test(tcase, removed_and_back_before_its_turn__goes_on);
	tcase_add_test(tcase, disabled__last_first);
	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(ends, declared_world_init,
	                          declared_world_release);
	tcase_add_test(ends, stuck_in_the_kernel__the_end_does_not_wait);
	tcase_add_test(ends, never_made__what_it_holds_ends);
	tcase_add_test(ends, stuck_in_the_kernel__what_it_holds_ends);
	tcase_add_test(ends, stuck_in_the_kernel__ends_after_all);
	tcase_add_test(ends, no_job_control__a_stop_is_seen_through_at_the_end);
	suite_add_tcase(suite, ends);
	return suite;
}
