#include "suite.h"

#include <string.h>

#include "buf.h"
#include "declare.h"

static void expect_codes(const char *name, const char *text,
                         const char *expected)
{
	struct declare d;

	declare(&d, text, NULL, false);
	const char *codes = declare_codes(&d);
	ck_assert_msg(strcmp(codes, expected) == 0,
	              "%s: got '%s', expected '%s'", name, codes, expected);
	declare_release(&d);
}

START_TEST(compile__findings)
{
	static const struct {
		const char *name, *text, *expected;
	} cases[] = {
	        {"sound__none", "[a]\nExecutable = C:\\x.exe\n", ""},
	        {"key_any_case__none", "[a]\nEXECUTABLE = C:\\x.exe\n", ""},
	        {"unknown_key__told", "[a]\nNope = 1\n", "2:1+4 FSP0205"},
	        {"instance_key_in_class__told", "[a]\nArgument1 = x\n",
	         "2:1+9 FSP0206"},
	        {"class_key_in_instance__told", "[a\\b]\nExecutable = x\n",
	         "2:1+10 FSP0206"},
	        {"internal_key__told", "[a]\nDigest = 1\n", "2:1+6 FSP0206"},
	        {"key_twice__told", "[a]\nRunAs = .\nrunas = .\n",
	         "3:1+5 FSP0204"},
	        {"section_twice__told", "[a]\n[b]\n[A]\n", "3:2+1 FSP0203"},
	        {"instance_twice__told", "[a\\b]\n[A\\B]\n", "2:2+3 FSP0203"},
	        {"defaults_twice__told", "[*]\n[*]\n", "2:2+1 FSP0203"},
	        {"class_and_instance_of_a_name__none", "[a]\n[a\\a]\n", ""},
	        {"bad_class_name__told", "[a:b]\n", "1:2+3 FSP0201"},
	        {"bad_instance_name__told", "[a\\]\n", "1:2+2 FSP0202"},
	        {"non_ascii_case__told", "[\xc3\xa4]\n[\xc3\x84]\n",
	         "1:2+1 FSP0207"},
	        {"non_ascii_case_of_classes_without_section__told",
	         "[\xc3\xa4\\i]\n[\xc3\x84\\j]\n[\xc3\x84\\k]\n",
	         "1:2+3 FSP0207"},
	        {"non_ascii_case_of_a_class_without_section__told_by_the_first",
	         "[\xc3\xa4\\i]\n[\xc3\xa4\\j]\n[\xc3\x84\\k]\n",
	         "1:2+3 FSP0207"},
	        {"non_ascii_case_of_classes__told_once",
	         "[\xc3\xa4]\n[\xc3\xa4\\i]\n[\xc3\x84]\n[\xc3\x84\\j]\n",
	         "1:2+1 FSP0207"},
	        {"bad_number__place_of_unit", "[a]\nStopTimeout = 5 parsecs\n",
	         "2:17+7 FSP0301"},
	        {"out_of_bounds__told", "[a]\nLogFiles = 0\n",
	         "2:12+1 FSP0302"},
	        {"bad_bool__told", "[a]\nRecovery = maybe\n", "2:12+5 FSP0303"},
	        {"bad_choice__told", "[a]\nRestart = often\n",
	         "2:11+5 FSP0304"},
	        {"inline_comment__warned", "[a]\nRunAs = . ; me\n",
	         "2:9+6 FSP0430 2:11+1 w0116"},
	        {"unset_variable__told", "[a]\nExecutable = ${X}\\y\n",
	         "2:14+4 FSP0121"},
	        {"open_variable__told", "[a]\nExecutable = C:\\${X\n",
	         "2:17+3 FSP0120"},
	        {"empty_variable__told", "[a]\nExecutable = C:\\${}\n",
	         "2:17+3 FSP0120"},
	        {"fault_on_second_line__told_there",
	         "[a]\nSuccessExitCodes = 0\n  1\n  many\n", "4:3+4 FSP0307"},
	        {"extends_nobody__told", "[a]\nExtends = b\n",
	         "2:11+1 FSP0210"},
	        {"extends_itself__told", "[a]\nExtends = a\n",
	         "2:11+1 FSP0211"},
	        {"extends_in_a_ring__told",
	         "[a]\nExtends = b\n[b]\nExtends = a\n",
	         "2:11+1 FSP0211 4:11+1 FSP0211"},
	        {"instance_extends_class__told", "[a]\n[a\\b]\nExtends = a\n",
	         "3:11+1 FSP0210"},
	        {"extends_in_defaults__told", "[*]\nExtends = a\n",
	         "2:1+7 FSP0206"},
	        {"private_without_type__told", "[a]\nPrivate.x = 1\n",
	         "2:13+1 FSP0213"},
	        {"private_bad_number__told", "[a]\nPrivate.x = dword:1z\n",
	         "2:19+2 FSP0213"},
	        {"private_too_large__told",
	         "[a]\nPrivate.x = dword:4294967296\n", "2:19+10 FSP0213"},
	        {"private_of_ours__told", "[a]\nPrivate.RunAs = sz:.\n",
	         "2:1+13 FSP0214"},
	        {"private_twice__told",
	         "[a]\nPrivate.x = sz:1\nPrivate.X = sz:2\n", "3:1+9 FSP0204"},
	        {"allow_no_code__told", "[a]\nAllow = FSP0410 FSP9\n",
	         "2:17+4 FSP0215"},
	        {"allow_unallowable__told", "[a]\nAllow = FSP0205\n",
	         "2:9+7 FSP0216"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_codes(cases[i].name, cases[i].text, cases[i].expected);
}
END_TEST

START_TEST(compile__chain_of_eight_and_nine)
{
	struct buf text = BUF_INIT;
	struct declare d;

	for (int i = 0; i < 9; i++)
		buf_addf(&text, "[c%d]\nExtends = c%d\n", i, i + 1);
	buf_adds(&text, "[c9]\n");
	declare(&d, text.data, NULL, false);
	ck_assert_str_eq(declare_codes(&d), "2:11+2 FSP0212");
	declare_release(&d);
	buf_release(&text);
}
END_TEST

START_TEST(compile__continuation_lines)
{
	struct declare d;

	declare(&d,
	        "[a]\nCommandLine = -a\n  -b\n\t-c\n"
	        "Environment =\n  A=1\n  B=2\n",
	        NULL, false);
	ck_assert_str_eq(declare_codes(&d), "");
	const struct definition *def = &declare_section(&d, "a")->def;
	ck_assert_str_eq(definition_text(def, KEY_COMMAND_LINE), "-a -b -c");
	const struct value *v = definition_value(def, KEY_ENVIRONMENT);
	ck_assert_uint_eq(v->len, 8);
	ck_assert_mem_eq(v->text, "A=1\0B=2", 8);
	declare_release(&d);
}
END_TEST

START_TEST(compile__variables)
{
	static const char *const given[] = {"Name=a ${Name} b", "X(86)=C:\\x",
	                                    NULL};
	struct declare d;

	declare(&d,
	        "[a]\nExecutable = ${x(86)}\\p.exe\n"
	        "CommandLine = ${NAME} $${Name} $$ {x}\n",
	        given, false);
	ck_assert_str_eq(declare_codes(&d), "");
	const struct definition *def = &declare_section(&d, "a")->def;
	ck_assert_str_eq(definition_text(def, KEY_EXECUTABLE), "C:\\x\\p.exe");
	/* The result is not scanned again. */
	ck_assert_str_eq(definition_text(def, KEY_COMMAND_LINE),
	                 "a ${Name} b ${Name} $$ {x}");
	declare_release(&d);
}
END_TEST

/* A line feed would make two elements of one; no control character could be
 * written in the file itself. */
START_TEST(compile__control_characters_of_variables)
{
	static const char *const given[] = {"X=1\nB=2", "CR=a\r", "DEL=\x7f",
	                                    "TAB=a\tb", NULL};
	struct declare d;

	declare(&d,
	        "[a]\nEnvironment =\n  A=${X}\nCommandLine = x ${CR} ${TAB}\n"
	        "Private.p = sz:${DEL}\n",
	        given, false);
	ck_assert_str_eq(declare_codes(&d),
	                 "3:5+4 FSP0122 4:17+5 FSP0122 5:16+6 FSP0122");
	ck_assert(!definition_has(&declare_section(&d, "a")->def,
	                          KEY_ENVIRONMENT));
	declare_release(&d);
}
END_TEST

/* A finding behind a variable's result points at its own characters, one in
 * the result at the variable. */
START_TEST(compile__places_with_variables)
{
	static const char *const given[] = {"LONG=0123456789", "BAD=x", NULL};
	const struct section *s;
	const char *source;
	struct declare d;

	declare(&d, "[a]\nCommandLine = ab ${LONG} cd\n  ${BAD}\n", given,
	        false);
	s = declare_section(&d, "a");
	const struct flat *text = section_text(s, KEY_COMMAND_LINE);
	ck_assert_str_eq(text->text, "ab 0123456789 cd x");

	struct place place = flat_place(text, 0, 2, &source);
	ck_assert_uint_eq(place.column, 15);
	place = flat_place(text, 5, 2, &source);
	ck_assert_uint_eq(place.column, 18);
	ck_assert_uint_eq(place.length, 7);
	place = flat_place(text, 14, 2, &source);
	ck_assert_uint_eq(place.column, 26);
	ck_assert_uint_eq(place.length, 2);
	place = flat_place(text, 17, 1, &source);
	ck_assert_uint_eq(place.line, 3);
	ck_assert_str_eq(source, "  ${BAD}");
	ck_assert(flat_is_replaced(text, 5, 1));
	ck_assert(!flat_is_replaced(text, 14, 2));
	declare_release(&d);
}
END_TEST

START_TEST(compile__nearest_wins)
{
	struct declare d;

	declare(&d,
	        "[before]\n"
	        "[*]\nRunAs = LocalService\nStopTimeout = 1s\nOwner = it\n"
	        "LogFiles = 7\n"
	        "[base]\nRunAs = NetworkService\nRestartLimit = 3\n"
	        "Private.p = sz:base\nPrivate.q = dword:0x10\nOwner = me\n"
	        "[leaf]\nExtends = base\nLogFiles =\nPrivate.p = sz:leaf\n"
	        "[leaf\\i]\nArgument1 = x\n",
	        NULL, false);
	ck_assert_str_eq(declare_codes(&d), "");

	const struct definition *leaf = &declare_section(&d, "leaf")->def;
	ck_assert_str_eq(definition_text(leaf, KEY_RUN_AS), "NetworkService");
	ck_assert_uint_eq(definition_number(leaf, KEY_RESTART_LIMIT), 3);
	ck_assert_uint_eq(definition_number(leaf, KEY_STOP_TIMEOUT), 1000);
	ck_assert(!definition_has(leaf, KEY_LOG_FILES));
	ck_assert_str_eq(definition_text(leaf, KEY_OWNER), "it");
	const struct reg_value *p = reg_key_find(&leaf->privates, "p");
	ck_assert_mem_eq(p->data, "l\0e\0a\0f\0\0", 10);
	ck_assert_uint_eq(p->type, REG_TYPE_SZ);
	const struct reg_value *q = reg_key_find(&leaf->privates, "q");
	ck_assert_mem_eq(q->data, "\x10\0\0", 4);

	const struct definition *i = &declare_section(&d, "leaf\\i")->def;
	ck_assert_str_eq(definition_text(i, KEY_OWNER), "it");
	ck_assert(!definition_has(i, KEY_STOP_TIMEOUT));
	const struct section *before = declare_section(&d, "before");
	ck_assert(!definition_has(&before->def, KEY_RUN_AS));
	declare_release(&d);
}
END_TEST

/* What is written as in a section before has its own place, and a finding each
 * time. */
START_TEST(compile__the_same_again)
{
	struct declare d;

	declare(&d,
	        "[a]\nExecutable = C:\\x.exe\nStopTimeout = 7s\n"
	        "SuccessExitCodes = 3\nReady = no\nLogFiles =\n"
	        "[b]\nLogFiles =\nExecutable   =   C:\\x.exe  \n"
	        "StopTimeout = 7s\nSuccessExitCodes = 3\nReady = no\n"
	        "[c]\nStopTimeout = 7\nSuccessExitCodes =\n  3\n  4\n",
	        NULL, false);
	ck_assert_str_eq(declare_codes(&d), "5:9+2 FSP0304 12:9+2 FSP0304");

	const struct section *b = declare_section(&d, "b");
	ck_assert_uint_eq(section_text(b, KEY_EXECUTABLE)->entry->line, 9);
	ck_assert_str_eq(definition_text(&b->def, KEY_EXECUTABLE), "C:\\x.exe");
	ck_assert_uint_eq(definition_number(&b->def, KEY_STOP_TIMEOUT), 7000);
	ck_assert_mem_eq(
	        definition_value(&b->def, KEY_SUCCESS_EXIT_CODES)->text, "3",
	        2);
	ck_assert(section_text(b, KEY_LOG_FILES)->empty);
	ck_assert(!section_wrote(b, KEY_LOG_FILES));
	ck_assert(!definition_has(&b->def, KEY_READY));

	const struct definition *c = &declare_section(&d, "c")->def;
	ck_assert_uint_eq(definition_number(c, KEY_STOP_TIMEOUT), 7);
	ck_assert_mem_eq(definition_value(c, KEY_SUCCESS_EXIT_CODES)->text,
	                 "3\0"
	                 "4",
	                 4);
	declare_release(&d);
}
END_TEST

START_TEST(compile__private_list)
{
	struct declare d;

	declare(&d, "[a]\nPrivate.m = multi:\n  one\n  two\n", NULL, false);
	const struct reg_value *m =
	        reg_key_find(&declare_section(&d, "a")->def.privates, "m");
	ck_assert_uint_eq(m->type, REG_TYPE_MULTI_SZ);
	ck_assert_uint_eq(m->len, 18);
	ck_assert_mem_eq(m->data, "o\0n\0e\0\0\0t\0w\0o\0\0\0\0", 18);
	declare_release(&d);
}
END_TEST

START_TEST(allow__lowers_only_what_it_names_where_it_stands)
{
	static const char text[] =
	        "[a]\nAllow = FSP0405\nExecutable = C:\\x.bat\n"
	        "RunAs = LocalService\n"
	        "[b]\nExecutable = C:\\x.bat\nRunAs = LocalService\n";
	static const enum diag_code codes[] = {DIAG_EXECUTABLE_BATCH};
	const struct allowance strict = {true, NULL, 0};
	const struct allowance everywhere = {true, codes, 1};
	struct declare d;

	declare(&d, text, NULL, true);
	allow_settle(&d.declared, &strict, &d.diags);
	ck_assert_uint_eq(d.diags.count, 2);
	ck_assert(d.diags.items[0].allowed);
	ck_assert_int_eq(d.diags.items[0].severity, DIAG_WARNING);
	ck_assert(!d.diags.items[1].allowed);
	ck_assert_int_eq(d.diags.items[1].severity, DIAG_ERROR);
	allow_settle(&d.declared, &everywhere, &d.diags);
	ck_assert(d.diags.items[1].allowed);
	declare_release(&d);
}
END_TEST

Suite *check_compile(void)
{
	Suite *suite = suite_create("compile");
	TCase *tests = tcase_create("compile");

	tcase_add_test(tests, compile__findings);
	tcase_add_test(tests, compile__chain_of_eight_and_nine);
	tcase_add_test(tests, compile__continuation_lines);
	tcase_add_test(tests, compile__variables);
	tcase_add_test(tests, compile__control_characters_of_variables);
	tcase_add_test(tests, compile__places_with_variables);
	tcase_add_test(tests, compile__nearest_wins);
	tcase_add_test(tests, compile__the_same_again);
	tcase_add_test(tests, compile__private_list);
	tcase_add_test(tests, allow__lowers_only_what_it_names_where_it_stands);
	suite_add_tcase(suite, tests);
	return suite;
}
