/*
 * check_accounts_win.c: account names beside a domain controller that does not
 * answer. The lookup is this file's own: Wine has no domain.
 */
#include "../suite.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#include "daemon/win/accounts_win.h"
#include "daemon/win/loop.h"
#include "xalloc.h"

enum { WAITS_MAX = 64, HANG_MS = 30 * 1000 };

static struct loop *loop;
static struct accounts *accounts;
static HANDLE released; /* lookups of "slow" end */
static HANDLE entered;  /* one has begun */
static volatile LONG lookups, ended;
static unsigned told;
static char last[32];

/* "slow..." hangs, "none" has no name, any other is its own. */
static char *look_up(const char *sid)
{
	InterlockedIncrement(&lookups);
	if (strncmp(sid, "slow", 4) == 0) {
		SetEvent(entered);
		WaitForSingleObject(released, HANG_MS);
	}
	InterlockedIncrement(&ended);
	return strcmp(sid, "none") == 0 ? NULL : xstrdup(sid);
}

static void on_told(struct account_wait *wait, const char *name)
{
	(void)wait;
	told++;
	strncpy(last, name != NULL ? name : "(none)", sizeof(last) - 1);
	loop_quit(loop);
}

static void setup(void)
{
	loop = loop_new(NULL);
	ck_assert_ptr_nonnull(loop);
	accounts = accounts_new(loop, look_up);
	released = CreateEventW(NULL, TRUE, FALSE, NULL);
	entered = CreateEventW(NULL, FALSE, FALSE, NULL);
	lookups = ended = 0;
	told = 0;
}

static void teardown(void)
{
	accounts_free(accounts);
	SetEvent(released);
	loop_free(loop);
}

static bool ask(const char *sid, struct account_wait *wait, const char **name)
{
	wait->done = on_told;
	return accounts_ask(accounts, sid, wait, name);
}

START_TEST(name__asked_once_and_known)
{
	struct account_wait wait;
	const char *name;

	ck_assert(!ask("S-1", &wait, &name));
	loop_run(loop);
	ck_assert_str_eq(last, "S-1");
	ck_assert(ask("S-1", &wait, &name));
	ck_assert_str_eq(name, "S-1");
	ck_assert_int_eq(lookups, 1);
}
END_TEST

START_TEST(no_name__known_as_well)
{
	struct account_wait wait;
	const char *name;

	ck_assert(!ask("none", &wait, &name));
	loop_run(loop);
	ck_assert_str_eq(last, "(none)");
	ck_assert(ask("none", &wait, &name));
	ck_assert_ptr_null(name);
}
END_TEST

START_TEST(slow_ones__hold_nobody_back)
{
	struct account_wait slow[3], twice, quick;
	const char *name;

	ck_assert(!ask("slow1", &slow[0], &name));
	ck_assert(!ask("slow2", &slow[1], &name));
	ck_assert(!ask("slow3", &slow[2], &name));
	ck_assert(!ask("slow1", &twice, &name));
	ck_assert(!ask("S-1", &quick, &name));
	loop_run(loop);
	ck_assert_str_eq(last, "S-1");
	ck_assert_uint_eq(told, 1);
	ck_assert_int_eq(ended, 1);
}
END_TEST

START_TEST(same_name__one_lookup_tells_all)
{
	struct account_wait first, second;
	const char *name;

	ck_assert(!ask("slow", &first, &name));
	ck_assert(!ask("slow", &second, &name));
	SetEvent(released);
	loop_run(loop);
	ck_assert_uint_eq(told, 2);
	ck_assert_int_eq(lookups, 1);
}
END_TEST

START_TEST(forgotten__not_told)
{
	struct account_wait first, second;
	const char *name;

	ck_assert(!ask("slow", &first, &name));
	ck_assert(!ask("slow", &second, &name));
	accounts_forget(accounts, &first);
	accounts_forget(accounts, &first);
	SetEvent(released);
	loop_run(loop);
	ck_assert_uint_eq(told, 1);
}
END_TEST

START_TEST(too_many_wait__the_next_goes_without)
{
	static struct account_wait waits[WAITS_MAX];
	struct account_wait one_more;
	const char *name;

	for (int i = 0; i < WAITS_MAX; i++)
		ck_assert(!ask("slow", &waits[i], &name));
	ck_assert(ask("slow", &one_more, &name));
	ck_assert_ptr_null(name);
	ck_assert(ask("S-1", &one_more, &name));
	ck_assert_ptr_null(name);
}
END_TEST

START_TEST(freed__without_waiting_for_a_lookup)
{
	struct account_wait wait;
	const char *name;

	ck_assert(!ask("slow", &wait, &name));
	ck_assert_int_eq(WaitForSingleObject(entered, HANG_MS), WAIT_OBJECT_0);
	accounts_free(accounts);
	accounts = NULL;
	ck_assert_int_eq(ended, 0);
	ck_assert_uint_eq(told, 0);
}
END_TEST

Suite *check_accounts_win(void)
{
	Suite *suite = suite_create("accounts_win");
	TCase *tcase = tcase_create("cases");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, name__asked_once_and_known);
	tcase_add_test(tcase, no_name__known_as_well);
	tcase_add_test(tcase, slow_ones__hold_nobody_back);
	tcase_add_test(tcase, same_name__one_lookup_tells_all);
	tcase_add_test(tcase, forgotten__not_told);
	tcase_add_test(tcase, too_many_wait__the_next_goes_without);
	tcase_add_test(tcase, freed__without_waiting_for_a_lookup);
	suite_add_tcase(suite, tcase);
	return suite;
}
