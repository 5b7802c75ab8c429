/*
 * check_log_text.c: our own lines in a log of captured output.
 */
#include "suite.h"

#include <string.h>

#include "common/buf.h"
#include "daemon/log_text.h"

/* 2025-11-21T02:44:45.332Z */
static const uint64_t then = 134081666853320000ull;

static struct buf out;

static void setup(void)
{
	buf_init(&out);
}

static void teardown(void)
{
	buf_release(&out);
}

START_TEST(part__is_read_back)
{
	static const uint64_t parts[] = {1, 9, 10, 123456789012345};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_clear(&out);
		log_text_part(&out, parts[i], then);
		ck_assert_uint_eq(log_text_read_part(out.data, out.len),
		                  parts[i]);
	}
}
END_TEST

START_TEST(part__foreign_text_is_none)
{
	static const char *const texts[] = {
	        "",
	        "---",
	        "--- ",
	        "hello",
	        "--- 20261121T064445.332Z",
	        "--- 20261121T064445.332Z part ",
	        "--- 20261121T064445.332Z part 7",
	        "--- 20261121T064445.332Z part x of",
	        "--- 20261121T064445.332Z part 0 of",
	        "--- 20261121T064445.332Z part 1234567890123456 of",
	        "--- a-time-that-is-much-too-long-to-be part 7 of",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(log_text_read_part(texts[i], strlen(texts[i])) ==
		                      0,
		              "'%s'", texts[i]);
}
END_TEST

START_TEST(lines__in_full)
{
	const struct log_start start = {"1.0", "HOST\\al\nice",
	                                "\"C:\\x.exe\" a\x1b[0m --password=abc",
	                                42};

	log_text_part(&out, 3, then);
	log_text_start(&out, &start, then);
	log_text_lost(&out, 12, "disk\nfull", then);
	log_text_end(&out, 42, 0xC0000005, 61005, then);
	ck_assert_str_eq(
	        out.data,
	        "--- 20251121T024445.332Z part 3 of this log\n"
	        "--- 20251121T024445.332Z fspd 1.0 started process 42 as "
	        "HOST\\al\\nice: \"C:\\x.exe\" a\\x1B[0m "
	        "--password=***\n"
	        "--- 20251121T024445.332Z 12 bytes of output are lost: "
	        "disk\\nfull\n"
	        "--- 20251121T024445.332Z process 42 ended: exit code "
	        "3221225477 (0xC0000005, access violation) after 61.005 s\n");
}
END_TEST

START_TEST(fit__lines_stay_whole)
{
	static const struct {
		const char *text;
		size_t room;
		int mid_line;
		size_t fit;
	} cases[] = {
	        {"one\ntwo\n", 8, 0, 8},  {"one\ntwo\n", 7, 0, 4},
	        {"one\ntwo\n", 4, 0, 4},  {"one\ntwo\n", 3, 0, 0},
	        {"one\ntwo\n", 3, 1, 3},  {"one\ntwo\n", 0, 1, 0},
	        {"one\ntwo\n", 99, 0, 8}, {"endless", 3, 1, 3},
	        {"endless", 3, 0, 0},     {"", 0, 0, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_uint_eq(
		        log_text_fit(cases[i].text, strlen(cases[i].text),
		                     cases[i].room, cases[i].mid_line),
		        cases[i].fit);
}
END_TEST

START_TEST(whole__no_half_characters)
{
	static const struct {
		const char *text;
		size_t whole;
	} cases[] = {
	        {"", 0},
	        {"abc", 3},
	        {"a\xC3\xA9", 3},
	        {"a\xC3", 1},
	        {"a\xE2\x82", 1},
	        {"a\xE2", 1},
	        {"\xF0\x9F\x98", 0},
	        {"\xF0\x9F\x98\x80", 4},
	        {"a\xFF", 2},         /* no character at all: not held back */
	        {"a\x80\x80\x80", 4}, /* likewise */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_uint_eq(
		        log_text_whole(cases[i].text, strlen(cases[i].text)),
		        cases[i].whole);
}
END_TEST

Suite *check_log_text(void)
{
	Suite *suite = suite_create("log_text");
	TCase *tc = tcase_create("log_text");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, part__is_read_back);
	tcase_add_test(tc, part__foreign_text_is_none);
	tcase_add_test(tc, lines__in_full);
	tcase_add_test(tc, fit__lines_stay_whole);
	tcase_add_test(tc, whole__no_half_characters);
	suite_add_tcase(suite, tc);
	return suite;
}
