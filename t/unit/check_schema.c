#include "suite.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "keystore.h"
#include "schema.h"
#include "value.h"

static const struct schema_key *key_at(unsigned id)
{
	return schema_key((enum key_id)id);
}

START_TEST(rows__are_complete)
{
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const struct schema_key *key = key_at(id);
		const size_t len = strlen(key->summary);

		ck_assert_msg(isupper((unsigned char)key->summary[0]) &&
		                      key->summary[len - 1] == '.' &&
		                      strchr(key->summary, '\n') == NULL,
		              "%s: a sentence", key->name);
		ck_assert_msg((key->flags & (KEY_IN_CLASS | KEY_IN_INSTANCE)) !=
		                      0,
		              "%s: stands nowhere", key->name);
		ck_assert_msg(key->min <= key->max, "%s: bounds", key->name);
		ck_assert_msg((key->choices != NULL) ==
		                      (key->form == FORM_CHOICE),
		              "%s: words", key->name);
		ck_assert_msg(key->type != VALUE_DWORD || key->max > 0,
		              "%s: no number fits", key->name);
	}
}
END_TEST

START_TEST(rows__names_are_found_as_themselves)
{
	for (unsigned id = 0; id < KEY_COUNT; id++)
		ck_assert_msg(schema_find_any(key_at(id)->name) == id, "%s",
		              key_at(id)->name);
}
END_TEST

START_TEST(rows__defaults_are_values)
{
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const char *text = key_at(id)->default_text;
		struct value_fault fault = {.text = ""};
		struct value v;

		if (text == NULL)
			continue;
		ck_assert_msg(value_parse((enum key_id)id, text, strlen(text),
		                          &v, &fault) == 0,
		              "%s: %s", key_at(id)->name, fault.text);
		ck_assert_msg(v.number == key_at(id)->default_number, "%s: %u",
		              key_at(id)->name, (unsigned)v.number);
		free(v.text);
	}
}
END_TEST

START_TEST(rows__winfsp_knows_twelve_in_classes_alone)
{
	unsigned count = 0;

	for (unsigned id = 0; id < KEY_COUNT; id++) {
		if ((key_at(id)->flags & KEY_WINFSP) == 0)
			continue;
		ck_assert((key_at(id)->flags & KEY_IN_INSTANCE) == 0);
		count++;
	}
	ck_assert_uint_eq(count, 12);
}
END_TEST

START_TEST(find__name_in_kind)
{
	static const struct {
		const char *name;
		enum key_id in_class, in_instance;
	} cases[] = {
	        {"Executable", KEY_EXECUTABLE, KEY_COUNT},
	        {"eXECUTABLE", KEY_EXECUTABLE, KEY_COUNT},
	        {"Restart", KEY_RESTART, KEY_RESTART},
	        {"SuccessExitCodes", KEY_SUCCESS_EXIT_CODES,
	         KEY_SUCCESS_EXIT_CODES},
	        {"Pattern9", KEY_PATTERN9, KEY_COUNT},
	        {"Argument1", KEY_COUNT, KEY_ARGUMENT1},
	        {"Start", KEY_COUNT, KEY_START},
	        {"Owner", KEY_OWNER, KEY_OWNER},
	        {"Digest", KEY_DIGEST, KEY_DIGEST},
	        {"sshfs.rootdir", KEY_COUNT, KEY_COUNT},
	        {"Executabl", KEY_COUNT, KEY_COUNT},
	        {"", KEY_COUNT, KEY_COUNT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_msg(schema_find(cases[i].name, KIND_CLASS) ==
		                      cases[i].in_class,
		              "%s in a class", cases[i].name);
		ck_assert_msg(schema_find(cases[i].name, KIND_INSTANCE) ==
		                      cases[i].in_instance,
		              "%s in an instance", cases[i].name);
	}
}
END_TEST

START_TEST(nearest__what_was_meant)
{
	static const struct {
		const char *name;
		enum key_kind kind;
		enum key_id expected;
	} cases[] = {
	        {"Comandline", KIND_CLASS, KEY_COMMAND_LINE},
	        {"CommandLien", KIND_CLASS, KEY_COMMAND_LINE},
	        {"Command", KIND_CLASS, KEY_COMMAND_LINE},
	        {"WorkDir", KIND_CLASS, KEY_WORK_DIRECTORY},
	        {"runa", KIND_CLASS, KEY_RUN_AS},
	        {"Credential", KIND_CLASS, KEY_CREDENTIALS},
	        {"Arguments", KIND_INSTANCE, KEY_ARGUMENT1},
	        {"Argumnet2", KIND_INSTANCE, KEY_ARGUMENT2},
	        {"Argument", KIND_CLASS, KEY_COUNT},
	        {"Strat", KIND_INSTANCE, KEY_START},
	        {"RestartDelayMx", KIND_INSTANCE, KEY_RESTART_DELAY_MAX},
	        {"Sourc", KIND_CLASS, KEY_COUNT}, /* never set by hand */
	        {"Frobnicate", KIND_CLASS, KEY_COUNT},
	        {"Ex", KIND_CLASS, KEY_COUNT},
	        {"", KIND_CLASS, KEY_COUNT},
	        {"ExecutableExecutableExecutableExecutable", KIND_CLASS,
	         KEY_COUNT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const enum key_id id =
		        schema_nearest(cases[i].name, cases[i].kind);

		ck_assert_msg(id == cases[i].expected, "%s: %s", cases[i].name,
		              id < KEY_COUNT ? key_at(id)->name : "none");
	}
}
END_TEST

START_TEST(types__as_windows_numbers_them)
{
	ck_assert_uint_eq(schema_reg_type(VALUE_SZ), REG_TYPE_SZ);
	ck_assert_uint_eq(schema_reg_type(VALUE_DWORD), REG_TYPE_DWORD);
	ck_assert_uint_eq(schema_reg_type(VALUE_MULTI_SZ), REG_TYPE_MULTI_SZ);
	ck_assert_uint_eq(schema_reg_type(VALUE_BINARY), REG_TYPE_BINARY);
	ck_assert_str_eq(schema_unit_name(UNIT_NONE), "");
	ck_assert_str_eq(schema_unit_name(UNIT_MIB), "MiB");
}
END_TEST

Suite *check_schema(void)
{
	Suite *suite = suite_create("schema");
	TCase *rows = tcase_create("rows");
	TCase *lookup = tcase_create("lookup");

	tcase_add_test(rows, rows__are_complete);
	tcase_add_test(rows, rows__names_are_found_as_themselves);
	tcase_add_test(rows, rows__defaults_are_values);
	tcase_add_test(rows, rows__winfsp_knows_twelve_in_classes_alone);
	suite_add_tcase(suite, rows);
	tcase_add_test(lookup, find__name_in_kind);
	tcase_add_test(lookup, nearest__what_was_meant);
	tcase_add_test(lookup, types__as_windows_numbers_them);
	suite_add_tcase(suite, lookup);
	return suite;
}
