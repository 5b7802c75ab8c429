/*
 * check_network.c: what a change of the network ends: back-off, and the time
 * until what is waited for is asked about again.
 */
#include "suite.h"

#include "common/limits.h"
#include "declared_world.h"
#include "t/fake/clock_fake.h"
#include "t/fake/probe_fake.h"

#define A "fs\\Instances\\a"

_Static_assert(LIMIT_NETWORK_MS < LIMIT_PROBE_RETRY_MS / 2,
               "a change is acted on before it would be asked anyway");

/* Declare fs\a, maybe with a WaitFor. */
static void declare(const char *wait_for)
{
	world_open(&w, A);
	if (wait_for)
		world_multi(&w, A, "WaitFor", wait_for);
	world_close(&w, A);
	world_pass(&w);
}

static void network_changed(void)
{
	const struct engine_time time = clock_fake_engine();

	engine_network_changed(w.engine, &time);
}

START_TEST(network_change__ends_a_back_off)
{
	declare(NULL);
	for (int i = 0; i < 8; i++) {
		world_started(&w, -1);
		world_exited(&w, -1, 1);
		world_advance(&w, 60000);
	}
	world_started(&w, -1);
	world_exited(&w, -1, 1);
	const size_t before = starts();
	network_changed();
	network_changed();
	world_advance(&w, 1000);
	ck_assert_uint_eq(starts(), before + 1);
	ck_assert_uint_eq(world_logged("the network changed"), 1);
	/* The pause after that is as long as it was. */
	world_failed(&w, -1, 2);
	world_advance(&w, 30000);
	ck_assert_uint_eq(starts(), before + 1);
}
END_TEST

/* To the next time that it is asked about anyway there is a second. */
static void wait_for_a_no(void)
{
	declare("tcp:nas:445");
	world_probed(&w, "no");
	world_advance(&w, 1000 - clock_fake_engine().now % 1000);
	ck_assert_uint_eq(probe_fake_waiting(w.prober), 1);
}

START_TEST(network_change__asks_again)
{
	wait_for_a_no();
	world_probed(&w, "no");
	network_changed();
	network_changed();
	world_advance(&w, LIMIT_NETWORK_MS);
	ck_assert_uint_eq(probe_fake_waiting(w.prober), 1);
	world_probed(&w, NULL);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

/* It was asked of the network as it was. */
START_TEST(network_change__no_to_a_probe_under_way_is_asked_again)
{
	wait_for_a_no();
	network_changed();
	world_advance(&w, LIMIT_NETWORK_MS);
	ck_assert_uint_eq(probe_fake_waiting(w.prober), 1);
	world_probed(&w, "no");
	ck_assert_uint_eq(probe_fake_waiting(w.prober), 1);
	world_probed(&w, "no");
	ck_assert_uint_eq(probe_fake_waiting(w.prober), 0);
	ck_assert_uint_eq(starts(), 0);
}
END_TEST

START_TEST(network_change__yes_to_a_probe_under_way_counts)
{
	wait_for_a_no();
	network_changed();
	world_advance(&w, LIMIT_NETWORK_MS);
	world_probed(&w, NULL);
	ck_assert_uint_eq(probe_fake_waiting(w.prober), 0);
	ck_assert_uint_eq(starts(), 1);
}
END_TEST

Suite *check_network(void)
{
	Suite *suite = suite_create("network");
	TCase *tcase = tcase_create("cases");

	tcase_add_checked_fixture(tcase, declared_world_init,
	                          declared_world_release);
	tcase_add_test(tcase, network_change__ends_a_back_off);
	tcase_add_test(tcase, network_change__asks_again);
	tcase_add_test(tcase,
	               network_change__no_to_a_probe_under_way_is_asked_again);
	tcase_add_test(tcase, network_change__yes_to_a_probe_under_way_counts);
	suite_add_tcase(suite, tcase);
	return suite;
}
