#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"

static void add(struct diag_list *list, const char *file, unsigned line,
                unsigned column, unsigned length, const char *source,
                const char *text)
{
	const struct place place = {file, line, column, length};

	diag_add(list, DIAG_UNKNOWN_KEY, &place, source, "%s", text);
}

START_TEST(sort__by_place_and_stable)
{
	struct diag_list list = DIAG_LIST_INIT, more = DIAG_LIST_INIT;
	static const char *const order[] = {"g", "a", "b", "c", "d", "e", "f"};

	add(&list, "b.ini", 1, 1, 1, NULL, "f");
	add(&list, "a.ini", 10, 2, 1, NULL, "d");
	add(&list, "a.ini", 9, 3, 1, NULL, "a");
	add(&list, "a.ini", 10, 2, 1, NULL, "e");
	add(&more, "a.ini", 10, 1, 1, NULL, "b");
	add(&more, "a.ini", 10, 1, 1, NULL, "c");
	add(&more, NULL, 0, 0, 0, NULL, "g");
	diag_move(&list, &more);
	ck_assert_uint_eq(more.count, 0);
	diag_sort(&list);
	ck_assert_uint_eq(list.count, 7);
	for (size_t i = 0; i < list.count; i++)
		ck_assert_str_eq(list.items[i].text, order[i]);
	diag_release(&list);
	diag_release(&more);
}
END_TEST

START_TEST(move__many_times__then_add)
{
	struct diag_list list = DIAG_LIST_INIT;

	for (unsigned i = 0; i < 100; i++) {
		struct diag_list three = DIAG_LIST_INIT;

		for (unsigned j = 0; j < i % 4; j++)
			add(&three, "f", i, j, 1, "source", "text");
		diag_move(&list, &three);
		add(&list, "f", i, 9, 1, NULL, "text");
	}
	ck_assert_uint_eq(list.count, 250);
	ck_assert_uint_eq(diag_count(&list, DIAG_ERROR), 250);
	list.items[3].severity = DIAG_WARNING;
	ck_assert_uint_eq(diag_count(&list, DIAG_WARNING), 1);
	diag_release(&list);
}
END_TEST

START_TEST(codes__ascending_and_unique)
{
	for (unsigned i = 1; i < DIAG_CODE_COUNT; i++)
		ck_assert_uint_lt(diag_row((enum diag_code)(i - 1))->number,
		                  diag_row((enum diag_code)i)->number);
	ck_assert_uint_eq(diag_row(DIAG_UNKNOWN_KEY)->number, 205);
	ck_assert_int_eq(diag_row(DIAG_INLINE_COMMENT)->severity, DIAG_WARNING);
}
END_TEST

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

static const struct {
	const char *name;
	struct place place;
	const char *source, *expected;
} renderings[] = {
        {"caret__under_the_word",
         {"a.ini", 12, 3, 4},
         "a word b",
         "a.ini:12:3: error: t [FSP0205]\n"
         "   12 | a word b\n"
         "      |   ^~~~\n"},
        {"tab__kept_above_and_below",
         {"a.ini", 1, 2, 1},
         "\tx",
         "a.ini:1:2: error: t [FSP0205]\n"
         "    1 | \tx\n"
         "      | \t^\n"},
        {"escaped_byte__four_cells",
         {"a.ini", 1, 2, 1},
         "\x01x",
         "a.ini:1:2: error: t [FSP0205]\n"
         "    1 | \\x01x\n"
         "      |     ^\n"},
        {"wide_letter__two_cells",
         {"a.ini", 1, 2, 2},
         "\xe6\x97\xa5\xe6\x9c\xacx",
         "a.ini:1:2: error: t [FSP0205]\n"
         "    1 | \xe6\x97\xa5\xe6\x9c\xacx\n"
         "      |   ^~~\n"},
        {"combining_mark__no_cell",
         {"a.ini", 1, 3, 1},
         "a\xcc\x88x",
         "a.ini:1:3: error: t [FSP0205]\n"
         "    1 | a\xcc\x88x\n"
         "      |  ^\n"},
        {"past_the_end__one_caret",
         {"a.ini", 1, 4, 5},
         "abc",
         "a.ini:1:4: error: t [FSP0205]\n"
         "    1 | abc\n"
         "      |    ^\n"},
        {"no_column__whole_line",
         {"a.ini", 1, 0, 0},
         "abc",
         "a.ini:1: error: t [FSP0205]\n"
         "    1 | abc\n"},
        {"no_source__one_line",
         {"a.ini", 7, 2, 1},
         NULL,
         "a.ini:7:2: error: t [FSP0205]\n"},
        {"key__no_line",
         {"HKLM\\a", 0, 0, 0},
         NULL,
         "HKLM\\a: error: t [FSP0205]\n"},
        {"foreign_file_name__escaped",
         {"a\n.ini", 0, 0, 0},
         NULL,
         "a\\n.ini: error: t [FSP0205]\n"},
        {"no_file__text_alone", {NULL, 0, 0, 0}, NULL, "error: t [FSP0205]\n"},
        {"long_line__a_window",
         {"a.ini", 1, 71, 2},
         X60 X10 "YY" X60 X60,
         "a.ini:1:71: error: t [FSP0205]\n"
         "    1 | ..." X60 "YY" X60 X10 X10 X10 "xxxxxxxx...\n"
         "      |    "
         "          "
         "          "
         "          "
         "          "
         "          "
         "          "
         "^~\n"},
};

START_TEST(render__text)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct buf out = BUF_INIT;

	diag_add(&list, DIAG_UNKNOWN_KEY, &renderings[_i].place,
	         renderings[_i].source, "t");
	diag_render(&list, 0, &out);
	ck_assert_msg(strcmp(out.data, renderings[_i].expected) == 0,
	              "%s:\n%s\ninstead of\n%s", renderings[_i].name, out.data,
	              renderings[_i].expected);
	buf_release(&out);
	diag_release(&list);
}
END_TEST

/* What is hidden in a line is so in every finding about it, columns and bytes
 * of which stay; another line of the same place (the registry has no numbers)
 * is not touched. */
START_TEST(render__hidden)
{
	static const char line[] = " s\xc3\xa4"
	                           "cret x";
	const struct place first = {"a.ini", 3, 2, 6},
	                   last = {"a.ini", 3, 8, 1};
	const struct place key = {"HKLM\\a", 0, 5, 2};
	struct diag_list from = DIAG_LIST_INIT, list = DIAG_LIST_INIT;
	struct buf out = BUF_INIT;

	diag_hide(&from, &first, line);
	diag_hide(&from, &last, line);
	add(&from, "a.ini", 3, 9, 1, line, "--password secret");
	diag_move(&list, &from);
	diag_hide(&list, &key, "A = bc");
	add(&list, "HKLM\\a", 0, 1, 1, "A = bc", "t");
	add(&list, "HKLM\\a", 0, 1, 1, "A = de", "t");
	for (size_t i = 0; i < list.count; i++)
		diag_render(&list, i, &out);
	diag_render_json(&list.items[0], &out);
	ck_assert_str_eq(
	        out.data,
	        "a.ini:3:9: error: --password ****** [FSP0205]\n"
	        "    3 |  *******x\n"
	        "      |         ^\n"
	        "HKLM\\a: error: t [FSP0205]\n"
	        "      | A = **\n"
	        "      | ^\n"
	        "HKLM\\a: error: t [FSP0205]\n"
	        "      | A = de\n"
	        "      | ^\n"
	        "{\"file\":\"a.ini\",\"line\":3,\"column\":9,"
	        "\"byte_start\":9,\"byte_end\":10,"
	        "\"code\":\"FSP0205\",\"severity\":\"error\","
	        "\"allowed\":false,\"message\":\"--password ******\"}\n");
	buf_release(&out);
	diag_release(&list);
}
END_TEST

START_TEST(render__allowed_warning)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct buf out = BUF_INIT;

	add(&list, "a.ini", 0, 0, 0, NULL, "foreign \x1b[31m");
	list.items[0].severity = DIAG_WARNING;
	list.items[0].allowed = true;
	diag_render(&list, 0, &out);
	ck_assert_str_eq(out.data, "a.ini: warning: foreign \\x1B[31m "
	                           "[FSP0205, allowed]\n");
	buf_release(&out);
	diag_release(&list);
}
END_TEST

START_TEST(render_json__one_line)
{
	struct diag_list list = DIAG_LIST_INIT;
	struct buf out = BUF_INIT;

	add(&list, "C:\\a.ini", 3, 2, 2,
	    "\xc3\xa4\xc3\xa4"
	    "bc",
	    "say \"x\"");
	add(&list, "HKLM\\a", 0, 0, 0, NULL, "t");
	diag_render_json(&list.items[0], &out);
	diag_render_json(&list.items[1], &out);
	ck_assert_str_eq(out.data,
	                 "{\"file\":\"C:\\\\a.ini\",\"line\":3,\"column\":2,"
	                 "\"byte_start\":2,\"byte_end\":5,"
	                 "\"code\":\"FSP0205\",\"severity\":\"error\","
	                 "\"allowed\":false,\"message\":\"say \\\"x\\\"\"}\n"
	                 "{\"file\":\"HKLM\\\\a\",\"code\":\"FSP0205\","
	                 "\"severity\":\"error\",\"allowed\":false,"
	                 "\"message\":\"t\"}\n");
	buf_release(&out);
	diag_release(&list);
}
END_TEST

Suite *check_diag(void)
{
	Suite *suite = suite_create("diag");
	TCase *tests = tcase_create("diag");
	const int count = sizeof(renderings) / sizeof(renderings[0]);

	tcase_add_test(tests, sort__by_place_and_stable);
	tcase_add_test(tests, move__many_times__then_add);
	tcase_add_test(tests, codes__ascending_and_unique);
	tcase_add_loop_test(tests, render__text, 0, count);
	tcase_add_test(tests, render__allowed_warning);
	tcase_add_test(tests, render__hidden);
	tcase_add_test(tests, render_json__one_line);
	suite_add_tcase(suite, tests);
	return suite;
}
