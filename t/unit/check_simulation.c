/*
 * check_simulation.c: many instances over a long time, by chance: exits, failed
 * spawns, timeouts, stops, starts, restarts, network and declaration changes.
 * What must hold is looked at again and again; FSPD_SEED repeats a run.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/log.h"
#include "common/utf.h"
#include "common/xalloc.h"
#include "daemon/engine_state.h"
#include "daemon/instance.h"
#include "daemon/load.h"
#include "daemon/policy.h"
#include "simulated.h"
#include "t/fake/clock_fake.h"

enum {
	DECLARED = 98, /* of the 100 in a class; two are callers' */
	SWEEP_MS = 30 * 60 * 1000
};

struct class_plan {
	bool gone;
	unsigned version;
	unsigned char starts[DECLARED]; /* index of start_words */
};

static const char *const start_words[] = {"auto", "demand", "disabled"};

static struct simulation sim;
static struct class_plan *plans;
static size_t class_count;
static uint64_t calls;

static unsigned roll(unsigned sides)
{
	return chance_roll(&sim.chance, sides);
}

/* -- definitions ----------------------------------------------------------- */

__attribute__((format(printf, 3, 4))) static void set_text(struct reg_key *key,
                                                           const char *name,
                                                           const char *format,
                                                           ...)
{
	struct buf wide = BUF_INIT;
	char text[100];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ck_assert_int_eq(utf8_to_utf16le(&wide, text, strlen(text) + 1), 0);
	reg_key_set(key, name, REG_TYPE_SZ, wide.data, wide.len);
	buf_release(&wide);
}

static void set_number(struct reg_key *key, const char *name, uint32_t number)
{
	struct buf bytes = BUF_INIT;

	buf_add_u32le(&bytes, number);
	reg_key_set(key, name, REG_TYPE_DWORD, bytes.data, bytes.len);
	buf_release(&bytes);
}

static void declare(struct loaded_instance *out, size_t class_at, unsigned k)
{
	struct buf after = BUF_INIT;
	char text[32];

	snprintf(text, sizeof(text), "i%u", k);
	*out = (struct loaded_instance){.key_name = xstrdup(text)};
	set_text(&out->raw, "Start", "%s",
	         start_words[plans[class_at].starts[k]]);
	if (k % 10 == 8)
		set_text(&out->raw, "Restart", "on-failure");
	if (k % 10 != 1)
		return;
	snprintf(text, sizeof(text), "c%zu\\i%u", class_at, k - 1);
	ck_assert_int_eq(utf8_to_utf16le(&after, text, strlen(text) + 1), 0);
	buf_add_u16le(&after, 0);
	reg_key_set(&out->raw, "After", REG_TYPE_MULTI_SZ, after.data,
	            after.len);
	buf_release(&after);
}

static struct class_record *make_record(size_t at, const char *name)
{
	struct loaded_instance instances[DECLARED];
	struct reg_key raw = REG_KEY_INIT;
	struct class_record *record;

	set_text(&raw, "Executable", "C:\\fs.exe");
	set_text(&raw, "CommandLine", "-v%u", plans[at].version);
	set_text(&raw, "Security", "D:P(A;;RPWPLC;;;WD)");
	set_text(&raw, "OnChange", at % 2 ? "restart" : "keep");
	set_number(&raw, "Recovery", at % 3 != 0);
	set_number(&raw, "RestartDelay", SIMULATED_DELAY);
	set_number(&raw, "RestartDelayMax", SIMULATED_DELAY_MAX);
	set_number(&raw, "RestartLimit", SIMULATED_LIMIT);
	set_number(&raw, "RestartWindow", SIMULATED_WINDOW_MS / 1000);
	for (unsigned k = 0; k < DECLARED; k++)
		declare(&instances[k], at, k);
	record = load_class(name, "registry", &raw, instances, DECLARED);
	ck_assert(!record->bad);
	reg_key_release(&raw);
	for (unsigned k = 0; k < DECLARED; k++) {
		free(instances[k].key_name);
		reg_key_release(&instances[k].raw);
	}
	return record;
}

static void publish(size_t at)
{
	struct class_change *change = xcalloc(1, sizeof(*change));
	const struct engine_time time = clock_fake_engine();
	char name[16];

	snprintf(name, sizeof(name), "c%zu", at);
	change->class_name = xstrdup(name);
	change->kind = CHANGE_LIVE;
	if (plans[at].gone)
		change->kind = roll(2) ? CHANGE_REMOVED : CHANGE_WITHDRAWN;
	else
		change->record = make_record(at, name);
	for (size_t k = 0; k < SIMULATED_PER_CLASS; k++)
		simulated_forgive(&sim, at * SIMULATED_PER_CLASS + k);
	engine_change(sim.world.engine, change, &time);
}

static void change_class(size_t at)
{
	struct class_plan *plan = &plans[at];

	plan->gone = !plan->gone && roll(5) == 0;
	plan->version += roll(2);
	for (unsigned k = 0; k < DECLARED; k++)
		if (roll(10) == 0)
			plan->starts[k] = (unsigned char)roll(3);
	publish(at);
}

/* -- clients --------------------------------------------------------------- */

static void refresh(void)
{
	const char *class_name;
	uint64_t ticket;

	while (reader_fake_take(sim.world.reader, &class_name, &ticket)) {
		const struct engine_time time = clock_fake_engine();
		engine_refreshed(sim.world.engine, ticket, &time);
	}
}

static void call(void)
{
	static const char *const verbs[] = {"S", "S",         "S",       "T",
	                                    "T", "Frestart|", "Freset|", "I"};
	const size_t index = roll((unsigned)sim.instance_count);
	const struct engine_time time = clock_fake_engine();
	struct buf wide = BUF_INIT;
	char text[64];
	int len = snprintf(text, sizeof(text), "%s%s%zu|i%zu|", verbs[roll(8)],
	                   "c", index / SIMULATED_PER_CLASS,
	                   index % SIMULATED_PER_CLASS);

	for (int i = 0; i < len; i++)
		if (text[i] == '|')
			text[i] = '\0';
	ck_assert_int_eq(utf8_to_utf16le(&wide, text, (size_t)len), 0);
	simulated_forgive(&sim, index);
	calls++;
	engine_request(sim.world.engine, ++sim.world.last_peer,
	               roll(2) ? sim.world.admin : sim.world.alice, wide.data,
	               wide.len, &time);
	buf_release(&wide);
	refresh();
}

/* -- what must hold -------------------------------------------------------- */

static void look_at(const struct instance *inst)
{
	const size_t index = simulated_index(inst->class_name, inst->name);
	const struct simulated_instance *i = &sim.instances[index];
	const uint64_t now = clock_fake_engine().now;
	const char *state = fsm_state_name(inst->state);

	SIMULATED_CHECK(&sim, inst->ticket == i->ticket,
	                "instance %zu is %s and has another process", index,
	                state);
	SIMULATED_CHECK(&sim, is_running(inst) == (i->ticket != 0),
	                "instance %zu is %s, its process is %llu", index, state,
	                (unsigned long long)i->ticket);
	SIMULATED_CHECK(&sim, inst->deadline > now,
	                "instance %zu is %s, its deadline is over", index,
	                state);
	SIMULATED_CHECK(&sim,
	                inst->deadline != UINT64_MAX ||
	                        ((inst->state != STATE_STARTING ||
	                          !sim.processes[inst->ticket].begun) &&
	                         inst->state != STATE_BACKOFF &&
	                         (inst->state != STATE_STOPPING ||
	                          inst->ending >= ENDING_FORCED)),
	                "instance %zu is %s for ever", index, state);
	SIMULATED_CHECK(&sim,
	                engine_deadline(sim.world.engine) <= inst->deadline,
	                "nobody will look at instance %zu", index);
	SIMULATED_CHECK(&sim,
	                !inst->sticky || inst->state == STATE_STOPPED ||
	                        inst->state == STATE_STOPPING ||
	                        inst->state == STATE_DISABLED,
	                "instance %zu was stopped, and is %s", index, state);
	if (!inst->declared || !is_auto(inst) ||
	    sim.world.engine->supervisor.shutting_down)
		return;
	SIMULATED_CHECK(&sim, inst->state != STATE_FAILED,
	                "instance %zu is auto and was given up", index);
	SIMULATED_CHECK(&sim,
	                inst->state != STATE_STOPPED || inst->sticky ||
	                        index % 10 == 8,
	                "instance %zu is auto and stays stopped", index);
}

static void sweep(void)
{
	const struct supervisor *s = &sim.world.engine->supervisor;
	size_t running = 0, there = 0;

	for (size_t i = 0; i < s->count; i++) {
		look_at(s->instances[i]);
		running += s->instances[i]->ticket != 0;
	}
	for (size_t i = 0; i < sim.instance_count; i++)
		there += sim.instances[i].ticket != 0;
	SIMULATED_CHECK(&sim, running == there, "%zu processes of %zu", there,
	                running);
	SIMULATED_CHECK(&sim, sim.world.engine->counters.starts == sim.starts,
	                "%llu starts were counted",
	                (unsigned long long)sim.world.engine->counters.starts);
}

/* -- time ------------------------------------------------------------------ */

static void later(unsigned what, unsigned within)
{
	const struct moment moment = {
	        .at = clock_fake_engine().now + 1 + roll(within), .what = what};

	timeline_add(&sim.line, &moment);
}

static void happen(const struct moment *moment)
{
	const struct engine_time time = clock_fake_engine();

	switch (moment->what) {
	case MOMENT_CALL:
		if (!sim.calm) {
			call();
			later(MOMENT_CALL, 20000);
		}
		break;
	case MOMENT_CHANGE:
		if (!sim.calm) {
			change_class(roll((unsigned)class_count));
			later(MOMENT_CHANGE, 3600000);
		}
		break;
	case MOMENT_NETWORK:
		if (!sim.calm) {
			sim.quiet_until = time.now + 1001;
			engine_network_changed(sim.world.engine, &time);
			later(MOMENT_NETWORK, 7200000);
		}
		break;
	default:
		simulated_happen(&sim, moment);
		break;
	}
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

/* Go on for that long, or until nothing is to happen any more. */
static void run(uint64_t ms)
{
	const uint64_t end = clock_fake_engine().now + ms;
	uint64_t sweep_at = 0;
	struct moment moment;

	for (;;) {
		const uint64_t now = clock_fake_engine().now;
		uint64_t next = timeline_next(&sim.line);
		if (engine_deadline(sim.world.engine) < next)
			next = engine_deadline(sim.world.engine);
		if (next > end)
			break;
		clock_fake_advance(next > now ? next - now : 0);
		tick();
		while (timeline_take(&sim.line, next, &moment)) {
			happen(&moment);
			tick();
		}
		if (next < sweep_at)
			continue;
		sweep();
		sweep_at = next + SWEEP_MS;
	}
	clock_fake_advance(end - clock_fake_engine().now);
	sweep();
}

/* -- one life of a daemon -------------------------------------------------- */

static void finish(void)
{
	const struct engine_time time = clock_fake_engine();
	const struct counters *counted = &sim.world.engine->counters;

	engine_shut_down(sim.world.engine, &time);
	run(10 * 60 * 1000);
	SIMULATED_CHECK(&sim, engine_is_idle(sim.world.engine),
	                "it does not come to its end");
	for (size_t i = 0; i < sim.instance_count; i++)
		SIMULATED_CHECK(&sim, !sim.instances[i].ticket,
		                "instance %zu has outlived the daemon", i);
	SIMULATED_CHECK(&sim, sim.replies == calls, "%llu calls, %llu replies",
	                (unsigned long long)calls,
	                (unsigned long long)sim.replies);
	SIMULATED_CHECK(&sim, counted->calls == calls, "%llu calls counted",
	                (unsigned long long)counted->calls);
	SIMULATED_CHECK(&sim, counted->restarts <= counted->starts,
	                "more restarts than starts");
}

static void simulate(size_t classes, unsigned hours)
{
	class_count = classes;
	plans = xcalloc(classes, sizeof(*plans));
	sim.instance_count = classes * SIMULATED_PER_CLASS;
	sim.instances = xcalloc(sim.instance_count, sizeof(*sim.instances));
	calls = 0;
	for (size_t at = 0; at < classes; at++) {
		for (unsigned k = 0; k < DECLARED; k++)
			plans[at].starts[k] = k % 10 < 7 || k % 10 == 8 ? 0 : 1;
		publish(at);
	}
	later(MOMENT_CALL, 1000);
	later(MOMENT_CHANGE, 60000);
	later(MOMENT_NETWORK, 600000);
	run(hours * 3600ull * 1000);
	sim.calm = true;
	finish();
	/* It must have had something to judge. */
	ck_assert_uint_gt(sim.starts, sim.instance_count);
	ck_assert_uint_gt(sim.world.engine->counters.restarts, classes);
	printf("# %zu instances, %u hours: %llu starts, %llu restarts, %llu "
	       "calls\n",
	       sim.instance_count, hours, (unsigned long long)sim.starts,
	       (unsigned long long)sim.world.engine->counters.restarts,
	       (unsigned long long)calls);
	free(plans);
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
