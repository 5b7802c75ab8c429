/*
 * check_log_book.c: captured output on a disk in memory: headers, rotation
 * while running, a disk that fails, who wrote what.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/log.h"
#include "common/xalloc.h"
#include "daemon/log_book.h"
#include "t/fake/log_store_fake.h"

#define PATH "i-fs\\i-a.log"

#define LINE "0123456789abcdef0123456789abcdef0123456789abcdef\n"

enum { SECOND = 10000000 };

static struct log_store *store;
static struct log_book *book;
static struct log_run run;
static const struct log_start start = {"1.0", "me", "fs.exe", 7};
static unsigned warnings;

static void count_warnings(void *context, enum log_level level, unsigned id,
                           const char *text)
{
	(void)context;
	(void)id;
	(void)text;
	warnings += level >= LOG_WARNING;
}

static void setup(void)
{
	store = log_store_fake_new();
	book = log_book_new(store);
	run = (struct log_run){.class_name = "fs",
	                       .instance = "a",
	                       .max_bytes = 1024,
	                       .files = 3};
	warnings = 0;
	log_open(LOG_DEBUG, count_warnings, NULL);
}

static void teardown(void)
{
	log_open(LOG_DEBUG, NULL, NULL);
	log_book_free(book);
	log_store_fake_free(store);
}

static const char *text_of(const char *path)
{
	const char *text = log_store_fake_text(store, path);

	ck_assert_msg(text != NULL, "no file %s", path);
	return text;
}

static void write_text(struct log_stream *stream, const char *text)
{
	log_book_write(stream, 0, text, strlen(text), 0);
}

/* One line of 64 bytes. */
static void write_line(struct log_stream *stream, unsigned number)
{
	char line[65];

	snprintf(line, sizeof(line), "line %058u\n", number);
	write_text(stream, line);
}

START_TEST(run__header_output_footer)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	write_text(stream, "hello\nworld");
	log_book_end(stream, 3, 1500, 0);
	ck_assert_str_eq(
	        text_of(PATH),
	        "--- 16010101T000000.000Z part 1 of this log\n"
	        "--- 16010101T000000.000Z fspd 1.0 started process 7 as me: "
	        "fs.exe\n"
	        "hello\nworld\n"
	        "--- 16010101T000000.000Z process 7 ended: exit code 3 "
	        "(0x00000003) after 1.500 s\n");
	ck_assert_uint_eq(log_store_fake_count(store), 1);
}
END_TEST

START_TEST(run__bytes_are_kept_as_they_are)
{
	static const char bytes[] = "\0\x1b[1m\xFF\r\n";
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	const size_t before = strlen(text_of(PATH));

	log_book_write(stream, 0, bytes, sizeof(bytes), 0);
	ck_assert_int_eq(memcmp(text_of(PATH) + before, bytes, sizeof(bytes)),
	                 0);
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(run__appends_to_what_is_there)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	log_book_end(stream, 0, 0, 0);
	stream = log_book_begin(book, &run, &start, 0);
	log_book_end(stream, 0, 0, 0);
	const char *first = strstr(text_of(PATH), "started");
	ck_assert_ptr_nonnull(strstr(first + 1, "started"));
	ck_assert_ptr_null(strstr(text_of(PATH), "part 2"));
}
END_TEST

START_TEST(run__opens_what_is_there_once)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	write_text(stream, "no whole line");
	log_book_leave(stream, 0);
	const unsigned opened = log_store_fake_opened(store);
	stream = log_book_begin(book, &run, &start, 0);
	log_book_end(stream, 0, 0, 0);
	ck_assert_ptr_nonnull(strstr(text_of(PATH), "no whole line\n---"));
	ck_assert_uint_eq(log_store_fake_opened(store), opened);
}
END_TEST

START_TEST(rotation__bounded_and_newest_kept)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	for (unsigned i = 0; i < 500; i++)
		write_line(stream, i);
	log_book_end(stream, 0, 0, 0);
	ck_assert_uint_eq(log_store_fake_count(store), 3);
	ck_assert_uint_le(strlen(text_of(PATH)), 1024);
	ck_assert_uint_le(strlen(text_of(PATH ".1")), 1024);
	ck_assert_uint_gt(strlen(text_of(PATH ".1")), 900);
	ck_assert_uint_le(strlen(text_of(PATH ".2")), 1024);
	/* no line is missing, none is cut */
	char whole[4096], want[32];
	snprintf(whole, sizeof(whole), "%s%s%s", text_of(PATH ".2"),
	         text_of(PATH ".1"), text_of(PATH));
	const char *at = strstr(whole, "line ");
	unsigned number;
	ck_assert_int_eq(sscanf(at, "line %u", &number), 1);
	for (; number < 500; number++) {
		snprintf(want, sizeof(want), "%05u\n", number);
		ck_assert_msg(strstr(whole, want) != NULL, "no line %u",
		              number);
	}
	ck_assert_ptr_nonnull(strstr(whole, "process 7 ended"));
}
END_TEST

START_TEST(rotation__parts_are_numbered_on)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	unsigned long a, b;

	for (unsigned i = 0; i < 50; i++)
		write_line(stream, i);
	log_book_end(stream, 0, 0, 0);
	sscanf(text_of(PATH), "%*s %*s part %lu", &a);
	sscanf(text_of(PATH ".1"), "%*s %*s part %lu", &b);
	ck_assert_uint_eq(a, b + 1);
	ck_assert_uint_gt(b, 1);
	/* also by a daemon that starts when the newest is gone */
	ck_assert_int_eq(log_store_remove(store, PATH, &(struct error){0}), 0);
	stream = log_book_begin(book, &run, &start, 0);
	log_book_end(stream, 0, 0, 0);
	sscanf(text_of(PATH), "%*s %*s part %lu", &a);
	ck_assert_uint_eq(a, b + 1);
}
END_TEST

START_TEST(rotation__one_endless_line)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	char much[10000];

	memset(much, 'x', sizeof(much));
	log_book_write(stream, 0, much, sizeof(much), 0);
	log_book_end(stream, 0, 0, 0);
	ck_assert_uint_eq(log_store_fake_count(store), 3);
	ck_assert_uint_eq(strlen(text_of(PATH ".1")), 1024);
}
END_TEST

START_TEST(rotation__one_file_only)
{
	run.files = 1;
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	for (unsigned i = 0; i < 100; i++)
		write_line(stream, i);
	log_book_end(stream, 0, 0, 0);
	ck_assert_uint_eq(log_store_fake_count(store), 1);
	ck_assert_uint_le(strlen(text_of(PATH)), 1024);
}
END_TEST

START_TEST(rotation__fewer_files_than_before)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	for (unsigned i = 0; i < 100; i++)
		write_line(stream, i);
	log_book_end(stream, 0, 0, 0);
	run.files = 2;
	stream = log_book_begin(book, &run, &start, 0);
	for (unsigned i = 0; i < 30; i++)
		write_line(stream, i);
	log_book_end(stream, 0, 0, 0);
	ck_assert_uint_eq(log_store_fake_count(store), 2);
}
END_TEST

START_TEST(failure__counted_and_told_when_it_is_over)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	log_store_fake_room(store, 10);
	log_book_write(stream, 0, "0123456789abcdef", 16, 0);
	ck_assert_uint_eq(warnings, 1);
	/* not tried for a second */
	log_store_fake_room(store, 100000);
	log_book_write(stream, 0, "lost", 4, SECOND / 2);
	ck_assert_ptr_null(strstr(text_of(PATH), "lost"));
	log_book_write(stream, 0, "kept\n", 5, SECOND);
	ck_assert_ptr_nonnull(strstr(
	        text_of(PATH),
	        "0123456789\n--- 16010101T000001.000Z 20 bytes of output are "
	        "lost: the disk is full\nkept\n"));
	ck_assert_uint_eq(warnings, 1);
	log_book_end(stream, 0, 0, SECOND);
}
END_TEST

START_TEST(failure__from_the_beginning)
{
	log_store_fake_room(store, 0);
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	write_text(stream, "hello\n");
	log_book_end(stream, 0, 0, 0);
	ck_assert_uint_eq(warnings, 1);
	ck_assert_str_eq(text_of(PATH), "");
}
END_TEST

/* It fills up to twice its size; the older ones stay, however often rotation is
 * tried. */
START_TEST(held__newest_grows_and_older_ones_stay)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	for (unsigned i = 0; i < 40; i++)
		write_line(stream, i);
	ck_assert_uint_eq(log_store_fake_count(store), 3);
	char *oldest = xstrdup(text_of(PATH ".2"));
	char *older = xstrdup(text_of(PATH ".1"));
	log_store_fake_hold(store, PATH);
	for (unsigned i = 40; i < 100; i++)
		log_book_write(stream, 0, LINE, strlen(LINE), i * SECOND);
	ck_assert_str_eq(text_of(PATH ".1"), older);
	ck_assert_str_eq(text_of(PATH ".2"), oldest);
	ck_assert_uint_le(strlen(text_of(PATH)), 2048);
	ck_assert_uint_gt(strlen(text_of(PATH)), 2048 - 2 * strlen(LINE));
	ck_assert_uint_eq(warnings, 1);
	log_store_fake_hold(store, NULL);
	log_book_write(stream, 0, "again\n", 6, 101 * SECOND);
	ck_assert_ptr_nonnull(strstr(text_of(PATH), "it is held\nagain\n"));
	ck_assert_ptr_nonnull(strstr(text_of(PATH), " part 4 "));
	ck_assert_str_eq(text_of(PATH ".2"), older);
	log_book_end(stream, 0, 0, 101 * SECOND);
	free(oldest);
	free(older);
}
END_TEST

/* What was moved before it came to the one that is held is not moved again. */
START_TEST(held__an_older_one)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	for (unsigned i = 0; i < 40; i++)
		write_line(stream, i);
	char *older = xstrdup(text_of(PATH ".1"));
	log_store_fake_hold(store, PATH ".1");
	for (unsigned i = 40; i < 100; i++)
		log_book_write(stream, 0, LINE, strlen(LINE), i * SECOND);
	ck_assert_str_eq(text_of(PATH ".1"), older);
	log_store_fake_hold(store, NULL);
	log_book_write(stream, 0, "again\n", 6, 101 * SECOND);
	ck_assert_str_eq(text_of(PATH ".2"), older);
	ck_assert_ptr_nonnull(strstr(text_of(PATH), "again\n"));
	log_book_end(stream, 0, 0, 101 * SECOND);
	free(older);
}
END_TEST

/* Released in time nothing is lost, and the next file has the usual size. */
START_TEST(held__for_a_moment)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	log_store_fake_hold(store, PATH);
	for (unsigned i = 0; i < 20; i++)
		write_line(stream, i);
	ck_assert_uint_eq(log_store_fake_count(store), 1);
	log_store_fake_hold(store, NULL);
	for (unsigned i = 20; i < 40; i++)
		log_book_write(stream, 0, LINE, strlen(LINE), SECOND);
	ck_assert_uint_eq(warnings, 0);
	ck_assert_uint_eq(log_store_fake_count(store), 2);
	ck_assert_uint_gt(strlen(text_of(PATH ".1")), 1024);
	ck_assert_uint_le(strlen(text_of(PATH)), 1024);
	ck_assert_ptr_null(strstr(text_of(PATH), "lost"));
	log_book_end(stream, 0, 0, SECOND);
}
END_TEST

START_TEST(dropped_before_it_came_here__counted)
{
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	log_book_write(stream, 1000, "end\n", 4, 0);
	ck_assert_ptr_nonnull(strstr(text_of(PATH),
	                             "1000 bytes of output are lost: the disk "
	                             "is too slow\nend\n"));
	log_book_end(stream, 0, 0, 0);
}
END_TEST

START_TEST(direct__rotated_before_a_start_only)
{
	struct error err = ERROR_INIT;
	uint64_t size;

	run.direct = true;
	ck_assert_int_eq(log_book_prepare(book, &run, 0, &err), 0);
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);
	struct log_file *file = log_file_open(store, PATH, &size, &err);
	for (unsigned i = 0; i < 100; i++)
		ck_assert_int_eq(
		        log_file_write(file, "0123456789abcdef", 16, &err), 0);
	log_file_close(file);
	log_book_leave(stream, 0);
	ck_assert_ptr_null(strstr(text_of(PATH), "ended"));
	log_book_end(log_book_resume(book, &run, 7), 0, 0, 0);
	ck_assert_uint_eq(log_store_fake_count(store), 1);
	/* the footer begins a line of its own */
	ck_assert_ptr_nonnull(strstr(text_of(PATH), "abcdef\n--- "));
	ck_assert_int_eq(log_book_prepare(book, &run, 0, &err), 0);
	ck_assert_uint_eq(log_store_fake_count(store), 2);
	ck_assert_ptr_nonnull(strstr(text_of(PATH), " part 2 "));
}
END_TEST

START_TEST(floor__since_when_it_is_whose)
{
	uint64_t part, first, offset;

	run.starter = "S-1-5-1";
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	ck_assert(log_book_floor(book, PATH, "S-1-5-1", &part, &first));
	ck_assert_uint_eq(part, 1);
	ck_assert_int_eq(strncmp(text_of(PATH) + first,
	                         "--- 16010101T000000.000Z fspd", 29),
	                 0);
	/* a restart is the same user's */
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	ck_assert(log_book_floor(book, PATH, "S-1-5-1", &part, &offset));
	ck_assert_uint_eq(offset, first);
	/* another user's begins later, and ends the first one's */
	run.starter = "S-1-5-2";
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	ck_assert(!log_book_floor(book, PATH, "S-1-5-1", &part, &offset));
	ck_assert(log_book_floor(book, PATH, "S-1-5-2", &part, &offset));
	ck_assert_uint_gt(offset, first);
	/* so does a start by nobody */
	run.starter = NULL;
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	ck_assert(!log_book_floor(book, PATH, "S-1-5-2", &part, &offset));
	ck_assert(!log_book_floor(book, "i-fs\\i-b.log", "S-1-5-2", &part,
	                          &offset));
}
END_TEST

START_TEST(floor__unknown_when_the_disk_fails)
{
	uint64_t part, offset;

	log_store_fake_room(store, 0);
	run.starter = "S-1-5-1";
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	ck_assert(!log_book_floor(book, PATH, "S-1-5-1", &part, &offset));
}
END_TEST

START_TEST(sweep__not_what_is_kept_or_written)
{
	char kept_stem[] = "i-fs\\i-kept";
	char *kept[] = {kept_stem};
	const uint64_t month = 30ull * 24 * 60 * 60 * SECOND;
	struct log_stream *stream = log_book_begin(book, &run, &start, 0);

	run.instance = "kept";
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	run.instance = "old";
	log_book_end(log_book_begin(book, &run, &start, 0), 0, 0, 0);
	log_book_sweep(book, kept, 1, month);
	ck_assert_uint_eq(log_store_fake_count(store), 2);
	ck_assert_ptr_null(log_store_fake_text(store, "i-fs\\i-old.log"));
	log_book_end(stream, 0, 0, month);
	log_book_sweep(book, kept, 0, month);
	ck_assert_uint_eq(log_store_fake_count(store), 0);
	ck_assert_uint_eq(warnings, 0);
}
END_TEST

Suite *check_log_book(void)
{
	Suite *suite = suite_create("log_book");
	TCase *tc = tcase_create("log_book");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, run__header_output_footer);
	tcase_add_test(tc, run__bytes_are_kept_as_they_are);
	tcase_add_test(tc, run__appends_to_what_is_there);
	tcase_add_test(tc, run__opens_what_is_there_once);
	tcase_add_test(tc, rotation__bounded_and_newest_kept);
	tcase_add_test(tc, rotation__parts_are_numbered_on);
	tcase_add_test(tc, rotation__one_endless_line);
	tcase_add_test(tc, rotation__one_file_only);
	tcase_add_test(tc, rotation__fewer_files_than_before);
	tcase_add_test(tc, failure__counted_and_told_when_it_is_over);
	tcase_add_test(tc, failure__from_the_beginning);
	tcase_add_test(tc, held__newest_grows_and_older_ones_stay);
	tcase_add_test(tc, held__an_older_one);
	tcase_add_test(tc, held__for_a_moment);
	tcase_add_test(tc, dropped_before_it_came_here__counted);
	tcase_add_test(tc, direct__rotated_before_a_start_only);
	tcase_add_test(tc, floor__since_when_it_is_whose);
	tcase_add_test(tc, floor__unknown_when_the_disk_fails);
	tcase_add_test(tc, sweep__not_what_is_kept_or_written);
	suite_add_tcase(suite, tc);
	return suite;
}
