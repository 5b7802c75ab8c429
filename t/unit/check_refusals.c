/*
 * check_refusals.c: a flood of refused requests does not flood the log.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/log.h"
#include "common/xalloc.h"
#include "daemon/refusals.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"

static struct refusals refusals;
static struct buf logged;

static void keep_line(void *context, enum log_level level, unsigned id,
                      const char *text)
{
	(void)context;
	(void)level;
	(void)id;
	buf_addf(&logged, "%s\n", text);
}

static void setup(void)
{
	buf_init(&logged);
	log_open(LOG_DEBUG, keep_line, NULL);
}

static void teardown(void)
{
	refusals_release(&refusals);
	log_open(LOG_ERROR, NULL, NULL);
	buf_release(&logged);
}

/* How many of count refusals at that time are logged. */
static unsigned note(const char *user, uint32_t number, unsigned count,
                     uint64_t now)
{
	unsigned told = 0;

	while (count--) {
		struct refusals_row *row =
		        refusals_note(&refusals, user, number, now);
		if (row && !row->user)
			row->user = xstrdup(user);
		told += row != NULL;
	}
	return told;
}

START_TEST(few__each_is_logged)
{
	ck_assert_uint_eq(note("alice", 5, LIMIT_REFUSALS_LOGGED, 1000),
	                  LIMIT_REFUSALS_LOGGED);
	ck_assert_uint_eq(refusals_deadline(&refusals), UINT64_MAX);
	refusals_log_rest(&refusals, 1000 + LIMIT_REFUSALS_MS);
	ck_assert_str_eq(logged.data, "");
}
END_TEST

START_TEST(flood__the_rest_is_one_line)
{
	ck_assert_uint_eq(note("alice", 5, 1000, 1000), LIMIT_REFUSALS_LOGGED);
	ck_assert_uint_eq(refusals_deadline(&refusals),
	                  1000 + LIMIT_REFUSALS_MS);
	refusals_log_rest(&refusals, 1000 + LIMIT_REFUSALS_MS - 1);
	ck_assert_str_eq(logged.data, "");
	refusals_log_rest(&refusals, 1000 + LIMIT_REFUSALS_MS);
	ck_assert_str_eq(logged.data,
	                 "990 more refusals to 'alice' with 5 in the last "
	                 "minute are not logged one by one\n");
	ck_assert_uint_eq(refusals_deadline(&refusals), UINT64_MAX);
}
END_TEST

START_TEST(next_window__logged_again_after_the_rest)
{
	note("alice", 5, 11, 1000);
	ck_assert_uint_eq(note("alice", 5, 1, 1000 + LIMIT_REFUSALS_MS), 1);
	ck_assert_str_eq(logged.data,
	                 "1 more refusals to 'alice' with 5 in the last "
	                 "minute are not logged one by one\n");
}
END_TEST

START_TEST(another_user_or_number__not_held_back)
{
	note("alice", 5, 1000, 1000);
	ck_assert_uint_eq(note("bob", 5, 1, 1000), 1);
	ck_assert_uint_eq(note("alice", 2, 1, 1000), 1);
}
END_TEST

START_TEST(more_users_than_rows__share_one)
{
	char user[16];

	for (int i = 0; i < 10 * LIMIT_REFUSALS_KINDS; i++) {
		snprintf(user, sizeof(user), "user%d", i);
		note(user, 5, 1, 1000);
	}
	ck_assert_uint_le(refusals.count, LIMIT_REFUSALS_KINDS);
	ck_assert_uint_eq(note("new", 5, 1, 1000), 0);
	refusals_log_rest(&refusals, 1000 + LIMIT_REFUSALS_MS);
	ck_assert_ptr_nonnull(strstr(logged.data, "'other users' with 0"));
	ck_assert_uint_eq(refusals.count, 0);
}
END_TEST

START_TEST(daemon__bounded_log_and_every_request_answered)
{
	struct world w;

	world_init(&w);
	world_class(&w, "fs");
	world_pass(&w);
	for (int i = 0; i < 100; i++)
		ASSERT_ASK(alice, "Tfs|none|", "!2|");
	for (int i = 0; i < 100; i++)
		ASSERT_ASK(alice, "?", "!87|");
	ck_assert_uint_eq(world_logged("stop 'fs' 'none' refused to"),
	                  LIMIT_REFUSALS_LOGGED);
	ck_assert_uint_eq(world_logged("is malformed, refused to"),
	                  LIMIT_REFUSALS_LOGGED);
	world_advance(&w, LIMIT_REFUSALS_MS);
	ck_assert_uint_eq(world_logged("90 more refusals to '"), 2);
	ck_assert_uint_eq(world_logged("alice' with 2 in the last"), 1);
	ck_assert_uint_eq(world_logged("alice' with 87 in the last"), 1);
	world_release(&w);
}
END_TEST

Suite *check_refusals(void)
{
	Suite *s = suite_create("refusals");
	TCase *c = tcase_create("pure");
	TCase *daemon = tcase_create("daemon");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, few__each_is_logged);
	tcase_add_test(c, flood__the_rest_is_one_line);
	tcase_add_test(c, next_window__logged_again_after_the_rest);
	tcase_add_test(c, another_user_or_number__not_held_back);
	tcase_add_test(c, more_users_than_rows__share_one);
	suite_add_tcase(s, c);
	tcase_add_test(daemon, daemon__bounded_log_and_every_request_answered);
	suite_add_tcase(s, daemon);
	return s;
}
