/*
 * check_timers.c: who is due next, and whose an answer is, against a plain
 * array; FSPD_SEED repeats a run.
 */
#include "suite.h"

#include <stdio.h>

#include "chance.h"
#include "daemon/instance.h"
#include "daemon/tickets.h"
#include "daemon/timers.h"

enum { INSTANCES = 60, STEPS = 20000, NUMBERS = 3 };

static struct instance instances[INSTANCES];
static struct chance chance;

static void setup(void)
{
	chance = chance_begin(20261129);
	for (size_t i = 0; i < INSTANCES; i++)
		instances[i] = (struct instance){.state = STATE_STOPPED};
}

/* -- timers ---------------------------------------------------------------- */

static uint64_t earliest(const uint64_t when[INSTANCES])
{
	uint64_t found = UINT64_MAX;

	for (size_t i = 0; i < INSTANCES; i++)
		if (when[i] < found)
			found = when[i];
	return found;
}

static void file_one(struct timers *timers, uint64_t when[INSTANCES],
                     uint64_t now)
{
	const unsigned i = chance_roll(&chance, INSTANCES);
	const uint64_t at = chance_roll(&chance, 5)
	                            ? now + chance_roll(&chance, 50)
	                            : UINT64_MAX;

	if (chance_roll(&chance, 2)) {
		timers_file(timers, &instances[i], at);
		when[i] = at;
	} else {
		timers_hasten(timers, &instances[i], at);
		if (at < when[i])
			when[i] = at;
	}
}

static void take_due(struct timers *timers, uint64_t when[INSTANCES],
                     uint64_t now)
{
	const struct instance *inst;

	while ((inst = timers_take(timers, now))) {
		const size_t i = (size_t)(inst - instances);

		ck_assert_msg(when[i] == earliest(when) && when[i] <= now,
		              "seed %llu: %zu of %llu was not the first",
		              (unsigned long long)chance.seed, i,
		              (unsigned long long)when[i]);
		when[i] = UINT64_MAX;
	}
}

START_TEST(timers__whatever_is_filed_the_earliest_comes_first)
{
	struct timers timers = {NULL, 0, 0};
	uint64_t when[INSTANCES];

	for (size_t i = 0; i < INSTANCES; i++)
		when[i] = UINT64_MAX;
	for (uint64_t now = 1; now < STEPS; now++) {
		file_one(&timers, when, now);
		ck_assert_msg(timers_next(&timers) == earliest(when),
		              "seed %llu, step %llu",
		              (unsigned long long)chance.seed,
		              (unsigned long long)now);
		if (chance_roll(&chance, 3) == 0)
			take_due(&timers, when, now);
	}
	take_due(&timers, when, UINT64_MAX - 1);
	ck_assert_uint_eq(timers_next(&timers), UINT64_MAX);
	ck_assert_ptr_null(timers_take(&timers, UINT64_MAX));
	timers_release(&timers);
}
END_TEST

/* -- tickets --------------------------------------------------------------- */

START_TEST(tickets__each_is_its_instances_until_it_is_closed)
{
	struct tickets tickets = {NULL, 0, 0, 0};
	uint64_t numbers[INSTANCES][NUMBERS] = {{0}}, last = 0, closed;

	for (unsigned step = 0; step < STEPS; step++) {
		const unsigned i = chance_roll(&chance, INSTANCES);
		uint64_t *number = &numbers[i][chance_roll(&chance, NUMBERS)];

		ck_assert_ptr_eq(tickets_find(&tickets, *number),
		                 *number ? &instances[i] : NULL);
		closed = *number;
		tickets_close(&tickets, number);
		ck_assert_uint_eq(*number, 0);
		ck_assert_ptr_null(tickets_find(&tickets, closed));
		if (chance_roll(&chance, 2)) {
			*number = tickets_open(&tickets, &instances[i]);
			ck_assert_uint_gt(*number, last);
			last = *number;
		}
	}
	for (unsigned i = 0; i < INSTANCES; i++)
		for (unsigned k = 0; k < NUMBERS; k++)
			ck_assert_ptr_eq(tickets_find(&tickets, numbers[i][k]),
			                 numbers[i][k] ? &instances[i] : NULL);
	tickets_release(&tickets);
}
END_TEST

Suite *check_timers(void)
{
	Suite *suite = suite_create("timers");
	TCase *tcase = tcase_create("model");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase,
	               timers__whatever_is_filed_the_earliest_comes_first);
	tcase_add_test(tcase,
	               tickets__each_is_its_instances_until_it_is_closed);
	suite_add_tcase(suite, tcase);
	return suite;
}
