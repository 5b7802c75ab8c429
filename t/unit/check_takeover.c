/*
 * check_takeover.c: what becomes of WinFsp.Launcher, by table, and a launcher
 * that is a table too: every plan can be cut off after any of its steps.
 */
#include "suite.h"

#include <string.h>

#include "buf.h"
#include "common/error.h"
#include "daemon/record.h"
#include "daemon/takeover.h"
#include "xalloc.h"

#define ORIGINAL "C:\\Program Files (x86)\\WinFsp\\bin\\launcher-x64.exe"
#define STANDIN  "\"C:\\Program Files\\fspd\\fspd.exe\" standin"
#define FORMER   "\"D:\\old\\FSPD.EXE\" standin"

static const struct {
	const char *image;
	bool is;
} images[] = {
        {STANDIN, true},
        {FORMER, true},
        {ORIGINAL, false},
        {"", false},
        {"\"C:\\Program Files\\fspd\\fspd.exe\" service", false},
        {"C:\\fspd\\fspd.exe standin", false},
        {"\"C:\\notfspd.exe\" standin", false},
        {"\\fspd.exe\" standin", false},
        {"\"C:\\fspd.exe\" standin --pipe x", false},
};

START_TEST(is_standin__table)
{
	ck_assert_msg(takeover_is_standin(images[_i].image) == images[_i].is,
	              "%s", images[_i].image);
}
END_TEST

#define U START_UNKNOWN

static const struct {
	const char *name;
	enum takeover_purpose purpose;
	struct takeover_facts facts;
	struct takeover_plan plan;
} rows[] = {
        /* take */
        {"no_launcher__nothing",
         TAKEOVER_INSTALL,
         {LAUNCHER_ABSENT, false, NULL, U, NULL, U, false, STANDIN},
         {TAKEOVER_NO_LAUNCHER, NULL, U, NULL, U, false, false, false}},
        {"starting__asked_again",
         TAKEOVER_AGAIN,
         {LAUNCHER_PENDING, false, ORIGINAL, START_AUTO, NULL, U, false,
          STANDIN},
         {TAKEOVER_WAIT, NULL, U, NULL, U, false, false, false}},
        {"running__kept_pointed_restarted",
         TAKEOVER_INSTALL,
         {LAUNCHER_RUNNING, false, ORIGINAL, START_AUTO, NULL, U, false,
          STANDIN},
         {TAKEOVER_TAKES, ORIGINAL, U, STANDIN, U, true, true, false}},
        {"automatic_and_stopped__started",
         TAKEOVER_INSTALL,
         {LAUNCHER_STOPPED, false, ORIGINAL, START_AUTO, NULL, U, false,
          STANDIN},
         {TAKEOVER_TAKES, ORIGINAL, U, STANDIN, U, false, true, false}},
        {"on_demand_and_stopped__left_stopped",
         TAKEOVER_INSTALL,
         {LAUNCHER_STOPPED, false, ORIGINAL, START_DEMAND, NULL, U, false,
          STANDIN},
         {TAKEOVER_TAKES, ORIGINAL, U, STANDIN, U, false, false, false}},
        {"disabled__on_demand_and_kept",
         TAKEOVER_INSTALL,
         {LAUNCHER_STOPPED, false, ORIGINAL, START_DISABLED, NULL, U, false,
          STANDIN},
         {TAKEOVER_TAKES, ORIGINAL, START_DISABLED, STANDIN, START_DEMAND,
          false, false, false}},
        {"taken_over_already__nothing",
         TAKEOVER_INSTALL,
         {LAUNCHER_RUNNING, true, STANDIN, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_STANDS, NULL, U, NULL, U, false, false, false}},
        {"pointed_but_the_original_runs__restarted",
         TAKEOVER_AGAIN,
         {LAUNCHER_RUNNING, false, STANDIN, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_STANDS, NULL, U, NULL, U, true, true, false}},
        {"another_fspd__pointed_here_record_untouched",
         TAKEOVER_INSTALL,
         {LAUNCHER_RUNNING, false, FORMER, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_MOVES, NULL, U, STANDIN, U, true, true, false}},
        {"put_back_by_an_installer__taken_again",
         TAKEOVER_AGAIN,
         {LAUNCHER_RUNNING, false, ORIGINAL, START_AUTO, "C:\\1.0\\l.exe",
          START_DISABLED, false, STANDIN},
         {TAKEOVER_TAKES, ORIGINAL, U, STANDIN, U, true, true, false}},
        {"installed_not_yet_started__not_started",
         TAKEOVER_AGAIN,
         {LAUNCHER_STOPPED, false, ORIGINAL, START_AUTO, NULL, U, false,
          STANDIN},
         {TAKEOVER_TAKES, ORIGINAL, U, STANDIN, U, false, false, false}},
        {"service_begins__the_stand_in_too",
         TAKEOVER_BEGIN,
         {LAUNCHER_STOPPED, false, STANDIN, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_STANDS, NULL, U, NULL, U, false, true, false}},
        {"stopped_by_hand__left_stopped",
         TAKEOVER_AGAIN,
         {LAUNCHER_STOPPED, false, STANDIN, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_STANDS, NULL, U, NULL, U, false, false, false}},
        {"cut_off_after_the_stop__started",
         TAKEOVER_AGAIN,
         {LAUNCHER_STOPPED, false, STANDIN, START_DEMAND, ORIGINAL, U, true,
          STANDIN},
         {TAKEOVER_STANDS, NULL, U, NULL, U, false, true, false}},
        /* restore */
        {"given_back_with_its_dependents",
         TAKEOVER_RESTORE,
         {LAUNCHER_RUNNING, true, STANDIN, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_RESTORES, NULL, U, ORIGINAL, U, true, true, true}},
        {"disabled_before__disabled_again",
         TAKEOVER_RESTORE,
         {LAUNCHER_STOPPED, false, STANDIN, START_DEMAND, ORIGINAL,
          START_DISABLED, false, STANDIN},
         {TAKEOVER_RESTORES, NULL, U, ORIGINAL, START_DISABLED, false, false,
          true}},
        {"start_type_changed_since__left",
         TAKEOVER_RESTORE,
         {LAUNCHER_STOPPED, false, STANDIN, START_AUTO, ORIGINAL,
          START_DISABLED, false, STANDIN},
         {TAKEOVER_RESTORES, NULL, U, ORIGINAL, U, false, true, true}},
        {"never_taken__nothing",
         TAKEOVER_RESTORE,
         {LAUNCHER_RUNNING, false, ORIGINAL, START_AUTO, NULL, U, false,
          STANDIN},
         {TAKEOVER_NOT_OURS, NULL, U, NULL, U, false, false, false}},
        {"put_back_the_stand_in_runs_yet__restarted",
         TAKEOVER_RESTORE,
         {LAUNCHER_RUNNING, true, ORIGINAL, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_RESTORES, NULL, U, NULL, U, true, true, true}},
        {"cut_off_after_the_image__rest_done",
         TAKEOVER_RESTORE,
         {LAUNCHER_STOPPED, false, ORIGINAL, START_DEMAND, ORIGINAL, U, true,
          STANDIN},
         {TAKEOVER_RESTORES, NULL, U, NULL, U, false, true, true}},
        {"put_back_and_kept__forgotten",
         TAKEOVER_RESTORE,
         {LAUNCHER_RUNNING, false, ORIGINAL, START_AUTO, ORIGINAL, U, false,
          STANDIN},
         {TAKEOVER_NOT_OURS, NULL, U, NULL, U, false, false, true}},
        {"record_lost__told",
         TAKEOVER_RESTORE,
         {LAUNCHER_RUNNING, true, STANDIN, START_AUTO, NULL, U, false, STANDIN},
         {TAKEOVER_LOST, NULL, U, NULL, U, false, false, false}},
};

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

START_TEST(plan__table)
{
	const struct takeover_plan want = rows[_i].plan;
	const struct takeover_plan got =
	        takeover_plan(&rows[_i].facts, rows[_i].purpose);

	ck_assert_msg(got.finding == want.finding, "%s: finding %d",
	              rows[_i].name, got.finding);
	ck_assert_msg(same(got.keep_image, want.keep_image) &&
	                      got.keep_start == want.keep_start,
	              "%s: keep", rows[_i].name);
	ck_assert_msg(same(got.set_image, want.set_image) &&
	                      got.set_start == want.set_start,
	              "%s: set", rows[_i].name);
	ck_assert_msg(got.stop == want.stop, "%s: stop", rows[_i].name);
	ck_assert_msg(got.start == want.start, "%s: start", rows[_i].name);
	ck_assert_msg(got.forget == want.forget, "%s: forget", rows[_i].name);
}
END_TEST

/* -- cut off anywhere ------------------------------------------------------ */

/* Carry a plan out as win/takeover_win.c does, but only its first steps; how
 * many it has. */
static int carry_out(struct takeover_facts *f, const struct takeover_plan *p,
                     int steps)
{
	int done = 0;

	if (p->keep_image && done++ < steps) {
		f->kept_image = p->keep_image;
		f->kept_start = p->keep_start;
	}
	if (p->set_image && done++ < steps) {
		f->image = p->set_image;
		if (p->set_start != START_UNKNOWN)
			f->start = p->set_start;
	}
	if (p->stop && done++ < steps)
		f->has_stopped = true;
	if (p->stop && done++ < steps)
		f->state = LAUNCHER_STOPPED;
	if (p->start && done++ < steps) {
		f->state = LAUNCHER_RUNNING;
		f->runs_standin = takeover_is_standin(f->image);
	}
	if (p->start && done++ < steps)
		f->has_stopped = false;
	if (p->forget && done++ < steps) {
		f->kept_image = NULL;
		f->kept_start = START_UNKNOWN;
		f->has_stopped = false;
	}
	return done;
}

static void run(struct takeover_facts *f, enum takeover_purpose purpose,
                int steps)
{
	const struct takeover_plan plan = takeover_plan(f, purpose);

	carry_out(f, &plan, steps);
}

static const enum service_start starts[] = {START_AUTO, START_DEMAND,
                                            START_DISABLED};

/* Taken over and given back, each cut off after any step and done again: the
 * launcher is what it was, and runs when it did. */
START_TEST(cut_off_anywhere__ends_the_same)
{
	const bool runs = _i >= 3;
	const uint32_t start = starts[_i % 3];
	const struct takeover_facts before = {runs ? LAUNCHER_RUNNING
	                                           : LAUNCHER_STOPPED,
	                                      false,
	                                      ORIGINAL,
	                                      start,
	                                      NULL,
	                                      START_UNKNOWN,
	                                      false,
	                                      STANDIN};

	for (int taking = 0; taking < 8; taking++)
		for (int giving = 0; giving < 8; giving++) {
			struct takeover_facts f = before;

			run(&f, TAKEOVER_INSTALL, taking);
			run(&f, TAKEOVER_INSTALL, 99);
			ck_assert_str_eq(f.image, STANDIN);
			ck_assert_str_eq(f.kept_image, ORIGINAL);
			ck_assert(!f.has_stopped);
			ck_assert(f.runs_standin ==
			          (runs || start == START_AUTO));
			run(&f, TAKEOVER_RESTORE, giving);
			run(&f, TAKEOVER_RESTORE, 99);
			ck_assert_str_eq(f.image, ORIGINAL);
			ck_assert_uint_eq(f.start, start);
			ck_assert_ptr_null(f.kept_image);
			ck_assert(!f.has_stopped);
			if (start != START_DISABLED)
				ck_assert_int_eq(f.state,
				                 runs || start == START_AUTO
				                         ? LAUNCHER_RUNNING
				                         : LAUNCHER_STOPPED);
			else
				ck_assert(!f.runs_standin ||
				          f.state == LAUNCHER_STOPPED);
		}
}
END_TEST

START_TEST(describe__names_what_it_was_and_is)
{
	struct buf text = BUF_INIT;
	struct takeover_plan plan;

	plan = takeover_plan(&rows[5].facts, rows[5].purpose);
	takeover_describe(&plan, &rows[5].facts, &text);
	ck_assert_str_eq(text.data,
	                 "WinFsp.Launcher is taken over: it was '" ORIGINAL
	                 "', disabled, now '" STANDIN "', started on demand");
	buf_release(&text);
}
END_TEST

START_TEST(running__each_once_launcher_first)
{
	struct name_list kept = {NULL, 0}, now = {NULL, 0}, out = {NULL, 0};

	takeover_running(&kept, false, &now, &out);
	ck_assert_uint_eq(out.count, 0);
	name_list_add(&kept, xstrdup("winfsp.launcher"));
	name_list_add(&kept, xstrdup("a"));
	name_list_add(&now, xstrdup("A"));
	name_list_add(&now, xstrdup("b"));
	takeover_running(&kept, true, &now, &out);
	ck_assert_uint_eq(out.count, 3);
	ck_assert_str_eq(out.items[0], LAUNCHER_NAME);
	ck_assert_str_eq(out.items[1], "a");
	ck_assert_str_eq(out.items[2], "b");
	name_list_release(&kept);
	name_list_release(&now);
	name_list_release(&out);
}
END_TEST

START_TEST(may_start_yet__not_removed_or_disabled)
{
	ck_assert(takeover_may_start_yet(OS_CANCELLED));
	ck_assert(takeover_may_start_yet(OS_TIMEOUT));
	ck_assert(takeover_may_start_yet(1068)); /* what it needs failed */
	ck_assert(!takeover_may_start_yet(OS_SERVICE_DOES_NOT_EXIST));
	ck_assert(!takeover_may_start_yet(1058));
}
END_TEST

static const struct {
	unsigned failures;
	uint32_t pause_ms;
} pauses[] = {
        {0, 10000},
        {1, 10000},
        {2, 20000},
        {3, 40000},
        {9, 2560000},
        {10, 3600000},
        {UINT32_MAX, 3600000},
};

START_TEST(pause__table)
{
	ck_assert_uint_eq(takeover_pause_ms(pauses[_i].failures),
	                  pauses[_i].pause_ms);
}
END_TEST

Suite *check_takeover(void)
{
	Suite *suite = suite_create("takeover");
	TCase *tcase = tcase_create("takeover");

	tcase_add_loop_test(tcase, is_standin__table, 0,
	                    sizeof(images) / sizeof(images[0]));
	tcase_add_loop_test(tcase, plan__table, 0,
	                    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tcase, cut_off_anywhere__ends_the_same, 0, 6);
	tcase_add_test(tcase, describe__names_what_it_was_and_is);
	tcase_add_loop_test(tcase, pause__table, 0,
	                    sizeof(pauses) / sizeof(pauses[0]));
	tcase_add_test(tcase, may_start_yet__not_removed_or_disabled);
	tcase_add_test(tcase, running__each_once_launcher_first);
	suite_add_tcase(suite, tcase);
	return suite;
}
