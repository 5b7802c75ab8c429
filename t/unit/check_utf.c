#include "suite.h"

#include <string.h>

#include "buf.h"
#include "utf.h"

START_TEST(utf8_invalid_at__first_bad_byte)
{
	static const struct {
		const char *name, *text;
		size_t at;
	} cases[] = {
	        {"empty__valid", "", 0},
	        {"ascii__valid", "abc", 3},
	        {"all_lengths__valid", "a\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80",
	         10},
	        {"greatest__valid", "\xf4\x8f\xbf\xbf", 4},
	        {"beyond_unicode__0", "\xf4\x90\x80\x80", 0},
	        {"overlong_slash__0", "\xc0\xaf", 0},
	        {"overlong_3__1", "a\xe0\x80\xaf", 1},
	        {"overlong_4__0", "\xf0\x8f\xbf\xbf", 0},
	        {"surrogate__2", "ab\xed\xa0\x80", 2},
	        {"last_surrogate__0", "\xed\xbf\xbf", 0},
	        {"after_surrogates__valid", "\xee\x80\x80", 3},
	        {"lone_continuation__1", "a\x80", 1},
	        {"cut__3", "abc\xe2\x82", 3},
	        {"bad_continuation__0", "\xe2\x28\xa1", 0},
	        {"ff__0", "\xff", 0},
	        {"f5__0", "\xf5\x80\x80\x80", 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		const size_t at = utf8_invalid_at(text, strlen(text));

		ck_assert_msg(at == cases[i].at, "%s: %zu", cases[i].name, at);
	}
}
END_TEST

START_TEST(to_utf16le__bytes)
{
	struct buf out = BUF_INIT;

	buf_addc(&out, '!');
	ck_assert_int_eq(utf8_to_utf16le(&out,
	                                 "a\0\xe2\x82\xac"
	                                 "\xf0\x9f\x98\x80",
	                                 9),
	                 0);
	ck_assert_uint_eq(out.len, 11);
	ck_assert_mem_eq(out.data, "!a\0\0\0\xac\x20\x3d\xd8\x00\xde", 11);
	ck_assert_int_eq(utf8_to_utf16le(&out, "ab\xff", 3), -1);
	ck_assert_uint_eq(out.len, 11);
	buf_release(&out);
}
END_TEST

START_TEST(from_utf16le__bad_surrogates_and_lengths_refused)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
	} cases[] = {
	        {"odd", "a\0b", 3},
	        {"high_at_end", "a\0\x3d\xd8", 4},
	        {"high_high", "\x3d\xd8\x3d\xd8", 4},
	        {"high_letter",
	         "\x3d\xd8"
	         "a\0",
	         4},
	        {"low_first",
	         "\x00\xde"
	         "a\0",
	         4},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;

		buf_addc(&out, 'x');
		ck_assert_msg(utf16le_to_utf8(&out, cases[i].bytes,
		                              cases[i].len) == -1,
		              "%s", cases[i].name);
		ck_assert_str_eq(out.data, "x");
		buf_release(&out);
	}
}
END_TEST

static uint32_t random_code(uint32_t *state)
{
	static const uint32_t range[] = {0x80, 0x800, 0x10000, 0x110000};
	uint32_t code;

	do {
		*state = *state * 1664525u + 1013904223u;
		code = (*state >> 4) % range[*state >> 30];
	} while (code >= 0xd800 && code < 0xe000);
	return code;
}

/* Any text comes back from UTF-16 to the byte, with as many units as told. */
START_TEST(round_trip__of_random_characters)
{
	uint32_t state = 1;

	for (unsigned round = 0; round < 500; round++) {
		struct buf wide = BUF_INIT, text = BUF_INIT, again = BUF_INIT;
		size_t units = 0;

		for (unsigned i = 0; i < 40; i++) {
			uint32_t code = random_code(&state);

			units += code < 0x10000 ? 1 : 2;
			if (code >= 0x10000) {
				code -= 0x10000;
				buf_add_u16le(&wide, 0xd800u | code >> 10);
				code = 0xdc00 | (code & 0x3ff);
			}
			buf_add_u16le(&wide, code);
		}
		ck_assert_int_eq(utf16le_to_utf8(&text, wide.data, wide.len),
		                 0);
		ck_assert_uint_eq(utf8_invalid_at(text.data, text.len),
		                  text.len);
		ck_assert_uint_eq(utf8_chars(text.data, text.len), 40);
		ck_assert_uint_eq(utf16_units(text.data, text.len), units);
		ck_assert_int_eq(utf8_to_utf16le(&again, text.data, text.len),
		                 0);
		ck_assert_uint_eq(again.len, wide.len);
		ck_assert_mem_eq(again.data, wide.data, wide.len);
		buf_release(&wide);
		buf_release(&text);
		buf_release(&again);
	}
}
END_TEST

START_TEST(decode__code_points)
{
	uint32_t code = 7;

	ck_assert_uint_eq(utf8_decode("", 0, &code), 0);
	ck_assert_uint_eq(utf8_decode("\xe2\x82", 2, &code), 0);
	ck_assert_uint_eq(code, 7);
	ck_assert_uint_eq(utf8_decode("\xe2\x82\xac", 3, &code), 3);
	ck_assert_uint_eq(code, 0x20ac);
	ck_assert_uint_eq(utf16_units("\xff\xff", 2), 2);
	ck_assert_uint_eq(utf8_chars("\xff\xe2\x82\xac", 4), 2);
}
END_TEST

Suite *check_utf(void)
{
	Suite *suite = suite_create("utf");
	TCase *tests = tcase_create("utf");

	tcase_add_test(tests, utf8_invalid_at__first_bad_byte);
	tcase_add_test(tests, to_utf16le__bytes);
	tcase_add_test(tests, from_utf16le__bad_surrogates_and_lengths_refused);
	tcase_add_test(tests, round_trip__of_random_characters);
	tcase_add_test(tests, decode__code_points);
	suite_add_tcase(suite, tests);
	return suite;
}
