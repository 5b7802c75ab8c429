/*
 * check_log_keep.c: how long logs of undeclared instances are kept.
 */
#include "suite.h"

#include <string.h>

#include "daemon/log_keep.h"
#include "daemon/log_store.h"

#define DAYS(n) ((n)*24ull * 60 * 60 * 10000000)
#define MIB     (1024ull * 1024)

static const struct {
	const char *path;
	size_t stem;
} stems[] = {
        {"i-a\\i-b.log", 7},
        {"i-a\\i-b.log.1", 7},
        {"i-a\\i-b.log.12", 7},
        {"i-a\\i-b.txt", 0},
        {"i-a\\i-b.log.x", 0},
        {"i-a\\i-b.log1", 0},
        {".log", 0},
        {"i-a\\i-2.log", 7},
        {"", 0},
        {"12", 0},
        {".1", 0},
};

START_TEST(stem__of_logs_only)
{
	for (size_t i = 0; i < sizeof(stems) / sizeof(stems[0]); i++)
		ck_assert_msg(log_keep_stem(stems[i].path) == stems[i].stem,
		              "%s", stems[i].path);
}
END_TEST

START_TEST(judge__age_and_size)
{
	char a[] = "c\\a.log", b[] = "c\\b.log", b1[] = "c\\b.log.1";
	char d[] = "c\\declared.log", d1[] = "c\\declared.log.1";
	char n[] = "c\\note.txt", p[] = "c\\declared2.log";
	char stem[] = "c\\declared", stem2[] = "c\\x";
	char *kept[] = {stem, stem2};
	struct log_entry items[] = {
	        {a, 10, DAYS(2)},          /* eight days old */
	        {b, 200 * MIB, DAYS(9)},   /* newest: fits */
	        {b1, 57 * MIB, DAYS(8)},   /* one MiB too much with it */
	        {d, 10, 0},                /* kept at any age */
	        {d1, 9999 * MIB, DAYS(9)}, /* and size */
	        {n, 10, 0},                /* not ours */
	        {p, 10, DAYS(3)},          /* seven days: just kept by age */
	};
	const struct log_entries entries = {items, 7};
	bool doomed[7];

	log_keep_judge(&entries, kept, 2, DAYS(10), doomed);
	ck_assert(doomed[0]);
	ck_assert(!doomed[1]);
	ck_assert(doomed[2]);
	ck_assert(!doomed[3]);
	ck_assert(!doomed[4]);
	ck_assert(!doomed[5]);
	ck_assert(doomed[6]); /* beyond the size: older than b.log.1 */
	items[2].size = 50 * MIB;
	log_keep_judge(&entries, kept, 2, DAYS(10), doomed);
	ck_assert(!doomed[2]);
	ck_assert(!doomed[6]);
	log_keep_judge(&entries, kept, 2, DAYS(10) + 1, doomed);
	ck_assert(doomed[6]);
}
END_TEST

Suite *check_log_keep(void)
{
	Suite *suite = suite_create("log_keep");
	TCase *tc = tcase_create("log_keep");

	tcase_add_test(tc, stem__of_logs_only);
	tcase_add_test(tc, judge__age_and_size);
	suite_add_tcase(suite, tc);
	return suite;
}
