/*
 * check_access.c: who may do what: every combination of facts, against the rule
 * in words.
 */
#include "suite.h"

#include <string.h>

#include "common/error.h"
#include "common/sddl.h"
#include "daemon/access.h"
#include "daemon/pattern.h"

/* The rule of the design, said once more in another form. */
static bool may(enum access_kind kind, const struct access_facts *f)
{
	if (kind == ACCESS_ANYONE)
		return true;
	if (kind == ACCESS_ADMIN)
		return f->is_admin;
	if (kind != ACCESS_START && f->is_starter)
		return true;
	return f->locked_down ? f->is_admin : f->granted == 1;
}

START_TEST(every_combination__as_the_rule)
{
	for (int kind = 0; kind <= ACCESS_ANYONE; kind++)
		for (int bits = 0; bits < 8; bits++)
			for (int granted = -1; granted <= 1; granted++) {
				const struct access_facts facts = {
				        .is_admin = bits & 1,
				        .is_starter = bits & 2,
				        .locked_down = bits & 4,
				        .granted = granted,
				};
				const struct access_verdict v = access_judge(
				        (enum access_kind)kind, &facts);
				ck_assert_int_eq(
				        v.allowed,
				        may((enum access_kind)kind, &facts));
				ck_assert(v.allowed || *v.reason);
			}
}
END_TEST

/* The value that is named is the one to be changed. */
START_TEST(reason__names_the_descriptor_that_decides)
{
	struct access_facts facts = {0};

	ck_assert_str_eq(access_judge(ACCESS_STOP, &facts).reason,
	                 "Security grants no WP (stop)");
	facts.of_instance = true;
	ck_assert_str_eq(access_judge(ACCESS_START, &facts).reason,
	                 "InstanceSecurity grants no RP (start)");
	ck_assert_str_eq(access_judge(ACCESS_STOP, &facts).reason,
	                 "InstanceSecurity grants no WP (stop)");
	ck_assert_str_eq(access_judge(ACCESS_QUERY, &facts).reason,
	                 "InstanceSecurity grants no LC (query)");
	facts.granted = -1;
	ck_assert_str_eq(access_judge(ACCESS_QUERY, &facts).reason,
	                 "InstanceSecurity could not be judged");
	facts.locked_down = true;
	ck_assert_str_eq(access_judge(ACCESS_START, &facts).reason,
	                 "Security cannot be read: administrators only");
}
END_TEST

START_TEST(rights__those_of_winfsp)
{
	ck_assert_uint_eq(access_right(ACCESS_START), RIGHT_START);
	ck_assert_uint_eq(access_right(ACCESS_STOP), RIGHT_STOP);
	ck_assert_uint_eq(access_right(ACCESS_QUERY), RIGHT_QUERY);
	ck_assert_uint_eq(access_right(ACCESS_ADMIN), 0);
	ck_assert_uint_eq(access_right(ACCESS_ANYONE), 0);
}
END_TEST

static const struct {
	const char *letter, *target;
	bool system, service;
	const char *current; /* NULL: undefined */
	uint32_t number;
} drives[] = {
        {"+X:", "\\Device\\V", true, false, NULL, 0},
        {"+x:", "\\Device\\V", false, true, NULL, 0},
        {"+X:", "\\Device\\V", false, false, NULL, 5},
        {"+X:", "\\Device\\V", true, false, "\\Device\\V", 87},
        {"+X:", "\\device\\V", true, false, NULL, 87},
        {"+X:", "\\??\\C:", true, false, NULL, 87},
        {"+X", "\\Device\\V", true, false, NULL, 87},
        {"+X:\\", "\\Device\\V", true, false, NULL, 87},
        {"X:", "\\Device\\V", true, false, NULL, 87},
        {"+1:", "\\Device\\V", true, false, NULL, 87},
        {"", "\\Device\\V", true, false, NULL, 87},
        {"-X:", "\\Device\\V", true, false, "\\Device\\V", 0},
        {"-X:", "\\Device\\V", true, false, "\\Device\\V2", 87},
        {"-X:", "\\Device\\V", true, false, NULL, 87},
        {"-X:", "\\Device\\V", false, false, "\\Device\\V", 5},
};

START_TEST(drive__table)
{
	const struct drive_facts facts = {
	        .is_system = drives[_i].system,
	        .is_service = drives[_i].service,
	        .letter = drives[_i].letter,
	        .target = drives[_i].target,
	        .defined = drives[_i].current != NULL,
	        .current = drives[_i].current,
	};

	ck_assert_uint_eq(access_drive(&facts), drives[_i].number);
}
END_TEST

static const struct {
	const char *pattern, *text;
	bool match;
} patterns[] = {
        {"", "", true},
        {"", "a", false},
        {"abc", "abc", true},
        {"abc", "abC", false},
        {"abc", "abcd", false},
        {"*", "", true},
        {"*", "anything at all", true},
        {"a*c", "abbbc", true},
        {"a*c", "abbb", false},
        {"*.txt", "a.txt.txt", true},
        {"?", "", false},
        {"?", "\xc3\xa4", true},
        {"??", "\xc3\xa4", false},
        {"[D-Z]:", "X:", true},
        {"[D-Z]:", "C:", false},
        {"[!D-Z]:", "C:", true},
        {"[]]", "]", true},
        {"[a-]", "-", true},
        {"[abc", "[abc", true},
        {"\\\\fs\\\\*", "\\fs\\a", false},
        {"\\fs\\*", "\\fs\\a", true},
        {"[\xc3\xa4-\xc3\xb6]", "\xc3\xb5", true},
        {"*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
};

START_TEST(pattern__table)
{
	ck_assert_msg(pattern_match(patterns[_i].pattern, patterns[_i].text) ==
	                      patterns[_i].match,
	              "'%s' and '%s'", patterns[_i].pattern, patterns[_i].text);
}
END_TEST

Suite *check_access(void)
{
	Suite *suite = suite_create("access");
	TCase *tcase = tcase_create("rules");

	tcase_add_test(tcase, every_combination__as_the_rule);
	tcase_add_test(tcase, reason__names_the_descriptor_that_decides);
	tcase_add_test(tcase, rights__those_of_winfsp);
	tcase_add_loop_test(tcase, drive__table, 0,
	                    sizeof(drives) / sizeof(drives[0]));
	tcase_add_loop_test(tcase, pattern__table, 0,
	                    sizeof(patterns) / sizeof(patterns[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
