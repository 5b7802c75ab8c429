/*
 * check_metrics.c: `metrics`: of the last reload, and for others than
 * administrators. What they count is check_own.c's.
 */
#include "suite.h"

#include <string.h>

#include "common/xalloc.h"
#include "daemon/record.h"
#include "daemon/scan.h"
#include "declared_world.h"
#include "t/fake/clock_fake.h"

START_TEST(metrics__last_reload)
{
	/* 2026-11-24, and a quarter of a second after it was settled. */
	const struct engine_time time = {.now = clock_fake_engine().now,
	                                 .filetime = 134399520005000000,
	                                 .counter = 750000};
	struct class_change *change = xcalloc(1, sizeof(*change));

	change->class_name = xstrdup("gone");
	change->kind = CHANGE_REMOVED;
	change->seen_at = 500000;
	engine_change(w.engine, change, &time);
	const char *text = ASK(admin, "Fmetrics|");
	HAS(text, "\nfspd_last_reload_timestamp_seconds 1795478400.500\n");
	HAS(text, "\nfspd_last_reload_latency_seconds 0.250000\n");
}
END_TEST

START_TEST(metrics__others_see_what_they_may_query)
{
	world_sz(&w, "fs", "Security", "D:P(A;;RP;;;WD)(A;;RPWPLC;;;BA)");
	world_close(&w, "fs");
	world_run(&w, "a");
	const char *text = ASK(bob, "Fmetrics|");
	HAS(text, "\nfspd_definitions{state=\"live\"} 0\n");
	HAS(text, "\nfspd_instances{state=\"ready\"} 0\n");
	ck_assert_ptr_null(strstr(text, "_total"));
	ck_assert_ptr_null(strstr(text, "last_reload"));
	HAS(ASK(alice, "Fmetrics|"), "\nfspd_instances{state=\"ready\"} 1\n");
}
END_TEST

Suite *check_metrics(void)
{
	Suite *suite = suite_create("metrics");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, declared_world_init,
	                          declared_world_release);
	tcase_add_test(tcase, metrics__last_reload);
	tcase_add_test(tcase, metrics__others_see_what_they_may_query);
	suite_add_tcase(suite, tcase);
	return suite;
}
