/*
 * check_logs.c: `F logs` on a whole daemon: who may read what, and which logs
 * are kept.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/logs_fake.h"

static struct world w;

static void setup(void)
{
	world_init(&w);
	world_class(&w, "fs");
	/* everybody may start and query */
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;WD)");
	world_close(&w, "fs");
	world_pass(&w);
}

static void teardown(void)
{
	world_release(&w);
}

static void answer(uint32_t number, const char *text)
{
	const struct engine_time time = clock_fake_engine();
	struct buf json = BUF_INIT;

	buf_adds(&json, text);
	engine_log(w.engine, w.logs->ticket, number, &json, &time);
	buf_release(&json);
}

START_TEST(administrator__reads_all)
{
	OWED(admin, "Flogs|FS|gone|");
	ck_assert_str_eq(w.logs->q.class_name, "FS");
	ck_assert_str_eq(w.logs->q.instance, "gone");
	ck_assert_ptr_null(w.logs->q.starter);
	ck_assert_ptr_null(w.logs->q.position);
	answer(0, "{\"text\":\"hello\"}");
	REPLY("${\"text\":\"hello\"}");
	OWED(admin, "Flogs|fs|gone|3:400|");
	ck_assert_str_eq(w.logs->q.position, "3:400");
	answer(OS_FILE_NOT_FOUND, "");
	REPLY("!2|");
	OWED(admin, "Flogs|fs|gone|x|");
	answer(OS_INVALID_PARAMETER, "");
	REPLY("!87|");
	ASSERT_ASK(admin, "Flogs|fs|", "!87|");
}
END_TEST

START_TEST(starter__reads_his_own)
{
	world_run(&w, "a");
	OWED(alice, "Flogs|fs|a|");
	ck_assert_str_eq(w.logs->q.starter, caller_sid(w.alice));
	answer(OS_ACCESS_DENIED, "");
	REPLY("!5|");
}
END_TEST

/* It left the set with its process; its log has what he needs. */
START_TEST(starter__reads_his_own_that_crashed)
{
	world_run(&w, "a");
	world_exited(&w, -1, 0xC0000005);
	OWED(alice, "Flogs|fs|a|");
	ck_assert_str_eq(w.logs->q.starter, caller_sid(w.alice));
	answer(0, "{\"text\":\"its last words\"}");
	REPLY("${\"text\":\"its last words\"}");
	/* the log decides about others */
	OWED(bob, "Flogs|fs|a|");
	ck_assert_str_eq(w.logs->q.starter, caller_sid(w.bob));
	answer(OS_ACCESS_DENIED, "");
	REPLY("!5|");
}
END_TEST

START_TEST(others__do_not_by_any_descriptor)
{
	world_run(&w, "a");
	HAS(ASK(bob, "Fstatus|fs|a|"), "\"instance\":\"a\"");
	ASSERT_ASK(bob, "Flogs|fs|a|", "!5|");
	/* a declared instance is nobody's */
	world_sz(&w, "fs\\Instances\\auto", "Argument1", "x");
	world_close(&w, "fs\\Instances\\auto");
	world_pass(&w);
	world_started(&w, -1);
	ASSERT_ASK(alice, "Flogs|fs|auto|", "!5|");
	ck_assert_uint_eq(w.logs->questions, 0);
}
END_TEST

START_TEST(in_flight__limited)
{
	world_run(&w, "a");
	for (int i = 0; i < 32; i++)
		OWED(alice, "Flogs|fs|a|");
	ASSERT_ASK(alice, "Flogs|fs|a|", "!1816|");
	engine_peer_gone(w.engine, w.last_peer - 1);
	OWED(alice, "Flogs|fs|a|");
}
END_TEST

START_TEST(peer_gone__answer_is_for_nobody)
{
	OWED(admin, "Flogs|fs|a|");
	engine_peer_gone(w.engine, w.last_peer);
	answer(0, "{}");
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
}
END_TEST

START_TEST(sweep__keeps_declared_and_running)
{
	world_run(&w, "B c");
	world_sz(&w, "fs\\Instances\\auto", "Start", "demand");
	world_close(&w, "fs\\Instances\\auto");
	world_pass(&w);
	const struct engine_time now = clock_fake_engine();
	engine_sweep(w.engine, &now);
	ck_assert_uint_eq(w.logs->sweeps, 1);
	ck_assert_uint_eq(w.logs->count, 2);
	ck_assert_str_eq(w.logs->kept[0], "i-fs\\i-auto");
	ck_assert_str_eq(w.logs->kept[1], "i-fs\\i-b%20c");
}
END_TEST

START_TEST(process__knows_what_is_kept_of_it)
{
	world_run(&w, "a");
	ck_assert_uint_eq(process_fake_last(w.processes)->log_max_kib, 1024);
	ck_assert_uint_eq(process_fake_last(w.processes)->log_files, 5);
	world_dword(&w, "fs", "LogMaxSize", 7);
	world_dword(&w, "fs", "LogFiles", 2);
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "b");
	ck_assert_uint_eq(process_fake_last(w.processes)->log_max_kib, 7);
	ck_assert_uint_eq(process_fake_last(w.processes)->log_files, 2);
}
END_TEST

Suite *check_logs(void)
{
	Suite *suite = suite_create("logs");
	TCase *tc = tcase_create("logs");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, administrator__reads_all);
	tcase_add_test(tc, starter__reads_his_own);
	tcase_add_test(tc, starter__reads_his_own_that_crashed);
	tcase_add_test(tc, others__do_not_by_any_descriptor);
	tcase_add_test(tc, in_flight__limited);
	tcase_add_test(tc, peer_gone__answer_is_for_nobody);
	tcase_add_test(tc, sweep__keeps_declared_and_running);
	tcase_add_test(tc, process__knows_what_is_kept_of_it);
	suite_add_tcase(suite, tc);
	return suite;
}
