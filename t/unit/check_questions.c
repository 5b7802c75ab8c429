/*
 * check_questions.c: equal questions are one.
 */
#include "suite.h"

#include <stdio.h>

#include "daemon/questions.h"

static struct questions questions;

static void setup(void)
{
	questions = (struct questions){0};
}

static struct question *find(enum probe_kind kind, const char *target)
{
	return questions_find(&questions, kind, target);
}

START_TEST(equal_ones__are_one_with_all_tickets)
{
	struct question q = {0};

	ck_assert_ptr_null(find(PROBE_WAIT, "tcp:nas:445"));
	questions_add(&questions, &q, PROBE_WAIT, "tcp:nas:445");
	for (uint64_t ticket = 1; ticket <= 100; ticket++)
		question_join(find(PROBE_WAIT, "tcp:nas:445"), ticket);
	ck_assert_uint_eq(q.count, 100);
	for (size_t i = 0; i < q.count; i++)
		ck_assert_uint_eq(q.tickets[i], i + 1);
	question_release(&q);
}
END_TEST

START_TEST(another_kind_or_target__is_another)
{
	struct question q = {0};

	questions_add(&questions, &q, PROBE_WAIT, "X:\\");
	ck_assert_ptr_null(find(PROBE_MOUNT, "X:\\"));
	ck_assert_ptr_null(find(PROBE_WAIT, "X:"));
	ck_assert_ptr_eq(find(PROBE_WAIT, "X:\\"), &q);
	question_release(&q);
}
END_TEST

START_TEST(removed__nobody_joins)
{
	enum { MANY = 5000 };
	static struct question all[MANY];
	char target[32];

	for (int i = 0; i < MANY; i++) {
		snprintf(target, sizeof(target), "tcp:host%d:1", i);
		all[i] = (struct question){0};
		questions_add(&questions, &all[i], PROBE_WAIT, target);
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(target, sizeof(target), "tcp:host%d:1", i);
		ck_assert_ptr_eq(find(PROBE_WAIT, target), &all[i]);
		questions_remove(&questions, &all[i]);
		ck_assert_ptr_null(find(PROBE_WAIT, target));
		question_release(&all[i]);
	}
}
END_TEST

Suite *check_questions(void)
{
	Suite *suite = suite_create("questions");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, equal_ones__are_one_with_all_tickets);
	tcase_add_test(tcase, another_kind_or_target__is_another);
	tcase_add_test(tcase, removed__nobody_joins);
	suite_add_tcase(suite, tcase);
	return suite;
}
