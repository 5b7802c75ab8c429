/*
 * check_underlay.c: sections judged together with what the registry holds
 * beneath them, the registry being a .reg file.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "declare.h"
#include "error.h"
#include "common/rule_machine.h"
#include "common/rules.h"
#include "importer/reg_store.h"
#include "importer/underlay.h"
#include "t/fake/file_facts_fake.h"

#define ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"
#define KEY  "[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\Services\\"

/* clang-format off */
/* What installers left. */
static const char installed[] =
	"Windows Registry Editor Version 5.00\r\n"
	/* As SSHFS-Win does: the caller's account, name and password. */
	KEY "sshfs]\r\n"
	"\"Executable\"=\"C:\\\\sshfs.exe\"\r\n"
	"\"RunAs\"=\".\"\r\n"
	"\"CommandLine\"=\"svc %1 %2 %U %3\"\r\n"
	"\"Credentials\"=dword:00000001\r\n"
	"\"RestartDelayMax\"=dword:0000ea60\r\n"
	"\"Security\"=\"D:P(A;;RPWPLC;;;WD)\"\r\n"
	/* What is for everybody, with few rights. */
	KEY "wide]\r\n"
	"\"Executable\"=\"C:\\\\loose.exe\"\r\n"
	"\"RunAs\"=\"LocalService\"\r\n"
	"\"Mount\"=\"C:\\\\m\\\\%3\"\r\n"
	"\"RestartDelayMax\"=dword:00000064\r\n"
	"\"Ready\"=\"mount\"\r\n"
	"\"Recovery\"=dword:00000001\r\n"
	"\"Security\"=\"D:P(A;;RPWPLC;;;WD)\"\r\n"
	KEY "wide\\Instances\\there]\r\n"
	"\"Start\"=\"demand\"\r\n"
	"\"Argument3\"=\"x\"\r\n"
	"\"Secret\"=\"local\"\r\n"
	/* No RunAs: SYSTEM. */
	KEY "system]\r\n"
	"\"Executable\"=\"C:\\\\loose.exe\"\r\n"
	KEY "vendor]\r\n"
	"\"Executable\"=\"C:\\\\sshfs.exe\"\r\n"
	"\"Security\"=\"D:P(A;;RPWPLC;;;WD)\"\r\n"
	KEY "bad]\r\n"
	"\"Executable\"=\"x.exe\"\r\n"
	"\"RunAs\"=\".\"\r\n"
	KEY "husk\\Instances\\i]\r\n"
	"\"Start\"=\"demand\"\r\n";
/* clang-format on */

static struct error err;

static struct keystore *registry(const char *more)
{
	struct keystore *ks = reg_store_new(ROOT, &err);
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf text = BUF_INIT;

	ck_assert_ptr_nonnull(ks);
	buf_addf(&text, "%s%s", installed, more);
	ck_assert_int_eq(
	        reg_store_load(ks, text.data, text.len, "x.reg", &diags), 0);
	ck_assert_uint_eq(diags.count, 0);
	buf_release(&text);
	return ks;
}

/* Judge text over the registry; ks NULL: without one. */
static const char *judge(struct declare *d, const char *text,
                         struct keystore *ks)
{
	declare(d, text, NULL, false);
	if (ks)
		ck_assert_int_eq(
		        underlay(&d->declared, ks, false, &d->diags, &err), 0);
	rules_check(&d->declared, &d->diags);
	rule_machine(&d->declared, &d->diags);
	return declare_codes(d);
}

/* One text, and what is found with the registry; without it nothing is. */
struct row {
	const char *name, *text, *expected, *words;
};

static void expect_all(const struct row *rows, size_t count)
{
	struct keystore *ks = registry("");

	for (size_t i = 0; i < count; i++) {
		struct declare d;
		const char *codes = judge(&d, rows[i].text, ks);
		bool found = !rows[i].words;

		ck_assert_msg(strcmp(codes, rows[i].expected) == 0,
		              "%s: got '%s', expected '%s'", rows[i].name,
		              codes, rows[i].expected);
		for (size_t g = 0; g < d.diags.count && !found; g++)
			found = strstr(d.diags.items[g].text, rows[i].words) !=
			        NULL;
		ck_assert_msg(found, "%s: %s", rows[i].name,
		              d.diags.count ? d.diags.items[0].text : "");
		declare_release(&d);
		codes = judge(&d, rows[i].text, NULL);
		ck_assert_msg(*codes == '\0', "%s: got '%s' from the file",
		              rows[i].name, codes);
		declare_release(&d);
	}
	keystore_close(ks);
}

#define EXPECT_ALL(rows) expect_all(rows, sizeof(rows) / sizeof((rows)[0]))

#define SYSTEM "RunAs = LocalSystem\n"
#define OVER   "\nExtends = registry\n"

/* The class of these instances is in no file. */
START_TEST(underlay__instance_of_a_registry_class)
{
	static const struct row rows[] = {
	        {"as_caller_user_secret_argument__told",
	         "[sshfs\\a@h]\nArgument2 = S:\n",
	         "1:2+9 FSP0470 1:2+9 FSP0471 1:2+9 FSP0472 1:2+9 FSP0473",
	         "its class in the registry runs as the caller"},
	        {"on_demand__only_the_argument",
	         "[sshfs\\a@h]\nStart = demand\nArgument2 =\n", "1:2+9 FSP0473",
	         "the command line in the registry asks for %3"},
	        {"nothing_missing__ok",
	         "[sshfs\\a@h]\nStart = demand\nArgument2 =\nArgument3 = x\n",
	         "", NULL},
	        {"mount_of_the_class__one_for_both",
	         "[wide\\i]\nArgument3 = x\n[wide\\j]\nArgument3 = X\n",
	         "3:2+6 FSP0474", "c:\\m\\x"},
	        {"restart_numbers_of_the_class__contradict",
	         "[wide\\i]\nRestartDelay = 2s\n", "2:16+2 w0460", NULL},
	        {"restart_numbers_of_the_class__fit",
	         "[sshfs\\i]\nStart = demand\nArgument2 =\nArgument3 =\n"
	         "RestartDelay = 2s\n",
	         "", NULL},
	        {"recovery_of_the_class__contradicts",
	         "[wide\\i]\nRestart = never\n", "2:11+5 w0461", NULL},
	        {"ready_as_caller__told",
	         "[sshfs\\i]\nStart = demand\nReady = mount\nArgument2 =\n"
	         "Argument3 =\n",
	         "3:9+5 FSP0477", NULL},
	        {"class_nowhere__waits", "[new\\i]\nStart = demand\n",
	         "1:2+5 w0208", "neither in these files nor"},
	        {"class_key_for_its_instances_alone__waits",
	         "[husk\\j]\nStart = demand\n", "1:2+6 w0208",
	         "without an Executable"},
	};

	EXPECT_ALL(rows);
}
END_TEST

START_TEST(underlay__overlay)
{
	static const struct row rows[] = {
	        {"wide_as_service__ok",
	         "[wide]" OVER "Security = D:P(A;;RP;;;AU)\n", "", NULL},
	        {"wide_made_system__told", "[wide]" OVER SYSTEM,
	         "1:2+4 w0425 1:2+4 FSP0408",
	         "Security in the registry: this lets everyone start"},
	        {"program_as_service__ok",
	         "[wide]" OVER "Executable = C:\\loose.exe\n", "", NULL},
	        {"program_of_system__told",
	         "[system]" OVER "StopTimeout = 9s\n", "1:2+6 FSP0408",
	         "Executable in the registry: who can replace"},
	        {"wide_as_before__not_its_affair",
	         "[vendor]" OVER "CommandLine = -x\n", "", NULL},
	        {"no_program_anywhere__told", "[husk]" OVER "RunAs = .\n",
	         "1:2+4 FSP0401", "neither here nor in the registry"},
	        {"bad_program__told", "[bad]" OVER, "1:2+3 FSP0402",
	         "in the registry: Executable 'x.exe'"},
	        {"ready_as_caller__told", "[wide]" OVER "RunAs = .\n",
	         "1:2+4 FSP0477", "Ready in the registry"},
	        {"recovery__contradicts", "[wide]" OVER "Restart = never\n",
	         "3:11+5 w0461", NULL},
	        {"pause__contradicts", "[wide]" OVER "RestartDelay = 2s\n",
	         "3:16+2 w0460", NULL},
	        {"pause_of_the_registry__fits",
	         "[sshfs]" OVER "RestartDelay = 50s\nRestartLimit = 5\n", "",
	         NULL},
	        {"its_instance__told",
	         "[sshfs]" OVER "StopTimeout = 9s\n"
	         "[sshfs\\i]\nArgument2 =\nArgument3 =\nUser = d\\u\n"
	         "Secret = local\n",
	         "4:2+7 FSP0470", "class in the registry"},
	        {"instance_over_its_own_key__ok", "[wide\\there]" OVER, "",
	         NULL},
	        {"nothing_to_lie_over__told", "[new]" OVER, "2:11+8 FSP0502",
	         NULL},
	};
	static const struct fake_file files[] = {
	        {"C:\\", FACT_DIRECTORY, NULL, 0, "O:BAG:SYD:(A;;FA;;;SY)"},
	        {"C:\\loose.exe", FACT_FILE, NULL, 0,
	         "O:BAG:SYD:(A;;FA;;;SY)(A;;0x1301bf;;;AU)"},
	        {"C:\\sshfs.exe", FACT_FILE, NULL, 0, "O:BAG:SYD:(A;;FA;;;SY)"},
	};

	file_facts_fake(files, 3, FACTS_ALL);
	EXPECT_ALL(rows);
	file_facts_fake(NULL, 0, FACTS_NONE);
}
END_TEST

/* WinFsp.Launcher counts all texts of the class. */
START_TEST(underlay__launcher_limits)
{
	struct buf more = BUF_INIT, text = BUF_INIT;
	struct keystore *ks;
	struct declare d;

	buf_adds(&more, KEY "long]\r\n\"Executable\"=\"C:\\\\x.exe\"\r\n"
	                    "\"RunAs\"=\".\"\r\n\"Agent\"=\"");
	buf_adds(&text, "[long]" OVER "CommandLine = ");
	for (int i = 0; i < 508; i++) {
		buf_addc(&more, 'y');
		buf_addc(&text, 'x');
	}
	buf_adds(&more, "\"\r\n");
	buf_adds(&text, "\n");
	ks = registry(more.data);
	ck_assert_str_eq(judge(&d, text.data, ks), "1:2+4 w0415");
	declare_release(&d);
	keystore_close(ks);
	buf_release(&more);
	buf_release(&text);
}
END_TEST

/* The section, what it extends, [*]: the nearest wins. */
START_TEST(underlay__defaults_come_last)
{
	struct keystore *ks = registry("");
	struct declare d;

	ck_assert_str_eq(judge(&d,
	                       "[*]\nRunAs = LocalService\nStopTimeout = 7s\n"
	                       "Owner = corp\nRestartDelay = 1s\n"
	                       "[sshfs]\nExtends = registry\n"
	                       "RestartDelay = 9s\n",
	                       ks),
	                 "");
	const struct section *s = declare_section(&d, "sshfs");

	ck_assert_str_eq(definition_text(s->whole, KEY_RUN_AS), ".");
	ck_assert(!definition_has(&s->def, KEY_RUN_AS));
	ck_assert_uint_eq(definition_number(s->whole, KEY_STOP_TIMEOUT), 7000);
	ck_assert_uint_eq(definition_number(&s->def, KEY_STOP_TIMEOUT), 7000);
	ck_assert_uint_eq(definition_number(s->whole, KEY_RESTART_DELAY), 9000);
	ck_assert_str_eq(definition_text(&s->def, KEY_OWNER), "corp");
	declare_release(&d);
	keystore_close(ks);
}
END_TEST

Suite *check_underlay(void)
{
	Suite *suite = suite_create("underlay");
	TCase *tests = tcase_create("underlay");

	tcase_add_test(tests, underlay__instance_of_a_registry_class);
	tcase_add_test(tests, underlay__overlay);
	tcase_add_test(tests, underlay__launcher_limits);
	tcase_add_test(tests, underlay__defaults_come_last);
	suite_add_tcase(suite, tests);
	return suite;
}
