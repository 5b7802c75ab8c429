/*
 * check_names.c: what is remembered of account names, and for how long.
 */
#include "suite.h"

#include <stdio.h>

#include "daemon/names.h"

static struct names *names;
static const char *name;

static void setup(void)
{
	names = names_new();
}

static void teardown(void)
{
	names_free(names);
}

static void learn(const char *sid, const char *text, uint64_t now)
{
	ck_assert(names_begin(names, sid));
	names_end(names, sid, text, now);
}

START_TEST(unknown_under_way_known)
{
	ck_assert_int_eq(names_find(names, "S-1", 5, &name), NAMES_UNKNOWN);
	ck_assert(names_begin(names, "S-1"));
	ck_assert_int_eq(names_find(names, "S-1", 5, &name), NAMES_UNDER_WAY);
	ck_assert_int_eq(names_find(names, "S-2", 5, &name), NAMES_UNKNOWN);
	names_end(names, "S-1", "HOST\\alice", 5);
	ck_assert_int_eq(names_find(names, "S-1", 5, &name), NAMES_KNOWN);
	ck_assert_str_eq(name, "HOST\\alice");
}
END_TEST

START_TEST(name__kept_for_its_time)
{
	learn("S-1", "HOST\\alice", 7);
	ck_assert_int_eq(names_find(names, "S-1", 7 + 899999, &name),
	                 NAMES_KNOWN);
	ck_assert_int_eq(names_find(names, "S-1", 7 + 900000, &name),
	                 NAMES_OLD);
	ck_assert_str_eq(name, "HOST\\alice");
	learn("S-1", "HOST\\alison", 900007);
	ck_assert_int_eq(names_find(names, "S-1", 900007, &name), NAMES_KNOWN);
	ck_assert_str_eq(name, "HOST\\alison");
}
END_TEST

START_TEST(old_name__given_meanwhile_and_kept_when_it_fails)
{
	const uint64_t late = 7 + NAMES_KEPT_MS;

	learn("S-1", "HOST\\alice", 7);
	ck_assert(names_begin(names, "S-1"));
	ck_assert_int_eq(names_find(names, "S-1", late, &name), NAMES_KNOWN);
	ck_assert_str_eq(name, "HOST\\alice");
	names_end(names, "S-1", NULL, late);
	ck_assert_int_eq(
	        names_find(names, "S-1", late + NAMES_ABSENT_MS - 1, &name),
	        NAMES_KNOWN);
	ck_assert_str_eq(name, "HOST\\alice");
	ck_assert_int_eq(
	        names_find(names, "S-1", late + NAMES_ABSENT_MS, &name),
	        NAMES_OLD);
	ck_assert_str_eq(name, "HOST\\alice");
}
END_TEST

START_TEST(no_name__known_for_less)
{
	learn("S-1", NULL, 7);
	ck_assert_int_eq(names_find(names, "S-1", 7 + 59999, &name),
	                 NAMES_KNOWN);
	ck_assert_ptr_null(name);
	ck_assert_int_eq(names_find(names, "S-1", 7 + 60000, &name),
	                 NAMES_UNKNOWN);
}
END_TEST

START_TEST(full__the_oldest_goes_but_none_under_way)
{
	char sid[32];

	ck_assert(names_begin(names, "S-first"));
	for (unsigned i = 1; i < NAMES_MAX; i++) {
		snprintf(sid, sizeof(sid), "S-%u", i);
		learn(sid, "x", i);
	}
	learn("S-more", "x", NAMES_MAX);
	ck_assert_int_eq(names_find(names, "S-1", 9, &name), NAMES_UNKNOWN);
	ck_assert_int_eq(names_find(names, "S-2", 9, &name), NAMES_KNOWN);
	ck_assert_int_eq(names_find(names, "S-first", 9, &name),
	                 NAMES_UNDER_WAY);
}
END_TEST

START_TEST(full_of_what_is_under_way__refused)
{
	char sid[32];

	for (unsigned i = 0; i < NAMES_MAX; i++) {
		snprintf(sid, sizeof(sid), "S-%u", i);
		ck_assert(names_begin(names, sid));
	}
	ck_assert(!names_begin(names, "S-more"));
	names_end(names, "S-more", "x", 1);
	ck_assert_int_eq(names_find(names, "S-more", 1, &name), NAMES_UNKNOWN);
}
END_TEST

Suite *check_names(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, unknown_under_way_known);
	tcase_add_test(tcase, name__kept_for_its_time);
	tcase_add_test(tcase, old_name__given_meanwhile_and_kept_when_it_fails);
	tcase_add_test(tcase, no_name__known_for_less);
	tcase_add_test(tcase, full__the_oldest_goes_but_none_under_way);
	tcase_add_test(tcase, full_of_what_is_under_way__refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
