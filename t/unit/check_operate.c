/*
 * check_operate.c: fspctl's waiting verbs: what is asked again, what ends them,
 * and with which exit code.
 */
#include "suite.h"

#include "common/error.h"
#include "daemon/ctl/operate.h"
#include "daemon/ctl/options.h"
#include "daemon/ctl/verbs.h"
#include "t/fake/client_fake.h"
#include "t/fake/clock_fake.h"
#include "t/fake/ctl_fake.h"

/* By hand: the seconds in the request are those that are left. */
#define READY(seconds) "Fwait|fs|a|ready|" #seconds "|"
#define STATUS         "Fstatus|fs|a|"
#define ROW(state)     "${\"instances\":[{\"state\":\"" state "\"}]}"

static char fs[] = "fs", a[] = "a";
static char *const arguments[] = {fs, a};
static struct ctl_options options;

static void setup(void)
{
	client_fake_reset();
	clock_fake_reset();
	ctl_fake_reset();
	options = (struct ctl_options){.verb = CTL_WAIT,
	                               .timeout_s = 10,
	                               .arguments = arguments,
	                               .argument_count = 2};
}

START_TEST(wait__the_state_comes)
{
	client_fake_answer(READY(10), "${}");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_DONE);
	ck_assert_uint_eq(ctl_fake.failures, 0);
}
END_TEST

START_TEST(wait__a_restart_of_the_daemon_passes)
{
	client_fake_answer(READY(10), "-109");
	client_fake_answer(READY(10), "-2");
	client_fake_answer(READY(9), "-233");
	client_fake_answer(READY(9), "${}");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_DONE);
	ck_assert_uint_eq(ctl_fake.failures, 1);
	ck_assert_uint_eq(ctl_fake.pauses, 3);
}
END_TEST

START_TEST(wait__no_daemon_until_the_end)
{
	options.timeout_s = 1;
	client_fake_answer(READY(1), "-2");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_SYSTEM);
	ck_assert_uint_eq(client_fake_asked(READY(1)), 2);
}
END_TEST

START_TEST(wait__a_foreign_server_does_not_pass)
{
	client_fake_answer(READY(10), "-5");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_SYSTEM);
	ck_assert_uint_eq(ctl_fake.pauses, 0);
}
END_TEST

START_TEST(wait__it_is_not_declared_yet)
{
	client_fake_answer(READY(10), "!2");
	client_fake_answer(READY(10), "!2");
	client_fake_answer(READY(9), "${}");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_DONE);
	/* and never is */
	client_fake_reset();
	options.timeout_s = 1;
	client_fake_answer(READY(1), "!2");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_REFUSED);
	ck_assert_int_eq(ctl_fake.refusal, OS_FILE_NOT_FOUND);
	ck_assert_uint_eq(ctl_fake.failures, 0);
}
END_TEST

START_TEST(wait__for_the_end_of_what_is_not_there)
{
	client_fake_answer("Fwait|fs|a|stopped|10|", "!2");
	ck_assert_int_eq(operate_wait(&options, "stopped"), CTL_EXIT_REFUSED);
	ck_assert_int_eq(operate_wait_for_end(&options), CTL_EXIT_DONE);
	ck_assert_uint_eq(ctl_fake.pauses, 0);
}
END_TEST

START_TEST(wait__in_vain)
{
	client_fake_takes(5000);
	client_fake_answer(READY(10), "!1460");
	client_fake_answer(READY(5), "!1460");
	ck_assert_int_eq(operate_wait(&options, "ready"), CTL_EXIT_REFUSED);
	ck_assert_int_eq(ctl_fake.refusal, OS_TIMEOUT);
	client_fake_answer("Fwait|fs|a|failed|10|", "!5");
	ck_assert_int_eq(operate_wait(&options, "failed"), CTL_EXIT_REFUSED);
	ck_assert_int_eq(ctl_fake.refusal, OS_ACCESS_DENIED);
}
END_TEST

static void restart(void)
{
	options.verb = CTL_RESTART;
	options.wait = true;
	client_fake_takes(1000);
	client_fake_answer("Frestart|fs|a|", "${\"state\":\"stopping\"}");
}

START_TEST(restart__is_waited_for_until_it_is_ready)
{
	restart();
	client_fake_answer(READY(1), "!1460");
	client_fake_answer(READY(1), "!1460");
	client_fake_answer(READY(1), "${}");
	client_fake_answer(STATUS, ROW("stopping"));
	client_fake_answer(STATUS, ROW("starting"));
	ck_assert_int_eq(operate_restart(&options), CTL_EXIT_DONE);
	ck_assert_uint_eq(client_fake_asked(STATUS), 2);
}
END_TEST

static const char *const at_rest[] = {ROW("backoff"), ROW("failed"),
                                      ROW("stopped"), ROW("disabled"),
                                      "${\"instances\":[]}"};

START_TEST(restart__ends_when_it_has_come_to_rest)
{
	restart();
	client_fake_answer(READY(1), _i < 4 ? "!1460" : "!2");
	client_fake_answer(STATUS, at_rest[_i]);
	ck_assert_int_eq(operate_restart(&options), CTL_EXIT_REFUSED);
	ck_assert_int_eq(ctl_fake.refusal, OS_PROCESS_ABORTED);
	ck_assert_uint_eq(client_fake_asked(READY(1)), 1);
}
END_TEST

START_TEST(restart__starts_too_slowly)
{
	restart();
	client_fake_answer(READY(1), "!1460");
	client_fake_answer(STATUS, ROW("starting"));
	ck_assert_int_eq(operate_restart(&options), CTL_EXIT_REFUSED);
	ck_assert_int_eq(ctl_fake.refusal, OS_TIMEOUT);
	ck_assert_uint_eq(client_fake_asked(READY(1)), 5);
}
END_TEST

START_TEST(watch__goes_on_where_the_daemon_restarts)
{
	options.verb = CTL_WATCH;
	options.count = 5;
	client_fake_answer(STATUS, "${\"instances\":[]}");
	client_fake_answer(STATUS, "-109");
	client_fake_answer(STATUS, "-2");
	client_fake_answer(STATUS, "-2");
	client_fake_answer(STATUS, "${\"instances\":[]}");
	ck_assert_int_eq(operate_watch(&options), CTL_EXIT_DONE);
	ck_assert_uint_eq(client_fake_asked(STATUS), 5);
	/* each text once */
	ck_assert_uint_eq(ctl_fake.failures, 2);
}
END_TEST

START_TEST(watch__the_last_look_is_its_exit_code)
{
	options.verb = CTL_WATCH;
	options.count = 1;
	client_fake_answer(STATUS, "-2");
	ck_assert_int_eq(operate_watch(&options), CTL_EXIT_SYSTEM);
	options.count = 0;
	client_fake_reset();
	client_fake_answer(STATUS, "-5");
	ck_assert_int_eq(operate_watch(&options), CTL_EXIT_SYSTEM);
	ck_assert_uint_eq(client_fake_asked(STATUS), 1);
}
END_TEST

Suite *check_operate(void)
{
	Suite *suite = suite_create("operate");
	TCase *tcase = tcase_create("operate");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, wait__the_state_comes);
	tcase_add_test(tcase, wait__a_restart_of_the_daemon_passes);
	tcase_add_test(tcase, wait__no_daemon_until_the_end);
	tcase_add_test(tcase, wait__a_foreign_server_does_not_pass);
	tcase_add_test(tcase, wait__it_is_not_declared_yet);
	tcase_add_test(tcase, wait__for_the_end_of_what_is_not_there);
	tcase_add_test(tcase, wait__in_vain);
	tcase_add_test(tcase, restart__is_waited_for_until_it_is_ready);
	tcase_add_loop_test(tcase, restart__ends_when_it_has_come_to_rest, 0,
	                    sizeof(at_rest) / sizeof(at_rest[0]));
	tcase_add_test(tcase, restart__starts_too_slowly);
	tcase_add_test(tcase, watch__goes_on_where_the_daemon_restarts);
	tcase_add_test(tcase, watch__the_last_look_is_its_exit_code);
	suite_add_tcase(suite, tcase);
	return suite;
}
