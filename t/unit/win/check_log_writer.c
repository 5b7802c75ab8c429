/*
 * check_log_writer.c: whoever logs waits for nothing, and nothing is left
 * unwritten.
 */
#include "../suite.h"

#include <windows.h>

#include "buf.h"
#include "daemon/log_ids.h"
#include "daemon/log_queue.h"
#include "daemon/win/log_writer.h"

enum { HANG_MS = 30 * 1000 };

static struct log_writer *writer;
static struct buf written;
static HANDLE entered, released;
static unsigned refusals; /* yet to come */

/* Hangs until it is released. */
static bool take(void *context, const struct log_line *line)
{
	ck_assert_ptr_eq(context, &written);
	SetEvent(entered);
	WaitForSingleObject(released, HANG_MS);
	if (refusals > 0) {
		refusals--;
		return false;
	}
	buf_addf(&written, "%s;", line->text);
	return true;
}

static void say(const char *text)
{
	log_writer_log(writer, LOG_INFO, LOG_ID_STATE, text);
}

static void setup(void)
{
	entered = CreateEventW(NULL, FALSE, FALSE, NULL);
	released = CreateEventW(NULL, TRUE, FALSE, NULL);
	buf_init(&written);
	refusals = 0;
	writer = log_writer_new(take, &written);
}

static void teardown(void)
{
	SetEvent(released);
	ck_assert(log_writer_end(writer));
	buf_release(&written);
	CloseHandle(entered);
	CloseHandle(released);
}

START_TEST(log__waits_for_nobody)
{
	say("one");
	WaitForSingleObject(entered, HANG_MS);
	say("two");
	say("three");
	ck_assert_uint_eq(written.len, 0);
	SetEvent(released);
	ck_assert(log_writer_end(writer));
	ck_assert_str_eq(written.data, "one;two;three;");
}
END_TEST

START_TEST(refused__is_tried_again_in_its_place)
{
	refusals = 1;
	SetEvent(released);
	say("one");
	WaitForSingleObject(entered, HANG_MS);
	say("two");
	ck_assert(log_writer_end(writer));
	ck_assert_str_eq(written.data, "one;two;");
}
END_TEST

START_TEST(ended__the_rest_is_written_at_once)
{
	SetEvent(released);
	ck_assert(log_writer_end(writer));
	say("late");
	ck_assert_str_eq(written.data, "late;");
	ck_assert(log_writer_end(writer));
}
END_TEST

Suite *check_log_writer(void)
{
	Suite *suite = suite_create("log_writer");
	TCase *tc = tcase_create("log_writer");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, log__waits_for_nobody);
	tcase_add_test(tc, refused__is_tried_again_in_its_place);
	tcase_add_test(tc, ended__the_rest_is_written_at_once);
	suite_add_tcase(suite, tc);
	return suite;
}
