#include "suite.h"

#include <stdlib.h>

#include "error.h"
#include "reg_path.h"

static const struct {
	const char *text;
	enum reg_hive hive;
	const char *key, *display; /* of "" */
} good[] = {
        {"HKLM\\SOFTWARE\\WinFsp\\Services", HIVE_MACHINE,
         "SOFTWARE\\WinFsp\\Services",
         "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services"},
        {"HKEY_LOCAL_MACHINE\\software\\WOW6432NODE\\WinFsp\\", HIVE_MACHINE,
         "SOFTWARE\\WinFsp", "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp"},
        {"hklm\\Software", HIVE_MACHINE, "Software",
         "HKLM\\SOFTWARE\\WOW6432Node"},
        {"HKLM\\SYSTEM\\a", HIVE_MACHINE, "SYSTEM\\a", "HKLM\\SYSTEM\\a"},
        {"HKLM\\SOFTWAREx\\a", HIVE_MACHINE, "SOFTWAREx\\a",
         "HKLM\\SOFTWAREx\\a"},
        {"HKCU\\Software\\a", HIVE_USER, "Software\\a", "HKCU\\Software\\a"},
        {"HKEY_CURRENT_USER\\a", HIVE_USER, "a", "HKCU\\a"},
};

START_TEST(parse__and_display)
{
	struct error err = ERROR_INIT;
	struct reg_path path;
	char *display;

	ck_assert_msg(reg_path_parse(&path, good[_i].text, &err) == 0, "%s",
	              err.text);
	ck_assert_int_eq(path.hive, good[_i].hive);
	ck_assert_str_eq(path.key, good[_i].key);
	display = reg_path_display(&path, "");
	ck_assert_str_eq(display, good[_i].display);
	free(display);
	reg_path_release(&path);
}
END_TEST

START_TEST(parse__no_key__refused)
{
	static const char *const bad[] = {
	        "",
	        "HKLM",
	        "HKLM\\",
	        "HKLMX\\a",
	        "SOFTWARE\\a",
	        "HKCR\\a",
	        "HKLM\\a\\\\b",
	        "HKLM\\\\a",
	        "HKCU\\a\xff",
	};
	struct reg_path path;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err = ERROR_INIT;

		ck_assert_msg(reg_path_parse(&path, bad[i], &err) == -1, "%s",
		              bad[i]);
		ck_assert_uint_eq(err.code, OS_INVALID_PARAMETER);
	}
}
END_TEST

START_TEST(display__of_a_key_below)
{
	struct error err = ERROR_INIT;
	struct reg_path path;
	char *display;

	ck_assert_int_eq(reg_path_parse(&path, "HKLM\\SOFTWARE", &err), 0);
	display = reg_path_display(&path, "a\\b");
	ck_assert_str_eq(display, "HKLM\\SOFTWARE\\WOW6432Node\\a\\b");
	free(display);
	reg_path_release(&path);
}
END_TEST

Suite *check_reg_path(void)
{
	Suite *suite = suite_create("reg_path");
	TCase *tests = tcase_create("reg_path");

	tcase_add_loop_test(tests, parse__and_display, 0,
	                    sizeof(good) / sizeof(good[0]));
	tcase_add_test(tests, parse__no_key__refused);
	tcase_add_test(tests, display__of_a_key_below);
	suite_add_tcase(suite, tests);
	return suite;
}
