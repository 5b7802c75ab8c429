/*
 * check_simulation.c: many instances over a long time, by chance: exits, failed
 * spawns, timeouts, mounts that open late or never, servers that come and go,
 * passwords right, wrong and missing, stops, starts, restarts, network and
 * declaration changes, and daemons that end and begin again.
 * What must hold is looked at again and again; FSPD_SEED repeats a run.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/utf.h"
#include "common/xalloc.h"
#include "daemon/engine_state.h"
#include "daemon/instance.h"
#include "daemon/survivor.h"
#include "simulated.h"
#include "simulated_calls.h"
#include "simulated_look.h"
#include "simulated_outside.h"
#include "simulated_plan.h"
#include "t/fake/clock_fake.h"

enum { SWEEP_MS = 30 * 60 * 1000, END_MS = 10 * 60 * 1000 };

static struct simulation sim;

static unsigned roll(unsigned sides)
{
	return chance_roll(&sim.chance, sides);
}

static void later(unsigned what, unsigned within)
{
	simulated_later(&sim, what, 0, 0, 1 + roll(within));
}

static void sweep(void)
{
	const char *metrics =
	        simulated_call(&sim, sim.world.admin, "Fmetrics|");

	ck_assert_ptr_nonnull(metrics);
	simulated_look(&sim, metrics);
}

/* -- time ------------------------------------------------------------------ */

static void network(void)
{
	const struct engine_time time = clock_fake_engine();

	/* The first of several in a row counts. */
	if (time.now > sim.network_at + 250)
		sim.network_at = time.now;
	sim.quiet_until = time.now + 1001;
	for (unsigned n = 0; roll(2) && n < SIMULATED_SERVERS; n++)
		sim.servers[n] = true;
	engine_network_changed(sim.world.engine, &time);
	simulated_later(&sim, MOMENT_NETWORK_OVER, 0, 0, 251);
}

static void restart_service(void);

static void happen(const struct moment *moment)
{
	switch (moment->what) {
	case MOMENT_CALL:
		simulated_call_some(&sim);
		later(MOMENT_CALL, 20000);
		break;
	case MOMENT_CHANGE:
		simulated_change(&sim, roll((unsigned)sim.class_count));
		later(MOMENT_CHANGE, 3600000);
		break;
	case MOMENT_NETWORK:
		network();
		later(MOMENT_NETWORK, 7200000);
		break;
	case MOMENT_NETWORK_OVER:
		simulated_judge_network(&sim);
		break;
	case MOMENT_SERVER:
		simulated_server(&sim);
		later(MOMENT_SERVER, 120000);
		break;
	case MOMENT_REPAIR:
		simulated_forgive(&sim, moment->who);
		simulated_store(&sim, moment->who, "right");
		break;
	case MOMENT_SERVICE:
		restart_service();
		break;
	case MOMENT_PROBED:
		simulated_answer(&sim, moment);
		break;
	default:
		simulated_happen(&sim, moment);
		break;
	}
}

/* It happens when there is a daemon again. */
static void put_off(const struct moment *moment)
{
	simulated_later(&sim, moment->what, moment->who, moment->edition,
	                60000);
}

static bool is_of_world(const struct moment *moment)
{
	return moment->what == MOMENT_PROBED || moment->what < MOMENT_PROBED;
}

static void tick(void)
{
	const struct engine_time time = clock_fake_engine();

	if (engine_deadline(sim.world.engine) > time.now)
		return;
	engine_tick(sim.world.engine, &time);
	SIMULATED_CHECK(&sim, engine_deadline(sim.world.engine) > time.now,
	                "what was due is due again");
}

/* On to the next thing that happens, unless that is later than end. */
static bool step(uint64_t end)
{
	const uint64_t now = clock_fake_engine().now;
	uint64_t next = timeline_next(&sim.line);
	struct moment moment;

	if (engine_deadline(sim.world.engine) < next)
		next = engine_deadline(sim.world.engine);
	if (next > end)
		return false;
	clock_fake_advance(next > now ? next - now : 0);
	tick();
	while (timeline_take(&sim.line, next, &moment)) {
		if (!sim.calm || is_of_world(&moment))
			happen(&moment);
		else
			put_off(&moment);
		tick();
	}
	return true;
}

static void run(uint64_t ms)
{
	const uint64_t end = clock_fake_engine().now + ms;
	uint64_t sweep_at = 0;

	while (step(end)) {
		if (clock_fake_engine().now < sweep_at)
			continue;
		sweep();
		sweep_at = clock_fake_engine().now + SWEEP_MS;
	}
	clock_fake_advance(end - clock_fake_engine().now);
	sweep();
}

/* -- one life of a daemon -------------------------------------------------- */

/* What goes on is its process: nobody who asked for it has his answer. */
static size_t owed_for_ever(void)
{
	size_t owed = 0;

	for (size_t i = 0; i < sim.instance_count; i++) {
		const struct instance *inst = simulated_find(&sim, i);
		owed += inst && inst->has_waiter &&
		        simulated_kind(i) == SIMULATED_SURVIVOR;
	}
	return owed;
}

static void end_service(void)
{
	const struct engine_time time = clock_fake_engine();
	const uint64_t end = time.now + END_MS;

	sim.calm = true;
	sim.seen.restarts += sim.world.engine->counters.restarts;
	engine_shut_down(sim.world.engine, &time);
	while (!engine_is_idle(sim.world.engine) && step(end))
		;
	SIMULATED_CHECK(&sim, engine_is_idle(sim.world.engine),
	                "it does not come to its end");
	for (size_t i = 0; i < sim.instance_count; i++) {
		const struct simulated_process *p;

		simulated_forget_unmade(&sim, i);
		p = simulated_process(&sim, i);
		SIMULATED_CHECK(&sim, !p || !p->ends_with_daemon,
		                "instance %zu has outlived the daemon", i);
	}
	SIMULATED_CHECK(&sim, sim.replies + owed_for_ever() == sim.calls,
	                "%llu calls, %llu replies",
	                (unsigned long long)sim.calls,
	                (unsigned long long)sim.replies);
	sim.calm = false;
}

static void tell_survivors(void)
{
	for (uint32_t pid = 1; pid <= sim.process_count; pid++) {
		const struct simulated_process *p = &sim.processes[pid];
		char class_name[24], name[24];
		char image[] = "C:\\fs.exe", line[] = "-v0";
		const struct survivor survivor = {.class_name = class_name,
		                                  .instance = name,
		                                  .image = image,
		                                  .command_line = line,
		                                  .pid = pid,
		                                  .created = pid};

		if (p->over)
			continue;
		snprintf(class_name, sizeof(class_name), "c%zu",
		         p->owner / SIMULATED_PER_CLASS);
		snprintf(name, sizeof(name), "i%zu",
		         p->owner % SIMULATED_PER_CLASS);
		engine_adopt(sim.world.engine, &survivor);
	}
}

/* None of them is nobody's whose class is there. */
static void judge_survivors(void)
{
	for (uint32_t pid = 1; pid <= sim.process_count; pid++) {
		const struct simulated_process *p = &sim.processes[pid];

		SIMULATED_CHECK(
		        &sim,
		        p->over || p->ticket ||
		                sim.plans[p->owner / SIMULATED_PER_CLASS].gone,
		        "process %u of instance %zu was not adopted", pid,
		        p->owner);
	}
}

/* Nobody looks for a while; what outlived the daemon may end meanwhile. */
static void pass_unseen(uint64_t ms)
{
	struct moment moment;

	clock_fake_advance(ms);
	while (timeline_take(&sim.line, clock_fake_engine().now, &moment))
		if (!is_of_world(&moment))
			put_off(&moment);
		else if (moment.what != MOMENT_PROBED)
			simulated_happen(&sim, &moment);
}

static void restart_service(void)
{
	end_service();
	simulated_end(&sim);
	pass_unseen(roll(60000));
	simulated_drift(&sim);
	world_restart(&sim.world);
	simulated_begin(&sim);
	tell_survivors();
	pass_unseen(300000); /* before their classes are live */
	for (size_t at = 0; at < sim.class_count; at++)
		if (!sim.plans[at].gone)
			simulated_publish(&sim, at);
	judge_survivors();
	sim.seen.services++;
	later(MOMENT_SERVICE, 24 * 3600 * 1000);
}

static void begin(size_t classes)
{
	sim.class_count = classes;
	sim.plans = xcalloc(classes, sizeof(*sim.plans));
	sim.instance_count = classes * SIMULATED_PER_CLASS;
	sim.instances = xcalloc(sim.instance_count, sizeof(*sim.instances));
	for (unsigned n = 0; n < SIMULATED_SERVERS; n++)
		sim.servers[n] = roll(3) != 0;
	simulated_plan(&sim);
	for (size_t i = 0; i < sim.instance_count; i++)
		if (simulated_has_secret(i))
			simulated_store(&sim, i,
			                roll(20)  ? "right"
			                : roll(2) ? "wrong"
			                          : NULL);
	for (size_t at = 0; at < classes; at++)
		simulated_publish(&sim, at);
	later(MOMENT_CALL, 1000);
	later(MOMENT_CHANGE, 60000);
	later(MOMENT_NETWORK, 600000);
	later(MOMENT_SERVER, 60000);
	simulated_later(&sim, MOMENT_SERVICE, 0, 0,
	                3600 * 1000 + roll(3600 * 1000));
}

/* All that was asked is answered, and no ticket is left. */
static void finish(void)
{
	end_service();
	sim.calm = true;
	run(END_MS);
	SIMULATED_CHECK(&sim, sim.open_questions == 0,
	                "%zu questions are under way", sim.open_questions);
}

#define SEEN(what) ck_assert_uint_gt(sim.seen.what, 0)

static void simulate(size_t classes, unsigned hours)
{
	begin(classes);
	run(hours * 3600ull * 1000);
	finish();
	printf("# %zu instances, %u hours: %llu starts, %llu restarts, %llu "
	       "calls, %zu questions, %llu services, %llu adopted, %llu lost\n",
	       sim.instance_count, hours, (unsigned long long)sim.seen.starts,
	       (unsigned long long)sim.seen.restarts,
	       (unsigned long long)sim.seen.calls, sim.question_count,
	       (unsigned long long)sim.seen.services,
	       (unsigned long long)sim.seen.adopted,
	       (unsigned long long)sim.seen.lost);
	/* It must have had something to judge. */
	ck_assert_uint_gt(sim.seen.starts, sim.instance_count);
	ck_assert_uint_gt(sim.seen.restarts, classes);
	SEEN(yes);
	SEEN(no);
	SEEN(opened);
	SEEN(hung);
	SEEN(accepted);
	SEEN(refused);
	SEEN(unopened);
	SEEN(adopted);
	SEEN(lost);
	SEEN(services);
	SEEN(given_up_waits);
	SEEN(profiles);
}

static void setup(void)
{
	sim = (struct simulation){0};
	world_init(&sim.world);
	/* Its lines are not kept: they would be millions. */
	log_open(LOG_ERROR, NULL, NULL);
	sim.chance = chance_begin(20261129);
	simulated_begin(&sim);
}

static void teardown(void)
{
	world_release(&sim.world);
	simulated_release(&sim);
}

START_TEST(a_day__nothing_is_lost)
{
	simulate(100, 24);
}
END_TEST

Suite *check_simulation(void)
{
	Suite *suite = suite_create("simulation");
	TCase *tcase = tcase_create("day");

	tcase_set_timeout(tcase, 4 * 3600);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_day__nothing_is_lost);
	suite_add_tcase(suite, tcase);
	return suite;
}
