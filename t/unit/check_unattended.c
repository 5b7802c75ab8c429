/*
 * check_unattended.c: declared instances of classes with Credentials start
 * while nobody is there to type the password; what the keeper's verbs answer.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "daemon_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/files_fake.h"
#include "t/fake/keeper_fake.h"

#define BOOT "fs\\Instances\\boot"

static struct world w;

static void setup(void)
{
	world_init(&w);
	world_open(&w, "fs");
	world_sz(&w, "fs", "CommandLine", "-m %2");
	world_sz(&w, "fs", "Security", "D:P(A;;RPWPLC;;;WD)");
	world_dword(&w, "fs", "Credentials", 1);
	world_sz(&w, "fs", "Executable", "C:\\fs\\fs.exe");
	world_close(&w, "fs");
}

static void teardown(void)
{
	world_release(&w);
}

/* Declare fs\boot; a NULL is left out. */
static void declare(const char *secret, const char *secret_to)
{
	world_open(&w, BOOT);
	world_sz(&w, BOOT, "Argument2", "M:");
	if (secret)
		world_sz(&w, BOOT, "Secret", secret);
	if (secret_to)
		world_sz(&w, BOOT, "SecretTo", secret_to);
	world_close(&w, BOOT);
	world_pass(&w);
}

static const struct fake_process *last(void)
{
	return process_fake_last(w.processes);
}

static void assert_state(const char *state)
{
	struct buf part = BUF_INIT;

	buf_addf(&part, "\"state\":\"%s\"", state);
	HAS(ASK(admin, "Fstatus|fs|boot|"), part.data);
	buf_release(&part);
}

/* -- starts ---------------------------------------------------------------- */

START_TEST(secret__starts_with_what_the_host_opens)
{
	declare("local", NULL);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
	ck_assert_str_eq(last()->secret_source, "local");
	ck_assert_ptr_null(last()->secret);
	ck_assert_ptr_null(last()->secret_env);
	world_started(&w, -1);
	assert_state("starting");
	world_answered(&w, -1, true);
	assert_state("ready");
}
END_TEST

START_TEST(secret__is_opened_again_for_every_restart)
{
	declare("sealed:0123456789abcdef:AAAA", NULL);
	world_started(&w, -1);
	world_answered(&w, -1, true);
	world_exited(&w, -1, 1);
	assert_state("backoff");
	world_advance(&w, 1000);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
	ck_assert_str_eq(last()->secret_source, "sealed:0123456789abcdef:AAAA");
}
END_TEST

START_TEST(secret__that_cannot_be_opened_backs_off_and_says_why)
{
	declare("local", NULL);
	world_failed(&w, -1, OS_INVALID_PARAMETER);
	assert_state("backoff");
	world_advance(&w, 1000);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
}
END_TEST

START_TEST(secret__none_declared_waits)
{
	declare(NULL, NULL);
	ck_assert_uint_eq(process_fake_count(w.processes), 0);
	assert_state("waiting");
	HAS(ASK(admin, "Fstatus|fs|boot|"), "or declare Secret");
}
END_TEST

START_TEST(secret__declared_later_starts)
{
	declare(NULL, NULL);
	declare("local", NULL);
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

START_TEST(secret_to_env__goes_there_and_wants_no_answer)
{
	declare("local", "env:RCLONE_PASS");
	ck_assert_str_eq(last()->secret_env, "RCLONE_PASS");
	world_started(&w, -1);
	assert_state("ready");
}
END_TEST

START_TEST(secret_to_env__without_credentials_is_nothing)
{
	world_open(&w, "fs");
	world_dword(&w, "fs", "Credentials", 0);
	world_close(&w, "fs");
	declare("local", "env:RCLONE_PASS");
	ck_assert_ptr_null(last()->secret_source);
	ck_assert_ptr_null(last()->secret_env);
}
END_TEST

START_TEST(start_by_caller__needs_no_password)
{
	declare("local", NULL);
	world_started(&w, -1);
	world_answered(&w, -1, true);
	ASSERT_ASK(admin, "Tfs|boot|", "$");
	world_exited(&w, -1, 0);
	OWED(admin, "Sfs|boot|");
	ck_assert_str_eq(last()->secret_source, "local");
	world_started(&w, -1);
	world_answered(&w, -1, true);
	REPLY("$");
}
END_TEST

START_TEST(start_by_caller__without_secret_87)
{
	declare(NULL, NULL);
	ASSERT_ASK(admin, "Sfs|boot|", "!87|");
}
END_TEST

START_TEST(start_by_caller__its_password_is_for_that_start)
{
	declare("local", NULL);
	world_started(&w, -1);
	world_answered(&w, -1, true);
	ASSERT_ASK(admin, "Tfs|boot|", "$");
	world_exited(&w, -1, 0);
	OWED(admin, "Xfs|boot|typed|");
	ck_assert_str_eq(last()->secret, "typed");
	ck_assert_ptr_null(last()->secret_source);
	world_started(&w, -1);
	world_answered(&w, -1, true);
	REPLY("$");
	world_exited(&w, -1, 1);
	world_advance(&w, 1000);
	ck_assert_ptr_null(last()->secret);
	ck_assert_str_eq(last()->secret_source, "local");
}
END_TEST

START_TEST(reload__a_changed_box_makes_stale)
{
	declare("sealed:0123456789abcdef:AAAA", NULL);
	world_started(&w, -1);
	world_answered(&w, -1, true);
	declare("sealed:0123456789abcdef:BBBB", NULL);
	HAS(ASK(admin, "Fstatus|fs|boot|"), "\"stale\":true");
	ck_assert_uint_eq(process_fake_count(w.processes), 1);
}
END_TEST

/* -- the keeper's verbs ---------------------------------------------------- */

START_TEST(set__stores_and_wakes_what_waits_for_it)
{
	declare("local", NULL);
	world_failed(&w, -1, OS_INVALID_PARAMETER);
	assert_state("backoff");
	ASSERT_ASK(admin, "Fsecret|set|fs|boot|word|", "${}");
	ck_assert_uint_eq(files_fake_count(w.files), 2);
	world_advance(&w, 0);
	ck_assert_uint_eq(process_fake_count(w.processes), 2);
}
END_TEST

START_TEST(set__logs_who_and_no_password)
{
	ASK(admin, "Fsecret|set|fs|boot|pr1vat|");
	ck_assert_uint_eq(world_logged("the password of instance 'boot' of "
	                               "'fs' was stored by"),
	                  1);
	ASK(alice, "Fsecret|set|fs|boot|pr1vat|");
	ASK(admin, "Fsecret|set|fs|pr1vat|");
	ASK(admin, "Fsecret|set|fs|boot|pr1vat|pr1vat|");
	ASK(admin, "Fsecret|set|pr1vat|");
	ck_assert_uint_eq(world_logged("pr1vat"), 0);
}
END_TEST

START_TEST(set__refuses_what_is_no_name_or_no_password)
{
	ASSERT_ASK(admin, "Fsecret|set|a\\b|boot|word|", "!87|");
	ASSERT_ASK(admin, "Fsecret|set|fs||word|", "!87|");
	ASSERT_ASK(admin, "Fsecret|set|fs|boot||", "!87|");
	ASSERT_ASK(admin, "Fsecret|set|fs|boot|", "!87|");
	ASSERT_ASK(admin, "Fsecret|set|", "!87|");
	ASSERT_ASK(admin, "Fsecret|", "!87|");
	ASSERT_ASK(admin, "Fsecret|get|fs|boot|", "!87|");
	ck_assert_uint_eq(files_fake_count(w.files), 0);
}
END_TEST

START_TEST(verbs__are_for_administrators)
{
	ASSERT_ASK(alice, "Fsecret|set|fs|boot|word|", "!5|");
	ASSERT_ASK(alice, "Fsecret|remove|fs|boot|", "!5|");
	ASSERT_ASK(alice, "Fsecret|list|", "!5|");
	ASSERT_ASK(alice, "Fkey|", "!5|");
	ck_assert_uint_eq(files_fake_count(w.files), 0);
}
END_TEST

START_TEST(remove__is_2_where_nothing_is_stored)
{
	ASSERT_ASK(admin, "Fsecret|remove|fs|boot|", "!2|");
	ASK(admin, "Fsecret|set|fs|boot|word|");
	ASSERT_ASK(admin, "Fsecret|remove|FS|Boot|", "${}");
	ASSERT_ASK(admin, "Fsecret|list|", "${\"secrets\":[]}");
}
END_TEST

START_TEST(list__names_who_has_one_and_goes_on_after)
{
	ASK(admin, "Fsecret|set|fs|\\fs\\x|word|");
	ASK(admin, "Fsecret|set|after|boot|word|");
	ASSERT_ASK(admin, "Fsecret|list|",
	           "${\"secrets\":[{\"class\":\"after\",\"instance\":\"boot\"},"
	           "{\"class\":\"fs\",\"instance\":\"\\\\fs\\\\x\"}]}");
	ASSERT_ASK(admin, "Fsecret|list|after|after\\boot|",
	           "${\"secrets\":[{\"class\":\"fs\",\"instance\":"
	           "\"\\\\fs\\\\x\"}]}");
}
END_TEST

START_TEST(list__of_many_comes_in_pages)
{
	const char *page, *next;
	char class_name[201], request[600];

	memset(class_name, 'c', sizeof(class_name) - 1);
	class_name[sizeof(class_name) - 1] = '\0';
	for (int i = 0; i < 700; i++) {
		snprintf(request, sizeof(request), "Fsecret|set|%s|i%03d|word|",
		         class_name, i);
		ASK(admin, request);
	}
	page = ASK(admin, "Fsecret|list|");
	HAS(page, "\"i000\"");
	next = strstr(page, "\"next\":");
	ck_assert_ptr_nonnull(next);
	/* The page after it begins with the one after its last. */
	const int last_one = atoi(strrchr(next, 'i') + 1);
	snprintf(request, sizeof(request), "Fsecret|list|after|%s\\i%03d|",
	         class_name, last_one);
	page = ASK(admin, request);
	snprintf(request, sizeof(request), "\"instance\":\"i%03d\"}",
	         last_one + 1);
	ck_assert_ptr_eq(strstr(page, "\"instance\""), strstr(page, request));
	HAS(page, "\"i699\"");
}
END_TEST

START_TEST(key__is_made_and_stays)
{
	char *first = strdup(ASK(admin, "Fkey|"));

	HAS(first, "\"id\":\"");
	HAS(first, "\"public_key\":\"");
	ck_assert_str_eq(ASK(admin, "Fkey|"), first);
	free(first);
}
END_TEST

START_TEST(folder__that_fails_is_told_with_its_number)
{
	files_fake_break(w.files, OS_ACCESS_DENIED);
	ASSERT_ASK(admin, "Fkey|", "!5|");
	ASSERT_ASK(admin, "Fsecret|set|fs|boot|word|", "!5|");
	ASSERT_ASK(admin, "Fsecret|list|", "!5|");
	ck_assert_uint_ge(world_logged("cannot use 'key'"), 1);
}
END_TEST

START_TEST(peer__that_left_gets_nothing)
{
	struct keeper_job *job;
	const struct engine_time now = clock_fake_engine();
	const char request[] = "F\0k\0e\0y\0\0"; /* UTF-16, a NUL implied */

	engine_request(w.engine, 99, w.admin, request, sizeof(request), &now);
	engine_peer_gone(w.engine, 99);
	job = keeper_fake_take(w.keeper);
	ck_assert_ptr_nonnull(job);
	engine_kept(w.engine, job, &now);
	ck_assert_ptr_null(world_reply(&w, 99));
}
END_TEST

Suite *check_unattended(void)
{
	Suite *suite = suite_create("unattended");
	TCase *start = tcase_create("start");
	TCase *verbs = tcase_create("verbs");

	tcase_add_checked_fixture(start, setup, teardown);
	tcase_add_test(start, secret__starts_with_what_the_host_opens);
	tcase_add_test(start, secret__is_opened_again_for_every_restart);
	tcase_add_test(start,
	               secret__that_cannot_be_opened_backs_off_and_says_why);
	tcase_add_test(start, secret__none_declared_waits);
	tcase_add_test(start, secret__declared_later_starts);
	tcase_add_test(start, secret_to_env__goes_there_and_wants_no_answer);
	tcase_add_test(start, secret_to_env__without_credentials_is_nothing);
	tcase_add_test(start, start_by_caller__needs_no_password);
	tcase_add_test(start, start_by_caller__without_secret_87);
	tcase_add_test(start, start_by_caller__its_password_is_for_that_start);
	tcase_add_test(start, reload__a_changed_box_makes_stale);
	suite_add_tcase(suite, start);

	tcase_add_checked_fixture(verbs, setup, teardown);
	tcase_add_test(verbs, set__stores_and_wakes_what_waits_for_it);
	tcase_add_test(verbs, set__logs_who_and_no_password);
	tcase_add_test(verbs, set__refuses_what_is_no_name_or_no_password);
	tcase_add_test(verbs, verbs__are_for_administrators);
	tcase_add_test(verbs, remove__is_2_where_nothing_is_stored);
	tcase_add_test(verbs, list__names_who_has_one_and_goes_on_after);
	tcase_add_test(verbs, list__of_many_comes_in_pages);
	tcase_add_test(verbs, key__is_made_and_stays);
	tcase_add_test(verbs, folder__that_fails_is_told_with_its_number);
	tcase_add_test(verbs, peer__that_left_gets_nothing);
	suite_add_tcase(suite, verbs);
	return suite;
}
