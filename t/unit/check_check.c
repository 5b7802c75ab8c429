#include "suite.h"

#include <string.h>

#include "check.h"

static struct definition def;
static struct diag_list diags;

static void start(void)
{
	definition_init(&def, "memfs", NULL);
	diags = (struct diag_list)DIAG_LIST_INIT;
}

static void end(void)
{
	definition_release(&def);
	diag_release(&diags);
}

static void set(enum key_id id, const char *text)
{
	definition_set_text(&def, id, text, strlen(text));
}

static size_t check_at_key(void)
{
	const struct check_places places = {.whole = {.file = "KEY"}};

	return check_definition(&def, 0, &places, &diags);
}

START_TEST(definition__ordinary_class_passes)
{
	set(KEY_EXECUTABLE, "C:\\Program Files (x86)\\WinFsp\\bin\\m.exe");
	set(KEY_COMMAND_LINE, "-u %1 -m %2");
	set(KEY_SECURITY, "D:P(A;;RPWPLC;;;WD)");
	set(KEY_RUN_AS, "LOCALservice");
	set(KEY_RESTART, "always");
	definition_set_number(&def, KEY_RESTART_DELAY, 1);
	definition_set_text(&def, KEY_ENVIRONMENT, "A=1\0B=2", 8);
	ck_assert_uint_eq(check_at_key(), 0);
	ck_assert_uint_eq(diags.count, 0);
}
END_TEST

START_TEST(definition__nothing_declared_passes)
{
	ck_assert_uint_eq(check_at_key(), 0);
	ck_assert_uint_eq(diags.count, 0);
}
END_TEST

START_TEST(definition__numbers_of_winfsp_are_not_judged)
{
	definition_set_number(&def, KEY_CREDENTIALS, 42);
	definition_set_number(&def, KEY_JOB_CONTROL, 42);
	definition_set_number(&def, KEY_RECOVERY, 42);
	ck_assert_uint_eq(check_at_key(), 0);
}
END_TEST

START_TEST(text__refused_with_a_remedy)
{
	static const struct {
		enum key_id id;
		const char *text;
		enum diag_code code;
		const char *said;
	} cases[] = {
	        {KEY_EXECUTABLE, "memfs.exe", DIAG_EXECUTABLE_RELATIVE,
	         "PATH is not searched"},
	        {KEY_EXECUTABLE, "", DIAG_EXECUTABLE_RELATIVE, "drive"},
	        {KEY_EXECUTABLE, "\"C:\\a b.exe\"", DIAG_EXECUTABLE_RELATIVE,
	         "without quotes"},
	        {KEY_EXECUTABLE, "%ProgramFiles%\\a.exe",
	         DIAG_EXECUTABLE_RELATIVE, "no %NAME%"},
	        {KEY_EXECUTABLE, "C:a.exe", DIAG_EXECUTABLE_RELATIVE,
	         "after the colon"},
	        {KEY_EXECUTABLE, "\\a.exe", DIAG_EXECUTABLE_RELATIVE,
	         "put the drive"},
	        {KEY_SECURITY, "nonsense", DIAG_SECURITY_SYNTAX,
	         "Security, at character 1: "},
	        {KEY_SECURITY, "D:P(A;;RP;;;WD", DIAG_SECURITY_SYNTAX,
	         "Security, at character "},
	        {KEY_SECURITY, "O:SYG:SY", DIAG_SECURITY_NO_DACL, "D:P("},
	        {KEY_RUN_AS, "Administrator", DIAG_RUN_AS, "NetworkService"},
	        {KEY_RUN_AS, "", DIAG_RUN_AS, "NetworkService"},
	        {KEY_RESTART, "Always", DIAG_BAD_CHOICE, "always"},
	        {KEY_ON_CHANGE, "no", DIAG_BAD_CHOICE, "keep or restart"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set(cases[i].id, cases[i].text);
		ck_assert_msg(check_at_key() == 1, "%s", cases[i].text);
		ck_assert_uint_eq(diags.count, 1);
		ck_assert_msg(diags.items[0].code == cases[i].code &&
		                      strstr(diags.items[0].text,
		                             cases[i].said) != NULL,
		              "%s: %s", cases[i].text, diags.items[0].text);
		ck_assert_str_eq(diags.items[0].place.file, "KEY");
		ck_assert_uint_eq(diags.items[0].place.line, 0);
		ck_assert_int_eq(diag_row(diags.items[0].code)->stage,
		                 STAGE_LOAD);
		definition_unset(&def, cases[i].id);
		diag_release(&diags);
	}
}
END_TEST

START_TEST(value__own_number_out_of_bounds)
{
	definition_set_number(&def, KEY_RESTART_DELAY, 0);
	definition_set_number(&def, KEY_LOG_FILES, 1000000);
	ck_assert_uint_eq(check_at_key(), 2);
	ck_assert_int_eq(diags.items[0].code, DIAG_OUT_OF_BOUNDS);
	ck_assert_str_eq(diags.items[0].text,
	                 "RestartDelay cannot be 0ms: write 1ms to 1h");
	ck_assert_str_eq(diags.items[1].text,
	                 "LogFiles cannot be 1000000: write 1 to 100");
}
END_TEST

START_TEST(value__list_element_names_its_key)
{
	definition_set_text(&def, KEY_ENVIRONMENT, "A=1\0B\0C", 8);
	ck_assert_uint_eq(check_at_key(), 1);
	ck_assert_int_eq(diags.items[0].code, DIAG_BAD_ELEMENT);
	ck_assert_str_eq(diags.items[0].text,
	                 "Environment: 'B' has no '=': write NAME=value");
}
END_TEST

START_TEST(instance__security_is_checked)
{
	definition_release(&def);
	definition_init(&def, "memfs", "a");
	set(KEY_INSTANCE_SECURITY, "D:P(A;;RP;;;");
	ck_assert_uint_eq(check_at_key(), 1);
	ck_assert_int_eq(diags.items[0].code, DIAG_SECURITY_SYNTAX);
	ck_assert_int_eq(strncmp(diags.items[0].text, "InstanceSecurity", 16),
	                 0);
}
END_TEST

/* The file's place is used, moved to the wrong characters: XX is wrong, and
 * two-byte characters before it count once. */
START_TEST(place__exact_characters_of_security)
{
	static const char line[] = "Security = D:P(A;;RP;;;WD)(A;;XX;;;WD)";
	struct place of[KEY_COUNT] = {{.file = NULL}};
	const char *sources[KEY_COUNT] = {NULL};
	const struct check_places places = {of, sources, {.file = "KEY"}};
	const struct diag *d;

	of[KEY_SECURITY] = (struct place){"a.ini", 7, 12, 27};
	sources[KEY_SECURITY] = line;
	set(KEY_SECURITY, "D:P(A;;RP;;;WD)(A;;XX;;;WD)");
	set(KEY_EXECUTABLE, "a.exe");
	ck_assert_uint_eq(check_definition(&def, 0, &places, &diags), 2);
	d = &diags.items[1];
	ck_assert_int_eq(d->code, DIAG_SECURITY_SYNTAX);
	ck_assert_str_eq(d->place.file, "a.ini");
	ck_assert_uint_eq(d->place.line, 7);
	ck_assert_int_eq(
	        strncmp(line + d->place.column - 1, "XX", d->place.length), 0);
	ck_assert_uint_ge(d->place.length, 1);
	ck_assert_str_eq(d->source, line);
	ck_assert_int_eq(strncmp(d->text, "Security: ", 10), 0);
	/* Where the Executable stands was not given. */
	ck_assert_str_eq(diags.items[0].place.file, "KEY");
}
END_TEST

Suite *check_check(void)
{
	Suite *suite = suite_create("check");
	TCase *check = tcase_create("check");

	tcase_add_checked_fixture(check, start, end);
	tcase_add_test(check, definition__ordinary_class_passes);
	tcase_add_test(check, definition__nothing_declared_passes);
	tcase_add_test(check, definition__numbers_of_winfsp_are_not_judged);
	tcase_add_test(check, text__refused_with_a_remedy);
	tcase_add_test(check, value__own_number_out_of_bounds);
	tcase_add_test(check, value__list_element_names_its_key);
	tcase_add_test(check, instance__security_is_checked);
	tcase_add_test(check, place__exact_characters_of_security);
	suite_add_tcase(suite, check);
	return suite;
}
