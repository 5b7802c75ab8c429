#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "importer/ini_read.h"
#include "limits.h"

/* What was read, one entry a line: `[name]` or `name=part|part`, and the
 * findings as `!line:column FSP0123`. */
static void dump(const char *bytes, size_t len, struct buf *out)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct ini_file file;

	ini_read(&file, "x.ini", bytes, len, &diags);
	for (size_t i = 0; i < file.count; i++) {
		const struct ini_entry *e = &file.entries[i];

		buf_addf(out, e->is_section ? "[%s]\n" : "%s=", e->name);
		for (size_t p = 0; p < e->part_count; p++) {
			const struct ini_part *part =
			        &file.parts[e->first_part + p];

			buf_adds(out, p ? "|" : "");
			buf_add(out, part->text, part->len);
			buf_adds(out, p + 1 == e->part_count ? "\n" : "");
		}
	}
	diag_sort(&diags);
	for (size_t i = 0; i < diags.count; i++)
		buf_addf(out, "!%u:%u FSP%04u\n", diags.items[i].place.line,
		         diags.items[i].place.column,
		         diag_row(diags.items[i].code)->number);
	diag_release(&diags);
	ini_file_release(&file);
}

static void expect(const char *name, const char *bytes, size_t len,
                   const char *expected)
{
	struct buf out = BUF_INIT;

	dump(bytes, len, &out);
	ck_assert_msg(strcmp(out.data, expected) == 0,
	              "%s: got\n%s\nexpected\n%s", name, out.data, expected);
	buf_release(&out);
}

START_TEST(read__grammar)
{
	static const struct {
		const char *name, *text, *expected;
	} cases[] = {
	        {"empty__nothing", "", ""},
	        {"key__trimmed", "[a]\nK  =  v w \t\n", "[a]\nK=v w\n"},
	        {"no_last_newline__read", "[a]\nK=v", "[a]\nK=v\n"},
	        {"crlf__read", "[a]\r\nK=v\r\n", "[a]\nK=v\n"},
	        {"comments__skipped", "; x\n# y\n  ; z\n[a]\n;K=v\n", "[a]\n"},
	        {"hash_and_semicolon_in_value__kept",
	         "[a]\nK=D:P(A;;RP;;;AU) #1\n", "[a]\nK=D:P(A;;RP;;;AU) #1\n"},
	        {"equals_in_value__kept", "[a]\nK=a=b\n", "[a]\nK=a=b\n"},
	        {"colon_in_value__kept", "[a]\nK=C:\\x\n", "[a]\nK=C:\\x\n"},
	        {"empty_value__read", "[a]\nK=\n", "[a]\nK=\n"},
	        {"quotes__kept", "[a]\nK=\"v\"\n", "[a]\nK=\"v\"\n"},
	        {"continuation__part", "[a]\nK=1\n  2 \n\t3\n",
	         "[a]\nK=1|2|3\n"},
	        {"continuation_after_comment__part", "[a]\nK=1\n; c\n 2\n",
	         "[a]\nK=1|2\n"},
	        {"continuation_after_empty_line__part", "[a]\nK=1\n\n 2\n",
	         "[a]\nK=1|2\n"},
	        {"section_to_last_bracket__whole", "[sshfs\\u@[fe80::1]\\p]\n",
	         "[sshfs\\u@[fe80::1]\\p]\n"},
	        {"section_with_colon__read", "[a\\tcp:b]\nK=v\n",
	         "[a\\tcp:b]\nK=v\n"},
	        {"bom__taken_off", "\xef\xbb\xbf[a]\nK=v\n", "[a]\nK=v\n"},
	        {"utf8__kept", "[\xc3\xa4]\nK=\xe2\x82\xac\n",
	         "[\xc3\xa4]\nK=\xe2\x82\xac\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(cases[i].name, cases[i].text, strlen(cases[i].text),
		       cases[i].expected);
}
END_TEST

START_TEST(read__refusals)
{
	static const struct {
		const char *name, *text, *expected;
	} cases[] = {
	        {"no_equals__syntax", "[a]\njunk\nK=v\n",
	         "[a]\nK=v\n!2:1 FSP0110\n"},
	        {"no_name__syntax", "[a]\n=v\n", "[a]\n!2:1 FSP0110\n"},
	        {"colon_before_equals__told", "[a]\nA:b=c\n",
	         "[a]\n!2:2 FSP0111\n"},
	        {"colon_only__told", "[a]\nA: b\n", "[a]\n!2:2 FSP0111\n"},
	        {"continuation_of_refused__dropped", "[a]\nA: b\n c\nK=v\n",
	         "[a]\nK=v\n!2:2 FSP0111\n"},
	        {"unclosed_section__read_on", "[a\nK=v\n",
	         "[a]\nK=v\n!1:1 FSP0112\n"},
	        {"text_after_section__told", "[a]  ; c\nK=v\n",
	         "[a]\nK=v\n!1:6 FSP0112\n"},
	        {"empty_section__told", "[]\n", "[]\n!1:1 FSP0112\n"},
	        {"indented_section__told", "[a]\nK=v\n [b]\n",
	         "[a]\nK=v\n!3:2 FSP0112\n"},
	        {"key_before_section__told", "K=v\n[a]\n",
	         "[a]\n!1:1 FSP0113\n"},
	        {"indented_after_section__stray", "[a]\n x\n",
	         "[a]\n!2:2 FSP0114\n"},
	        {"indented_key__told", "[a]\nK=v\n  Executable = x\n",
	         "[a]\nK=v\n!3:3 FSP0115\n"},
	        {"indented_other_equals__part", "[a]\nK=v\n  foo = x\n",
	         "[a]\nK=v|foo = x\n"},
	        {"bad_utf8__line_refused", "[a]\nK=\xff\nL=v\n",
	         "[a]\nL=v\n!2:3 FSP0104\n"},
	        {"control_character__line_refused",
	         "[a]\nK=a\x01"
	         "b\n",
	         "[a]\n!2:4 FSP0110\n"},
	        {"lone_cr__refused", "[a]\nK=a\rL=b\n", "[a]\n!2:4 FSP0110\n"},
	        {"utf16be__told", "\xfe\xff", "!0:0 FSP0104\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(cases[i].name, cases[i].text, strlen(cases[i].text),
		       cases[i].expected);
}
END_TEST

START_TEST(read__nul_and_utf16)
{
	expect("nul__line_refused", "[a]\nK=a\0b\nL=v\n", 14,
	       "[a]\nL=v\n!2:4 FSP0103\n");
	expect("utf16le__read", "\xff\xfe[\0a\0]\0\n\0K\0=\0\xac\x20", 16,
	       "[a]\nK=\xe2\x82\xac\n");
	expect("utf16le_lone_surrogate__line_refused",
	       "\xff\xfe[\0a\0]\0\n\0K\0=\0\x00\xd8\n\0L\0=\0v\0", 24,
	       "[a]\nL=v\n!2:0 FSP0104\n");
	expect("utf16le_odd_length__line_refused", "\xff\xfe[\0a\0]\0\n\0K", 11,
	       "[a]\n!2:0 FSP0104\n");
	expect("utf16_without_mark__nul_told", "[\0a\0]\0\n\0", 8,
	       "!1:2 FSP0103\n!2:1 FSP0103\n");
}
END_TEST

/* Longer than every buffer of inih, and nothing is cut. */
START_TEST(read__long_names_and_values)
{
	enum { LONG = 300000 };
	struct buf text = BUF_INIT, expected = BUF_INIT;

	for (int i = 0; i < 2; i++) {
		struct buf *b = i ? &expected : &text;

		buf_adds(b, "[");
		for (int c = 0; c < 230; c++)
			buf_addc(b, 'n');
		buf_adds(b, "]\n");
		for (int c = 0; c < 120; c++)
			buf_addc(b, 'k');
		buf_addc(b, '=');
		for (int c = 0; c < LONG; c++)
			buf_addc(b, 'v');
		buf_adds(b, i ? "|more\n" : "\n more\n");
	}
	expect("long", text.data, text.len, expected.data);
	buf_release(&text);
	buf_release(&expected);
}
END_TEST

static void expect_line_of(size_t len, const char *expected)
{
	struct buf text = BUF_INIT, out = BUF_INIT;

	buf_adds(&text, "[a]\nK=");
	while (text.len < 4 + len)
		buf_addc(&text, 'v');
	buf_adds(&text, "\nL=v\n");
	dump(text.data, text.len, &out);
	ck_assert_str_eq(strchr(out.data, 'L'), expected);
	buf_release(&text);
	buf_release(&out);
}

START_TEST(read__line_limit)
{
	expect_line_of(LIMIT_INI_LINE_BYTES - 3, "L=v\n");
	expect_line_of(LIMIT_INI_LINE_BYTES - 2, "L=v\n!2:0 FSP0102\n");
}
END_TEST

/* Places count characters, not bytes. */
START_TEST(read__places)
{
	static const char text[] = "[\xc3\xa4]\nK\xc3\xa4 = \xc3\xa4 x\n\t y\n";
	struct diag_list diags = DIAG_LIST_INIT;
	struct ini_file file;
	struct place place;

	ini_read(&file, "x.ini", text, strlen(text), &diags);
	ck_assert_uint_eq(diags.count, 0);
	place = ini_entry_place(&file, &file.entries[0]);
	ck_assert_uint_eq(place.column, 2);
	ck_assert_uint_eq(place.length, 1);
	place = ini_entry_place(&file, &file.entries[1]);
	ck_assert_uint_eq(place.line, 2);
	ck_assert_uint_eq(place.column, 1);
	ck_assert_uint_eq(place.length, 2);
	place = ini_part_place(&file, &file.parts[0], 0, 3);
	ck_assert_uint_eq(place.column, 6);
	ck_assert_uint_eq(place.length, 2);
	ck_assert_str_eq(file.parts[0].source, "K\xc3\xa4 = \xc3\xa4 x");
	place = ini_part_place(&file, &file.parts[1], 0, 1);
	ck_assert_uint_eq(place.line, 3);
	ck_assert_uint_eq(place.column, 3);
	ini_file_release(&file);
}
END_TEST

Suite *check_ini_read(void)
{
	Suite *suite = suite_create("ini_read");
	TCase *tests = tcase_create("ini_read");

	tcase_add_test(tests, read__grammar);
	tcase_add_test(tests, read__refusals);
	tcase_add_test(tests, read__nul_and_utf16);
	tcase_add_test(tests, read__long_names_and_values);
	tcase_add_test(tests, read__line_limit);
	tcase_add_test(tests, read__places);
	suite_add_tcase(suite, tests);
	return suite;
}
