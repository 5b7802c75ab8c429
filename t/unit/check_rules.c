#include "suite.h"

#include <string.h>

#include "buf.h"
#include "declare.h"

/* A sound class to put one more line into. */
#define CLASS "[a]\nExecutable = C:\\x.exe\nRunAs = LocalService\n"

struct rule_row {
	const char *name, *text, *expected;
};

static void expect_all(const struct rule_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct declare d;

		declare(&d, rows[i].text, NULL, true);
		const char *codes = declare_codes(&d);
		ck_assert_msg(strcmp(codes, rows[i].expected) == 0,
		              "%s: got '%s', expected '%s'", rows[i].name,
		              codes, rows[i].expected);
		declare_release(&d);
	}
}

#define EXPECT_ALL(rows) expect_all(rows, sizeof(rows) / sizeof((rows)[0]))

START_TEST(rules__class)
{
	static const struct rule_row rows[] = {
	        {"sound__none", CLASS, ""},
	        {"no_executable__told", "[a]\nRunAs = .\n", "1:2+1 FSP0401"},
	        {"no_executable_in_overlay__ok", "[a]\nExtends = registry\n",
	         ""},
	        {"cleared_executable__told", "[a]\nExecutable =\nRunAs = .\n",
	         "1:2+1 FSP0401"},
	        {"faulty_executable__told_once",
	         "[a]\nExecutable = ${X}\nRunAs = .\n", "2:14+4 FSP0121"},
	        {"relative_executable__told",
	         "[a]\nExecutable = x.exe\nRunAs = .\n", "2:14+5 FSP0402"},
	        {"half_a_variable__relative",
	         "[a]\nExecutable = %x\\a.exe\nRunAs = .\n", "2:14+8 FSP0402"},
	        {"half_in_quotes__relative",
	         "[a]\nExecutable = \"C:\\x.exe\nRunAs = .\n",
	         "2:14+9 FSP0402"},
	        {"directory_half_in_quotes__relative",
	         CLASS "WorkDirectory = \"rel\n", "4:17+4 FSP0441"},
	        {"quoted_executable__told_once",
	         "[a]\nExecutable = \"C:\\x y.exe\"\nRunAs = .\n",
	         "2:14+12 FSP0403"},
	        {"quoted_work_directory__told_once",
	         CLASS "WorkDirectory = \"C:\\x y\"\n", "4:17+8 FSP0403"},
	        {"percent_variable__told_once",
	         "[a]\nExecutable = %ProgramFiles(x86)%\\x.exe\nRunAs = .\n",
	         "2:14+19 FSP0404"},
	        {"single_percent__ok",
	         "[a]\nExecutable = C:\\100%\\x.exe\nRunAs = .\n", ""},
	        {"batch__told", "[a]\nExecutable = C:\\x.BAT. .\nRunAs = .\n",
	         "2:14+11 FSP0405"},
	        {"bat_inside__ok",
	         "[a]\nExecutable = C:\\x.bat.exe\nRunAs = .\n", ""},
	        {"relative_work_directory__told",
	         CLASS "WorkDirectory = data\n", "4:17+4 FSP0441"},
	        {"variable_work_directory__told_once",
	         CLASS "WorkDirectory = %TEMP%\n", "4:17+6 FSP0404"},
	        {"dot_work_directory__ok", CLASS "WorkDirectory = .\n", ""},
	        {"no_run_as__warned", "[a]\nExecutable = C:\\x.exe\n",
	         "1:2+1 w0431"},
	        {"no_run_as_in_overlay__ok", "[a]\nExtends = registry\n", ""},
	        {"run_as_of_another__told",
	         "[a]\nExecutable = C:\\x.exe\n"
	         "RunAs = Bob\n",
	         "3:9+3 FSP0430"},
	        {"inherited_fault__told_once",
	         "[*]\nExecutable = x.exe\nRunAs = .\n[a]\n[b]\n",
	         "2:14+5 FSP0402"},
	        {"ready_mount_as_caller__told",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = .\nReady = mount\n",
	         "4:9+5 FSP0477"},
	        {"ready_mount_of_an_instance__told",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = .\n"
	         "[a\\i]\nStart = demand\nReady = mount\n",
	         "6:9+5 FSP0477"},
	        {"ready_mount_of_the_class__told_there",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = .\nReady = mount\n"
	         "[a\\i]\nStart = demand\n",
	         "4:9+5 FSP0477"},
	        {"ready_mount_as_service__ok", CLASS "Ready = mount\n", ""},
	};
	EXPECT_ALL(rows);
}
END_TEST

START_TEST(rules__templates)
{
	static const struct rule_row rows[] = {
	        {"arguments__ok", CLASS "CommandLine = -u %1 -m %2 %% %U\n",
	         ""},
	        {"dangling__told", CLASS "CommandLine = -u 100%\n",
	         "4:21+1 FSP0410"},
	        {"unknown__told", CLASS "CommandLine = -u %x\n",
	         "4:18+2 FSP0410"},
	        {"ten__warned", CLASS "CommandLine = %10\n", "4:15+3 w0411"},
	        {"percent_then_digits__ok", CLASS "CommandLine = %%10\n", ""},
	        {"quoted_substitution__warned", CLASS "CommandLine = \"%1\"\n",
	         "4:16+2 w0412"},
	        {"quoted_percent__ok", CLASS "CommandLine = \"5%%\"\n", ""},
	        {"odd_quotes__warned", CLASS "CommandLine = a \"b\n",
	         "4:17+1 w0413"},
	        {"even_quotes__ok", CLASS "CommandLine = \"a b\" \"c\"\n", ""},
	        {"extra_arguments_too__warned",
	         CLASS "[a\\i]\nStart = demand\nExtraArguments = \"x\n",
	         "6:18+1 w0413"},
	        {"variable__told_as_such",
	         CLASS "CommandLine = -c %APPDATA%\\x.conf\n",
	         "4:18+9 FSP0410"},
	        {"argument_and_percent__dangling",
	         CLASS "CommandLine = -x %1%\n", "4:20+1 FSP0410"},
	        {"user_and_percent__dangling", CLASS "CommandLine = -x %U%\n",
	         "4:20+1 FSP0410"},
	        {"variable_at_the_end__told_as_such",
	         CLASS "CommandLine = --home %userprofile%\n",
	         "4:22+13 FSP0410"},
	        {"letters_between_substitutions__ok",
	         CLASS "CommandLine = %Uab%1\n", ""},
	        {"stderr_variable__told_once", CLASS "Stderr = %TEMP%\\x.log\n",
	         "4:10+6 FSP0404"},
	        {"stderr_variable_and_user__both",
	         CLASS "Stderr = %TEMP%\\%U.log\n",
	         "4:10+6 FSP0404 4:17+2 FSP0440"},
	        {"stderr_user_and_letters__told", CLASS "Stderr = C:\\%Uab%0\n",
	         "4:13+2 FSP0440"},
	        {"stderr_quoted__told", CLASS "Stderr = \"C:\\x.log\"\n",
	         "4:10+10 FSP0403"},
	        {"mount_quoted__told", CLASS "Mount = \"X:\"\n",
	         "4:9+4 FSP0403"},
	        {"mount_with_a_quote__ok", CLASS "Mount = C:\\a\"b\n", ""},
	        {"stderr_argument__told", CLASS "Stderr = C:\\%1.log\n",
	         "4:13+2 FSP0440"},
	        {"stderr_user__told", CLASS "Stderr = C:\\%U.log\n",
	         "4:13+2 FSP0440"},
	        {"stderr_time__ok", CLASS "Stderr = C:\\%T%%1.log\n", ""},
	};
	EXPECT_ALL(rows);
}
END_TEST

START_TEST(rules__security)
{
	static const struct rule_row rows[] = {
	        {"stock__ok", CLASS "Security = D:P(A;;RPWPLC;;;AU)\n", ""},
	        {"syntax__place_in_value",
	         CLASS "Security = D:P(A;;RPXX;;;AU)\n", "4:21+2 FSP0420"},
	        {"no_dacl__told", CLASS "Security = O:SY\n", "4:12+4 FSP0421"},
	        {"other_rights__warned", CLASS "Security = D:P(A;;RPCC;;;BA)\n",
	         "4:15+14 w0422"},
	        {"generic__told", CLASS "Security = D:P(A;;GA;;;BA)\n",
	         "4:15+12 FSP0423"},
	        {"empty__warned", CLASS "Security = D:P\n", "4:12+3 w0424"},
	        {"everyone_as_system__warned",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = LocalSystem\n"
	         "Security = D:P(A;;RP;;;BA)(A;;RP;;;WD)\n",
	         "4:27+12 w0425"},
	        {"each_wide_trustee_as_system__warned",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = LocalSystem\n"
	         "Security = D:P(A;;RP;;;BU)(A;;RP;;;AU)(A;;RP;;;IU)"
	         "(A;;RP;;;AN)(A;;RP;;;S-1-1-0)\n",
	         "4:15+12 w0425 4:27+12 w0425 4:39+12 w0425 4:51+12 w0425 "
	         "4:63+17 w0425"},
	        {"few_as_system__ok",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = LocalSystem\n"
	         "Security = D:P(A;;RP;;;BA)(A;;RP;;;PU)(A;;RP;;;BO)"
	         "(A;;RP;;;S-1-5-21-1-2-3-1104)\n",
	         ""},
	        {"everyone_stops__ok",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = LocalSystem\n"
	         "Security = D:P(A;;WP;;;WD)\n",
	         ""},
	        {"everyone_denied__ok",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = LocalSystem\n"
	         "Security = D:P(D;;RP;;;WD)\n",
	         ""},
	        {"everyone_as_service__ok",
	         CLASS "Security = D:P(A;;RP;;;WD)\n", ""},
	};
	EXPECT_ALL(rows);
}
END_TEST

START_TEST(rules__passwords)
{
	static const struct rule_row rows[] = {
	        {"long_option__told", CLASS "CommandLine = --passphrase=ab\n",
	         "4:28+2 FSP0450"},
	        {"option_and_word__told", CLASS "CommandLine = --password ab\n",
	         "4:26+2 FSP0450"},
	        {"url__told", CLASS "CommandLine = ftp://me:ab@host\n",
	         "4:24+2 FSP0450"},
	        {"environment__told", CLASS "Environment = RCLONE_PASS=ab\n",
	         "4:27+2 FSP0450"},
	        {"argument__told",
	         CLASS "[a\\i]\nStart = demand\nArgument2 = --password=ab\n",
	         "6:24+2 FSP0450"},
	        {"stdin_option__ok", CLASS "CommandLine = -opassword_stdin\n",
	         ""},
	        {"command_option__ok",
	         CLASS "CommandLine = --password-command=x\n", ""},
	        {"substitution__ok", CLASS "CommandLine = --password=%3\n", ""},
	        {"url_without_password__ok",
	         CLASS "CommandLine = ftp://me@host:21/a\n", ""},
	        {"option_then_option__ok",
	         CLASS "CommandLine = --password --x\n", ""},
	};
	/* What a variable brings is a password in any key. */
	static const struct rule_row results[] = {
	        {"command_line", CLASS "CommandLine = ${P}\n",
	         "4:15+4 FSP0450"},
	        {"agent", CLASS "Agent = x,${U}\n", "4:11+4 FSP0450"},
	        {"work_directory",
	         CLASS "WorkDirectory = C:\\--password=${W}\n",
	         "4:31+4 FSP0450"},
	        {"list",
	         CLASS "[a\\i]\nStart = demand\nWaitFor = path:C:\\${P}\n",
	         "6:19+4 FSP0450"},
	        {"private", CLASS "Private.url = sz:${U}\n", "4:18+4 FSP0450"},
	        {"private_list",
	         CLASS "Private.list = multi:\n  x\n  --password=${W}\n",
	         "6:14+4 FSP0450"},
	        {"private_inherited__told_once",
	         CLASS "Private.url = sz:${U}\n[b]\nExtends = a\n",
	         "4:18+4 FSP0450"},
	        {"agent_as_in_a_class_before__told",
	         CLASS "Agent = https://me:ab@h\n"
	               "[b]\nExecutable = C:\\x.exe\nRunAs = .\nAgent = ${U}\n",
	         "8:9+4 FSP0450"},
	        {"private_of_the_file__ok",
	         CLASS "Private.url = sz:ftp://me:ab@h\n", ""},
	        {"agent_of_the_file__ok", CLASS "Agent = ftp://me:ab@h\n", ""},
	        {"no_password__ok", CLASS "Private.w = sz:${W}\n", ""},
	};
	static const char *const given[] = {"P=--password=ab",
	                                    "U=https://me:ab@h", "W=ab", NULL};
	struct declare d;

	EXPECT_ALL(rows);
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		declare(&d, results[i].text, given, true);
		const char *codes = declare_codes(&d);
		ck_assert_msg(strcmp(codes, results[i].expected) == 0,
		              "%s: got '%s'", results[i].name, codes);
		declare_release(&d);
	}
}
END_TEST

START_TEST(rules__restart)
{
	static const struct rule_row rows[] = {
	        {"delay_above_max__warned",
	         CLASS "RestartDelay = 10s\nRestartDelayMax = 5s\n",
	         "4:16+3 w0460"},
	        {"delay_above_default_max__warned",
	         CLASS "RestartDelay = 2m\n"
	               "RestartLimit = 1\n",
	         "4:16+2 w0460"},
	        {"max_below_default__warned", CLASS "RestartDelayMax = 100ms\n",
	         "4:19+5 w0460"},
	        {"delay_is_max__ok",
	         CLASS "RestartDelay = 5s\nRestartDelayMax = 5s\n", ""},
	        {"limit_never_reached__warned",
	         CLASS "RestartLimit = 100\nRestartDelay = 10s\n",
	         "4:16+3 w0460"},
	        {"limit_just_reached__ok",
	         CLASS "RestartLimit = 60\nRestartDelay = 10s\n", ""},
	        {"instance_against_class__warned",
	         CLASS "RestartDelayMax = 5s\n"
	               "[a\\i]\nStart = demand\nRestartDelay = 6s\n",
	         "7:16+2 w0460"},
	        {"recovery_and_never__warned",
	         CLASS "Recovery = yes\nRestart = never\n", "5:11+5 w0461"},
	        {"recovery_and_always__ok",
	         CLASS "Recovery = yes\nRestart = always\n", ""},
	};
	EXPECT_ALL(rows);
}
END_TEST

#define WANTS(what) CLASS "CommandLine = " what "\n[a\\i]\n"

START_TEST(rules__instances)
{
	static const struct rule_row rows[] = {
	        {"auto_as_caller__told",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = .\n[a\\i]\n",
	         "4:2+3 FSP0470"},
	        {"demand_as_caller__ok",
	         "[a]\nExecutable = C:\\x.exe\nRunAs = .\n"
	         "[a\\i]\nStart = demand\n",
	         ""},
	        {"auto_and_user__told", WANTS("%U"), "5:2+3 FSP0471"},
	        {"auto_and_profile__told", WANTS("-F%P"), "5:2+3 FSP0471"},
	        {"auto_and_named_user__ok", WANTS("%U") "User = D\\u\n", ""},
	        {"demand_and_user__ok", WANTS("%U") "Start = demand\n", ""},
	        {"extra_arguments_and_user__told",
	         CLASS "[a\\i]\nExtraArguments = %U\n", "4:2+3 FSP0471"},
	        {"auto_and_credentials__told",
	         CLASS "Credentials = password\n[a\\i]\n", "5:2+3 FSP0472"},
	        {"auto_and_secret__ok",
	         CLASS "Credentials = password\n[a\\i]\nSecret = local\n", ""},
	        {"argument_missing__told", WANTS("%1 %3"), "5:2+3 FSP0473"},
	        {"argument_empty__ok", WANTS("%1 %3") "Argument3 =\n", ""},
	        {"argument_drive_in_quotes__told",
	         CLASS "[a\\i]\nArgument2 = \"M:\"\n", "5:13+4 FSP0403"},
	        {"argument_path_in_quotes__told",
	         CLASS "[a\\i]\nArgument9 = \"C:\\x y\"\n", "5:13+8 FSP0403"},
	        {"argument_text_in_quotes__ok",
	         CLASS "[a\\i]\nArgument2 = \"M\"\n", ""},
	        {"argument_quoted_at_one_end__ok",
	         CLASS "[a\\i]\nArgument2 = \"M:\n", ""},
	        {"argument1_of_another__warned",
	         CLASS "[a\\i]\nArgument1 = \\A\\j\n", "5:13+4 w0476"},
	        {"argument1_its_own__ok", CLASS "[a\\i]\nArgument1 = \\A\\I\n",
	         ""},
	        {"argument1_of_other_class__ok",
	         CLASS "[a\\i]\nArgument1 = \\ab\\j\n", ""},
	        {"secret_to_environment__warned",
	         CLASS "Credentials = password\n[a\\i]\nSecret = local\n"
	               "SecretTo = env:P\n",
	         "7:12+5 w0451"},
	        {"secret_to_stdin__ok",
	         CLASS "Credentials = password\n[a\\i]\nSecret = local\n"
	               "SecretTo = stdin\n",
	         ""},
	        {"one_mount_twice__told",
	         CLASS "[a\\i]\nArgument2 = M:\n[a\\j]\nArgument2 = m:\\\n",
	         "6:2+3 FSP0474"},
	        {"two_mounts__ok",
	         CLASS "[a\\i]\nArgument2 = M:\n[a\\j]\nArgument2 = N:\n", ""},
	        {"no_mount_twice__ok",
	         CLASS "[a\\i]\nArgument2 = *\n[a\\j]\nArgument2 = *\n", ""},
	        {"own_mount_template__told",
	         CLASS "Mount = C:\\m\\%3\n[a\\i]\nArgument3 = x\n"
	               "[a\\j]\nArgument3 = X\n",
	         "7:2+3 FSP0474"},
	        {"after_cycle__told",
	         CLASS "[a\\i]\nAfter = a\\j\n[a\\j]\nAfter = a\\k\n"
	               "[a\\k]\nAfter = a\\i\n",
	         "9:9+3 FSP0475"},
	        {"after_itself__told", CLASS "[a\\i]\nAfter = A\\I\n",
	         "5:9+3 FSP0475"},
	        {"after_twice_one__ok",
	         CLASS "[a\\i]\nAfter = a\\k\n[a\\j]\nAfter =\n  a\\k\n  a\\i\n"
	               "[a\\k]\n",
	         ""},
	        {"after_unknown__ok", CLASS "[a\\i]\nAfter = b\\c\n", ""},
	};
	EXPECT_ALL(rows);
}
END_TEST

static void expect_limit(const char *key, const char *begin, size_t units,
                         size_t others, const char *end, const char *expected)
{
	struct buf text = BUF_INIT;
	struct declare d;
	size_t len = strlen(begin) + strlen(end);

	buf_addf(&text, "%s%s = %s", CLASS, key, begin);
	for (; len < units; len++)
		buf_addc(&text, 'x');
	buf_addf(&text, "%s\n", end);
	if (others) {
		buf_adds(&text, "Agent = ");
		while (others-- > 0)
			buf_addc(&text, 'y');
		buf_addc(&text, '\n');
	}
	declare(&d, text.data, NULL, true);
	const char *codes = declare_codes(&d);
	ck_assert_msg(strcmp(codes, expected) == 0,
	              "%s of %zu: got '%s', expected '%s'", key, units, codes,
	              expected);
	declare_release(&d);
	buf_release(&text);
}

START_TEST(rules__launcher_limits)
{
	/* Executable 8, RunAs 12, each with its NUL: 9 + 13 units. */
	const size_t left = 1024 - 9 - 13;

	expect_limit("CommandLine", "", 508, 0, "", "");
	expect_limit("CommandLine", "", 509, 0, "", "4:15+509 w0414");
	expect_limit("CommandLine", "", 508, left - 509 - 1, "", "");
	expect_limit("CommandLine", "", 508, left - 509, "", "1:2+1 w0415");
}
END_TEST

/* A Security of that many units: begin, and 25 ACEs of 20. */
static void expect_security(const char *begin, const char *expected)
{
	struct buf text = BUF_INIT;
	struct declare d;

	buf_addf(&text, CLASS "Security = %s", begin);
	for (int i = 0; i < 25; i++)
		buf_adds(&text, "(A;;RPLC;;;S-1-5-32)");
	buf_adds(&text, "\n");
	declare(&d, text.data, NULL, true);
	ck_assert_str_eq(declare_codes(&d), expected);
	declare_release(&d);
	buf_release(&text);
}

/* 503 units, to which the launcher adds an owner; 511 with an owner. */
START_TEST(rules__security_limit)
{
	expect_security("D:P", "");
	expect_security("D:AI", "4:12+504 w0426");
	expect_security("O:SYG:SYD:P", "");
	expect_security("O:SYG:SYD:AI", "4:12+512 w0426");
}
END_TEST

Suite *check_rules(void)
{
	Suite *suite = suite_create("rules");
	TCase *tests = tcase_create("rules");

	tcase_add_test(tests, rules__class);
	tcase_add_test(tests, rules__templates);
	tcase_add_test(tests, rules__security);
	tcase_add_test(tests, rules__passwords);
	tcase_add_test(tests, rules__restart);
	tcase_add_test(tests, rules__instances);
	tcase_add_test(tests, rules__launcher_limits);
	tcase_add_test(tests, rules__security_limit);
	suite_add_tcase(suite, tests);
	return suite;
}
