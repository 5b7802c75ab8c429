/*
 * check_text_win.c: text that crosses the border to Windows: wide.h,
 * winerr.h, and the clocks, which are too small for a file of their own.
 */
#include "../suite.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "error.h"
#include "win/wide.h"
#include "win/winerr.h"

START_TEST(wide__there_and_back)
{
	static const char *const texts[] = {
	        "",
	        "abc",
	        "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		wchar_t *wide = utf8_to_wide(texts[i]);
		char *text;

		ck_assert_ptr_nonnull(wide);
		text = wide_to_utf8(wide);
		ck_assert_str_eq(text, texts[i]);
		free(text);
		free(wide);
	}
	ck_assert_ptr_null(utf8_to_wide("a\xff"));
	ck_assert_ptr_null(wide_to_utf8(L"a\xd800z"));
}
END_TEST

START_TEST(wide_lossy__replaces_what_has_no_form)
{
	char *text = wide_to_utf8_lossy(L"a\xd83d\xde00\xd800z\0b\xdc00", 8);

	ck_assert_str_eq(text, "a\xf0\x9f\x98\x80\xef\xbf\xbdz\xef\xbf\xbd"
	                       "b\xef\xbf\xbd");
	free(text);
}
END_TEST

START_TEST(winerr__words_and_number)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(winerr_set(&err, 5, "cannot open key '%s'", "a\nb"),
	                 -1);
	ck_assert_uint_eq(err.code, 5);
	/* Wine's words and Windows' differ. */
	ck_assert_ptr_nonnull(
	        strstr(err.text, "cannot open key 'a\\nb': access "));
	ck_assert_ptr_nonnull(strstr(err.text, "denied (5)"));
	winerr_set(&err, 0x2fffffff, "x");
	ck_assert_str_eq(err.text, "x: error (805306367)");
	ck_assert_int_eq(winerr_set(NULL, 5, "x"), -1);
}
END_TEST

/* One line for every number we are likely to meet. */
START_TEST(winerr_text__one_line_without_full_stop)
{
	for (uint32_t code = 0; code < 2000; code++) {
		struct buf text = BUF_INIT;

		winerr_text(&text, code);
		ck_assert_uint_gt(text.len, 0);
		ck_assert_ptr_null(strpbrk(text.data, "\r\n"));
		ck_assert_int_ne(text.data[text.len - 1], '.');
		ck_assert_int_ne(text.data[text.len - 1], ' ');
		buf_release(&text);
	}
}
END_TEST

START_TEST(winerr_text__no_place_for_a_name)
{
	struct buf text = BUF_INIT;

	winerr_text(&text, ERROR_BAD_EXE_FORMAT);
	ck_assert_ptr_null(strchr(text.data, '%'));
	ck_assert_ptr_nonnull(strstr(text.data, "it"));
	buf_release(&text);
}
END_TEST

START_TEST(clock__never_goes_back_and_agrees)
{
	uint64_t before = clock_monotonic_ms();
	const uint64_t start = before, tick = GetTickCount64();
	FILETIME now;
	uint64_t plain;

	do {
		const uint64_t again = clock_monotonic_ms();

		ck_assert_uint_ge(again, before);
		before = again;
	} while (GetTickCount64() - tick < 200);
	ck_assert_uint_ge(before - start, 150);
	ck_assert_uint_gt(clock_counter_frequency(), 1000);
	GetSystemTimeAsFileTime(&now);
	plain = (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
	ck_assert_uint_lt(clock_filetime() - plain + 10000000, 50000000);
}
END_TEST

Suite *check_text_win(void)
{
	Suite *suite = suite_create("text_win");
	TCase *tests = tcase_create("text");

	tcase_add_test(tests, wide__there_and_back);
	tcase_add_test(tests, wide_lossy__replaces_what_has_no_form);
	tcase_add_test(tests, winerr__words_and_number);
	tcase_add_test(tests, winerr_text__one_line_without_full_stop);
	tcase_add_test(tests, winerr_text__no_place_for_a_name);
	tcase_add_test(tests, clock__never_goes_back_and_agrees);
	suite_add_tcase(suite, tests);
	return suite;
}
