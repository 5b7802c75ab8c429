/*
 * check_json.c: what is written is JSON on one line, and what is read is what
 * was written.
 */
#include "suite.h"

#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "json.h"

START_TEST(write__commas_and_nesting)
{
	struct buf out = BUF_INIT;
	struct json j;

	json_init(&j, &out);
	json_object(&j, NULL);
	json_text(&j, "a", "x");
	json_array(&j, "b");
	json_number(&j, NULL, INT64_MIN);
	json_object(&j, NULL);
	json_end_object(&j);
	json_array(&j, NULL);
	json_end_array(&j);
	json_bool(&j, NULL, false);
	json_end_array(&j);
	json_text(&j, "c", NULL);
	json_null(&j, "d");
	json_bool(&j, "e", true);
	json_text_n(&j, "f\"", "a\0b", 3);
	json_end_object(&j);
	ck_assert_str_eq(out.data,
	                 "{\"a\":\"x\",\"b\":[-9223372036854775808,{},[],"
	                 "false],\"c\":null,\"d\":null,\"e\":true,"
	                 "\"f\\\"\":\"a\\u0000b\"}");
	buf_release(&out);
}
END_TEST

START_TEST(write__one_line_of_utf8)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	        {"C:\\a \"b\"", "\"C:\\\\a \\\"b\\\"\""},
	        {"\t\r\n\x01\x7f", "\"\\t\\r\\n\\u0001\\u007f\""},
	        {"\xc2\x85\xe2\x80\xa8\xe2\x80\xa9",
	         "\"\\u0085\\u2028\\u2029\""},
	        {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
	        {"a\xff\xed\xa0\x80z", "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
	                               "\xef\xbf\xbdz\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;
		struct json j;

		json_init(&j, &out);
		json_text(&j, NULL, cases[i].text);
		ck_assert_str_eq(out.data, cases[i].expected);
		buf_release(&out);
	}
}
END_TEST

START_TEST(read__one_value)
{
	static const struct {
		const char *text;
		size_t at, len;
	} cases[] = {
	        {" {} ", 1, 2},
	        {"[ 1 , 2 ]", 0, 9},
	        {"{\"a\" : [ {\"b\":null} ] }", 0, 23},
	        {"-0.5e+10", 0, 8},
	        {"0", 0, 1},
	        {"\t\"\\u00e9\\\"\\/\"\n", 1, 12},
	        {"true", 0, 4},
	        {"\"\xc3\xa9\"", 0, 4},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct json_value v;

		ck_assert_msg(json_read(text, strlen(text), &v) == 0, "%s",
		              text);
		ck_assert_ptr_eq(v.at, text + cases[i].at);
		ck_assert_msg(v.len == cases[i].len, "%s: %zu", text, v.len);
	}
}
END_TEST

START_TEST(read__everything_else_refused)
{
	static const char *const texts[] = {
	        "",
	        " ",
	        "{",
	        "}",
	        "[1,]",
	        "[,1]",
	        "{\"a\"}",
	        "{\"a\":}",
	        "{\"a\":1,}",
	        "{a:1}",
	        "{1:1}",
	        "[1 2]",
	        "[1]]",
	        "[}",
	        "01",
	        "-",
	        "1.",
	        ".5",
	        "1e",
	        "+1",
	        "tru",
	        "nulll",
	        "\"a",
	        "\"\\x\"",
	        "\"\\u12g4\"",
	        "\"\\u12",
	        "\"\n\"",
	        "\"\xff\"",
	        "1 2",
	        "\xef\xbb\xbf{}",
	        "'a'",
	        "{\"a\":1]",
	        "\"\\",
	        "NaN",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct json_value v = {texts[i], 7};

		ck_assert_msg(json_read(texts[i], strlen(texts[i]), &v) == -1,
		              "%s", texts[i]);
		ck_assert_uint_eq(v.len, 7);
	}
}
END_TEST

START_TEST(read__nesting_is_bounded)
{
	struct buf text = BUF_INIT;
	struct json_value v;

	for (unsigned i = 0; i < JSON_DEPTH_READ; i++)
		buf_addc(&text, '[');
	for (unsigned i = 0; i < JSON_DEPTH_READ; i++)
		buf_addc(&text, ']');
	ck_assert_int_eq(json_read(text.data, text.len, &v), 0);
	buf_clear(&text);
	for (unsigned i = 0; i < 1000000; i++)
		buf_addc(&text, '[');
	ck_assert_int_eq(json_read(text.data, text.len, &v), -1);
	buf_release(&text);
}
END_TEST

static void read(const char *text, struct json_value *v)
{
	ck_assert_msg(json_read(text, strlen(text), v) == 0, "%s", text);
}

START_TEST(members_and_elements__in_order)
{
	static const char text[] =
	        "{ \"a\" : [ 10 , [20], {}, \"]\" ] ,"
	        "\"\\u0062\":true, \"a\":1, \"\":{\"x\":2} }";
	struct json_value root, v, key, iter = {NULL, 0};
	unsigned count = 0;

	read(text, &root);
	ck_assert(json_member(&root, "a", &v));
	while (json_next(&v, &iter)) {
		static const size_t lens[] = {2, 4, 2, 3};

		ck_assert_uint_lt(count, 4);
		ck_assert_uint_eq(iter.len, lens[count]);
		count++;
	}
	ck_assert_uint_eq(count, 4);
	ck_assert(json_member(&root, "b", &v) && json_get_bool(&v));
	ck_assert(json_member(&root, "", &v) && json_member(&v, "x", &v));
	ck_assert_int_eq(json_get_number(&v, 0), 2);
	ck_assert(!json_member(&root, "c", &v));
	ck_assert(!json_member(&root, "x", &v));
	iter.at = NULL;
	for (count = 0; json_next_member(&root, &key, &iter); count++)
		ck_assert(*key.at == '"');
	ck_assert_uint_eq(count, 4);
	iter.at = NULL;
	ck_assert(!json_next(&root, &iter));
	read("[]", &root);
	ck_assert(!json_next(&root, &iter));
	ck_assert(!json_member(&root, "a", &v));
}
END_TEST

START_TEST(get_text__escapes_resolved)
{
	static const struct {
		const char *text, *expected;
		size_t len;
	} cases[] = {
	        {"\"\"", "", 0},
	        {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\b\f\n\r\t", 9},
	        {"\"\\u0041\\u00E9\\u20ac\"", "A\xc3\xa9\xe2\x82\xac", 6},
	        {"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4},
	        {"\"\\ud83dx\"", "\xef\xbf\xbdx", 4},
	        {"\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd", 6},
	        {"\"\\ud83d\\u0041\"",
	         "\xef\xbf\xbd"
	         "A",
	         4},
	        {"\"a\\u0000b\"", "a\0b", 3},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;
		struct json_value v;

		read(cases[i].text, &v);
		ck_assert_int_eq(json_get_text(&v, &out), 0);
		ck_assert_uint_eq(out.len, cases[i].len);
		ck_assert_mem_eq(out.data, cases[i].expected, out.len);
		buf_release(&out);
	}
}
END_TEST

START_TEST(get__other_kinds)
{
	static const struct {
		const char *text;
		int64_t number;
	} cases[] = {
	        {"0", 0},
	        {"-0", 0},
	        {"-1", -1},
	        {"9223372036854775807", INT64_MAX},
	        {"-9223372036854775808", INT64_MIN},
	        {"9223372036854775808", 77},
	        {"-9223372036854775809", 77},
	        {"99999999999999999999", 77},
	        {"1.0", 77},
	        {"1e3", 77},
	        {"\"1\"", 77},
	        {"null", 77},
	        {"[]", 77},
	};
	struct buf out = BUF_INIT;
	struct json_value v;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read(cases[i].text, &v);
		ck_assert_msg(json_get_number(&v, 77) == cases[i].number, "%s",
		              cases[i].text);
	}
	read("1", &v);
	ck_assert_int_eq(json_get_text(&v, &out), -1);
	ck_assert(!json_get_bool(&v));
	read("\"true\"", &v);
	ck_assert(!json_get_bool(&v));
	ck_assert_uint_eq(out.len, 0);
}
END_TEST

START_TEST(round_trip__any_text)
{
	struct buf text = BUF_INIT, out = BUF_INIT, back = BUF_INIT;
	struct json_value v;
	struct json j;

	for (int c = 0; c < 0x80; c++)
		buf_addc(&text, (char)c);
	buf_adds(&text, "\xc2\x80\xc2\x9f\xe2\x80\xa8\xef\xbf\xbf");
	json_init(&j, &out);
	json_text_n(&j, NULL, text.data, text.len);
	ck_assert_int_eq(json_read(out.data, out.len, &v), 0);
	ck_assert_int_eq(json_get_text(&v, &back), 0);
	ck_assert_uint_eq(back.len, text.len);
	ck_assert_mem_eq(back.data, text.data, text.len);
	buf_release(&text);
	buf_release(&out);
	buf_release(&back);
}
END_TEST

Suite *check_json(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_test(tcase, write__commas_and_nesting);
	tcase_add_test(tcase, write__one_line_of_utf8);
	tcase_add_test(tcase, read__one_value);
	tcase_add_test(tcase, read__everything_else_refused);
	tcase_add_test(tcase, read__nesting_is_bounded);
	tcase_add_test(tcase, members_and_elements__in_order);
	tcase_add_test(tcase, get_text__escapes_resolved);
	tcase_add_test(tcase, get__other_kinds);
	tcase_add_test(tcase, round_trip__any_text);
	suite_add_tcase(suite, tcase);
	return suite;
}
