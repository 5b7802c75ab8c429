/*
 * check_settle.c: the rule of the commit mark, by table.
 */
#include "suite.h"

#include "common/limits.h"
#include "daemon/settle.h"

static const enum digest_state states[] = {DIGEST_MATCH, DIGEST_ABSENT,
                                           DIGEST_MISMATCH, DIGEST_OPEN};

START_TEST(combine__the_worst_of_both)
{
	/* states[] is in rising order. */
	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 4; j++)
			ck_assert_int_eq(settle_combine(states[i], states[j]),
			                 states[i > j ? i : j]);
}
END_TEST

static const struct {
	const char *name;
	enum digest_state state;
	uint64_t first, last, now;
	enum settle_verdict verdict;
	uint64_t until;
} rows[] = {
        {"match__live_at_once", DIGEST_MATCH, 100, 100, 100, SETTLE_LIVE, 0},
        {"open__never", DIGEST_OPEN, 0, 0, UINT64_MAX, SETTLE_NEVER, 0},
        {"absent__waits", DIGEST_ABSENT, 100, 100, 100, SETTLE_WAIT, 350},
        {"absent_1_ms_early__waits", DIGEST_ABSENT, 100, 100, 349, SETTLE_WAIT,
         350},
        {"absent_and_still__live", DIGEST_ABSENT, 100, 100, 350, SETTLE_LIVE,
         350},
        {"mismatch_and_still__live", DIGEST_MISMATCH, 100, 100, 350,
         SETTLE_LIVE, 350},
        {"changed_again__waits_anew", DIGEST_MISMATCH, 100, 340, 350,
         SETTLE_WAIT, 590},
        {"never_still__live_after_5_s", DIGEST_ABSENT, 100, 5090, 5100,
         SETTLE_LIVE, 5100},
        {"never_still_1_ms_early__waits", DIGEST_ABSENT, 100, 5090, 5099,
         SETTLE_WAIT, 5100},
};

START_TEST(judge__table)
{
	uint64_t until = rows[_i].until;
	enum settle_verdict verdict =
	        settle_judge(rows[_i].state, rows[_i].first, rows[_i].last,
	                     rows[_i].now, &until);

	ck_assert_msg(verdict == rows[_i].verdict, "%s", rows[_i].name);
	ck_assert_msg(until == rows[_i].until, "%s", rows[_i].name);
}
END_TEST

Suite *check_settle(void)
{
	Suite *suite = suite_create("settle");
	TCase *tcase = tcase_create("rule");

	tcase_add_test(tcase, combine__the_worst_of_both);
	tcase_add_loop_test(tcase, judge__table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	suite_add_tcase(suite, tcase);
	return suite;
}
