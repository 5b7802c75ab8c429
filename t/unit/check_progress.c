#include "suite.h"

#include "buf.h"
#include "importer/progress.h"

static uint64_t now;
static struct buf printed = BUF_INIT;

static uint64_t read_clock(void)
{
	return now;
}

static void print(const char *text)
{
	buf_adds(&printed, text);
}

static void begin(struct progress *p, bool wanted)
{
	now = 5000;
	buf_clear(&printed);
	progress_begin(p, wanted, read_clock, print);
	progress_step(p, "writing");
}

START_TEST(wanted__at_a_terminal_only)
{
	ck_assert(progress_is_wanted(true, false));
	ck_assert(!progress_is_wanted(true, true));
	ck_assert(!progress_is_wanted(false, false));
	ck_assert(!progress_is_wanted(false, true));
}
END_TEST

START_TEST(line__after_a_second_and_then_renewed)
{
	struct progress p;

	begin(&p, true);
	now = 5999;
	progress_tick(&p, 1, 2000);
	ck_assert_str_eq(printed.data, "");
	now = 6000;
	progress_tick(&p, 1000, 2000);
	ck_assert_str_eq(printed.data, "\rfsp-import: writing: 1000 of 2000");
	now = 6199;
	progress_tick(&p, 1001, 2000);
	ck_assert_uint_eq(printed.len, 34);
	now = 6200;
	buf_clear(&printed);
	progress_step(&p, "reading");
	progress_tick(&p, 7, 0);
	ck_assert_str_eq(printed.data, "\rfsp-import: reading: 7           ");
	buf_clear(&printed);
	progress_clear(&p);
	ck_assert_str_eq(printed.data, "\r                      \r");
	buf_clear(&printed);
	progress_clear(&p);
	ck_assert_str_eq(printed.data, "");
	buf_release(&printed);
}
END_TEST

START_TEST(line__never_where_it_is_not_wanted)
{
	struct progress p;

	begin(&p, false);
	now = 1000000;
	progress_tick(&p, 1, 2);
	progress_tick(NULL, 1, 2);
	progress_clear(&p);
	ck_assert_str_eq(printed.data, "");
	buf_release(&printed);
}
END_TEST

Suite *check_progress(void)
{
	Suite *suite = suite_create("progress");
	TCase *tests = tcase_create("progress");

	tcase_add_test(tests, wanted__at_a_terminal_only);
	tcase_add_test(tests, line__after_a_second_and_then_renewed);
	tcase_add_test(tests, line__never_where_it_is_not_wanted);
	suite_add_tcase(suite, tests);
	return suite;
}
