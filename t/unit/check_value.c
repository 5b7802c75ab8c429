#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "value.h"
#include "xalloc.h"

START_TEST(parse__word_of_a_number)
{
	static const struct {
		enum key_id id;
		const char *text;
		uint32_t expected;
	} cases[] = {
	        {KEY_JOB_CONTROL, "yes", 1},
	        {KEY_JOB_CONTROL, "TRUE", 1},
	        {KEY_JOB_CONTROL, "On", 1},
	        {KEY_JOB_CONTROL, "1", 1},
	        {KEY_JOB_CONTROL, "no", 0},
	        {KEY_JOB_CONTROL, "false", 0},
	        {KEY_JOB_CONTROL, "off", 0},
	        {KEY_JOB_CONTROL, "0", 0},
	        {KEY_CREDENTIALS, "none", 0},
	        {KEY_CREDENTIALS, "Password", 1},
	        {KEY_CREDENTIALS, "userpassword", 3},
	        {KEY_CREDENTIALS, "3", 3},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value_fault fault = {.text = ""};
		struct value v;

		ck_assert_msg(value_parse(cases[i].id, cases[i].text,
		                          strlen(cases[i].text), &v,
		                          &fault) == 0,
		              "%s: %s", cases[i].text, fault.text);
		ck_assert_msg(v.present && v.text == NULL &&
		                      v.number == cases[i].expected,
		              "%s", cases[i].text);
	}
}
END_TEST

/* at and len are the characters that are wrong; said is part of the text. */
START_TEST(parse__refused)
{
	static const struct {
		enum key_id id;
		const char *text;
		enum diag_code code;
		size_t at, len;
		const char *said;
	} cases[] = {
	        {KEY_RECOVERY, "maybe", DIAG_BAD_BOOL, 0, 5,
	         "Recovery = yes or Recovery = no"},
	        {KEY_RECOVERY, "2", DIAG_BAD_BOOL, 0, 1, "neither"},
	        {KEY_CREDENTIALS, "secret", DIAG_BAD_CHOICE, 0, 6, "none"},
	        {KEY_CREDENTIALS, "2", DIAG_BAD_CHOICE, 0, 1,
	         "none, password or userpassword"},
	        {KEY_RESTART, "sometimes", DIAG_BAD_CHOICE, 0, 9,
	         "write never, on-failure or always"},
	        {KEY_RUN_AS, "Administrator", DIAG_RUN_AS, 0, 13,
	         "LocalSystem, LocalService, NetworkService or ."},
	        {KEY_SUCCESS_EXIT_CODES, "0\n\nok\n1", DIAG_BAD_ELEMENT, 3, 2,
	         "0 to 4294967295"},
	        {KEY_SUCCESS_EXIT_CODES, "4294967296", DIAG_BAD_ELEMENT, 0, 10,
	         "0x"},
	        {KEY_SUCCESS_EXIT_CODES, "0x", DIAG_BAD_ELEMENT, 0, 2, ""},
	        {KEY_ENVIRONMENT, "\nA=1\nPATH", DIAG_BAD_ELEMENT, 5, 4,
	         "NAME=value"},
	        {KEY_ENVIRONMENT, "=C:=D", DIAG_BAD_ELEMENT, 0, 5, "no name"},
	        {KEY_AFTER, "memfs", DIAG_BAD_ELEMENT, 0, 5, "class\\instance"},
	        {KEY_AFTER, "\\x", DIAG_BAD_ELEMENT, 0, 2, "must not be"},
	        {KEY_AFTER, "memfs\\", DIAG_BAD_ELEMENT, 0, 6, "must not be"},
	        {KEY_WAIT_FOR, "nas", DIAG_BAD_ELEMENT, 0, 3, "tcp:host:port"},
	        {KEY_WAIT_FOR, "tcp:nas", DIAG_BAD_ELEMENT, 0, 7, "port"},
	        {KEY_WAIT_FOR, "tcp:nas:0", DIAG_BAD_ELEMENT, 0, 9, "1 to"},
	        {KEY_WAIT_FOR, "tcp:nas:65536", DIAG_BAD_ELEMENT, 0, 13, ""},
	        {KEY_WAIT_FOR, "tcp:nas:022000000000000022", DIAG_BAD_ELEMENT,
	         0, 26, ""},
	        {KEY_WAIT_FOR, "tcp::22", DIAG_BAD_ELEMENT, 0, 7, ""},
	        {KEY_WAIT_FOR, "tcp:::1:22", DIAG_BAD_ELEMENT, 0, 10, "[ ]"},
	        {KEY_WAIT_FOR, "tcp:[]:22", DIAG_BAD_ELEMENT, 0, 9, ""},
	        {KEY_WAIT_FOR, "path:data", DIAG_BAD_ELEMENT, 0, 9,
	         "path:D:\\data"},
	        {KEY_SECRET, "hunter2", DIAG_BAD_CHOICE, 0, 7,
	         "'fspctl secret set'"},
	        {KEY_SECRET, "sealed:0123:AA==", DIAG_BAD_CHOICE, 0, 16, ""},
	        {KEY_SECRET, "sealed:0123456789abcdef:", DIAG_BAD_CHOICE, 0, 24,
	         ""},
	        {KEY_SECRET_TO, "argv", DIAG_BAD_CHOICE, 0, 4, "env:NAME"},
	        {KEY_SECRET_TO, "env:", DIAG_BAD_CHOICE, 0, 4, "stdin"},
	        {KEY_COMMAND_LINE, "ab\xff", DIAG_BAD_ENCODING, 2, 1, "0xff"},
	        {KEY_DIGEST, "00", DIAG_KEY_NOT_HERE, 0, 2, "fsp-import"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct value_fault fault;
		struct value v;

		ck_assert_msg(value_parse(cases[i].id, text, strlen(text), &v,
		                          &fault) == -1,
		              "%s", text);
		ck_assert_msg(!v.present && v.text == NULL, "%s", text);
		ck_assert_msg(fault.code == cases[i].code &&
		                      fault.at == cases[i].at &&
		                      fault.len == cases[i].len,
		              "%s: code %d, %zu+%zu: %s", text, fault.code,
		              fault.at, fault.len, fault.text);
		ck_assert_msg(strstr(fault.text, cases[i].said) != NULL,
		              "%s: %s", text, fault.text);
	}
}
END_TEST

START_TEST(parse__secret_is_not_repeated)
{
	struct value_fault fault;
	struct value v;

	ck_assert_int_eq(value_parse(KEY_SECRET, "hunter2", 7, &v, &fault), -1);
	ck_assert(strstr(fault.text, "hunter2") == NULL);
}
END_TEST

START_TEST(parse__nul_byte_refused)
{
	struct value_fault fault;
	struct value v;

	ck_assert_int_eq(value_parse(KEY_USER, "a\0b", 3, &v, &fault), -1);
	ck_assert_int_eq(fault.code, DIAG_NUL_BYTE);
	ck_assert_uint_eq(fault.at, 1);
}
END_TEST

START_TEST(parse__length_is_bounded)
{
	const size_t max = LIMIT_VALUE_BYTES / 2 - 1;
	char *text = xcalloc(max + 1, 1);
	struct value_fault fault;
	struct value v;

	memset(text, 'x', max + 1);
	ck_assert_int_eq(value_parse(KEY_USER, text, max, &v, &fault), 0);
	ck_assert_uint_eq(v.len, max);
	free(v.text);
	ck_assert_int_eq(value_parse(KEY_USER, text, max + 1, &v, &fault), -1);
	ck_assert_int_eq(fault.code, DIAG_TOO_LONG);
	free(text);
}
END_TEST

START_TEST(parse__long_foreign_text_is_cut_at_a_character)
{
	struct buf text = BUF_INIT;
	struct value_fault fault;
	struct value v;

	for (int i = 0; i < 100; i++)
		buf_adds(&text, "\xe6\x97\xa5");
	ck_assert_int_eq(
	        value_parse(KEY_RESTART, text.data, text.len, &v, &fault), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, "always"));
	ck_assert_ptr_nonnull(strstr(fault.text, "\xe6\x97\xa5': write"));
	buf_release(&text);
}
END_TEST

START_TEST(parse__text)
{
	static const struct {
		enum key_id id;
		const char *text, *expected;
	} cases[] = {
	        {KEY_EXECUTABLE, "C:\\a b.exe", "C:\\a b.exe"},
	        {KEY_COMMAND_LINE, "", ""},
	        {KEY_RESTART, "On-Failure", "on-failure"},
	        {KEY_START, "DEMAND", "demand"},
	        {KEY_RUN_AS, "localservice", "localservice"},
	        {KEY_RUN_AS, ".", "."},
	        {KEY_SECRET, "local", "local"},
	        {KEY_SECRET, "sealed:0123456789abcdef:QUI/+w==",
	         "sealed:0123456789abcdef:QUI/+w=="},
	        {KEY_SECRET_TO, "env:RCLONE_PASS", "env:RCLONE_PASS"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value_fault fault = {.text = ""};
		struct value v;

		ck_assert_msg(value_parse(cases[i].id, cases[i].text,
		                          strlen(cases[i].text), &v,
		                          &fault) == 0,
		              "%s: %s", cases[i].text, fault.text);
		ck_assert_str_eq(v.text, cases[i].expected);
		ck_assert_uint_eq(v.len, strlen(cases[i].expected));
		free(v.text);
	}
}
END_TEST

START_TEST(parse__list)
{
	static const struct {
		enum key_id id;
		const char *text;
		const char *elements[4];
	} cases[] = {
	        {KEY_ENVIRONMENT, "A=1\nB=", {"A=1", "B="}},
	        {KEY_ENVIRONMENT, "\nA=1\n\n\nB==;\n", {"A=1", "B==;"}},
	        {KEY_ENVIRONMENT, "", {NULL}},
	        {KEY_ENVIRONMENT, "\n\n", {NULL}},
	        {KEY_SUCCESS_EXIT_CODES,
	         "0\n3\n0xC0000005",
	         {"0", "3", "0xC0000005"}},
	        {KEY_AFTER,
	         "memfs64\\a\nsshfs\\u@h\\d",
	         {"memfs64\\a", "sshfs\\u@h\\d"}},
	        {KEY_WAIT_FOR,
	         "tcp:nas.example:22\ntcp:[::1]:445\npath:D:\\x",
	         {"tcp:nas.example:22", "tcp:[::1]:445", "path:D:\\x"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct value_fault fault = {.text = ""};
		const char *element = NULL;
		struct value v;

		ck_assert_msg(value_parse(cases[i].id, cases[i].text,
		                          strlen(cases[i].text), &v,
		                          &fault) == 0,
		              "%s: %s", cases[i].text, fault.text);
		for (size_t n = 0; cases[i].elements[n] != NULL; n++) {
			element = value_next(&v, element);
			ck_assert_ptr_nonnull(element);
			ck_assert_str_eq(element, cases[i].elements[n]);
		}
		ck_assert_ptr_null(value_next(&v, element));
		free(v.text);
	}
}
END_TEST

START_TEST(print__digest_in_hex)
{
	const struct value v = {.text = (char[]){0x00, 0x7f, (char)0xff},
	                        .len = 3,
	                        .present = true};
	struct buf out = BUF_INIT;

	value_print(KEY_DIGEST, &v, &out);
	ck_assert_str_eq(out.data, "007fff");
	buf_release(&out);
}
END_TEST

START_TEST(print__parses_as_the_same_text)
{
	static const struct {
		enum key_id id;
		const char *text;
	} cases[] = {
	        {KEY_COMMAND_LINE, "a = \"b;c\" # %1  "},
	        {KEY_SECURITY, "D:P(A;;RP;;;WD)"},
	        {KEY_ENVIRONMENT, "A=1\n B = 2 \nC=="},
	        {KEY_ENVIRONMENT, ""},
	        {KEY_USER, ""},
	        {KEY_RUN_AS, "LOCALSYSTEM"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT;
		struct value_fault fault;
		struct value v;

		ck_assert_int_eq(value_parse(cases[i].id, cases[i].text,
		                             strlen(cases[i].text), &v, &fault),
		                 0);
		value_print(cases[i].id, &v, &text);
		ck_assert_str_eq(text.data, cases[i].text);
		buf_release(&text);
		free(v.text);
	}
}
END_TEST

START_TEST(exit_code__decimal_and_hexadecimal)
{
	static const struct {
		const char *text;
		int rc;
		uint32_t code;
	} cases[] = {
	        {"0", 0, 0},
	        {"255", 0, 255},
	        {"4294967295", 0, 4294967295u},
	        {"0xC0000005", 0, 0xc0000005},
	        {"0xffffffff", 0, 0xffffffff},
	        {"0x100000000", -1, 0},
	        {"4294967296", -1, 0},
	        {"99999999999999999999999999", -1, 0},
	        {"-1", -1, 0},
	        {"1f", -1, 0},
	        {"", -1, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t code = 0;

		ck_assert_msg(value_exit_code(cases[i].text,
		                              strlen(cases[i].text),
		                              &code) == cases[i].rc,
		              "%s", cases[i].text);
		ck_assert_uint_eq(code, cases[i].code);
	}
}
END_TEST

Suite *check_value(void)
{
	Suite *suite = suite_create("value");
	TCase *parse = tcase_create("parse");
	TCase *print = tcase_create("print");

	tcase_add_test(parse, parse__word_of_a_number);
	tcase_add_test(parse, parse__refused);
	tcase_add_test(parse, parse__secret_is_not_repeated);
	tcase_add_test(parse, parse__nul_byte_refused);
	tcase_add_test(parse, parse__length_is_bounded);
	tcase_add_test(parse, parse__long_foreign_text_is_cut_at_a_character);
	tcase_add_test(parse, parse__text);
	tcase_add_test(parse, parse__list);
	tcase_add_test(parse, exit_code__decimal_and_hexadecimal);
	suite_add_tcase(suite, parse);
	tcase_add_test(print, print__digest_in_hex);
	tcase_add_test(print, print__parses_as_the_same_text);
	suite_add_tcase(suite, print);
	return suite;
}
