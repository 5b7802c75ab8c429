/*
 * check_removal.c: declarations that go, and come back: graces, announced
 * removals, policy refreshes, and what changes while a process is stopping.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "declared_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/keystore_mem.h"

START_TEST(removed__stops_after_its_grace)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	undeclare("a");
	world_pass(&w);
	world_advance(&w, 119999);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	world_advance(&w, 1);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	ASSERT_STATE("a", "none");
}
END_TEST

/* fs\a is not started again: it failed too often. */
static void give_up_a(void)
{
	world_sz(&w, "fs", "Restart", "always");
	world_dword(&w, "fs", "RestartLimit", 1);
	world_close(&w, "fs");
	declare_instance("a", NULL);
	set_declared("a", "Start", "demand");
	world_pass(&w);
	OWED(admin, "Sfs|a|");
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	world_advance(&w, 500);
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	ASSERT_STATE("a", "failed");
}

START_TEST(removed_when_failed__forgotten)
{
	give_up_a();
	undeclare("a");
	world_pass(&w);
	world_advance(&w, 120000);
	ASSERT_STATE("a", "none");
}
END_TEST

START_TEST(removed_and_started_within_its_grace__as_declared)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	undeclare("a");
	world_pass(&w);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, -1, 0);
	ASSERT_ASK(admin, "Sfs|a|other|", "!87|");
	OWED(admin, "Sfs|a|");
	HAS(process_fake_last(w.processes)->command_line, "\"M:\"");
	world_started(&w, -1);
	REPLY("$");
}
END_TEST

START_TEST(removed_and_back__nothing_happened)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	ASSERT_ASK(admin, "Sfs|b|", "!2|");
	ASSERT_STATE("a", "ready");
	world_advance(&w, 60000);
	world_class(&w, "fs");
	declare_instance("a", NULL);
	world_pass(&w);
	world_advance(&w, 600000);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	ck_assert_uint_eq(starts(), 1);
	ASSERT_STATE("a", "ready");
}
END_TEST

START_TEST(withdrawn__stops_at_once)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	world_open(&w, "fs\\Instances\\a");
	world_dword(&w, "fs\\Instances\\a", "Removed", 1);
	world_pass(&w);
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 1);
	world_exited(&w, -1, 0);
	undeclare("a");
	world_settle(&w);
	ASSERT_STATE("a", "none");
}
END_TEST

START_TEST(given_up_and_withdrawn__is_no_more)
{
	give_up_a();
	world_dword(&w, "fs\\Instances\\a", "Removed", 1);
	world_pass(&w);
	ASSERT_STATE("a", "none");
}
END_TEST

START_TEST(withdrawn_class__declared_stop_callers_go_on)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	world_run(&w, "mine");
	world_dword(&w, "fs", "Removed", 1);
	world_pass(&w);
	ck_assert_uint_eq(process_fake_at(w.processes, 0)->interrupts, 1);
	ck_assert_uint_eq(process_fake_at(w.processes, 1)->interrupts, 0);
	world_exited(&w, 0, 0);
	ASSERT_ASK(alice, "L", "$fs|mine|");
	ASSERT_ASK(alice, "Tfs|mine|", "$");
}
END_TEST

/* Delete and set again each value of a key, with a pass of the daemon in every
 * gap, as a refresh of Group Policy does. Returns how many that were. */
static size_t refresh_policy(const char *path)
{
	struct reg_key raw;
	size_t count;

	ck_assert_int_eq(keystore_read(w.ks, path, &raw, NULL), KEYSTORE_OK);
	count = raw.count;
	for (size_t i = 0; i < count; i++) {
		const struct reg_value *v = &raw.values[i];
		world_unset(&w, path, v->name);
		world_pass(&w);
		world_advance(&w, 20);
		world_pass(&w);
		ck_assert_int_eq(keystore_put(w.ks, path, v->name, v->type,
		                              v->data, v->len, NULL),
		                 0);
		world_pass(&w);
	}
	reg_key_release(&raw);
	return count;
}

START_TEST(group_policy__every_value_rewritten_stops_nothing)
{
	static const char *const keys[] = {"fs", "fs\\Instances\\a",
	                                   "fs\\Instances\\b"};
	size_t rewritten = 0;

	world_dword(&w, "fs", "StopTimeout", 7000);
	world_dword(&w, "fs", "RemovalGrace", 1);
	world_sz(&w, "fs", "OnChange", "restart");
	world_close(&w, "fs");
	declare_instance("a", NULL);
	declare_instance("b", "fs\\a");
	set_declared("b", "Start", "auto");
	set_declared("b", "Argument1", "x");
	world_pass(&w);
	world_started(&w, 0);
	world_started(&w, 1);
	ASSERT_STATE("b", "ready");
	const char *before = ASK(admin, "Fdefinition|fs|");
	char *generation = strdup(strstr(before, "\"generation\":"));
	*strchr(generation, ',') = '\0';
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		rewritten += refresh_policy(keys[i]);
	ck_assert_uint_gt(rewritten, 13);
	world_advance(&w, 600000);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_uint_eq(process_fake_at(w.processes, i)->interrupts,
		                  0);
	ASSERT_STATE("a", "ready");
	ASSERT_STATE("b", "ready");
	ck_assert_ptr_null(
	        strstr(ASK(admin, "Fstatus|fs|b|"), "\"stale\":true"));
	HAS(ASK(admin, "Fdefinition|fs|"), generation);
	free(generation);
}
END_TEST

/* What an installer does between two versions: its values go, and the key with
 * them unless somebody else's stand below it; new ones come, without Digest. */
START_TEST(upgrade_of_the_package__carried_through)
{
	struct reg_key raw;

	world_sz(&w, "fs", "OnChange", "keep");
	world_close(&w, "fs");
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ck_assert_int_eq(keystore_read(w.ks, "fs", &raw, NULL), KEYSTORE_OK);
	for (size_t i = 0; i < raw.count; i++)
		world_unset(&w, "fs", raw.values[i].name);
	reg_key_release(&raw);
	world_settle(&w);
	world_advance(&w, 30000);
	ASSERT_STATE("a", "ready");
	world_sz(&w, "fs", "Executable", "C:\\fs\\fs2.exe");
	world_sz(&w, "fs", "CommandLine", "-u %1 -m %2");
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;WD)");
	world_settle(&w);
	world_advance(&w, 600000);
	ASSERT_STATE("a", "ready");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"stale\":true");
	world_exited(&w, -1, 1);
	world_advance(&w, 500);
	ck_assert_str_eq(process_fake_last(w.processes)->executable,
	                 "C:\\fs\\fs2.exe");
}
END_TEST

START_TEST(upgrade_with_the_whole_key__carried_through)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	undeclare("a");
	ck_assert_int_eq(keystore_delete(w.ks, "fs", NULL), 0);
	world_settle(&w);
	world_advance(&w, 30000);
	ASSERT_STATE("a", "ready");
	world_class(&w, "fs");
	world_sz(&w, "fs", "CommandLine", "-v2 %1");
	world_unset(&w, "fs", "Digest");
	declare_instance("a", NULL);
	world_settle(&w);
	world_advance(&w, 600000);
	ASSERT_STATE("a", "ready");
	ck_assert_uint_eq(process_fake_last(w.processes)->interrupts, 0);
	ck_assert_uint_eq(starts(), 1);
	HAS(ASK(admin, "Fstatus|fs|a|"), "\"stale\":true");
}
END_TEST

/* -- while it is stopping -------------------------------------------------- */

/* What is declared while the process is on its way out comes after it. */
START_TEST(withdrawn_and_back_while_stopping__starts_again)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	world_open(&w, "fs\\Instances\\a");
	world_dword(&w, "fs\\Instances\\a", "Removed", 1);
	world_pass(&w);
	ASSERT_STATE("a", "stopping");
	undeclare("a");
	world_pass(&w);
	declare_instance("a", NULL);
	world_pass(&w);
	ck_assert_uint_eq(starts(), 1);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 2);
	world_started(&w, -1);
	ASSERT_STATE("a", "ready");
}
END_TEST

START_TEST(disabled_and_back_while_stopping__starts_again)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set_declared("a", "Start", "disabled");
	world_pass(&w);
	ASSERT_STATE("a", "stopping");
	set_declared("a", "Start", "auto");
	world_pass(&w);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 2);
}
END_TEST

START_TEST(disabled_while_due__stays_down)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set_declared("a", "Start", "disabled");
	world_pass(&w);
	set_declared("a", "Start", "auto");
	world_pass(&w);
	set_declared("a", "Start", "disabled");
	world_pass(&w);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 1);
	ASSERT_STATE("a", "disabled");
}
END_TEST

START_TEST(stopped_and_redeclared_while_stopping__starts_again)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	set_declared("a", "Argument2", "N:");
	world_pass(&w);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 2);
	/* And once more stopped, while it was due. */
	world_started(&w, -1);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	set_declared("a", "Argument2", "O:");
	world_pass(&w);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, 1, 0);
	ck_assert_uint_eq(starts(), 2);
	ASSERT_STATE("a", "stopped");
}
END_TEST

START_TEST(due_and_after_what_is_not_ready__waits)
{
	declare_instance("a", NULL);
	declare_instance("b", "fs\\a");
	world_pass(&w);
	world_started(&w, 0);
	world_started(&w, 1);
	set_declared("b", "Start", "disabled");
	world_pass(&w);
	set_declared("b", "Start", "auto");
	world_pass(&w);
	ASSERT_ASK(admin, "Tfs|a|", "$");
	world_exited(&w, 0, 0);
	world_exited(&w, 1, 0);
	ASSERT_STATE("b", "waiting");
}
END_TEST

/* Somebody stopped it: OnChange is about what runs. */
START_TEST(stop_and_a_change__not_restarted)
{
	world_open(&w, "fs");
	world_sz(&w, "fs", "OnChange", "restart");
	world_close(&w, "fs");
	world_run(&w, "x");
	ASSERT_ASK(alice, "Tfs|x|", "$");
	world_open(&w, "fs");
	world_sz(&w, "fs", "CommandLine", "-v2");
	world_close(&w, "fs");
	world_pass(&w);
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 1);
	ASSERT_STATE("x", "none");
}
END_TEST

START_TEST(start_and_restart_of_one_being_disabled__5)
{
	declare_instance("a", NULL);
	world_pass(&w);
	world_started(&w, -1);
	set_declared("a", "Start", "disabled");
	world_pass(&w);
	ASSERT_STATE("a", "stopping");
	ASSERT_ASK(admin, "Sfs|a|", "!5|");
	ASSERT_ASK(admin, "Frestart|fs|a|", "!5|");
	world_exited(&w, 0, 0);
	ck_assert_uint_eq(starts(), 1);
	ASSERT_STATE("a", "disabled");
}
END_TEST

Suite *check_removal(void)
{
	Suite *suite = suite_create("removal");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, declared_world_init,
	                          declared_world_release);
	tcase_add_test(tcase, removed__stops_after_its_grace);
	tcase_add_test(tcase, removed_when_failed__forgotten);
	tcase_add_test(tcase,
	               removed_and_started_within_its_grace__as_declared);
	tcase_add_test(tcase, removed_and_back__nothing_happened);
	tcase_add_test(tcase, withdrawn__stops_at_once);
	tcase_add_test(tcase, given_up_and_withdrawn__is_no_more);
	tcase_add_test(tcase, withdrawn_class__declared_stop_callers_go_on);
	tcase_add_test(tcase,
	               group_policy__every_value_rewritten_stops_nothing);
	tcase_add_test(tcase, upgrade_of_the_package__carried_through);
	tcase_add_test(tcase, upgrade_with_the_whole_key__carried_through);
	tcase_add_test(tcase, withdrawn_and_back_while_stopping__starts_again);
	tcase_add_test(tcase, disabled_and_back_while_stopping__starts_again);
	tcase_add_test(tcase, disabled_while_due__stays_down);
	tcase_add_test(tcase,
	               stopped_and_redeclared_while_stopping__starts_again);
	tcase_add_test(tcase, due_and_after_what_is_not_ready__waits);
	tcase_add_test(tcase, stop_and_a_change__not_restarted);
	tcase_add_test(tcase, start_and_restart_of_one_being_disabled__5);
	suite_add_tcase(suite, tcase);
	return suite;
}
