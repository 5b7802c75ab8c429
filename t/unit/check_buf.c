#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "xalloc.h"

START_TEST(never_written__shares_the_empty_string)
{
	struct buf b = BUF_INIT;
	size_t len = 9;
	char *stolen;

	ck_assert_str_eq(b.data, "");
	buf_clear(&b);
	buf_adds(&b, "");
	ck_assert_uint_eq(b.cap, 0);
	stolen = buf_steal(&b, &len);
	ck_assert_str_eq(stolen, "");
	ck_assert_uint_eq(len, 0);
	free(stolen);
	buf_wipe(&b);
	buf_release(&b);
	ck_assert_str_eq(b.data, "");
}
END_TEST

START_TEST(add__grows_and_stays_terminated)
{
	struct buf b = BUF_INIT;
	size_t len;
	char *stolen;

	for (unsigned i = 0; i < 10000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		ck_assert_uint_eq(b.len, i + 1);
		ck_assert_int_eq(b.data[b.len], '\0');
	}
	buf_add(&b, "\0x", 2);
	ck_assert_uint_eq(b.len, 10002);
	stolen = buf_steal(&b, &len);
	ck_assert_uint_eq(len, 10002);
	ck_assert_mem_eq(stolen + 9998, "op\0x", 5);
	ck_assert_uint_eq(b.len, 0);
	free(stolen);
}
END_TEST

START_TEST(integers__little_endian)
{
	struct buf b = BUF_INIT;

	buf_add_u16le(&b, 0x1234);
	buf_add_u32le(&b, 0x89abcdefUL);
	ck_assert_uint_eq(b.len, 6);
	ck_assert_mem_eq(b.data, "\x34\x12\xef\xcd\xab\x89", 6);
	buf_release(&b);
}
END_TEST

START_TEST(addf__longer_than_what_there_was_room_for)
{
	struct buf b = BUF_INIT;

	buf_addf(&b, "%s-%0200d-%s", "a", 7, "b");
	ck_assert_uint_eq(b.len, 204);
	ck_assert_str_eq(b.data + 200, "07-b");
	buf_addf(&b, "%s", "");
	ck_assert_uint_eq(b.len, 204);
	buf_release(&b);
}
END_TEST

START_TEST(escaped__fit_to_print_on_one_line)
{
	static const struct {
		const char *name, *text;
		size_t len;
		const char *expected;
	} cases[] = {
	        {"plain__same", "C:\\a b", 6, "C:\\a b"},
	        {"tab_cr_lf__letters", "\t\r\n", 3, "\\t\\r\\n"},
	        {"nul__hex", "a\0b", 3, "a\\x00b"},
	        {"escape_sequence__hex", "\x1b[2J\x7f", 5, "\\x1B[2J\\x7F"},
	        {"c1_csi__hex", "\xc2\x9b", 2, "\\xC2\\x9B"},
	        {"bidi_override__hex", "\xe2\x80\xae", 3, "\\xE2\\x80\\xAE"},
	        {"isolate__hex", "\xe2\x81\xa6", 3, "\\xE2\\x81\\xA6"},
	        {"line_separator__hex", "\xe2\x80\xa8", 3, "\\xE2\\x80\\xA8"},
	        {"utf8__same", "\xc3\xa4\xf0\x9f\x98\x80", 6,
	         "\xc3\xa4\xf0\x9f\x98\x80"},
	        {"invalid__hex", "\xc3(\xff", 3, "\\xC3(\\xFF"},
	        {"cut_character__hex", "\xe2\x82", 2, "\\xE2\\x82"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = BUF_INIT;

		buf_add_escaped(&b, cases[i].text, cases[i].len);
		ck_assert_msg(strcmp(b.data, cases[i].expected) == 0, "%s: %s",
		              cases[i].name, b.data);
		buf_release(&b);
	}
}
END_TEST

/* The process must end with 3, whatever size was asked for. */
START_TEST(oversize__ends_the_process)
{
	if (_i == 0)
		free(xcalloc(SIZE_MAX / 2, 3));
	else if (_i == 1)
		free(xrealloc(NULL, SIZE_MAX / 8, 16));
	else
		ck_assert_uint_eq(xsum(SIZE_MAX, 1), 0);
}
END_TEST

START_TEST(xalloc__zeroed_copies)
{
	char *a = xcalloc(0, 8);
	char *b = xmemdup("x\0y", 3);
	char *c = xstrdup("z");

	ck_assert_ptr_nonnull(a);
	ck_assert_mem_eq(b, "x\0y", 4);
	ck_assert_str_eq(c, "z");
	ck_assert_ptr_null(xstrdup(NULL));
	free(a);
	free(b);
	free(c);
}
END_TEST

Suite *check_buf(void)
{
	Suite *suite = suite_create("buf");
	TCase *tests = tcase_create("buf");
	TCase *memory = tcase_create("xalloc");

	tcase_add_test(tests, never_written__shares_the_empty_string);
	tcase_add_test(tests, add__grows_and_stays_terminated);
	tcase_add_test(tests, integers__little_endian);
	tcase_add_test(tests, addf__longer_than_what_there_was_room_for);
	tcase_add_test(tests, escaped__fit_to_print_on_one_line);
	tcase_add_test(memory, xalloc__zeroed_copies);
	tcase_add_loop_exit_test(memory, oversize__ends_the_process, 3, 0, 3);
	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, memory);
	return suite;
}
