/*
 * check_template.c: templates against what WinFsp makes of them (expand.jsonl,
 * ptrans.jsonl), and our quoting against what the C runtime reads.
 */
#include "suite.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "t/fake/crt_argv.h"
#include "template.h"
#include "vectors.h"

static const char *const two[] = {"\\svc\\a\\b", "Q:"};
static const struct template_facts plain_facts = {
        .executable = "C:\\fs\\fs.exe",
        .arguments = two,
        .argument_count = 2,
        .user = "DOMAIN\\user",
        .profile = "C:\\Users\\user",
        .time = "20240102T030405.678Z",
};

START_TEST(expand__table)
{
	static const struct {
		const char *template, *quoted, *bare;
	} cases[] = {
	        {"", "", ""},
	        {"-u %1 -m %2", "-u \"\\svc\\a\\b\" -m \"Q:\"",
	         "-u \\svc\\a\\b -m Q:"},
	        {"%0", "\"C:\\fs\\fs.exe\"", "C:\\fs\\fs.exe"},
	        {"%3", "\"\"", ""},
	        {"%U|%P|%T",
	         "\"DOMAIN\\user\"|\"C:\\Users\\user\"|\"20240102T030405.678Z\"",
	         "DOMAIN\\user|C:\\Users\\user|20240102T030405.678Z"},
	        {"%A%Z", "\"\"\"\"", ""},
	        {"%10", "\"\\svc\\a\\b\"0", "\\svc\\a\\b0"},
	        {"%%1%%", "%1%", "%1%"},
	        {"a%", "a", "a"},
	        {"%x% %\xc3\xa9", "x \xc3\xa9", "x \xc3\xa9"},
	        {"%\\/b:_1", "\"a:b\"", "a:b"},
	        {"%\\/b:_3", "\"\"", ""},
	        {"%\\/_U", "\"DOMAIN/user\"", "DOMAIN/user"},
	        {"%\\1x", "\"\"x", "x"},
	        {"x%\\/abc", "x", "x"},
	        {"x%\\", "x", "x"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;

		template_expand(&out, cases[i].template, &plain_facts, true);
		ck_assert_str_eq(out.data, cases[i].quoted);
		buf_clear(&out);
		template_expand(&out, cases[i].template, &plain_facts, false);
		ck_assert_str_eq(out.data, cases[i].bare);
		buf_release(&out);
	}
}
END_TEST

START_TEST(command_line__executable_first_extra_last)
{
	struct template_facts facts = {.executable = "C:\\a b\\fs.exe"};
	struct buf out = BUF_INIT;

	template_command_line(&out, "-x", NULL, &facts);
	ck_assert_str_eq(out.data, "\"C:\\a b\\fs.exe\" -x");
	buf_clear(&out);
	template_command_line(&out, "", "", &facts);
	ck_assert_str_eq(out.data, "\"C:\\a b\\fs.exe\" ");
	buf_clear(&out);
	template_command_line(&out, "-x", "--only %1 %0", &facts);
	ck_assert_str_eq(out.data, "\"C:\\a b\\fs.exe\" -x --only \"\" "
	                           "\"C:\\a b\\fs.exe\"");
	buf_release(&out);
}
END_TEST

/* The two differences, each as the line and as what a program then reads. */
START_TEST(quote__differs_from_the_original)
{
	static const struct {
		const char *argument, *line;
	} cases[] = {
	        {"", "\"\""},
	        {"C:\\dir", "\"C:\\dir\""},
	        {"\\\\server\\share", "\"\\\\server\\share\""},
	        {"C:\\", "\"C:\\\\\""},
	        {"\\", "\"\\\\\""},
	        {"a b\\\\", "\"a b\\\\\\\\\""},
	        {"\"", "\"\\\"\""},
	        {"a\"b", "\"a\\\"b\""},
	        {"a\\\"b", "\"a\\\\\\\"b\""},
	        {"a\\\"", "\"a\\\\\\\"\""},
	        {"\"\"", "\"\\\"\\\"\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;
		struct crt_argv args;

		template_quote(&out, cases[i].argument);
		ck_assert_str_eq(out.data, cases[i].line);
		buf_clear(&out);
		buf_adds(&out, "fs.exe ");
		template_quote(&out, cases[i].argument);
		crt_argv_parse(out.data, &args);
		ck_assert_uint_eq(args.argc, 2);
		ck_assert_str_eq(args.argv[1], cases[i].argument);
		crt_argv_release(&args);
		buf_release(&out);
	}
}
END_TEST

START_TEST(path__rest_after_the_greatest_component)
{
	static const struct {
		const char *pattern, *argument, *expected;
	} cases[] = {
	        {"/b:a_", "\\a\\b\\c", "b:ac"},
	        {"/c:a_", "\\a\\b\\c\\d\\e", "c:ad/e"},
	        {"/_a_", "\\x\\y", "/x/yxy"},
	        {"\\a\\_", "\\x\\y\\z", "x\\y\\\\z"},
	        {"/z", "\\a\\b", ""},
	        {"\xc3\xa9_", "\\a\\b",
	         "\xc3\xa9"
	         "a\xc3\xa9"
	         "b"},
	        {"/a%b", "\\x\\y", "x%y"},
	        {"/", "\\x", ""},
	        {"", "\\x", ""},
	        {"/a1b", "\\x\\y", "x"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;

		template_path(&out, cases[i].pattern, strlen(cases[i].pattern),
		              cases[i].argument);
		ck_assert_str_eq(out.data, cases[i].expected);
		buf_release(&out);
	}
}
END_TEST

START_TEST(time__gregorian_utc)
{
	static const struct {
		unsigned long long filetime;
		const char *expected;
	} cases[] = {
	        {0, "16010101T000000.000Z"},
	        {9999, "16010101T000000.000Z"},
	        {116444736000000000, "19700101T000000.000Z"},
	        {125911583990090000, "19991231T235959.009Z"},
	        {125962560000000000, "20000229T000000.000Z"},
	        {133537247999990000, "20240229T235959.999Z"},
	        {134397170853320000, "20261121T064445.332Z"},
	        {157519296000000000, "21000228T000000.000Z"},
	        {157520160000000000, "21000301T000000.000Z"},
	        {UINT64_MAX, "600560528T053610.955Z"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[TEMPLATE_TIME_SIZE];

		template_time(cases[i].filetime, out);
		ck_assert_str_eq(out, cases[i].expected);
	}
}
END_TEST

START_TEST(scan__uses)
{
	struct template_use use;

	template_scan("svc %1 %\\/b:_2 %U %T %0 %Q", &use);
	ck_assert_uint_eq(use.arguments, 1u << 0 | 1u << 1 | 1u << 2);
	ck_assert(use.user && use.time && !use.profile && use.other);
	ck_assert_ptr_null(use.fault);
	template_scan("%P %%9", &use);
	ck_assert_uint_eq(use.arguments, 0);
	ck_assert(use.profile && !use.user && !use.time && !use.other);
}
END_TEST

struct scan_case {
	const char *template;
	size_t at, len;   /* len 0: nothing is found */
	const char *part; /* of the message */
};

START_TEST(scan__faults)
{
	static const struct scan_case cases[] = {
	        {"-x 100%", 6, 1, "at the end"},
	        {"a %b c", 2, 2, "no digit and no capital"},
	        {"% 1", 0, 2, "no digit and no capital"},
	        {"a %\\/b:_", 2, 6, "without the digit"},
	        {"a %\\", 2, 2, "without the digit"},
	        {"a %\\1 b", 2, 3, "needs a replacement"},
	        {"a %\\/1 b", 2, 4, "needs a replacement"},
	        {"a %a %", 2, 2, "no digit"},
	        {"%%", 0, 0, ""},
	        {"%\\/_1", 0, 0, ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct scan_case *c = &cases[i];
		struct template_use use;

		template_scan(c->template, &use);
		ck_assert_msg((use.fault != NULL) == (c->len > 0), "%s",
		              c->template);
		if (c->len == 0)
			continue;
		ck_assert_uint_eq(use.fault_at, c->at);
		ck_assert_uint_eq(use.fault_len, c->len);
		ck_assert_msg(strstr(use.fault, c->part), "%s", use.fault);
	}
}
END_TEST

/* A fixed sequence: a failure is the same on every machine. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void random_text(uint32_t *state, char text[16])
{
	static const char alphabet[] = "\\\\\\\"\" \ta%:";
	const size_t len = next_random(state) % 15;

	for (size_t i = 0; i < len; i++)
		text[i] = alphabet[next_random(state) % (sizeof(alphabet) - 1)];
	text[len] = '\0';
}

START_TEST(command_line__every_argument_arrives)
{
	uint32_t state = 2463534242;

	for (unsigned round = 0; round < 50000; round++) {
		char text[3][16];
		const char *const arguments[3] = {text[0], text[1], text[2]};
		const struct template_facts facts = {
		        .executable = "C:\\a b\\fs.exe",
		        .arguments = arguments,
		        .argument_count = 3,
		};
		struct buf line = BUF_INIT, option = BUF_INIT;
		struct crt_argv args;

		for (size_t i = 0; i < 3; i++)
			random_text(&state, text[i]);
		template_command_line(&line, "%1  --opt=%2 -x", "%3", &facts);
		crt_argv_parse(line.data, &args);
		ck_assert_msg(args.argc == 5, "%s", line.data);
		ck_assert_str_eq(args.argv[0], facts.executable);
		ck_assert_str_eq(args.argv[1], text[0]);
		buf_addf(&option, "--opt=%s", text[1]);
		ck_assert_str_eq(args.argv[2], option.data);
		ck_assert_str_eq(args.argv[3], "-x");
		ck_assert_str_eq(args.argv[4], text[2]);
		crt_argv_release(&args);
		buf_release(&option);
		buf_release(&line);
	}
}
END_TEST

Suite *check_template(void)
{
	Suite *suite = suite_create("template");
	TCase *tcase = tcase_create("template");

	tcase_add_test(tcase, expand__table);
	tcase_add_test(tcase, command_line__executable_first_extra_last);
	tcase_add_test(tcase, quote__differs_from_the_original);
	tcase_add_test(tcase, path__rest_after_the_greatest_component);
	tcase_add_test(tcase, time__gregorian_utc);
	tcase_add_test(tcase, scan__uses);
	tcase_add_test(tcase, scan__faults);
	tcase_add_test(tcase, command_line__every_argument_arrives);
	suite_add_tcase(suite, tcase);
	return suite;
}
