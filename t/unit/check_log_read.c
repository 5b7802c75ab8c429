/*
 * check_log_read.c: a log in pages, read while it is written and rotated.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/json.h"
#include "daemon/log_book.h"
#include "daemon/log_read.h"
#include "t/fake/log_store_fake.h"

static struct log_store *store;
static struct log_book *book;
static struct log_run run;
static const struct log_start start = {"1.0", "me", "fs.exe", 7};

/* The last answer. */
static struct buf text, next;
static bool end, lost;

static void setup(void)
{
	store = log_store_fake_new();
	book = log_book_new(store);
	run = (struct log_run){.class_name = "fs",
	                       .instance = "a",
	                       .max_bytes = 1024,
	                       .files = 3};
	buf_init(&text);
	buf_init(&next);
}

static void teardown(void)
{
	buf_release(&text);
	buf_release(&next);
	log_book_free(book);
	log_store_fake_free(store);
}

static uint32_t ask(const char *starter, const char *position)
{
	char class_name[] = "fs", instance[] = "A", who[64], where[64];
	struct log_question q = {class_name, instance, NULL, NULL};
	struct json_value root, member;
	struct buf json = BUF_INIT;

	if (starter) {
		snprintf(who, sizeof(who), "%s", starter);
		q.starter = who;
	}
	if (position) {
		snprintf(where, sizeof(where), "%s", position);
		q.position = where;
	}
	uint32_t number = log_read(book, &q, &json);
	if (number == 0) {
		buf_clear(&text);
		buf_clear(&next);
		ck_assert_int_eq(json_read(json.data, json.len, &root), 0);
		ck_assert(json_member(&root, "text", &member));
		ck_assert_int_eq(json_get_text(&member, &text), 0);
		ck_assert(json_member(&root, "next", &member));
		ck_assert_int_eq(json_get_text(&member, &next), 0);
		ck_assert(json_member(&root, "end", &member));
		end = json_get_bool(&member);
		ck_assert(json_member(&root, "lost", &member));
		lost = json_get_bool(&member);
	}
	buf_release(&json);
	return number;
}

static void ask_on(void)
{
	char position[64];

	snprintf(position, sizeof(position), "%s", next.data);
	ck_assert_uint_eq(ask(NULL, position), 0);
}

static void write_line(struct log_stream *stream, unsigned number)
{
	char line[65];

	snprintf(line, sizeof(line), "line %058u\n", number);
	log_book_write(stream, 0, line, 64, 0);
}

static bool has_line(unsigned number)
{
	char line[65];

	snprintf(line, sizeof(line), "line %058u\n", number);
	return strstr(text.data, line) != NULL;
}

START_TEST(nothing__captured)
{
	ck_assert_uint_eq(ask(NULL, NULL), OS_FILE_NOT_FOUND);
	/* as of one that is another's */
	ck_assert_uint_eq(ask("S-1", NULL), OS_ACCESS_DENIED);
}
END_TEST

START_TEST(position__is_checked)
{
	static const char *const bad[] = {"",
	                                  ":",
	                                  "1",
	                                  "1:",
	                                  ":1",
	                                  "1:x",
	                                  "x",
	                                  "1:1 ",
	                                  "-1:0",
	                                  "1:1:1",
	                                  "1:9999999999999999999"};

	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(ask(NULL, bad[i]) == OS_INVALID_PARAMETER, "%s",
		              bad[i]);
}
END_TEST

START_TEST(follow__through_rotation)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	struct buf all = BUF_INIT;
	char want[65];

	ck_assert_uint_eq(ask(NULL, NULL), 0);
	ck_assert(end);
	/* 1024 bytes hold 14 lines: rotated within each step of ten at most
	 * once, so that nothing asked for is gone */
	for (unsigned i = 0; i < 200; i++) {
		write_line(stream, i);
		if (i % 10 != 9)
			continue;
		do {
			ask_on();
			ck_assert(!lost);
			buf_add(&all, text.data, text.len);
		} while (!end);
	}
	for (unsigned i = 0; i < 200; i++) {
		snprintf(want, sizeof(want), "line %058u\n", i);
		ck_assert_msg(strstr(all.data, want) != NULL, "no line %u", i);
	}
	buf_release(&all);
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(slow_reader__told_that_lines_are_gone)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	ck_assert_uint_eq(ask(NULL, NULL), 0);
	for (unsigned i = 0; i < 100; i++)
		write_line(stream, i);
	ask_on();
	ck_assert(lost);
	while (!end)
		ask_on();
	ck_assert(!lost);
	ck_assert(has_line(99));
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(whole_log__oldest_first)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	for (unsigned i = 0; i < 20; i++)
		write_line(stream, i);
	log_book_end(stream, 0, 0, 0);
	ck_assert_uint_eq(ask(NULL, NULL), 0);
	ck_assert(has_line(0));
	ck_assert(!end);
	ask_on();
	ck_assert(has_line(19));
	ck_assert(end);
	ask_on();
	ck_assert_uint_eq(text.len, 0);
	ck_assert(end);
}
END_TEST

START_TEST(tail__whole_lines)
{
	struct log_stream *stream;

	run.max_bytes = 100000;
	stream = log_book_begin(book, &run, &start, 0);
	for (unsigned i = 0; i < 500; i++)
		write_line(stream, i);
	ck_assert_uint_eq(ask(NULL, "tail"), 0);
	ck_assert(has_line(499));
	ck_assert(!has_line(400));
	ck_assert_int_eq(strncmp(text.data, "line ", 5), 0);
	ck_assert(end);
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(text__half_a_character_waits)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	ck_assert_uint_eq(ask(NULL, NULL), 0);
	log_book_write(stream, 0, "caf\xC3", 4, 0);
	ask_on();
	ck_assert_str_eq(text.data, "caf");
	log_book_write(stream, 0, "\xA9\xFF\n", 3, 0);
	ask_on();
	ck_assert_str_eq(text.data, "\xC3\xA9\xEF\xBF\xBD\n");
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(pages__fit_a_reply)
{
	struct log_stream *stream;
	static char much[200000];
	size_t total = 0;

	memset(much, 1, sizeof(much)); /* six units each in JSON */
	run.max_bytes = 1000000;
	stream = log_book_begin(book, &run, &start, 0);
	ck_assert_uint_eq(ask(NULL, NULL), 0);
	log_book_write(stream, 0, much, sizeof(much), 0);
	do {
		ask_on();
		ck_assert_uint_le(12 * text.len, 256 * 1024);
		total += text.len;
	} while (!end);
	ck_assert_uint_eq(total, sizeof(much));
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(starter__only_what_is_his)
{
	run.starter = "S-1";
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	write_line(stream, 1);
	log_book_end(stream, 0, 0, 0);
	run.starter = "S-2";
	stream = log_book_begin(book, &run, &start, 0);
	write_line(stream, 2);
	ck_assert_uint_eq(ask("S-1", NULL), OS_ACCESS_DENIED);
	static const char *const positions[] = {NULL,   "tail", "1:0",
	                                        "1:70", "0:0",  "9:9"};
	for (size_t i = 0; i < 6; i++) {
		ck_assert_uint_eq(ask("S-2", positions[i]), 0);
		ck_assert(has_line(2));
		ck_assert(!has_line(1));
	}
	ck_assert_uint_eq(ask(NULL, NULL), 0);
	ck_assert(has_line(1));
	log_book_end(stream, 0, 0, 0);
}
END_TEST

Suite *check_log_read(void)
{
	Suite *suite = suite_create("log_read");
	TCase *tc = tcase_create("log_read");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, nothing__captured);
	tcase_add_test(tc, position__is_checked);
	tcase_add_test(tc, follow__through_rotation);
	tcase_add_test(tc, slow_reader__told_that_lines_are_gone);
	tcase_add_test(tc, whole_log__oldest_first);
	tcase_add_test(tc, tail__whole_lines);
	tcase_add_test(tc, text__half_a_character_waits);
	tcase_add_test(tc, pages__fit_a_reply);
	tcase_add_test(tc, starter__only_what_is_his);
	suite_add_tcase(suite, tc);
	return suite;
}
