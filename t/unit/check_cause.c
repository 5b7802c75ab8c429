/*
 * check_cause.c: the cause that fspctl tells of a refusal: by verb, by number
 * and by what the daemon says of the class and the instance.
 */
#include "suite.h"

#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "daemon/ctl/cause.h"
#include "daemon/ctl/options.h"
#include "t/fake/client_fake.h"
#include "t/fake/ctl_fake.h"

#define EXPLAIN "Fexplain|fs|a|"
#define STATUS  "Fstatus|fs|a|"
#define CLASS   "Fdefinition|fs|"

/* What the daemon answers where nothing is in the way. */
#define CHECKS(more)                                                            \
	"${\"checks\":[{\"name\":\"key\",\"ok\":true,\"text\":\"there\"}," more \
	"],\"cause\":null}"
#define CHECK(name, ok, text) \
	"{\"name\":\"" name "\",\"ok\":" ok ",\"text\":\"" text "\"}"
#define IDLE                                                 \
	CHECKS(CHECK("access", "true", "you may") "," CHECK( \
	        "state", "true", "no instance runs"))
#define ROW(state, reason, declared)                                     \
	"${\"instances\":[{\"state\":\"" state "\",\"reason\":\"" reason \
	"\",\"declared\":" declared "}]}"
#define NO_ROW "${\"instances\":[]}"
#define DEFINITION(values, instances)                              \
	"${\"definitions\":[{\"class\":\"fs\",\"values\":{" values \
	"},\"instance_values\":{" instances "}}]}"
#define PLAIN  DEFINITION("", "")
#define ASKS   DEFINITION("\"Credentials\":1", "")
#define OF_A   DEFINITION("", "\"A\":{}")
#define STORED DEFINITION("\"Credentials\":1", "\"a\":{\"Secret\":\"local\"}")

/* explain, status, definition: NULL is refused. */
static const struct {
	const char *name;
	enum ctl_verb verb;
	bool secret;
	uint32_t number;
	const char *explain, *status, *definition;
	const char *cause;
} cases[] = {
        {"start, no PE", CTL_START, false, 193,
         CHECKS(CHECK("instance", "false", "stopped: cannot start it")), NO_ROW,
         PLAIN, "stopped: cannot start it"},
        {"start, denied by the descriptor", CTL_START, false, 5,
         CHECKS(CHECK("access", "false", "Security grants no RP")), NO_ROW,
         PLAIN, "Security grants no RP"},
        {"start, denied by the system", CTL_START, false, 5,
         CHECKS(CHECK("instance", "false", "stopped: FSP0408")), NO_ROW, PLAIN,
         "stopped: FSP0408"},
        {"start, denied and nothing known", CTL_START, false, 5, IDLE, NO_ROW,
         PLAIN,
         "what it printed, and fspd's log, may say more: fspctl logs fs a"},
        {"start, denied and nothing told", CTL_START, false, 5, NULL, NULL,
         NULL,
         "it is not yours to start (RP), it is disabled, or it failed; which "
         "of these is told to those who may query the class (LC)"},
        {"start, denied and his own row", CTL_START, false, 5, NULL,
         ROW("stopped", "cannot log on", "false"), NULL, "cannot log on"},
        {"start, a wrong password, ending yet", CTL_START, true, 5,
         CHECKS(CHECK("instance", "true", "stopping: not OK")),
         ROW("stopping", "not OK", "false"), ASKS, "not OK"},
        {"start, a wrong password, nothing known", CTL_START, true, 5, IDLE,
         NO_ROW, ASKS,
         "the password was not accepted; what it printed, and fspd's log, may "
         "say more: fspctl logs fs a"},
        {"start, ended at once", CTL_START, false, 31,
         CHECKS(CHECK("instance", "false", "stopped: exit code 3")), NO_ROW,
         PLAIN, "stopped: exit code 3; what it printed: fspctl logs fs a"},
        {"start, a template's fault is not it", CTL_START, false, 193,
         CHECKS(CHECK("template", "false", "%?") "," CHECK("instance", "false",
                                                           "stopped: no PE")),
         NO_ROW, PLAIN, "stopped: no PE"},
        {"start, no password", CTL_START, false, 87,
         CHECKS(CHECK("instance", "false", "stopped: long ago")), NO_ROW, ASKS,
         "the class wants a password: fspctl start --secret"},
        {"start, a password too many", CTL_START, true, 87, IDLE, NO_ROW, PLAIN,
         "the class takes no password (Credentials is none), or Secret says "
         "where it comes from"},
        {"start, Secret and other arguments", CTL_START, false, 87,
         CHECKS(CHECK("arguments", "false", "declared with others")), NO_ROW,
         STORED, "declared with others"},
        {"start, too late with a password", CTL_START, true, 1460, IDLE,
         ROW("stopping", "StartTimeout is over", "false"), ASKS,
         "the program did not answer the password in time, or did not come up "
         "(StartTimeout), and was ended: StartTimeout is over"},
        {"start, its mount is not there", CTL_START, false, 1460, IDLE,
         ROW("stopping", "'M:' does not open", "false"), PLAIN,
         "the program did not come up in time (StartTimeout) and was ended: "
         "'M:' does not open"},
        {"start, runs already", CTL_START, false, 183, IDLE,
         ROW("ready", "process 4 runs", "false"), PLAIN,
         "an instance of that name runs already (fspctl status)"},
        {"start, quota", CTL_START, false, 1816, NULL, NULL, NULL,
         "32 starts and waits of yours are under way already"},
        {"restart, password not kept", CTL_RESTART, false, 87, IDLE,
         ROW("ready", "", "false"), ASKS,
         "its password is not kept: stop it, and start it with one (fspctl "
         "start --secret)"},
        {"restart, disabled", CTL_RESTART, false, 5,
         CHECKS(CHECK("access", "false", "the instance is disabled (Start)")),
         ROW("disabled", "", "true"), OF_A, "the instance is disabled (Start)"},
        {"restart, no WP", CTL_RESTART, false, 5, IDLE,
         ROW("ready", "", "false"), PLAIN,
         "you did not start this instance, and the class's Security does not let you stop (WP) it, which restart takes"},
        {"reset, no WP, declared", CTL_RESET, false, 5, IDLE, NO_ROW, OF_A,
         "its InstanceSecurity does not let you stop (WP) it, which reset takes"},
        {"restart, nothing told", CTL_RESTART, false, 5, NULL, NULL, NULL,
         "you did not start this instance, and the class's Security (of a declared one, its InstanceSecurity) does not let you both start (RP) and stop (WP) it, which restart takes"},
        {"restart, it came to nothing", CTL_RESTART, false, 1067,
         CHECKS(CHECK("instance", "false", "backoff: exit code 3")),
         ROW("backoff", "exit code 3", "true"), OF_A,
         "backoff: exit code 3; what it printed: fspctl logs fs a"},
        {"restart, fspd ends", CTL_RESTART, false, 1115, NULL, NULL, NULL,
         "fspd is ending"},
        {"restart, no such instance", CTL_RESTART, false, 2, IDLE, NO_ROW,
         PLAIN, "no instance runs"},
        {"stop, declared", CTL_STOP, false, 5, IDLE, ROW("ready", "", "true"),
         OF_A, "its InstanceSecurity does not let you stop (WP) it"},
        {"stop, not declared", CTL_STOP, false, 5, IDLE, NO_ROW, PLAIN,
         "you did not start this instance, and the class's Security does not "
         "let you stop (WP) it"},
        {"stop, a failed one", CTL_STOP, false, 2,
         CHECKS(CHECK("state", "true", "none runs") "," CHECK(
                 "instance", "false", "stopped: exit code 3")),
         NO_ROW, PLAIN, "stopped: exit code 3"},
        {"wait, no LC, declared", CTL_WAIT, false, 5, IDLE, NO_ROW, OF_A,
         "its InstanceSecurity does not let you query (LC) it"},
        {"definition, no LC", CTL_DEFINITION, false, 5, NULL, NULL, NULL,
         "the class's Security does not let you query (LC) it"},
};

START_TEST(cause__by_verb_number_and_what_is_known)
{
	static char fs[] = "fs", a[] = "a", state[] = "ready";
	static char *const arguments[] = {fs, a, state};
	const struct ctl_options options = {
	        .verb = cases[_i].verb,
	        .secret = cases[_i].secret,
	        .timeout_s = 1,
	        .arguments = arguments,
	        .argument_count = cases[_i].verb == CTL_WAIT ? 3 : 2,
	};
	struct buf out = BUF_INIT;

	client_fake_reset();
	if (cases[_i].explain)
		client_fake_answer(EXPLAIN, cases[_i].explain);
	if (cases[_i].status)
		client_fake_answer(STATUS, cases[_i].status);
	if (cases[_i].definition)
		client_fake_answer(CLASS, cases[_i].definition);
	cause_find(&options, cases[_i].number, &out);
	ck_assert_msg(strcmp(out.data, cases[_i].cause) == 0, "%s: '%s'",
	              cases[_i].name, out.data);
	buf_release(&out);
}
END_TEST

/* The password is the last word, and is in no question. */
START_TEST(cause__does_not_send_the_password_again)
{
	static char fs[] = "fs", a[] = "a", word[] = "hunter2";
	static char *const arguments[] = {fs, a, word};
	const struct ctl_options options = {
	        .verb = CTL_START_WITH_SECRET,
	        .timeout_s = 1,
	        .arguments = arguments,
	        .argument_count = 3,
	};
	struct buf out = BUF_INIT;

	client_fake_reset();
	client_fake_answer(EXPLAIN, IDLE);
	client_fake_answer("Fexplain|fs|a|hunter2|", IDLE);
	cause_find(&options, OS_ACCESS_DENIED, &out);
	ck_assert_uint_eq(client_fake_asked(EXPLAIN), 1);
	ck_assert_uint_eq(client_fake_asked("Fexplain|fs|a|hunter2|"), 0);
	buf_release(&out);
}
END_TEST

/* An administrator in a console that is not elevated is a user to the daemon.
 */
START_TEST(cause__run_it_elevated)
{
	static char fs[] = "fs", a[] = "a";
	static char *const arguments[] = {fs, a};
	static const char way_out[] = "; you are an administrator: run it "
	                              "elevated";
	static const struct {
		enum ctl_verb verb;
		size_t words;
		uint32_t number;
		const char *explain;
		bool told;
	} rows[] = {
	        {CTL_RELOAD, 0, OS_ACCESS_DENIED, NULL, true},
	        {CTL_KEY, 0, OS_ACCESS_DENIED, NULL, true},
	        {CTL_LOGS, 2, OS_ACCESS_DENIED, NULL, true},
	        {CTL_STOP, 2, OS_ACCESS_DENIED, IDLE, true},
	        {CTL_STOP, 2, OS_FILE_NOT_FOUND, IDLE, false},
	        {CTL_START, 2, OS_ACCESS_DENIED,
	         CHECKS(CHECK("access", "false", "no RP")), true},
	        {CTL_START, 2, OS_ACCESS_DENIED,
	         CHECKS(CHECK("instance", "false", "not OK")), false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int account = ACCOUNT_ADMIN; account <= ACCOUNT_USER;
		     account++) {
			const struct ctl_options options = {
			        .verb = rows[i].verb,
			        .timeout_s = 1,
			        .arguments = arguments,
			        .argument_count = rows[i].words,
			};
			struct buf out = BUF_INIT;

			client_fake_reset();
			if (rows[i].explain)
				client_fake_answer(EXPLAIN, rows[i].explain);
			ctl_fake.account = (enum account)account;
			cause_find(&options, rows[i].number, &out);
			ck_assert_msg((strstr(out.data, way_out) != NULL) ==
			                      (rows[i].told &&
			                       account == ACCOUNT_LIMITED),
			              "%zu, %d: %s", i, account, out.data);
			buf_release(&out);
		}
	ctl_fake_reset();
}
END_TEST

Suite *check_cause(void)
{
	Suite *suite = suite_create("cause");
	TCase *tcase = tcase_create("cause");

	tcase_add_loop_test(tcase, cause__by_verb_number_and_what_is_known, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, cause__does_not_send_the_password_again);
	tcase_add_test(tcase, cause__run_it_elevated);
	suite_add_tcase(suite, tcase);
	return suite;
}
