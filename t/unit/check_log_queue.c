/*
 * check_log_queue.c: the daemon's own messages, waiting to be written.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/limits.h"
#include "daemon/log_ids.h"
#include "daemon/log_queue.h"

static struct log_queue queue;
static unsigned numbers; /* of the messages put */

static void setup(void)
{
	log_queue_init(&queue);
	numbers = 0;
}

static void teardown(void)
{
	log_queue_release(&queue);
}

/* Messages count on: "1", "2"... */
static void put(void)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", ++numbers);
	log_queue_put(&queue, LOG_INFO, LOG_ID_STATE, text, numbers);
}

static void fill(void)
{
	while (!queue.lost)
		put();
}

static void takes(const char *text)
{
	const struct log_line *line = log_queue_first(&queue);

	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(line->text, text);
	log_queue_drop(&queue);
}

/* All of them, from first to last. */
static void takes_numbers(unsigned first, unsigned last)
{
	char text[16];

	for (unsigned i = first; i <= last; i++) {
		snprintf(text, sizeof(text), "%u", i);
		takes(text);
	}
}

START_TEST(message__comes_out_as_it_went_in)
{
	const struct log_line *line;

	ck_assert_ptr_null(log_queue_first(&queue));
	log_queue_put(&queue, LOG_ERROR, LOG_ID_KILLED, "it is over", 42);
	line = log_queue_first(&queue);
	ck_assert_str_eq(line->text, "it is over");
	ck_assert_int_eq(line->level, LOG_ERROR);
	ck_assert_uint_eq(line->id, LOG_ID_KILLED);
	ck_assert_uint_eq(line->when, 42);
	log_queue_drop(&queue);
	ck_assert_ptr_null(log_queue_first(&queue));
	ck_assert_uint_eq(queue.bytes, 0);
}
END_TEST

START_TEST(order__is_kept_while_some_are_taken)
{
	put();
	put();
	takes_numbers(1, 1);
	put();
	takes_numbers(2, 3);
	put();
	takes_numbers(4, 4);
	ck_assert_ptr_null(log_queue_first(&queue));
}
END_TEST

START_TEST(bound__what_is_beyond_is_counted_where_it_is_missing)
{
	unsigned kept;
	const struct log_line *told;

	fill();
	ck_assert_uint_le(queue.bytes, LIMIT_LOG_QUEUE_BYTES);
	kept = numbers - 1;
	put();
	put();
	/* there is room again, but what is put now would hide where they are */
	takes_numbers(1, 1);
	put();
	takes_numbers(2, kept);
	told = log_queue_first(&queue);
	ck_assert_ptr_nonnull(told);
	ck_assert_int_eq(strncmp(told->text, "4 messages were lost: ", 22), 0);
	ck_assert_int_eq(told->level, LOG_WARNING);
	ck_assert_uint_eq(told->id, LOG_ID_LOST);
	ck_assert_uint_eq(told->when, kept + 1);
	/* it is being written: others wait behind it */
	put();
	log_queue_drop(&queue);
	takes_numbers(kept + 5, kept + 5);
	ck_assert_ptr_null(log_queue_first(&queue));
}
END_TEST

START_TEST(bound__each_gap_is_told)
{
	for (int i = 0; i < 2; i++) {
		unsigned first = numbers + 1;

		fill();
		takes_numbers(first, numbers - 1);
		takes("1 message was lost: what takes this log did not, for a "
		      "while");
	}
	ck_assert_ptr_null(log_queue_first(&queue));
}
END_TEST

START_TEST(bound__one_that_is_too_long_is_lost)
{
	char *text = calloc(1, LIMIT_LOG_QUEUE_BYTES + 1);

	memset(text, 'x', LIMIT_LOG_QUEUE_BYTES);
	log_queue_put(&queue, LOG_INFO, LOG_ID_STATE, text, 1);
	free(text);
	takes("1 message was lost: what takes this log did not, for a while");
}
END_TEST

Suite *check_log_queue(void)
{
	Suite *suite = suite_create("log_queue");
	TCase *tc = tcase_create("log_queue");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, message__comes_out_as_it_went_in);
	tcase_add_test(tc, order__is_kept_while_some_are_taken);
	tcase_add_test(tc,
	               bound__what_is_beyond_is_counted_where_it_is_missing);
	tcase_add_test(tc, bound__each_gap_is_told);
	tcase_add_test(tc, bound__one_that_is_too_long_is_lost);
	suite_add_tcase(suite, tc);
	return suite;
}
