/*
 * simulated_outside.c: see simulated_outside.h.
 */
#include "simulated_outside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "daemon/engine_state.h"
#include "daemon/instance.h"
#include "simulated_look.h"
#include "simulated_plan.h"
#include "suite.h"
#include "t/fake/clock_fake.h"

bool simulated_is_asked(const struct simulation *sim, size_t index)
{
	const uint64_t number = sim->instances[index].asked;

	return number && !sim->questions[number].over;
}

/* The number it ends with is the server's. */
static unsigned server_of(const char *target)
{
	const char *at = target + strlen(target);

	while (at > target && at[-1] >= '0' && at[-1] <= '9')
		at--;
	return (unsigned)strtoul(at, NULL, 10) - 1000;
}

static size_t owner_of(struct simulation *sim, uint64_t ticket)
{
	const struct instance *inst =
	        tickets_find(&sim->world.engine->supervisor.tickets, ticket);

	SIMULATED_CHECK(sim, inst, "ticket %llu is asked for and not open",
	                (unsigned long long)ticket);
	return simulated_index(inst->class_name, inst->name);
}

/* -- what is asked --------------------------------------------------------- */

static void judge_wait(struct simulation *sim, size_t index, const char *target)
{
	struct simulated_instance *i = &sim->instances[index];
	const struct instance *inst = simulated_find(sim, index);
	const struct engine_time time = clock_fake_engine();
	const char *element;

	if (inst->since != i->waiting_since) {
		i->waiting_since = inst->since;
		i->first_asked = time.now;
		i->answered = 0;
	}
	/* Declared anew while it waits, it begins at the first again. */
	element = simulated_wait_for(index, 0);
	if (element && i->answered && strcmp(element, target) == 0) {
		i->first_asked = time.now;
		i->answered = 0;
	}
	element = simulated_wait_for(index, i->answered);
	SIMULATED_CHECK(sim, element && strcmp(element, target) == 0,
	                "instance %zu waits for '%s', not for '%s'", index,
	                target, element ? element : "nothing");
	SIMULATED_CHECK(sim, inst->state == STATE_WAITING,
	                "instance %zu does not wait, and '%s' is asked about",
	                index, target);
}

static void judge_mount(struct simulation *sim, size_t index,
                        const char *target)
{
	const struct simulated_process *p = simulated_process(sim, index);
	char path[80];

	snprintf(path, sizeof(path), "\\\\c%zu\\i%zu\\",
	         index / SIMULATED_PER_CLASS, index % SIMULATED_PER_CLASS);
	SIMULATED_CHECK(sim,
	                simulated_has_mount(index) && strcmp(path, target) == 0,
	                "instance %zu is to mount '%s'", index, target);
	SIMULATED_CHECK(sim, p && p->exists && !p->over,
	                "instance %zu has no process that could mount '%s'",
	                index, target);
}

static void judge(struct simulation *sim, size_t index, enum probe_kind kind,
                  const char *target)
{
	struct simulated_instance *i = &sim->instances[index];

	if (kind == PROBE_PROFILE) {
		SIMULATED_CHECK(sim, simulated_has_profile(index),
		                "instance %zu needs no profile", index);
		simulated_begun(sim, index);
		i->begun = true;
		sim->seen.profiles++;
		return;
	}
	/* One whose instance is no more is nobody's. */
	SIMULATED_CHECK(
	        sim,
	        !simulated_is_asked(sim, index) ||
	                !tickets_find(&sim->world.engine->supervisor.tickets,
	                              sim->questions[i->asked].ticket),
	        "two questions at a time for instance %zu", index);
	if (kind == PROBE_WAIT)
		judge_wait(sim, index, target);
	else
		judge_mount(sim, index, target);
	i->asked = sim->question_count + 1;
	i->last_asked = clock_fake_engine().now;
}

/* Most answer soon; what hangs may do so past StartTimeout. */
static uint64_t latency(struct simulation *sim)
{
	if (chance_roll(&sim->chance, 60) == 0) {
		sim->seen.hung++;
		return chance_roll(&sim->chance, 40000);
	}
	return 1 + chance_roll(&sim->chance, 300);
}

void simulated_ask(void *context, uint64_t ticket, enum probe_kind kind,
                   const char *target)
{
	struct simulation *sim = context;
	const size_t index = owner_of(sim, ticket);
	uint64_t number;

	judge(sim, index, kind, target);
	number = ++sim->question_count;
	while (number >= sim->question_cap) {
		sim->question_cap =
		        sim->question_cap ? 2 * sim->question_cap : 4096;
		sim->questions = xrealloc(sim->questions, sim->question_cap,
		                          sizeof(*sim->questions));
	}
	sim->questions[number] = (struct simulated_question){
	        .ticket = ticket,
	        .owner = index,
	        .kind = kind,
	};
	if (kind == PROBE_WAIT)
		sim->questions[number].server = server_of(target);
	ck_assert_uint_lt(sim->questions[number].server, SIMULATED_SERVERS);
	sim->open_questions++;
	simulated_later(sim, MOMENT_PROBED, number, 0, latency(sim));
}

/* -- what is answered ------------------------------------------------------ */

static bool is_yes(struct simulation *sim, const struct simulated_question *q)
{
	const uint32_t pid = sim->instances[q->owner].pid;

	if (q->kind == PROBE_WAIT)
		return sim->servers[q->server];
	if (q->kind == PROBE_PROFILE)
		return chance_roll(&sim->chance, 20) != 0;
	return pid && sim->processes[pid].mounts_at <= clock_fake_engine().now;
}

/* What a yes is good for, when it is for the question that is waited for. */
static void note_yes(struct simulation *sim, const struct simulated_question *q)
{
	struct simulated_instance *i = &sim->instances[q->owner];
	const struct instance *inst = simulated_find(sim, q->owner);

	sim->seen.yes++;
	if (!inst || inst->probe != q->ticket || inst->probe_is_stale)
		return;
	if (q->kind == PROBE_WAIT)
		i->answered++;
	else if (i->pid)
		sim->processes[i->pid].opened = true;
	sim->seen.opened += q->kind == PROBE_MOUNT;
}

void simulated_answer(struct simulation *sim, const struct moment *moment)
{
	struct simulated_question *q = &sim->questions[moment->who];
	const struct engine_time time = clock_fake_engine();
	char directory[] = "C:\\Users\\u";
	struct probe_answer answer = {.ticket = q->ticket, .text = directory};

	if (q->over)
		return; /* its daemon has ended */
	q->over = true;
	sim->open_questions--;
	answer.yes = is_yes(sim, q);
	if (answer.yes && q->kind != PROBE_PROFILE)
		note_yes(sim, q);
	if (!answer.yes) {
		sim->seen.no++;
		error_set(&answer.error, OS_FILE_NOT_FOUND, "not there (2)");
	}
	if (q->kind == PROBE_PROFILE && !answer.yes) {
		answer.text = NULL;
		sim->instances[q->owner].ended_at = time.now;
	}
	engine_probed(sim->world.engine, &answer, &time);
}

void simulated_server(struct simulation *sim)
{
	bool *up = &sim->servers[chance_roll(&sim->chance, SIMULATED_SERVERS)];

	*up = !*up || chance_roll(&sim->chance, 3) == 0;
}
