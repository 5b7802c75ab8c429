/*
 * check_rule_machine.c: programs on a machine that is a table.
 */
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "declare.h"
#include "common/error.h"
#include "common/program_trust.h"
#include "common/rule_machine.h"
#include "daemon/start_trust.h"
#include "t/fake/file_facts_fake.h"

/* The least that is a console program, and one with windows. */
static unsigned char console[0x80 + 24 + 70], windowed[sizeof(console)];

#define SAFE  "O:BAG:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)"
#define LOOSE "O:BAG:SYD:(A;;FA;;;SY)(A;;0x1301bf;;;AU)"

#define PROGRAM(bytes) FACT_FILE, bytes, sizeof(bytes)
#define FOLDER         FACT_DIRECTORY, NULL, 0

static const struct fake_file files[] = {
        {"C:\\", FOLDER, SAFE},
        {"C:\\safe", FOLDER, SAFE},
        {"C:\\safe\\fs.exe", PROGRAM(console), SAFE},
        {"C:\\safe\\loose.exe", PROGRAM(console), LOOSE},
        {"C:\\safe\\gui.exe", PROGRAM(windowed), SAFE},
        {"C:\\safe\\text.exe", FACT_FILE, "hello", 5, SAFE},
        {"C:\\safe\\hidden.exe", FACT_FILE, NULL, 0, NULL},
        {"C:\\safe\\locked.exe", FACT_UNKNOWN, NULL, 0, NULL},
        {"C:\\loose", FOLDER, LOOSE},
        {"C:\\loose\\fs.exe", PROGRAM(console), SAFE},
        {"C:\\loose\\deep", FOLDER, SAFE},
        {"C:\\loose\\deep\\fs.exe", PROGRAM(console), SAFE},
        {"\\\\nas\\tools\\", FOLDER, LOOSE},
        {"\\\\nas\\tools\\fs.exe", PROGRAM(console), SAFE},
};

static void setup(void)
{
	console[0] = windowed[0] = 'M';
	console[1] = windowed[1] = 'Z';
	console[0x3c] = windowed[0x3c] = 0x80;
	memcpy(console + 0x80, "PE\0\0\x64\x86", 6);
	memcpy(windowed + 0x80, "PE\0\0\x64\x86", 6);
	console[0x80 + 20] = windowed[0x80 + 20] = 0xf0;
	console[0x80 + 22] = windowed[0x80 + 22] = 0x22;
	memcpy(console + 0x80 + 24, "\x0b\x02", 2);
	memcpy(windowed + 0x80 + 24, "\x0b\x02", 2);
	console[0x80 + 24 + 68] = 3;
	windowed[0x80 + 24 + 68] = 2;
	file_facts_fake(files, sizeof(files) / sizeof(files[0]), FACTS_ALL);
}

static void teardown(void)
{
	file_facts_fake(NULL, 0, FACTS_NONE);
}

static void judge(struct declare *d, const char *path, const char *more)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "[a]\nExecutable = %s\n%s", path, more);
	declare(d, text.data, NULL, false);
	rule_machine(&d->declared, &d->diags);
	buf_release(&text);
}

#define SYSTEM  "RunAs = LocalSystem\n"
#define SERVICE "RunAs = LocalService\n"

static const struct {
	const char *path, *more, *codes, *words;
} rows[] = {
        {"C:\\safe\\fs.exe", SYSTEM, "", NULL},
        {"c:\\SAFE\\FS.EXE", SYSTEM, "", NULL},
        {"C:\\safe\\none.exe", SYSTEM, "2:14+16 w0406", "no such file"},
        {"C:\\safe", SYSTEM, "2:14+7 FSP0407", "a directory"},
        {"C:\\safe\\text.exe", SERVICE, "2:14+16 FSP0407", "no program"},
        {"C:\\safe\\gui.exe", SERVICE, "2:14+15 FSP0407", "windows"},
        {"C:\\safe\\hidden.exe", SYSTEM, "", NULL},
        {"C:\\safe\\locked.exe", SYSTEM, "", NULL},
        {"C:\\safe\\loose.exe", SYSTEM, "2:14+17 FSP0408",
         "'C:\\safe\\loose.exe' can be changed by Authenticated Users"},
        {"C:\\safe\\loose.exe", "", "2:14+17 FSP0408", NULL},
        {"C:\\safe\\loose.exe", SERVICE, "", NULL},
        {"C:\\safe\\loose.exe", "RunAs = localsystem\n", "2:14+17 FSP0408",
         NULL},
        {"C:\\loose\\fs.exe", SYSTEM, "2:14+15 FSP0408",
         "'C:\\loose' can be changed by Authenticated Users (S-1-5-11): "
         "add files, delete"},
        {"C:\\loose\\deep\\fs.exe", SYSTEM, "2:14+20 FSP0408",
         "'C:\\loose' can be changed"},
        {"\\\\nas\\tools\\fs.exe", SYSTEM, "2:14+18 FSP0408",
         "'\\\\nas\\tools\\' can be changed"},
        {"C:\\safe\\x.bat", SYSTEM, "", NULL},
        {"fs.exe", SYSTEM, "", NULL},
        {"C:\\safe\\fs.exe", SERVICE "WorkDirectory = C:\\safe\n", "", NULL},
        {"C:\\safe\\fs.exe", SERVICE "WorkDirectory = .\n", "", NULL},
        {"C:\\safe\\fs.exe", SERVICE "WorkDirectory = C:\\none\n",
         "4:17+7 w0442", "no such directory"},
        {"C:\\safe\\fs.exe", SERVICE "WorkDirectory = C:\\safe\\fs.exe\n",
         "4:17+14 w0442", NULL},
};

START_TEST(judge__row)
{
	struct declare d;
	bool found = rows[_i].words == NULL;

	judge(&d, rows[_i].path, rows[_i].more);
	for (size_t i = 0; i < d.diags.count; i++)
		if (!found && strstr(d.diags.items[i].text, rows[_i].words))
			found = true;
	ck_assert_str_eq(declare_codes(&d), rows[_i].codes);
	ck_assert_msg(found, "%s: %s", rows[_i].path, d.diags.items[0].text);
	declare_release(&d);
}
END_TEST

START_TEST(judge__another_system__nothing_and_says_so)
{
	struct declare d;

	file_facts_fake(files, 1, FACTS_NONE);
	judge(&d, "C:\\none.exe", SYSTEM);
	ck_assert_str_eq(declare_codes(&d), "");
	ck_assert_uint_eq(file_facts_fake_asked(), 0);
	ck_assert_ptr_nonnull(rule_machine_skipped());
	declare_release(&d);
	file_facts_fake(files, 1, FACTS_ALL);
	ck_assert_ptr_null(rule_machine_skipped());
}
END_TEST

START_TEST(judge__wine__no_descriptors)
{
	struct declare d;

	file_facts_fake(files, sizeof(files) / sizeof(files[0]), FACTS_FILES);
	judge(&d, "C:\\safe\\loose.exe", SYSTEM);
	ck_assert_str_eq(declare_codes(&d), "");
	ck_assert_ptr_nonnull(strstr(rule_machine_skipped(), "Wine"));
	declare_release(&d);
}
END_TEST

/* Each file and each folder is looked at once, however many classes name it. */
START_TEST(judge__many_classes__one_look)
{
	struct buf text = BUF_INIT;
	struct declare d;

	for (int i = 0; i < 50; i++)
		buf_addf(&text,
		         "[c%d]\nExecutable = C:\\safe\\%d.exe\n" SERVICE
		         "WorkDirectory = C:\\dir%d\n",
		         i, i % 7, i % 3);
	declare(&d, text.data, NULL, false);
	rule_machine(&d.declared, &d.diags);
	ck_assert_uint_eq(d.diags.count, 100);
	ck_assert_uint_eq(file_facts_fake_asked(), 10);
	declare_release(&d);
	buf_release(&text);
}
END_TEST

START_TEST(start__judged_again)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(start_trusts_program("C:\\safe\\fs.exe", &err), 0);
	ck_assert_int_eq(start_trusts_folder_of("C:\\safe\\a.log", &err), 0);
	ck_assert_int_eq(start_trusts_folder_of("C:\\safe\\loose.exe", &err),
	                 0);
	ck_assert_int_eq(start_trusts_program("C:\\safe\\loose.exe", &err), -1);
	ck_assert_uint_eq(err.code, OS_ACCESS_DENIED);
	ck_assert_ptr_nonnull(
	        strstr(err.text, "(FSP0408): 'C:\\safe\\loose.exe' can be "
	                         "changed by Authenticated Users (S-1-5-11)"));
	ck_assert_int_eq(start_trusts_folder_of("C:\\loose\\a.log", &err), -1);
	ck_assert_int_eq(start_trusts_folder_of("C:\\loose\\deep\\a.log", &err),
	                 -1);
	file_facts_fake(files, sizeof(files) / sizeof(files[0]), FACTS_FILES);
	ck_assert_int_eq(start_trusts_program("C:\\safe\\loose.exe", &err), 0);
	ck_assert_int_eq(start_trusts_folder_of("C:\\loose\\a.log", &err), 0);
}
END_TEST

START_TEST(above__of_paths)
{
	static const struct {
		const char *path, *above;
	} cases[] = {
	        {"C:\\a\\b.exe", "C:\\a"},
	        {"C:\\a", "C:\\"},
	        {"C:\\a\\", "C:\\"},
	        {"C:\\a\\\\b", "C:\\a"},
	        {"C:/a/b", "C:/a"},
	        {"C:\\", NULL},
	        {"\\\\s\\h\\a\\b", "\\\\s\\h\\a"},
	        {"\\\\s\\h\\a", "\\\\s\\h\\"},
	        {"\\\\s\\h\\", NULL},
	        {"\\\\s\\h", NULL},
	        {"\\\\?\\C:\\a\\b", "\\\\?\\C:\\a"},
	        {"\\\\?\\C:\\a", "\\\\?\\C:\\"},
	        {"\\\\?\\C:\\", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *above = program_above(cases[i].path);

		if (cases[i].above)
			ck_assert_str_eq(above, cases[i].above);
		else
			ck_assert_msg(above == NULL, "%s: %s", cases[i].path,
			              above);
		free(above);
	}
}
END_TEST

Suite *check_rule_machine(void)
{
	Suite *suite = suite_create("rule_machine");
	TCase *tests = tcase_create("rule_machine");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, judge__row, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tests, judge__another_system__nothing_and_says_so);
	tcase_add_test(tests, judge__wine__no_descriptors);
	tcase_add_test(tests, judge__many_classes__one_look);
	tcase_add_test(tests, start__judged_again);
	tcase_add_test(tests, above__of_paths);
	suite_add_tcase(suite, tests);
	return suite;
}
