/*
 * check_sid.c: SIDs in text and bytes, against what Windows reads (sid.jsonl).
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "deviation.h"
#include "sid.h"
#include "vectors.h"

static void check_format(const struct sid *sid, const char *expected)
{
	struct buf text = BUF_INIT;

	sid_format(sid, &text);
	ck_assert_str_eq(text.data, expected);
	buf_release(&text);
}

START_TEST(parse__numbers_and_aliases)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	        {"SY", "S-1-5-18"},
	        {"wd", "S-1-1-0"},
	        {"UD", "S-1-5-84-0-0-0-0-0"},
	        {"LA", "LA"},
	        {"da", "DA"},
	        {"S-1-5-18", "S-1-5-18"},
	        {"s-1-5-0x20-040", "S-1-5-32-40"},
	        {"S-01-005-4294967295", "S-1-5-4294967295"},
	        {"S-1-0xffffffff-1", "S-1-4294967295-1"},
	        {"S-1-281474976710655-1", "S-1-0xffffffffffff-1"},
	        {"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15",
	         "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		struct sid sid, again;

		ck_assert_msg(sid_parse(text, strlen(text), &sid) == 0, "%s",
		              text);
		ck_assert_ptr_null(sid_problem(text, strlen(text)));
		check_format(&sid, cases[i].expected);
		ck_assert_int_eq(sid_parse(cases[i].expected,
		                           strlen(cases[i].expected), &again),
		                 0);
		ck_assert(sid_equal(&sid, &again));
		if (sid.len == 0)
			continue;
		ck_assert_int_eq(sid_from_bytes(sid.bytes, sid.len, &again), 0);
		ck_assert(sid_equal(&sid, &again));
	}
}
END_TEST

START_TEST(parse__refused_with_a_reason)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
	        {"", "missing"},
	        {"X", "alias of two letters"},
	        {"BR", "no such alias"},
	        {"SYS", "alias of two letters"},
	        {"S-", "numbers"},
	        {"S-1", "numbers"},
	        {"S-1-", "numbers"},
	        {"S-1-5", "cut short"},
	        {"S-1-5-", "numbers"},
	        {"S-1-5--1", "numbers"},
	        {"S-1-5-1 ", "numbers"},
	        {"S-1-5-0x", "numbers"},
	        {"S-1-5-0xg", "numbers"},
	        {"S-1-5-4294967296", "too large"},
	        {"S-1-281474976710656-1", "too large"},
	        {"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16", "at most 15"},
	        {"S-2-5-18", "revision"},
	        {"S-257-5-18", "revision"},
	        {"S-0x1-5-18", "hexadecimal"},
	        {"S-0x01-5-18", "hexadecimal"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = cases[i].text;
		const char *why = sid_problem(text, strlen(text));
		struct sid sid;

		ck_assert_msg(sid_parse(text, strlen(text), &sid) == -1, "%s",
		              text);
		ck_assert_msg(why != NULL && strstr(why, cases[i].part),
		              "%s: %s", text, why ? why : "no reason");
	}
}
END_TEST

START_TEST(from_bytes__only_what_is_one)
{
	static const unsigned char system[] = {1, 1, 0,  0, 0, 0,
	                                       0, 5, 18, 0, 0, 0};
	unsigned char bytes[SID_BYTES_MAX + 4] = {1, SID_AUTHORITIES_MAX};
	struct sid sid;

	ck_assert_int_eq(sid_from_bytes(system, sizeof(system), &sid), 0);
	check_format(&sid, "S-1-5-18");
	ck_assert_int_eq(sid_from_bytes(system, sizeof(system) - 1, &sid), -1);
	ck_assert_int_eq(sid_from_bytes(system, 8, &sid), -1);
	ck_assert_int_eq(sid_from_bytes(system, 0, &sid), -1);
	ck_assert_int_eq(sid_from_bytes(bytes, SID_BYTES_MAX, &sid), 0);
	bytes[1]++;
	ck_assert_int_eq(sid_from_bytes(bytes, SID_BYTES_MAX + 4, &sid), -1);
	bytes[0] = 2;
	bytes[1] = 0;
	ck_assert_int_eq(sid_from_bytes(bytes, 8, &sid), -1);
}
END_TEST

START_TEST(equal__bytes_or_alias)
{
	struct sid a, b;

	ck_assert_int_eq(sid_parse("BA", 2, &a), 0);
	ck_assert_int_eq(sid_parse("S-1-5-32-544", 12, &b), 0);
	ck_assert(sid_equal(&a, &b));
	ck_assert_int_eq(sid_parse("BU", 2, &b), 0);
	ck_assert(!sid_equal(&a, &b));
	ck_assert_int_eq(sid_parse("LA", 2, &a), 0);
	ck_assert(!sid_equal(&a, &b));
	ck_assert_int_eq(sid_parse("LG", 2, &b), 0);
	ck_assert(!sid_equal(&a, &b));
	ck_assert_int_eq(sid_parse("la", 2, &b), 0);
	ck_assert(sid_equal(&a, &b));
}
END_TEST

/* Windows takes these for other SIDs than they say; so do not we. */
static struct deviation deviations[] = {
        DEVIATIONS("sid-0104", "sid-0108", 5, "too large"),
        DEVIATIONS("sid-0109", "sid-0113", 5, "as hexadecimal"),
        DEVIATION("sid-0114", "too large"),
        DEVIATIONS_END,
};

static void check_row(struct vectors *v, bool accept)
{
	const char *text = vectors_text(v, "input");
	const char *expected = vectors_text(v, "sid");
	struct sid sid, other;

	if (sid_parse(text, strlen(text), &sid) < 0) {
		if (accept)
			deviation_meet(deviations, v->id,
			               sid_problem(text, strlen(text)));
		return;
	}
	ck_assert_msg(accept, "%s: '%s' accepted", v->id, text);
	if (expected != NULL && expected[0] == '{') {
		ck_assert_msg(sid.len == 0, "%s: %s", v->id, text);
	} else if (expected != NULL) {
		ck_assert_int_eq(sid_parse(expected, strlen(expected), &other),
		                 0);
		ck_assert_msg(sid_equal(&sid, &other), "%s: %s is not %s",
		              v->id, text, expected);
	}
}

/* Rows about LDAP's own syntax and about what Samba prefers say nothing of
 * SDDL on Windows. */
START_TEST(parse__as_windows)
{
	struct vectors v;
	unsigned rows = 0;

	if (!vectors_open(&v, "sid.jsonl"))
		return;
	while (vectors_next(&v)) {
		const char *authority = vectors_text(&v, "authority");
		struct json_value accept;

		if (strcmp(authority, "windows") != 0 ||
		    !vectors_member(&v, "accept", &accept) ||
		    vectors_is_word(&accept, "null"))
			continue;
		check_row(&v, json_get_bool(&accept));
		rows++;
	}
	vectors_close(&v);
	ck_assert_uint_gt(rows, 0);
	deviation_check(deviations);
}
END_TEST

Suite *check_sid(void)
{
	Suite *suite = suite_create("sid");
	TCase *tcase = tcase_create("sid");

	tcase_add_test(tcase, parse__numbers_and_aliases);
	tcase_add_test(tcase, parse__refused_with_a_reason);
	tcase_add_test(tcase, from_bytes__only_what_is_one);
	tcase_add_test(tcase, equal__bytes_or_alias);
	tcase_add_test(tcase, parse__as_windows);
	suite_add_tcase(suite, tcase);
	return suite;
}
