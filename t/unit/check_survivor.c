/*
 * check_survivor.c: records of processes that outlive the daemon, and what
 * the next one makes of them.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "daemon/survivor.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/probe_fake.h"

/* -- records --------------------------------------------------------------- */

START_TEST(record__is_read_back)
{
	char class_name[] = "fs", instance[] = "\\x y\xC3\xA9",
	     image[] = "Z:\\a";
	char line[] = "\"C:\\a\" \"b\tc\"";
	const struct survivor survivor = {class_name,  instance,
	                                  image,       line,
	                                  4294967295u, 134081666853320000ull};
	struct survivor back;
	struct buf out = BUF_INIT, name = BUF_INIT;

	survivor_encode(&out, &survivor);
	ck_assert_int_eq(survivor_decode(out.data, out.len, &back), 0);
	ck_assert_str_eq(back.class_name, class_name);
	ck_assert_str_eq(back.instance, instance);
	ck_assert_str_eq(back.image, image);
	ck_assert_str_eq(back.command_line, line);
	ck_assert_uint_eq(back.pid, survivor.pid);
	ck_assert_uint_eq(back.created, survivor.created);
	ck_assert(survivor_is(&back, survivor.created, "z:\\A"));
	ck_assert(!survivor_is(&back, survivor.created, "z:\\b"));
	ck_assert(!survivor_is(&back, survivor.created + 1, "z:\\a"));
	survivor_file(&name, back.pid, back.created);
	ck_assert_str_eq(name.data, "running\\4294967295-134081666853320000");
	buf_release(&name);
	buf_release(&out);
	survivor_release(&back);
}
END_TEST

#define WHOLE(class_name, instance, pid, created)              \
	"{\"class\":" class_name ",\"instance\":" instance     \
	",\"image\":\"i\",\"command_line\":\"c\",\"pid\":" pid \
	",\"created\":" created "}"

START_TEST(record__anything_else_is_none)
{
	static const char *const texts[] = {
	        "",
	        "{}",
	        "[]",
	        "{\"class\":\"a\"",
	        WHOLE("1", "\"b\"", "1", "1"),
	        WHOLE("\"\"", "\"b\"", "1", "1"),
	        WHOLE("\"a\\\\b\"", "\"b\"", "1", "1"),
	        WHOLE("\"a\"", "\"\"", "1", "1"),
	        WHOLE("\"a\"", "\"b\"", "0", "1"),
	        WHOLE("\"a\"", "\"b\"", "-1", "1"),
	        WHOLE("\"a\"", "\"b\"", "4294967296", "1"),
	        WHOLE("\"a\"", "\"b\"", "1", "0"),
	        WHOLE("\"a\"", "\"b\"", "\"1\"", "1"),
	        WHOLE("\"a\"", "\"b\"", "1", "99999999999999999999"),
	};
	struct survivor survivor;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ck_assert_msg(survivor_decode(texts[i], strlen(texts[i]),
		                              &survivor) < 0,
		              "%s", texts[i]);
	const char *good = WHOLE("\"a\"", "\"b\"", "1", "1");
	ck_assert_int_eq(survivor_decode(good, strlen(good), &survivor), 0);
	survivor_release(&survivor);
}
END_TEST

/* -- adoption -------------------------------------------------------------- */

static struct world w;

static void setup(void)
{
	world_init(&w);
}

static void teardown(void)
{
	world_release(&w);
}

static void survive(const char *instance, const char *command_line)
{
	char class_name[] = "FS", image[] = "C:\\fs.exe";
	const struct survivor survivor = {class_name, (char *)instance,
	                                  image,      (char *)command_line,
	                                  77,         1000};

	engine_adopt(w.engine, &survivor);
}

static void declare(const char *instance)
{
	char path[64];

	world_class(&w, "fs");
	world_dword(&w, "fs", "JobControl", 0);
	world_sz(&w, "fs", "CommandLine", "-m %2");
	world_close(&w, "fs");
	snprintf(path, sizeof(path), "fs\\Instances\\%s", instance);
	world_sz(&w, path, "Argument2", "X:");
	world_close(&w, path);
}

/* As the class of declare() starts it. */
#define LINE "\"C:\\fs\\fs.exe\" -m \"X:\""

START_TEST(declared__adopted_not_started)
{
	survive("a", LINE);
	declare("a");
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
	world_pass(&w);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->adopted, 77);
	world_started(&w, -1);
	const char *reply = ASK(admin, "Fstatus|fs|a|");
	HAS(reply, "\"state\":\"ready\"");
	HAS(reply, "of an earlier fspd runs on");
	HAS(reply, "\"stale\":false");
	HAS(reply, "\"declared\":true");
	ASSERT_ASK(admin, "Sfs|a|", "!183|");
	/* Its end is followed by a start. */
	world_exited(&w, -1, 0);
	world_advance(&w, 60000);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	ck_assert_uint_eq(process_fake_last(w.processes)->adopted, 0);
	ck_assert_str_eq(process_fake_last(w.processes)->command_line, LINE);
}
END_TEST

START_TEST(profile_of_user_not_known__adopted_all_the_same)
{
	static const char key[] = "fs\\Instances\\a";

	survive("a", LINE);
	declare("a");
	world_sz(&w, "fs", "CommandLine", "-d %P");
	world_close(&w, "fs");
	world_sz(&w, key, "User", "CORP\\backup");
	world_sz(&w, key, "Ready", "mount");
	world_sz(&w, key, "Mount", "%P\\mnt");
	world_close(&w, key);
	world_pass(&w);
	ck_assert_uint_eq(probe_fake_asked(w.prober), 0);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->adopted, 77);
	world_started(&w, -1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"state\":\"ready\"");
	/* The next is a start, and asks. */
	world_exited(&w, -1, 1);
	world_advance(&w, 60000);
	ck_assert_uint_eq(probe_fake_asked(w.prober), 1);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

START_TEST(declared__that_ended_meanwhile_is_started)
{
	survive("a", LINE);
	declare("a");
	world_pass(&w);
	world_failed(&w, -1, 2);
	world_advance(&w, 60000);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	ck_assert_uint_eq(process_fake_last(w.processes)->adopted, 0);
}
END_TEST

START_TEST(changed_meanwhile__stale)
{
	survive("a", "\"C:\\fs\\fs.exe\" -m \"Y:\"");
	declare("a");
	world_pass(&w);
	world_started(&w, -1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"stale\":true");
	/* and it stays so when something else changes */
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_pass(&w);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"stale\":true");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
}
END_TEST

START_TEST(changed_meanwhile__restarted_when_so_declared)
{
	survive("a", "\"C:\\fs\\fs.exe\" -m \"Y:\"");
	declare("a");
	world_sz(&w, "fs", "OnChange", "restart");
	world_close(&w, "fs");
	process_fake_set_signals(w.processes, false);
	world_pass(&w);
	world_started(&w, 0);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->kills, 1);
	world_exited(&w, 0, 1);
	world_advance(&w, 60000);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	ck_assert_str_eq(process_fake_last(w.processes)->command_line, LINE);
}
END_TEST

START_TEST(disabled__ended)
{
	survive("a", LINE);
	declare("a");
	world_sz(&w, "fs\\Instances\\a", "Start", "disabled");
	world_close(&w, "fs\\Instances\\a");
	process_fake_set_signals(w.processes, false);
	world_pass(&w);
	world_started(&w, 0);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->kills, 1);
	world_exited(&w, 0, 1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"state\":\"disabled\"");
}
END_TEST

START_TEST(a_callers__not_started_again)
{
	world_class(&w, "fs");
	world_dword(&w, "fs", "Recovery", 1);
	world_close(&w, "fs");
	survive("a", "\"C:\\fs\\fs.exe\" what he gave");
	world_pass(&w);
	world_started(&w, -1);
	HAS(ASK(admin, "Ifs|a|"), "what he gave");
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"stale\":false");
	world_exited(&w, -1, 1);
	world_advance(&w, 60000);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	ASSERT_ASK(admin, "Ifs|a|", "!2|");
	/* Who starts it now gets his own, restarts included. */
	world_run(&w, "a");
	world_exited(&w, -1, 1);
	world_advance(&w, 60000);
	ck_assert_uint_eq(process_fake_count(w.processes), 3);
}
END_TEST

START_TEST(class_not_live__waits_for_it)
{
	survive("a", LINE);
	world_class(&w, "other");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
	ASSERT_ASK(admin, "L", "$");
	declare("a");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->adopted, 77);
}
END_TEST

START_TEST(class_gone__told_once)
{
	const struct engine_time now = clock_fake_engine();

	survive("a", LINE);
	world_class(&w, "other");
	world_pass(&w);
	engine_sweep(w.engine, &now);
	engine_sweep(w.engine, &now);
	ck_assert_uint_eq(world_logged("'taskkill /f /pid 77'"), 1);
}
END_TEST

START_TEST(two_of_one_instance__second_is_told)
{
	survive("a", LINE);
	survive("A", LINE);
	declare("a");
	world_pass(&w);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	ck_assert_uint_eq(world_logged("runs on beside"), 1);
}
END_TEST

Suite *check_survivor(void)
{
	Suite *suite = suite_create("survivor");
	TCase *records = tcase_create("records");
	TCase *adoption = tcase_create("adoption");

	tcase_add_test(records, record__is_read_back);
	tcase_add_test(records, record__anything_else_is_none);
	suite_add_tcase(suite, records);
	tcase_add_checked_fixture(adoption, setup, teardown);
	tcase_add_test(adoption, declared__adopted_not_started);
	tcase_add_test(adoption,
	               profile_of_user_not_known__adopted_all_the_same);
	tcase_add_test(adoption, declared__that_ended_meanwhile_is_started);
	tcase_add_test(adoption, changed_meanwhile__stale);
	tcase_add_test(adoption, changed_meanwhile__restarted_when_so_declared);
	tcase_add_test(adoption, disabled__ended);
	tcase_add_test(adoption, a_callers__not_started_again);
	tcase_add_test(adoption, class_not_live__waits_for_it);
	tcase_add_test(adoption, class_gone__told_once);
	tcase_add_test(adoption, two_of_one_instance__second_is_told);
	suite_add_tcase(suite, adoption);
	return suite;
}
