/*
 * check_standin.c: what the stand-in does next, by table.
 */
#include "suite.h"

#include "common/error.h"
#include "common/limits.h"
#include "daemon/standin.h"

enum { LIMIT = LIMIT_STANDIN_WAIT_MS };

static const struct {
	const char *name;
	struct standin_facts facts;
	struct standin_step step;
} rows[] = {
        /* runs, stop, fspd, its exit, pipe, asked, refused, waited, seen up */
        {"served__runs",
         {false, false, FSPD_RUNNING, 0, PIPE_SERVED, false, 0, 0, false},
         {STANDIN_RUN, 0}},
        {"served_at_the_limit__runs",
         {false, false, FSPD_RUNNING, 0, PIPE_SERVED, true, 0, LIMIT, false},
         {STANDIN_RUN, 0}},
        {"still_served__goes_on",
         {true, false, FSPD_RUNNING, 0, PIPE_SERVED, false, 0, LIMIT * 9,
          false},
         {STANDIN_RUN, 0}},
        {"asked_to_stop__stops",
         {true, true, FSPD_RUNNING, 0, PIPE_SERVED, false, 0, 0, false},
         {STANDIN_STOP, 0}},
        {"asked_to_stop_while_waiting__stops",
         {false, true, FSPD_STARTING, 0, PIPE_NOT_SERVED, false, 0, 5, false},
         {STANDIN_STOP, 0}},
        {"no_fspd__ends",
         {false, false, FSPD_ABSENT, 0, PIPE_NOT_SERVED, false, 0, 0, false},
         {STANDIN_STOP, OS_SERVICE_DOES_NOT_EXIST}},
        {"fspd_stopped__started",
         {false, false, FSPD_STOPPED, 1077, PIPE_NOT_SERVED, false, 0, 0,
          false},
         {STANDIN_START, 0}},
        {"start_asked__once",
         {false, false, FSPD_STOPPED, 0, PIPE_NOT_SERVED, true, 0, 9, false},
         {STANDIN_WAIT, 0}},
        {"start_refused__ends_with_the_reason",
         {false, false, FSPD_STOPPED, 0, PIPE_NOT_SERVED, true, 1058, 9, false},
         {STANDIN_STOP, 1058}},
        {"fspd_stopping__waits_to_start_it",
         {false, false, FSPD_STOPPING, 0, PIPE_NOT_SERVED, false, 0, 9, false},
         {STANDIN_WAIT, 0}},
        {"fspd_starting__waits",
         {false, false, FSPD_STARTING, 0, PIPE_NOT_SERVED, false, 0, 9, false},
         {STANDIN_WAIT, 0}},
        {"another_server__waits",
         {false, false, FSPD_RUNNING, 0, PIPE_NOT_SERVED, false, 0, LIMIT - 1,
          false},
         {STANDIN_WAIT, 0}},
        {"another_server_for_too_long__ends",
         {false, false, FSPD_RUNNING, 0, PIPE_NOT_SERVED, false, 0, LIMIT,
          false},
         {STANDIN_STOP, OS_TIMEOUT}},
        {"not_known_before__waits",
         {false, false, FSPD_RUNNING, 0, PIPE_NOT_KNOWN, false, 0, 9, false},
         {STANDIN_WAIT, 0}},
        {"busy_for_a_moment__goes_on",
         {true, false, FSPD_RUNNING, 0, PIPE_NOT_KNOWN, false, 0, 9, false},
         {STANDIN_RUN, 0}},
        {"fspd_stopped_as_asked__ends_quietly",
         {true, false, FSPD_STOPPED, 0, PIPE_NOT_SERVED, false, 0, 9, false},
         {STANDIN_STOP, 0}},
        {"fspd_stopping_as_asked__ends_quietly",
         {true, false, FSPD_STOPPING, 0, PIPE_NOT_SERVED, false, 0, 9, false},
         {STANDIN_STOP, 0}},
        {"fspd_failed__fails",
         {true, false, FSPD_STOPPED, 1067, PIPE_NOT_SERVED, false, 0, 9, false},
         {STANDIN_STOP, OS_SERVICE_NOT_ACTIVE}},
        {"pipe_lost_to_another__fails",
         {true, false, FSPD_RUNNING, 0, PIPE_NOT_SERVED, false, 0, 9, false},
         {STANDIN_STOP, OS_SERVICE_NOT_ACTIVE}},
        {"fspd_gone_pipe_not_known__fails",
         {true, false, FSPD_ABSENT, 0, PIPE_NOT_KNOWN, false, 0, 9, false},
         {STANDIN_STOP, OS_SERVICE_NOT_ACTIVE}},
        {"fspd_failed_while_waiting__started",
         {false, false, FSPD_STOPPED, 1067, PIPE_NOT_SERVED, false, 0, 9, true},
         {STANDIN_START, 0}},
        {"fspd_stopped_while_waiting__ends",
         {false, false, FSPD_STOPPED, 0, PIPE_NOT_SERVED, false, 0, 9, true},
         {STANDIN_STOP, OS_SERVICE_NOT_ACTIVE}},
        {"own_fspd_stopped_while_waiting__ends",
         {false, false, FSPD_STOPPED, 0, PIPE_NOT_SERVED, true, 0, 9, true},
         {STANDIN_STOP, OS_SERVICE_NOT_ACTIVE}},
        {"fspd_stopping_seen_up__waits",
         {false, false, FSPD_STOPPING, 0, PIPE_NOT_SERVED, false, 0, 9, true},
         {STANDIN_WAIT, 0}},
};

START_TEST(next__table)
{
	const struct standin_step step = standin_next(&rows[_i].facts);

	ck_assert_msg(step.action == rows[_i].step.action, "%s: %d",
	              rows[_i].name, step.action);
	ck_assert_msg(step.code == rows[_i].step.code, "%s: code %u",
	              rows[_i].name, (unsigned)step.code);
}
END_TEST

/* Whatever is so: it never says that it runs while nobody known serves. */
START_TEST(honest__never_begins_to_run_unserved)
{
	for (int bits = 0; bits < 5 * 2 * 2 * 2; bits++) {
		const struct standin_facts facts = {
		        .fspd = (enum standin_fspd)(bits % 5),
		        .pipe = bits / 5 % 2 ? PIPE_NOT_KNOWN : PIPE_NOT_SERVED,
		        .start_asked = bits / 10 % 2,
		        .waited_ms = bits / 20 % 2 ? LIMIT : 0,
		};

		ck_assert(standin_next(&facts).action != STANDIN_RUN);
	}
}
END_TEST

Suite *check_standin(void)
{
	Suite *suite = suite_create("standin");
	TCase *tcase = tcase_create("standin");

	tcase_add_loop_test(tcase, next__table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, honest__never_begins_to_run_unserved);
	suite_add_tcase(suite, tcase);
	return suite;
}
