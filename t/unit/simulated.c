/*
 * simulated.c: see simulated.h.
 */
#include "simulated.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/xalloc.h"
#include "daemon/engine_state.h"
#include "daemon/instance.h"
#include "suite.h"
#include "t/fake/clock_fake.h"

void simulated_fail(const struct simulation *sim, int line, const char *format,
                    ...)
{
	char text[300];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	ck_abort_msg("line %d, FSPD_SEED=%llu, at %llu ms: %s", line,
	             (unsigned long long)sim->chance.seed,
	             (unsigned long long)clock_fake_engine().now, text);
}

size_t simulated_index(const char *class_name, const char *name)
{
	return strtoul(class_name + 1, NULL, 10) * SIMULATED_PER_CLASS +
	       strtoul(name + 1, NULL, 10);
}

static void add(struct simulation *sim, uint64_t ticket, unsigned what,
                uint64_t after)
{
	const struct moment moment = {
	        .at = clock_fake_engine().now + after,
	        .what = what,
	        .who = ticket,
	        .edition = sim->processes[ticket].edition,
	};

	timeline_add(&sim->line, &moment);
}

/* The process ends that much later, whatever was planned. */
static void end_in(struct simulation *sim, uint64_t ticket, uint64_t after)
{
	struct simulated_process *p = &sim->processes[ticket];

	p->edition++;
	p->ends_at = clock_fake_engine().now + after;
	add(sim, ticket, MOMENT_EXITED, after);
}

void simulated_forgive(struct simulation *sim, size_t index)
{
	sim->instances[index].restart_count = 0;
}

/* -- the port -------------------------------------------------------------- */

/* Never given up: declared, and auto. */
static bool is_kept_up(const struct simulation *sim, size_t index)
{
	const struct supervisor *s = &sim->world.engine->supervisor;
	char class_name[24], name[24];
	const struct instance *inst;

	snprintf(class_name, sizeof(class_name), "c%zu",
	         index / SIMULATED_PER_CLASS);
	snprintf(name, sizeof(name), "i%zu", index % SIMULATED_PER_CLASS);
	inst = supervisor_find(s, class_name, name);
	return inst && inst->declared && is_auto(inst);
}

/* No more of them in a row within the window than the limit allows. */
static void note_restart(struct simulation *sim, size_t index)
{
	struct simulated_instance *i = &sim->instances[index];
	const uint64_t now = clock_fake_engine().now;
	const size_t at = i->restart_count % SIMULATED_LIMIT;
	const uint64_t least = SIMULATED_DELAY - SIMULATED_DELAY / 4;

	SIMULATED_CHECK(sim,
	                now < sim->quiet_until || now - i->ended_at >= least,
	                "instance %zu is restarted after %llu ms", index,
	                (unsigned long long)(now - i->ended_at));
	if (i->restart_count >= SIMULATED_LIMIT &&
	    now - i->restarts[at] < SIMULATED_WINDOW_MS - SIMULATED_DELAY_MAX)
		SIMULATED_CHECK(
		        sim,
		        is_kept_up(sim, index) &&
		                (now < sim->quiet_until ||
		                 now - i->ended_at >=
		                         SIMULATED_DELAY_MAX -
		                                 SIMULATED_DELAY_MAX / 4),
		        "instance %zu is restarted too often", index);
	i->restarts[at] = now;
	i->restart_count++;
}

static void start(void *context, const struct process_spec *spec)
{
	struct simulation *sim = context;
	const size_t index =
	        simulated_index(spec->class_name, spec->instance_name);
	struct simulated_instance *i = &sim->instances[index];
	const uint64_t counted = sim->world.engine->counters.restarts;

	SIMULATED_CHECK(sim, !i->ticket, "instance %zu has two processes",
	                index);
	while (spec->ticket >= sim->process_cap) {
		sim->process_cap =
		        sim->process_cap ? 2 * sim->process_cap : 4096;
		sim->processes = xrealloc(sim->processes, sim->process_cap,
		                          sizeof(*sim->processes));
	}
	sim->processes[spec->ticket] =
	        (struct simulated_process){.owner = index};
	i->ticket = spec->ticket;
	i->began_at = clock_fake_engine().now;
	sim->starts++;
	if (counted != sim->restarts_seen)
		note_restart(sim, index);
	sim->restarts_seen = counted;
	/* Others may keep the workers for long. */
	add(sim, spec->ticket, MOMENT_BEGUN,
	    chance_roll(&sim->chance,
	                chance_roll(&sim->chance, 200) ? 100 : 30000));
}

static void begin(struct simulation *sim, uint64_t ticket)
{
	sim->processes[ticket].begun = true;
	if (chance_roll(&sim->chance, 30) == 0)
		add(sim, ticket, MOMENT_FAILED, chance_roll(&sim->chance, 200));
	else if (chance_roll(&sim->chance, 200) == 0)
		/* Past StartTimeout. */
		add(sim, ticket, MOMENT_STARTED, 20000);
	else
		add(sim, ticket, MOMENT_STARTED,
		    chance_roll(&sim->chance, 500));
}

static bool interrupt(void *context, uint64_t ticket)
{
	struct simulation *sim = context;

	SIMULATED_CHECK(sim,
	                sim->processes[ticket].exists &&
	                        !sim->processes[ticket].over,
	                "process %llu is interrupted, and is not there",
	                (unsigned long long)ticket);
	if (chance_roll(&sim->chance, 50) == 0)
		return false;
	if (chance_roll(&sim->chance, 20)) /* else it has to be killed */
		end_in(sim, ticket, 10 + chance_roll(&sim->chance, 3000));
	return true;
}

static void kill_it(void *context, uint64_t ticket)
{
	struct simulation *sim = context;

	SIMULATED_CHECK(sim,
	                sim->processes[ticket].exists &&
	                        !sim->processes[ticket].over,
	                "process %llu is killed, and is not there",
	                (unsigned long long)ticket);
	end_in(sim, ticket, 1 + chance_roll(&sim->chance, 100));
}

/* -- what happens to them -------------------------------------------------- */

/* Some hours, or a few seconds. */
static uint64_t lifetime(struct simulation *sim, size_t owner)
{
	const bool is_sick = owner % 500 == 7; /* never gets anywhere */

	if (is_sick || chance_roll(&sim->chance, 8) == 0)
		return chance_roll(&sim->chance, 5000);
	return 60000 + (uint64_t)chance_roll(&sim->chance, 12 * 3600 * 1000);
}

void simulated_happen(struct simulation *sim, const struct moment *moment)
{
	struct simulated_process *p = &sim->processes[moment->who];
	struct simulated_instance *i = &sim->instances[p->owner];
	const struct engine_time time = clock_fake_engine();
	struct process_event event = {.ticket = moment->who};

	if (p->over || moment->edition != p->edition)
		return;
	if (moment->what == MOMENT_BEGUN) {
		begin(sim, moment->who);
		event.kind = PROCESS_BEGUN;
	} else if (moment->what == MOMENT_STARTED) {
		p->exists = true;
		event.kind = PROCESS_STARTED;
		event.pid = 1 + (uint32_t)moment->who;
		if (!sim->calm)
			end_in(sim, moment->who, lifetime(sim, p->owner));
	} else {
		p->over = true;
		i->ticket = 0;
		i->ended_at = time.now;
		if (time.now - i->began_at > SIMULATED_DELAY_MAX)
			i->restart_count = 0;
		event.kind = moment->what == MOMENT_FAILED ? PROCESS_FAILED
		                                           : PROCESS_EXITED;
		event.exit_code = chance_roll(&sim->chance, 3);
		if (event.kind == PROCESS_FAILED)
			error_set(&event.error, OS_FILE_NOT_FOUND,
			          "cannot start it (2)");
	}
	engine_process(sim->world.engine, &event, &time);
}

/* -- life ------------------------------------------------------------------ */

static struct process_fake_hook hook;

static void answered(void *context, uint64_t peer)
{
	struct simulation *sim = context;

	(void)peer;
	sim->replies++;
}

void simulated_begin(struct simulation *sim)
{
	hook = (struct process_fake_hook){start, interrupt, kill_it, sim};
	process_fake_set_hook(sim->world.processes, &hook);
	pipe_fake_set_hook(sim->world.pipes, answered, sim);
}

void simulated_release(struct simulation *sim)
{
	timeline_release(&sim->line);
	free(sim->processes);
	free(sim->instances);
}
