/*
 * check_explain.c: the checks of a start, and what fails in one.
 */
#include "suite.h"

#include <string.h>

#include "common/buf.h"
#include "common/limits.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/file_facts_fake.h"
#include "t/fake/keystore_mem.h"
#include "t/fake/survey_fake.h"

#define BOOT "fs\\Instances\\boot"

static struct world w;

static void setup(void)
{
	world_init(&w);
	world_class(&w, "fs");
	world_pass(&w);
}

static void teardown(void)
{
	world_release(&w);
}

/* An instance a caller started that ends again and again until it is given
 * up. */
static void give_up(void)
{
	world_sz(&w, "fs", "Restart", "always");
	world_dword(&w, "fs", "RestartLimit", 1);
	world_dword(&w, "fs", "RestartDelay", 100);
	world_close(&w, "fs");
	world_pass(&w);
	world_run(&w, "a");
	world_exited(&w, -1, 1);
	world_advance(&w, 1000);
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"state\":\"failed\"");
}

/* The cause alone: what the admin is told about request. */
static void assert_cause(const char *request, const char *cause)
{
	struct buf part = BUF_INIT;

	buf_addf(&part, "],\"cause\":%s}", cause);
	HAS(ASK(admin, request), part.data);
	buf_release(&part);
}

/* The six causes of WinFsp's "error 2", six texts. */
START_TEST(error_2__services_missing)
{
	keystore_mem_delete_root(w.ks);
	world_settle(&w);
	assert_cause("Fexplain|fs|a|",
	             "\"there is no key 'HKLM\\\\SOFTWARE\\\\"
	             "WOW6432Node\\\\WinFsp\\\\Services', so no class at "
	             "all\"");
}
END_TEST

START_TEST(error_2__no_key_or_in_the_other_view)
{
	assert_cause("Fexplain|none|",
	             "\"no class 'none': there is no key 'HKLM"
	             "\\\\SOFTWARE\\\\WOW6432Node\\\\WinFsp\\\\Services"
	             "\\\\none'\"");
	survey_fake_set(w.surveyor, true, FILE_IS_FILE, FILE_IS_DIRECTORY);
	HAS(ASK(alice, "Fexplain|none|"), "it was written to the 64-bit view");
}
END_TEST

START_TEST(error_2__no_executable)
{
	world_sz(&w, "half", "CommandLine", "-x");
	world_settle(&w);
	HAS(ASK(admin, "Fexplain|half|a|"),
	    "Services\\\\half' has no Executable: no class\"}");
}
END_TEST

START_TEST(error_2__wrong_type)
{
	world_dword(&w, "typo", "CommandLine", 1);
	world_sz(&w, "typo", "Executable", "C:\\fs\\fs.exe");
	world_settle(&w);
	const char *text = ASK(admin, "Fexplain|typo|a|");
	HAS(text, "{\"name\":\"definition\",\"ok\":false,");
	HAS(text, "CommandLine");
	HAS(text, "[FSP0306]\"}");
}
END_TEST

START_TEST(error_2__program_not_found)
{
	survey_fake_set(w.surveyor, false, FILE_ABSENT, FILE_IS_DIRECTORY);
	assert_cause("Fexplain|fs|a|",
	             "\"'C:\\\\fs\\\\fs.exe' does not exist (Executable)\"");
	/* Whoever is no administrator must not learn what files there are. */
	const char *text = ASK(alice, "Fexplain|fs|a|");
	HAS(text, "\"cause\":null");
	ck_assert_ptr_null(strstr(text, "program"));
}
END_TEST

START_TEST(error_2__program_cannot_be_started)
{
	static const struct fake_file files[] = {
	        {"C:\\fs\\fs.exe", FACT_FILE, "hello", 5, NULL}};

	file_facts_fake(files, 1, FACTS_FILES);
	assert_cause("Fexplain|fs|a|",
	             "\"'C:\\\\fs\\\\fs.exe' (Executable): this file is no "
	             "program for Windows: name the .exe file of the file "
	             "system\"");
	HAS(ASK(alice, "Fexplain|fs|a|"), "\"cause\":null");
	file_facts_fake(NULL, 0, FACTS_NONE);
}
END_TEST

START_TEST(error_2__instance_does_not_run)
{
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "{\"name\":\"state\",\"ok\":true,\"text\":"
	    "\"no instance 'a' of class 'fs' runs\"}");
}
END_TEST

START_TEST(explain__program_that_others_can_replace)
{
	static const struct fake_file files[] = {
	        {"C:\\fs\\fs.exe", FACT_FILE, NULL, 0,
	         "O:BAG:SYD:(A;;FA;;;SY)(A;;0x1301bf;;;AU)"}};

	file_facts_fake(files, 1, FACTS_ALL);
	/* As a start: only of a class that somebody owns. */
	assert_cause("Fexplain|fs|a|", "null");
	world_sz(&w, "fs", "Owner", "local");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|fs|a|"),
	    "\"cause\":\"'C:\\\\fs\\\\fs.exe' (Executable): who can replace "
	    "this program would become SYSTEM (FSP0408): ");
	file_facts_fake(NULL, 0, FACTS_NONE);
}
END_TEST

/* The last check, and that none has failed. */
static void assert_would(const char *request, const char *text)
{
	struct buf part = BUF_INIT;

	buf_addf(&part,
	         "{\"name\":\"start\",\"ok\":true,\"text\":\"it would start "
	         "as %s\"}],\"cause\":null}",
	         text);
	HAS(ASK(admin, request), part.data);
	buf_release(&part);
}

START_TEST(explain__how_it_would_start)
{
	assert_would("Fexplain|fs|a|x y|M:|",
	             "LocalSystem: \\\"C:\\\\fs\\\\fs.exe\\\" -u \\\"x y\\\" "
	             "-m \\\"M:\\\"");
	world_sz(&w, "fs", "RunAs", ".");
	world_sz(&w, "fs", "CommandLine", "%U --password=hunter2");
	world_close(&w, "fs");
	world_pass(&w);
	assert_would("Fexplain|fs|a|",
	             "you: \\\"C:\\\\fs\\\\fs.exe\\\" \\\"HOST\\\\admin\\\" "
	             "--password=*******");
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
}
END_TEST

START_TEST(explain__a_name_that_is_none)
{
	HAS(ASK(admin, "Fexplain|fs|a\x01|"),
	    "{\"name\":\"name\",\"ok\":false,");
}
END_TEST

START_TEST(explain__nothing_in_the_way)
{
	assert_cause("Fexplain|fs|", "null");
	assert_cause("Fexplain|fs|a|x|M:|", "null");
	HAS(ASK(admin, "Fexplain|fs|a|x|"),
	    "CommandLine is '-u %1 -m %2'; %2 is empty");
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
}
END_TEST

START_TEST(explain__access_of_who_asks)
{
	world_sz(&w, "fs", "Security", "D:P(A;;LC;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "\"cause\":\"Security grants no RP (start)\"");
	assert_cause("Fexplain|fs|a|", "null");
	world_sz(&w, "fs", "Security", "D:P(A;;RP;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	ASSERT_ASK(alice, "Fexplain|fs|a|", "!5|");
}
END_TEST

START_TEST(explain__patterns_and_declared_arguments)
{
	world_sz(&w, "fs", "Pattern2", "[D-Z]:");
	world_close(&w, "fs");
	world_sz(&w, BOOT, "Argument2", "M:");
	world_sz(&w, BOOT, "Start", "demand");
	world_close(&w, BOOT);
	world_pass(&w);
	assert_cause("Fexplain|fs|a|x|C:|",
	             "\"an argument does not match its Pattern\"");
	assert_cause("Fexplain|fs|boot|x|M:|",
	             "\"the instance is declared with other arguments\"");
}
END_TEST

START_TEST(explain__template_and_password)
{
	world_dword(&w, "fs", "Credentials", 1);
	world_sz(&w, "fs", "CommandLine", "-u %1 -m %2 %?");
	world_close(&w, "fs");
	world_pass(&w);
	const char *text = ASK(admin, "Fexplain|fs|a|");
	HAS(text, "{\"name\":\"template\",\"ok\":false,");
	HAS(text, "fspctl start --secret");
}
END_TEST

START_TEST(explain__without_the_password_in_the_command_line)
{
	world_sz(&w, "fs", "CommandLine", "--password=hunter2 %1");
	world_close(&w, "fs");
	world_pass(&w);
	const char *text = ASK(admin, "Fexplain|fs|a|");
	HAS(text, "CommandLine is '--password=");
	ck_assert_ptr_null(strstr(text, "hunter2"));
}
END_TEST

START_TEST(explain__why_it_is_not_up)
{
	give_up();
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "{\"name\":\"instance\",\"ok\":false,\"text\":\"failed: ");
	/* Others are not told how it fares. */
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	ASSERT_ASK(bob, "Fexplain|fs|a|", "!5|");
}
END_TEST

START_TEST(explain__one_that_runs)
{
	world_run(&w, "a");
	HAS(ASK(alice, "Fexplain|fs|a|"), "\"cause\":\"it runs already\"");
}
END_TEST

START_TEST(explain__an_interrupted_or_bad_change)
{
	world_open(&w, "fs");
	world_pass(&w);
	world_advance(&w, LIMIT_INTERRUPTED_MS);
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|fs|"), "an older one than the key holds: "
	                                "apply interrupted");
	world_sz(&w, "fs", "RunAs", "Nobody");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|fs|"), "[FSP0430]");
	world_open(&w, "new");
	world_sz(&w, "new", "Executable", "C:\\fs\\fs.exe");
	world_pass(&w);
	world_advance(&w, LIMIT_INTERRUPTED_MS);
	world_pass(&w);
	HAS(ASK(admin, "Fexplain|new|"),
	    "{\"name\":\"definition\",\"ok\":false,"
	    "\"text\":\"apply interrupted");
	ASSERT_ASK(admin, "Fexplain|a\\b|", "!87|");
	ASSERT_ASK(admin, "Fexplain|", "!87|");
}
END_TEST

START_TEST(explain__whose_client_goes_away)
{
	const struct engine_time time = clock_fake_engine();
	static const char request[] = "F\0e\0x\0p\0l\0a\0i\0n\0\0\0f\0s\0\0\0";

	engine_request(w.engine, 900, w.alice, request, sizeof(request) - 1,
	               &time);
	engine_peer_gone(w.engine, 900);
	world_survey(&w);
	ck_assert_uint_eq(pipe_fake_replies(w.pipes, 900), 0);
}
END_TEST

Suite *check_explain(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, error_2__services_missing);
	tcase_add_test(tcase, error_2__no_key_or_in_the_other_view);
	tcase_add_test(tcase, error_2__no_executable);
	tcase_add_test(tcase, error_2__wrong_type);
	tcase_add_test(tcase, error_2__program_not_found);
	tcase_add_test(tcase, error_2__program_cannot_be_started);
	tcase_add_test(tcase, error_2__instance_does_not_run);
	tcase_add_test(tcase, explain__program_that_others_can_replace);
	tcase_add_test(tcase, explain__how_it_would_start);
	tcase_add_test(tcase, explain__a_name_that_is_none);
	tcase_add_test(tcase, explain__nothing_in_the_way);
	tcase_add_test(tcase, explain__access_of_who_asks);
	tcase_add_test(tcase, explain__patterns_and_declared_arguments);
	tcase_add_test(tcase, explain__template_and_password);
	tcase_add_test(tcase,
	               explain__without_the_password_in_the_command_line);
	tcase_add_test(tcase, explain__why_it_is_not_up);
	tcase_add_test(tcase, explain__one_that_runs);
	tcase_add_test(tcase, explain__an_interrupted_or_bad_change);
	tcase_add_test(tcase, explain__whose_client_goes_away);
	suite_add_tcase(suite, tcase);
	return suite;
}
