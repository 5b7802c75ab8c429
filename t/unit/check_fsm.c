/*
 * check_fsm.c: the table, cell by cell, in a second form: what each state makes
 * of each event, written as text and compared whole.
 */
#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "daemon/fsm.h"

/* Rows in the order of the states; a cell is the initial of the next state and
 * its actions: F forgive S spawn I interrupt K kill D delay Q queue U unqueue
 * A answer R refuse. "." stays and does nothing. Columns: start hold ready
 * refused late | ended retry failed again | delay stop stoplate restart disable
 * enable reset. */
static const char *const expected[STATE_COUNT] = {
        /* stopped */
        "starting:FS waiting: . . . . . . . . . . . disabled: . .",
        /* waiting */
        "starting:FS . . . . . . . . . stopped: . . disabled: . .",
        /* starting */
        ". . ready:A stopping:KR stopping:K stopped:R backoff:DR failed:R . . "
        "stopping:IR . stopping:IQ stopping:IR . .",
        /* ready */
        ". . . . . stopped: backoff:D failed: . . "
        "stopping:I . stopping:IQ stopping:I . .",
        /* stopping */
        "stopping:Q . . . . stopped:R backoff:DR failed:R starting:FS . "
        "stopping:UR stopping:K stopping:Q stopping:UR . .",
        /* backoff */
        "starting:FS waiting:F . . . . . . . starting:S stopped: . starting:FS "
        "disabled: . starting:S",
        /* failed */
        "starting:FS waiting:F . . . . . . . . . . . disabled: . stopped:",
        /* disabled */
        ". . . . . . . . . . . . . . stopped: .",
};

static void write_cell(struct buf *out, enum fsm_state state,
                       enum fsm_event event)
{
	static const char letters[] = "FSIKDQUAR";
	const struct fsm_cell cell = fsm_step(state, event);

	if (out->len)
		buf_addc(out, ' ');
	if (cell.next == state && !cell.actions) {
		buf_addc(out, '.');
		return;
	}
	buf_addf(out, "%s:", fsm_state_name(cell.next));
	for (size_t i = 0; letters[i]; i++)
		if (cell.actions & 1u << i)
			buf_addc(out, letters[i]);
}

START_TEST(every_cell__as_written)
{
	const enum fsm_state state = (enum fsm_state)_i;
	struct buf row = BUF_INIT;

	for (int event = 0; event < EVENT_COUNT; event++)
		write_cell(&row, state, (enum fsm_event)event);
	ck_assert_str_eq(row.data, expected[state]);
	buf_release(&row);
}
END_TEST

START_TEST(names__are_those_of_the_protocol)
{
	static const char *const names[STATE_COUNT] = {
	        "stopped",  "waiting", "starting", "ready",
	        "stopping", "backoff", "failed",   "disabled",
	};

	for (int i = 0; i < STATE_COUNT; i++)
		ck_assert_str_eq(fsm_state_name((enum fsm_state)i), names[i]);
	ck_assert_str_eq(fsm_event_name(EVENT_STOP_LATE), "stop late");
}
END_TEST

/* Whatever happens in whatever order, a process is never made while another
 * may exist, and a spawn always leads to `starting`. */
START_TEST(spawn__only_where_no_process_can_be)
{
	for (int s = 0; s < STATE_COUNT; s++)
		for (int e = 0; e < EVENT_COUNT; e++) {
			const struct fsm_cell cell =
			        fsm_step((enum fsm_state)s, (enum fsm_event)e);
			if (!(cell.actions & DO_SPAWN))
				continue;
			ck_assert_int_eq(cell.next, STATE_STARTING);
			ck_assert_int_ne(s, STATE_STARTING);
			ck_assert_int_ne(s, STATE_READY);
			ck_assert(s != STATE_STOPPING ||
			          e == EVENT_ENDED_AGAIN);
		}
}
END_TEST

Suite *check_fsm(void)
{
	Suite *suite = suite_create("fsm");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(tcase, every_cell__as_written, 0, STATE_COUNT);
	tcase_add_test(tcase, names__are_those_of_the_protocol);
	tcase_add_test(tcase, spawn__only_where_no_process_can_be);
	suite_add_tcase(suite, tcase);
	return suite;
}
