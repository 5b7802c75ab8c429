/*
 * check_backoff.c: pauses and giving up.
 */
#include "suite.h"

#include "daemon/backoff.h"

static const struct backoff_policy policy = {500, 60000, 10, 600000};
static struct backoff b;

static void teardown(void)
{
	backoff_reset(&b);
}

START_TEST(delay__doubles_to_the_maximum)
{
	static const uint32_t expected[] = {500,   1000,  2000,  4000, 8000,
	                                    16000, 32000, 60000, 60000};
	uint64_t now = 0;

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		const struct backoff_verdict v =
		        backoff_next(&b, &policy, now, 0, 0);
		ck_assert_uint_eq(v.delay, expected[i]);
		ck_assert(!v.too_many);
		now += v.delay;
	}
}
END_TEST

START_TEST(jitter__takes_off_a_quarter_at_most)
{
	for (uint64_t random = 0; random < 100000; random += 7) {
		struct backoff fresh = {0};
		const struct backoff_verdict v =
		        backoff_next(&fresh, &policy, 0, 0, random);
		ck_assert_uint_ge(v.delay, 375);
		ck_assert_uint_le(v.delay, 500);
		backoff_reset(&fresh);
	}
}
END_TEST

START_TEST(limit__passed_within_the_window)
{
	for (int i = 0; i < 10; i++)
		ck_assert(!backoff_next(&b, &policy, 1000, 0, 0).too_many);
	const struct backoff_verdict v = backoff_next(&b, &policy, 1000, 0, 0);
	ck_assert(v.too_many);
	ck_assert_uint_eq(v.delay, 60000);
}
END_TEST

START_TEST(limit__not_when_the_first_is_out_of_the_window)
{
	for (int i = 0; i < 10; i++)
		backoff_next(&b, &policy, 1000, 0, 0);
	ck_assert(!backoff_next(&b, &policy, 601001, 0, 0).too_many);
}
END_TEST

START_TEST(long_life__starts_afresh)
{
	for (int i = 0; i < 9; i++)
		backoff_next(&b, &policy, 1000, 0, 0);
	ck_assert_uint_eq(backoff_next(&b, &policy, 70000, 60000, 0).delay,
	                  60000);
	ck_assert_uint_eq(backoff_next(&b, &policy, 140000, 60001, 0).delay,
	                  500);
}
END_TEST

START_TEST(other_limit__counted_afresh)
{
	struct backoff_policy other = policy;

	other.limit = 2;
	for (int i = 0; i < 10; i++)
		backoff_next(&b, &policy, 1000, 0, 0);
	ck_assert(!backoff_next(&b, &other, 1000, 0, 0).too_many);
	ck_assert(!backoff_next(&b, &other, 1000, 0, 0).too_many);
	ck_assert(backoff_next(&b, &other, 1000, 0, 0).too_many);
}
END_TEST

START_TEST(steps_without_end__no_overflow)
{
	const struct backoff_policy long_one = {3600000, UINT32_MAX, 1, 0};
	uint32_t delay = 0;

	for (int i = 0; i < 100; i++)
		delay = backoff_next(&b, &long_one, (uint64_t)i * 1000, 0, 0)
		                .delay;
	ck_assert_uint_eq(delay, UINT32_MAX);
}
END_TEST

Suite *check_backoff(void)
{
	Suite *suite = suite_create("backoff");
	TCase *tcase = tcase_create("pauses");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, delay__doubles_to_the_maximum);
	tcase_add_test(tcase, jitter__takes_off_a_quarter_at_most);
	tcase_add_test(tcase, limit__passed_within_the_window);
	tcase_add_test(tcase, limit__not_when_the_first_is_out_of_the_window);
	tcase_add_test(tcase, long_life__starts_afresh);
	tcase_add_test(tcase, other_limit__counted_afresh);
	tcase_add_test(tcase, steps_without_end__no_overflow);
	suite_add_tcase(suite, tcase);
	return suite;
}
