/*
 * check_past.c: undeclared instances that failed and are no more: who is told
 * why, how many are remembered, and until when.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/limits.h"
#include "daemon_world.h"

#define NOBODY "${\"instances\":[]}"

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

/* alice's start of the instance is refused with number. */
static void fail_to_make(const char *instance, uint32_t number)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "Sfs|%s|", instance);
	OWED(alice, text.data);
	world_failed(&w, -1, number);
	buf_clear(&text);
	buf_addf(&text, "!%u|", (unsigned)number);
	REPLY(text.data);
	buf_release(&text);
}

START_TEST(not_made__explain_and_status_say_why)
{
	fail_to_make("a", 193);
	HAS(ASK(alice, "Fexplain|fs|a|"),
	    "{\"name\":\"instance\",\"ok\":false,"
	    "\"text\":\"stopped: cannot start it (193)\"}],"
	    "\"cause\":\"stopped: cannot start it (193)\"}");
	HAS(ASK(alice, "Fstatus|FS|A|"),
	    "\"state\":\"stopped\",\"since\":\"1601-01-01T00:16:40.000Z\","
	    "\"pid\":null,\"restarts\":0,"
	    "\"reason\":\"cannot start it (193)\"");
	/* it is in no list */
	ASSERT_ASK(alice, "Fstatus|fs|", NOBODY);
	ASSERT_ASK(alice, "Fstatus|", NOBODY);
	ASSERT_ASK(alice, "Fstatus|fs|b|", NOBODY);
}
END_TEST

START_TEST(exited_before_it_was_ready__its_exit_code)
{
	world_sz(&w, "fs", "Ready", "mount");
	world_sz(&w, "fs", "Mount", "%2");
	world_close(&w, "fs");
	OWED(alice, "Sfs|a|x|M:|");
	world_started(&w, -1);
	world_exited(&w, -1, 0);
	REPLY("!31|");
	HAS(ASK(alice, "Fexplain|fs|a|x|M:|"),
	    "\"cause\":\"stopped: exit code 0 (0x00000000) after ");
}
END_TEST

START_TEST(wrong_password__also_after_its_end)
{
	world_dword(&w, "fs", "Credentials", 1);
	world_close(&w, "fs");
	OWED(alice, "Xfs|a|wrong|");
	world_started(&w, -1);
	world_answered(&w, -1, false);
	REPLY("!5|");
	HAS(ASK(alice, "Fstatus|fs|a|"), "did not answer OK to the password");
	world_exited(&w, -1, 1);
	HAS(ASK(alice, "Fstatus|fs|a|"), "did not answer OK to the password");
}
END_TEST

START_TEST(ended_well__nothing_to_tell)
{
	fail_to_make("a", 5);
	world_run(&w, "a");
	world_exited(&w, -1, 0);
	ASSERT_ASK(alice, "Fstatus|fs|a|", NOBODY);
	fail_to_make("a", 5);
	world_run(&w, "a");
	ASSERT_ASK(alice, "Tfs|a|", "$");
	world_exited(&w, -1, 1);
	ASSERT_ASK(alice, "Fstatus|fs|a|", NOBODY);
	HAS(ASK(alice, "Fexplain|fs|a|"), "\"cause\":null");
}
END_TEST

START_TEST(ended_badly__its_exit_code)
{
	world_run(&w, "a");
	world_exited(&w, -1, 3);
	HAS(ASK(alice, "Fstatus|fs|a|"), "exit code 3 (0x00000003)");
}
END_TEST

START_TEST(others__by_the_descriptor)
{
	world_sz(&w, "fs", "Security", "D:P(A;;RP;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	fail_to_make("a", 193);
	HAS(ASK(alice, "Fstatus|fs|a|"), "cannot start it");
	HAS(ASK(admin, "Fstatus|fs|a|"), "cannot start it");
	ASSERT_ASK(bob, "Fstatus|fs|a|", NOBODY);
	ASSERT_ASK(bob, "Fexplain|fs|a|", "!5|");
}
END_TEST

START_TEST(crowd__the_oldest_is_forgotten)
{
	char name[16];

	for (int i = 0; i <= LIMIT_PAST_INSTANCES; i++) {
		snprintf(name, sizeof(name), "i%d", i);
		fail_to_make(name, 193);
		fail_to_make(name, 193);
	}
	ASSERT_ASK(alice, "Fstatus|fs|i0|", NOBODY);
	HAS(ASK(alice, "Fstatus|fs|i1|"), "cannot start it");
	HAS(ASK(alice, "Fstatus|fs|i64|"), "cannot start it");
}
END_TEST

Suite *check_past(void)
{
	Suite *suite = suite_create("past");
	TCase *tcase = tcase_create("past");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, not_made__explain_and_status_say_why);
	tcase_add_test(tcase, exited_before_it_was_ready__its_exit_code);
	tcase_add_test(tcase, wrong_password__also_after_its_end);
	tcase_add_test(tcase, ended_well__nothing_to_tell);
	tcase_add_test(tcase, ended_badly__its_exit_code);
	tcase_add_test(tcase, others__by_the_descriptor);
	tcase_add_test(tcase, crowd__the_oldest_is_forgotten);
	suite_add_tcase(suite, tcase);
	return suite;
}
