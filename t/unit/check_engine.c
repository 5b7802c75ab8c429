/*
 * check_engine.c: our own verbs, and the end of the daemon.
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

/* -- verbs ----------------------------------------------------------------- */

START_TEST(ping_and_version__anyone)
{
	HAS(ASK(alice, "Fping|"), "\"daemon\":\"fspd\"");
	HAS(ASK(alice, "Fversion|"), "\"version\":\"1.0\",\"companion\":null");
	engine_set_companion(w.engine, "launcher.exe (123)");
	HAS(ASK(alice, "Fversion|"), "\"companion\":\"launcher.exe (123)\"");
	ASSERT_ASK(alice, "Fno-such-verb|", "!87|");
}
END_TEST

START_TEST(status__only_what_the_caller_may_query)
{
	world_sz(&w, "fs", "Security", "D:P(A;;RP;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_run(&w, "a");
	ASSERT_ASK(bob, "Fstatus|", "${\"instances\":[]}");
	HAS(ASK(alice, "Fstatus|"), "\"instance\":\"a\"");
	HAS(ASK(admin, "Fstatus|"), "\"user\":\"HOST\\\\alice\"");
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"pid\":4242");
	ASSERT_ASK(admin, "Fstatus|fs|b|", "${\"instances\":[]}");
}
END_TEST

START_TEST(status__in_pages)
{
	char name[200], request[300];
	unsigned seen = 0, pages = 0;

	/* 150 instances whose command lines are 3,000 characters each. */
	char word[1500];
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	for (int i = 0; i < 150; i++) {
		char start[3200];
		snprintf(start, sizeof(start), "Sfs|inst%03d|%.700s|%.700s|", i,
		         word, word);
		OWED(admin, start);
		world_started(&w, -1);
	}
	snprintf(request, sizeof(request), "Fstatus|");
	for (;;) {
		const char *reply = ASK(admin, request);
		const char *next;
		pages++;
		ck_assert_uint_le(pipe_fake_reply_bytes(w.pipes, w.last_peer),
		                  256 * 1024);
		for (const char *at = reply;
		     (at = strstr(at, "\"instance\"")) != NULL; at++)
			seen++;
		next = strstr(reply, "\"next\":\"fs\\\\");
		if (!next)
			break;
		snprintf(name, sizeof(name), "%.7s", next + 12);
		snprintf(request, sizeof(request), "Fstatus|after|fs\\%s|",
		         name);
	}
	ck_assert_uint_eq(seen, 150);
	ck_assert_uint_gt(pages, 1);
}
END_TEST

START_TEST(definitions__state_and_problems)
{
	const char *reply = ASK(alice, "Fdefinitions|");
	HAS(reply, "\"class\":\"fs\",\"state\":\"live\",\"in_force\":true");
	world_sz(&w, "fs", "RunAs", "nobody");
	world_close(&w, "fs");
	world_pass(&w);
	reply = ASK(alice, "Fdefinitions|fs|");
	HAS(reply, "\"state\":\"bad\",\"in_force\":true");
	HAS(reply, "\"severity\":\"error\"");
	HAS(reply, "\"remedy\":");
	world_sz(&w, "fs", "RunAs", "LocalService");
	world_pass(&w);
	world_advance(&w, 250);
	world_pass(&w);
	HAS(ASK(alice, "Fdefinitions|fs|"), "\"state\":\"drift\"");
}
END_TEST

START_TEST(definition__values_and_generation)
{
	const char *reply = ASK(alice, "Fdefinition|fs|");
	HAS(reply, "\"generation\":1");
	HAS(reply, "\"live_at\":1000000000");
	HAS(reply, "\"Executable\":\"C:\\\\fs\\\\fs.exe\"");
	ASSERT_ASK(alice, "Fdefinition|none|", "!2|");
	ASSERT_ASK(alice, "Fdefinition|", "!87|");
}
END_TEST

START_TEST(definition_interrupted__remedy)
{
	world_open(&w, "fs");
	world_sz(&w, "fs", "CommandLine", "other");
	world_pass(&w);
	world_advance(&w, 2000);
	world_pass(&w);
	const char *reply = ASK(alice, "Fdefinition|fs|");
	HAS(reply, "\"state\":\"interrupted\",\"in_force\":true");
	HAS(reply, "apply interrupted");
	HAS(reply, "-u %1 -m %2");
	/* Closed after all. */
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(alice, "Fdefinition|fs|"), "\"state\":\"live\"");
}
END_TEST

START_TEST(reload__administrators_and_a_whole_pass)
{
	ASSERT_ASK(alice, "Freload|", "!5|");
	world_class(&w, "other");
	HAS(ASK(admin, "Freload|"), "{\"generation\":2}");
	HAS(ASK(admin, "Fdefinitions|"), "\"class\":\"other\"");
}
END_TEST

START_TEST(wait__answers_when_the_state_is_reached)
{
	world_run(&w, "a");
	ASSERT_ASK(alice, "Fwait|fs|a|ready|", "${\"state\":\"ready\"}");
	OWED(alice, "Fwait|fs|a|stopped|");
	const uint64_t waiter = w.last_peer;
	ASSERT_ASK(alice, "Tfs|a|", "$");
	ck_assert_ptr_null(world_reply(&w, waiter));
	world_exited(&w, -1, 0);
	ck_assert_str_eq(world_reply(&w, waiter), "${\"state\":\"stopped\"}");
	ASSERT_ASK(alice, "Fwait|fs|a|stopped|", "!2|");
	ASSERT_ASK(alice, "Fwait|fs|a|no-state|", "!87|");
}
END_TEST

START_TEST(wait__times_out)
{
	world_run(&w, "a");
	OWED(alice, "Fwait|fs|a|stopped|5|");
	world_advance(&w, 4999);
	ck_assert_ptr_null(world_reply(&w, w.last_peer));
	world_advance(&w, 1);
	REPLY("!1460|");
}
END_TEST

static TCase *verbs_case(void)
{
	TCase *tcase = tcase_create("verbs");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ping_and_version__anyone);
	tcase_add_test(tcase, status__only_what_the_caller_may_query);
	tcase_add_test(tcase, status__in_pages);
	tcase_add_test(tcase, definitions__state_and_problems);
	tcase_add_test(tcase, definition__values_and_generation);
	tcase_add_test(tcase, definition_interrupted__remedy);
	tcase_add_test(tcase, reload__administrators_and_a_whole_pass);
	tcase_add_test(tcase, wait__answers_when_the_state_is_reached);
	tcase_add_test(tcase, wait__times_out);
	return tcase;
}

/* -- end ------------------------------------------------------------------- */

START_TEST(shut_down__stops_all_but_jobcontrol_0)
{
	world_run(&w, "a");
	world_dword(&w, "fs", "JobControl", 0);
	world_close(&w, "fs");
	world_run(&w, "b");
	const struct engine_time time = clock_fake_engine();
	engine_shut_down(w.engine, &time);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->interrupts, 1);
	ck_assert_uint_eq(process_fake_at(w.processes, 1)->interrupts, 0);
	ck_assert(!engine_is_idle(w.engine));
	ASSERT_ASK(admin, "Sfs|c|", "!1115|");
	world_exited(&w, 0, 0);
	ck_assert(engine_is_idle(w.engine));
}
END_TEST

/* Its program is on a server that is dead: no answer ever comes. */
START_TEST(shut_down__waits_stop_timeout_for_what_is_being_made)
{
	OWED(admin, "Sfs|a|");
	const struct engine_time time = clock_fake_engine();
	engine_shut_down(w.engine, &time);
	ck_assert(!engine_is_idle(w.engine));
	world_advance(&w, 60 * 1000);
	ck_assert(engine_is_idle(w.engine));
	/* once so that it is not made, once more as it is all the same */
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->kills, 1);
	world_started(&w, 0);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->kills, 2);
	world_exited(&w, 0, 1);
	ck_assert(engine_is_idle(w.engine));
}
END_TEST

static TCase *end_case(void)
{
	TCase *tcase = tcase_create("end");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, shut_down__stops_all_but_jobcontrol_0);
	tcase_add_test(tcase,
	               shut_down__waits_stop_timeout_for_what_is_being_made);
	return tcase;
}

Suite *check_engine(void)
{
	Suite *suite = suite_create("engine");

	suite_add_tcase(suite, verbs_case());
	suite_add_tcase(suite, end_case());
	return suite;
}
