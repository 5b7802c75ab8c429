/*
 * check_await.c: WaitFor and Ready=mount.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "daemon/mount.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/probe_fake.h"

#define A "fs\\Instances\\a"

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

/* Declare fs\a with a WaitFor and a Ready; a NULL is left out. */
static void declare(const char *wait_for, const char *ready)
{
	world_open(&w, A);
	world_sz(&w, A, "Argument2", "M:");
	if (wait_for)
		world_multi(&w, A, "WaitFor", wait_for);
	if (ready)
		world_sz(&w, A, "Ready", ready);
	world_close(&w, A);
	world_pass(&w);
}

static size_t starts(void)
{
	return process_fake_count(w.processes);
}

static size_t asked(void)
{
	return probe_fake_asked(w.prober);
}

static void assert_state(const char *state)
{
	struct buf part = BUF_INIT;

	buf_addf(&part, "\"state\":\"%s\"", state);
	HAS(ASK(admin, "Fstatus|fs|a|"), part.data);
	buf_release(&part);
}

#define ASSERT_REASON(text) HAS(ASK(admin, "Fstatus|fs|a|"), text)

/* -- WaitFor --------------------------------------------------------------- */

START_TEST(wait_for__holds_and_names_what_is_waited_for)
{
	declare("tcp:nas:445", NULL);
	ck_assert_uint_eq(starts(), 0);
	ck_assert_str_eq(probe_fake_target(w.prober), "tcp:nas:445");
	assert_state("waiting");
	ASSERT_REASON("waits for 'tcp:nas:445' (WaitFor)\"");
	world_probed(&w, "no such host (11001)");
	assert_state("waiting");
	ASSERT_REASON("(WaitFor): no such host (11001)");
}
END_TEST

START_TEST(wait_for__asked_again_every_second)
{
	declare("tcp:nas:445", NULL);
	for (size_t i = 1; i < 5; i++) {
		ck_assert_uint_eq(asked(), i);
		world_probed(&w, "no");
		ck_assert_uint_eq(asked(), i);
		world_advance(&w, 1000);
	}
	ck_assert_uint_eq(starts(), 0);
}
END_TEST

START_TEST(wait_for__never_two_questions_at_a_time)
{
	declare("tcp:nas:445", NULL);
	world_advance(&w, 30000);
	ck_assert_uint_eq(asked(), 1);
	world_probed(&w, "no");
	world_advance(&w, 1000);
	ck_assert_uint_eq(asked(), 2);
}
END_TEST

START_TEST(wait_for__every_element_in_order)
{
	declare("tcp:nas:445\npath:D:\\data", NULL);
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 0);
	ck_assert_str_eq(probe_fake_target(w.prober), "path:D:\\data");
	ASSERT_REASON("waits for 'path:D:\\\\data' (WaitFor)");
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 1);
	assert_state("starting");
}
END_TEST

START_TEST(wait_timeout__tried_anyway)
{
	declare("tcp:nas:445", NULL);
	world_probed(&w, "no");
	world_advance(&w, 59999);
	ck_assert_uint_eq(starts(), 0);
	world_advance(&w, 1);
	ck_assert_uint_eq(starts(), 1);
	ck_assert_uint_eq(world_logged("WaitTimeout is over"), 1);
	/* What was still asked about is of no interest. */
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(wait_for__after_comes_first)
{
	world_open(&w, "fs\\Instances\\b");
	world_close(&w, "fs\\Instances\\b");
	world_open(&w, A);
	world_multi(&w, A, "After", "fs\\b");
	world_multi(&w, A, "WaitFor", "tcp:nas:445");
	world_close(&w, A);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
	ck_assert_uint_eq(asked(), 0);
	ASSERT_REASON("(After)");
	world_started(&w, 0);
	ck_assert_uint_eq(asked(), 1);
	ASSERT_REASON("(WaitFor)");
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(start_while_waiting__now)
{
	declare("tcp:nas:445", NULL);
	OWED(admin, "Sfs|a|");
	ck_assert_uint_eq(starts(), 1);
	world_started(&w, -1);
	REPLY("$");
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(stop_while_waiting__stays_stopped)
{
	declare("tcp:nas:445", NULL);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_probed(&w, NULL);
	world_advance(&w, 100000);
	ck_assert_uint_eq(starts(), 0);
	assert_state("stopped");
}
END_TEST

START_TEST(changed_wait_for__is_the_one_waited_for)
{
	declare("tcp:nas:445\ntcp:nas:22", NULL);
	world_probed(&w, NULL);
	declare("tcp:new:445", NULL);
	ASSERT_REASON("'tcp:new:445'");
	/* Not held up by the old one, which may hang and says nothing now. */
	ck_assert_uint_eq(asked(), 3);
	ck_assert_str_eq(probe_fake_target(w.prober), "tcp:new:445");
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 0);
	ck_assert_uint_eq(asked(), 3);
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(wait_for_removed__starts)
{
	declare("tcp:nas:445", NULL);
	world_open(&w, A);
	world_unset(&w, A, "WaitFor");
	world_close(&w, A);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(restart_after_a_crash__does_not_wait)
{
	declare("tcp:nas:445", NULL);
	world_probed(&w, NULL);
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	world_advance(&w, 500);
	ck_assert_uint_eq(starts(), 2);
	ck_assert_uint_eq(asked(), 1);
}
END_TEST

static TCase *wait_case(void)
{
	TCase *tcase = tcase_create("wait_for");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, wait_for__holds_and_names_what_is_waited_for);
	tcase_add_test(tcase, wait_for__asked_again_every_second);
	tcase_add_test(tcase, wait_for__never_two_questions_at_a_time);
	tcase_add_test(tcase, wait_for__every_element_in_order);
	tcase_add_test(tcase, wait_timeout__tried_anyway);
	tcase_add_test(tcase, wait_for__after_comes_first);
	tcase_add_test(tcase, start_while_waiting__now);
	tcase_add_test(tcase, stop_while_waiting__stays_stopped);
	tcase_add_test(tcase, changed_wait_for__is_the_one_waited_for);
	tcase_add_test(tcase, wait_for_removed__starts);
	tcase_add_test(tcase, restart_after_a_crash__does_not_wait);
	return tcase;
}

/* -- Ready=mount ----------------------------------------------------------- */

START_TEST(ready_mount__when_it_opens)
{
	declare(NULL, "mount");
	world_started(&w, -1);
	assert_state("starting");
	ck_assert_str_eq(probe_fake_target(w.prober), "M:\\");
	world_probed(&w, "not ready (21)");
	ASSERT_REASON("process 4242 runs, waits for 'M:\\\\' (Mount): "
	              "not ready (21)");
	world_advance(&w, 1000);
	world_probed(&w, NULL);
	assert_state("ready");
	ASSERT_REASON("'M:\\\\' opens");
}
END_TEST

START_TEST(ready_mount__start_is_answered_then)
{
	world_sz(&w, "fs", "Ready", "mount");
	world_close(&w, "fs");
	OWED(alice, "Sfs|x|\\fs\\x|*|");
	world_started(&w, -1);
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
	ck_assert_str_eq(probe_fake_target(w.prober), "\\\\fs\\x\\");
	world_probed(&w, NULL);
	REPLY("$");
}
END_TEST

START_TEST(ready_mount__start_timeout_stops_and_backs_off)
{
	declare(NULL, "mount");
	world_started(&w, -1);
	world_probed(&w, "not ready (21)");
	world_advance(&w, 15000);
	assert_state("stopping");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->kills, 0);
	world_exited(&w, -1, 0);
	assert_state("backoff");
	ASSERT_REASON("StartTimeout is over; process 4242 runs, waits for");
	world_advance(&w, 500);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

/* Its mount has not opened in time, and it is being stopped. */
static void be_late(void)
{
	world_sz(&w, "fs", "Restart", "always");
	world_close(&w, "fs");
	declare(NULL, "mount");
	world_started(&w, -1);
	world_advance(&w, 15000);
	assert_state("stopping");
}

START_TEST(ready_mount__late_and_stopped_stays_stopped)
{
	be_late();
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 1);
	assert_state("stopped");
	world_advance(&w, 600000);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(ready_mount__late_and_removed_is_gone)
{
	be_late();
	world_open(&w, A);
	world_dword(&w, A, "Removed", 1);
	world_pass(&w);
	world_exited(&w, -1, 1);
	world_advance(&w, 600000);
	ck_assert_uint_eq(starts(), 1);
	ck_assert_str_eq(ASK(admin, "Fstatus|fs|a|"), "${\"instances\":[]}");
}
END_TEST

START_TEST(ready_mount__late_and_disabled_stays_disabled)
{
	be_late();
	world_sz(&w, A, "Start", "disabled");
	world_close(&w, A);
	world_pass(&w);
	world_exited(&w, -1, 1);
	assert_state("disabled");
	world_advance(&w, 600000);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(ready_mount__late_is_a_failure_whatever_the_exit_code)
{
	world_sz(&w, "fs", "Restart", "on-failure");
	world_close(&w, "fs");
	declare(NULL, "mount");
	world_started(&w, -1);
	world_advance(&w, 15000);
	world_exited(&w, -1, 0);
	assert_state("backoff");
}
END_TEST

START_TEST(ready_mount__start_that_is_late_is_refused_with_1460)
{
	world_sz(&w, "fs", "Ready", "mount");
	world_close(&w, "fs");
	OWED(alice, "Sfs|x|\\fs\\x|M:|");
	world_started(&w, -1);
	world_advance(&w, 15000);
	REPLY("!1460|");
	world_exited(&w, -1, 0);
	world_advance(&w, 100000);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

START_TEST(ready_mount__a_probe_that_hangs_is_not_asked_twice)
{
	declare(NULL, "mount");
	world_started(&w, -1);
	world_advance(&w, 15000);
	world_exited(&w, -1, 1);
	world_advance(&w, 500);
	ck_assert_uint_eq(starts(), 2);
	world_started(&w, -1);
	ck_assert_uint_eq(asked(), 1);
	/* It said yes to the process before. */
	world_probed(&w, NULL);
	assert_state("starting");
	ck_assert_uint_eq(asked(), 2);
	world_probed(&w, NULL);
	assert_state("ready");
}
END_TEST

START_TEST(ready_mount__after_a_wait_for_that_hangs)
{
	declare("path:\\\\dead\\x", "mount");
	world_advance(&w, 60000);
	ck_assert_uint_eq(starts(), 1);
	world_started(&w, -1);
	ck_assert_str_eq(probe_fake_target(w.prober), "M:\\");
	ck_assert_uint_eq(asked(), 2);
	world_probed(&w, NULL); /* the dead one's, at last */
	assert_state("starting");
	world_probed(&w, NULL);
	assert_state("ready");
}
END_TEST

START_TEST(ready_mount__exit_before_it_opens)
{
	declare(NULL, "mount");
	world_started(&w, -1);
	world_exited(&w, -1, 3);
	assert_state("backoff");
	world_probed(&w, NULL);
	assert_state("backoff");
}
END_TEST

START_TEST(ready_mount__of_the_caller_is_ready_as_a_process)
{
	world_sz(&w, "fs", "Ready", "mount");
	world_sz(&w, "fs", "RunAs", ".");
	world_close(&w, "fs");
	world_run(&w, "x");
	ck_assert_uint_eq(asked(), 0);
}
END_TEST

START_TEST(ready_mount__after_the_password)
{
	world_sz(&w, "fs", "Ready", "mount");
	world_dword(&w, "fs", "Credentials", 1);
	world_close(&w, "fs");
	OWED(alice, "Xfs|x|\\fs\\x|M:|pass|");
	world_started(&w, -1);
	ck_assert_uint_eq(asked(), 0);
	world_answered(&w, -1, true);
	ck_assert_uint_eq(asked(), 1);
	world_exited(&w, -1, 1);
	REPLY("!31|");
}
END_TEST

START_TEST(mount_path__its_root)
{
	static const struct {
		const char *mount, *path;
	} cases[] = {
	        {"", "\\\\fs\\a\\b\\"},
	        {"*", "\\\\fs\\a\\b\\"},
	        {"M:", "M:\\"},
	        {"m:", "m:\\"},
	        {"M:\\", "M:\\"},
	        {"C:\\mnt\\a", "C:\\mnt\\a"},
	        {"\\\\.\\M:", "\\\\.\\M:\\"},
	        {"\\\\server\\share", "\\\\server\\share\\"},
	        {"\\\\server\\share\\", "\\\\server\\share\\"},
	        {"1:", "1:"},
	};
	struct buf path = BUF_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&path);
		mount_path(&path, cases[i].mount, "fs", "a\\b");
		ck_assert_str_eq(path.data, cases[i].path);
	}
	buf_release(&path);
}
END_TEST

static TCase *mount_case(void)
{
	TCase *tcase = tcase_create("mount");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ready_mount__when_it_opens);
	tcase_add_test(tcase, ready_mount__start_is_answered_then);
	tcase_add_test(tcase, ready_mount__start_timeout_stops_and_backs_off);
	tcase_add_test(tcase, ready_mount__late_and_stopped_stays_stopped);
	tcase_add_test(tcase, ready_mount__late_and_removed_is_gone);
	tcase_add_test(tcase, ready_mount__late_and_disabled_stays_disabled);
	tcase_add_test(tcase,
	               ready_mount__late_is_a_failure_whatever_the_exit_code);
	tcase_add_test(tcase,
	               ready_mount__start_that_is_late_is_refused_with_1460);
	tcase_add_test(tcase,
	               ready_mount__a_probe_that_hangs_is_not_asked_twice);
	tcase_add_test(tcase, ready_mount__after_a_wait_for_that_hangs);
	tcase_add_test(tcase, ready_mount__exit_before_it_opens);
	tcase_add_test(tcase, ready_mount__of_the_caller_is_ready_as_a_process);
	tcase_add_test(tcase, ready_mount__after_the_password);
	tcase_add_test(tcase, mount_path__its_root);
	return tcase;
}

Suite *check_await(void)
{
	Suite *suite = suite_create("await");

	suite_add_tcase(suite, wait_case());
	suite_add_tcase(suite, mount_case());
	return suite;
}
