/*
 * check_storm.c: when everything wants to start at once, some at a time do.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/limits.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"

enum { ALL = 100, AT_ONCE = 32 };

static struct world w;

/* ALL instances that are to be kept running. */
static void setup(void)
{
	char path[64];

	world_init(&w);
	world_class(&w, "fs");
	world_dword(&w, "fs", "RestartDelay", 60000);
	world_dword(&w, "fs", "RestartDelayMax", 60000);
	world_close(&w, "fs");
	for (int i = 0; i < ALL; i++) {
		snprintf(path, sizeof(path), "fs\\Instances\\i%02d", i);
		world_sz(&w, path, "Argument2", "M:");
		world_close(&w, path);
	}
	world_pass(&w);
}

static void teardown(void)
{
	world_release(&w);
}

static size_t made(void)
{
	return process_fake_count(w.processes);
}

static unsigned count_of(const char *part)
{
	const char *text = ASK(admin, "Fstatus|");
	unsigned count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

START_TEST(boot__some_are_made_the_others_wait_and_say_so)
{
	ck_assert_uint_eq(made(), AT_ONCE);
	ck_assert_uint_eq(count_of("waits for its turn"), ALL - AT_ONCE);
	world_started(&w, 0);
	ck_assert_uint_eq(made(), AT_ONCE + 1);
	world_failed(&w, 1, 2);
	ck_assert_uint_eq(made(), AT_ONCE + 2);
}
END_TEST

START_TEST(boot__all_come_up)
{
	for (int i = 0; i < ALL; i++)
		world_started(&w, i);
	ck_assert_uint_eq(made(), ALL);
	ck_assert_uint_eq(count_of("\"state\":\"ready\""), ALL);
}
END_TEST

START_TEST(caller__does_not_wait_for_a_turn)
{
	OWED(alice, "Sfs|mine|");
	ck_assert_uint_eq(made(), AT_ONCE + 1);
	OWED(admin, "Sfs|i99|");
	ck_assert_uint_eq(made(), AT_ONCE + 2);
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(turn__can_be_stopped)
{
	ASSERT_ASK(admin, "Tfs|i99|", "$");
	for (int i = 0; i < ALL - 1; i++)
		world_started(&w, i);
	ck_assert_uint_eq(made(), ALL - 1);
	HAS(ASK(admin, "Fstatus|fs|i99|"), "\"state\":\"stopped\"");
}
END_TEST

START_TEST(network_change__back_off_ends_in_turn)
{
	struct engine_time now;

	for (int i = 0; i < ALL; i++)
		world_started(&w, i);
	for (int i = 0; i < ALL; i++)
		world_exited(&w, i, 1);
	ck_assert_uint_eq(count_of("\"state\":\"backoff\""), ALL);
	now = clock_fake_engine();
	engine_network_changed(w.engine, &now);
	world_advance(&w, LIMIT_NETWORK_MS);
	ck_assert_uint_eq(made(), ALL + AT_ONCE);
	world_advance(&w, 250);
	ck_assert_uint_eq(made(), ALL + AT_ONCE);
	for (int i = ALL; i < 2 * ALL; i++) {
		world_advance(&w, 250);
		world_started(&w, i);
	}
	ck_assert_uint_eq(count_of("\"state\":\"ready\""), ALL);
}
END_TEST

Suite *check_storm(void)
{
	Suite *s = suite_create("storm");
	TCase *c = tcase_create("storm");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, boot__some_are_made_the_others_wait_and_say_so);
	tcase_add_test(c, boot__all_come_up);
	tcase_add_test(c, caller__does_not_wait_for_a_turn);
	tcase_add_test(c, turn__can_be_stopped);
	tcase_add_test(c, network_change__back_off_ends_in_turn);
	suite_add_tcase(s, c);
	return s;
}
