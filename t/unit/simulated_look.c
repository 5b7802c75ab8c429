/*
 * simulated_look.c: see simulated_look.h.
 */
#include "simulated_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/limits.h"
#include "daemon/engine_state.h"
#include "daemon/instance.h"
#include "daemon/policy.h"
#include "daemon/process.h"
#include "simulated_outside.h"
#include "simulated_plan.h"
#include "suite.h"
#include "t/fake/clock_fake.h"

/* What must be down has had the time to end: StartTimeout, the process that
 * comes to be late, StopTimeout, and the same of what is after it. */
enum { DOWN_MS = 120000 };

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* -- starts and stops ------------------------------------------------------ */

/* fspd itself found that its time has come. */
static void judge_own_start(struct simulation *sim, size_t index)
{
	const struct simulated_instance *i = &sim->instances[index];
	const struct instance *before = simulated_has_after(index)
	                                        ? simulated_find(sim, index - 1)
	                                        : NULL;
	const uint64_t now = clock_fake_engine().now;

	SIMULATED_CHECK(sim,
	                !simulated_has_after(index) ||
	                        (before && before->state == STATE_READY),
	                "instance %zu is started before the one it is after",
	                index);
	if (!simulated_wait_for(index, 0))
		return;
	if (!simulated_wait_for(index, i->answered))
		return;
	SIMULATED_CHECK(sim,
	                now - i->first_asked >= simulated_wait_timeout(index),
	                "instance %zu is started before '%s' is there", index,
	                simulated_wait_for(index, i->answered));
	sim->seen.given_up_waits++;
}

void simulated_judge_start(struct simulation *sim, size_t index)
{
	const struct simulated_instance *i = &sim->instances[index];
	const struct instance *inst = simulated_find(sim, index);

	SIMULATED_CHECK(sim, inst, "instance %zu is started and is not there",
	                index);
	if (inst->adopted)
		return; /* it runs, and is taken on whatever is declared */
	SIMULATED_CHECK(sim, !i->down || sim->called == index,
	                "instance %zu was stopped by somebody, and is started: "
	                "%s",
	                index, inst->reason);
	SIMULATED_CHECK(sim, clock_fake_engine().now < i->barred,
	                "instance %zu is started and must not be: %s", index,
	                inst->reason);
	SIMULATED_CHECK(sim, !sim->world.engine->supervisor.shutting_down,
	                "instance %zu is started as fspd ends", index);
	if (strcmp(inst->reason, "declared") == 0)
		judge_own_start(sim, index);
}

void simulated_judge_spec(struct simulation *sim, size_t index,
                          const struct process_spec *spec, bool has_password)
{
	const bool wants = simulated_kind(index) == SIMULATED_PASSWORD;

	SIMULATED_CHECK(sim, wants == (has_password || spec->secret_source),
	                "instance %zu %s a password", index,
	                wants ? "has no" : "is given");
	SIMULATED_CHECK(sim,
	                !spec->secret_source ||
	                        (!has_password && simulated_has_secret(index)),
	                "instance %zu has its password from '%s'", index,
	                spec->secret_source);
	SIMULATED_CHECK(sim,
	                !spec->secret_env == !simulated_has_variable(index),
	                "instance %zu gets its password in another way", index);
	SIMULATED_CHECK(sim,
	                spec->job_control ==
	                        (simulated_kind(index) != SIMULATED_SURVIVOR),
	                "instance %zu has another JobControl", index);
	SIMULATED_CHECK(sim, !has(spec->command_line, "right"),
	                "the password of instance %zu is in its command line",
	                index);
}

void simulated_judge_end(struct simulation *sim, size_t index)
{
	const struct simulated_process *p;

	if (!sim->world.engine->supervisor.shutting_down ||
	    (index + 1) % SIMULATED_PER_CLASS == 0 ||
	    !simulated_has_after(index + 1))
		return;
	p = simulated_process(sim, index + 1);
	/* One that is being made is not to be waited for. */
	SIMULATED_CHECK(sim, !p || !p->ends_with_daemon || !p->exists,
	                "instance %zu is stopped before the one that is after "
	                "it",
	                index);
}

/* -- waits ----------------------------------------------------------------- */

/* It waits for something outside: it is asked about, now or soon. */
static void look_at_question(struct simulation *sim,
                             const struct instance *inst, size_t index)
{
	const uint64_t now = clock_fake_engine().now;

	SIMULATED_CHECK(sim,
	                inst->probe
	                        ? simulated_is_asked(sim, index)
	                        : inst->probe_at > now &&
	                                  inst->probe_at <=
	                                          now + LIMIT_PROBE_RETRY_MS,
	                "instance %zu is %s, and nobody asks: %s", index,
	                fsm_state_name(inst->state), inst->reason);
}

/* The instance that a reason names: "waits for 'c1\i2' (After)". */
static const struct instance *named_by(const struct simulation *sim,
                                       const char *reason)
{
	const char *name = strchr(reason, '\'');
	const char *separator = name ? strchr(name, '\\') : NULL;

	return separator ? simulated_find(sim, simulated_index(name + 1,
	                                                       separator + 1))
	                 : NULL;
}

static void look_at_wait(struct simulation *sim, const struct instance *inst,
                         size_t index)
{
	const char *reason = inst->reason;
	bool holds;

	if (has(reason, "(WaitFor)")) {
		SIMULATED_CHECK(sim, inst->deadline != UINT64_MAX,
		                "instance %zu waits without WaitTimeout",
		                index);
		look_at_question(sim, inst, index);
		return;
	}
	if (has(reason, "(After)")) {
		const struct instance *other = named_by(sim, reason);
		holds = simulated_has_after(index) &&
		        (!other || other->state != STATE_READY ||
		         other->turn != ORDER_NOTHING);
	} else if (has(reason, "waits for its password")) {
		holds = simulated_kind(index) == SIMULATED_PASSWORD &&
		        !simulated_has_secret(index);
	} else {
		holds = has(reason, "waits for its turn") &&
		        declared_is_crowd(&sim->world.engine->supervisor);
	}
	SIMULATED_CHECK(sim, holds, "instance %zu waits for nothing: '%s'",
	                index, reason);
}

void simulated_judge_network(struct simulation *sim)
{
	const struct supervisor *s = &sim->world.engine->supervisor;
	const uint64_t changed = sim->network_at;
	const uint64_t now = clock_fake_engine().now;

	for (size_t n = 0; changed && n < s->count; n++) {
		const struct instance *inst = s->instances[n];
		const size_t index =
		        simulated_index(inst->class_name, inst->name);
		/* In a crowd it has its turn soon, in place of its pause. */
		if (inst->state == STATE_BACKOFF)
			sim->instances[index].hurried = UINT64_MAX;
		SIMULATED_CHECK(sim,
		                inst->state != STATE_BACKOFF ||
		                        inst->since >= changed * 10000 ||
		                        inst->deadline <= now + 250,
		                "instance %zu is in back-off still", index);
		SIMULATED_CHECK(sim,
		                inst->awaiting == AWAITING_NOTHING ||
		                        inst->wait_is_over ||
		                        simulated_is_asked(sim, index) ||
		                        sim->instances[index].last_asked >=
		                                changed,
		                "instance %zu is %s as before the network "
		                "changed",
		                index, fsm_state_name(inst->state));
	}
}

/* -- instances ------------------------------------------------------------- */

static void look_at_process(struct simulation *sim, const struct instance *inst,
                            size_t index)
{
	const struct simulated_process *p = simulated_process(sim, index);
	const char *state = fsm_state_name(inst->state);

	SIMULATED_CHECK(sim, inst->ticket == (p ? p->ticket : 0),
	                "instance %zu is %s and has another process", index,
	                state);
	SIMULATED_CHECK(sim, is_running(inst) == (p || inst->profile_probe),
	                "instance %zu is %s, its process is %u", index, state,
	                (unsigned)sim->instances[index].pid);
	if (inst->state != STATE_READY)
		return;
	SIMULATED_CHECK(sim, p->exists, "instance %zu is ready and not made",
	                index);
	SIMULATED_CHECK(
	        sim, !simulated_has_mount(index) || !inst->mount || p->opened,
	        "instance %zu is ready, and nobody could open '%s'", index,
	        inst->mount);
	SIMULATED_CHECK(sim,
	                !simulated_has_mount(index) || inst->mount ||
	                        inst->adopted,
	                "instance %zu is ready without its mount", index);
	SIMULATED_CHECK(sim, !p->wants_password || !p->answers || p->accepts,
	                "instance %zu is ready with a wrong password", index);
}

static void look_at_deadline(struct simulation *sim,
                             const struct instance *inst, size_t index)
{
	const uint64_t now = clock_fake_engine().now;
	const char *state = fsm_state_name(inst->state);

	SIMULATED_CHECK(sim, inst->deadline > now,
	                "instance %zu is %s, its deadline is over", index,
	                state);
	SIMULATED_CHECK(
	        sim,
	        inst->deadline != UINT64_MAX ||
	                ((inst->state != STATE_STARTING ||
	                  !sim->processes[sim->instances[index].pid].begun) &&
	                 inst->state != STATE_BACKOFF &&
	                 (inst->state != STATE_STOPPING ||
	                  inst->ending >= ENDING_FORCED)),
	        "instance %zu is %s for ever", index, state);
	SIMULATED_CHECK(sim,
	                engine_deadline(sim->world.engine) <= inst->deadline &&
	                        engine_deadline(sim->world.engine) <=
	                                inst->probe_at,
	                "nobody will look at instance %zu", index);
}

static void look_at_wish(struct simulation *sim, const struct instance *inst,
                         size_t index)
{
	const struct simulated_instance *i = &sim->instances[index];
	const char *state = fsm_state_name(inst->state);
	const uint64_t now = clock_fake_engine().now;

	SIMULATED_CHECK(sim,
	                !(inst->sticky || i->down) ||
	                        inst->state == STATE_STOPPED ||
	                        inst->state == STATE_STOPPING ||
	                        inst->state == STATE_DISABLED,
	                "instance %zu was stopped, and is %s", index, state);
	SIMULATED_CHECK(sim,
	                i->barred > now || now - i->barred < DOWN_MS ||
	                        now - i->taken_at < DOWN_MS ||
	                        !is_running(inst),
	                "instance %zu must be down, and is %s", index, state);
	SIMULATED_CHECK(sim,
	                inst->state == STATE_READY ||
	                        inst->state == STATE_STOPPED || *inst->reason,
	                "instance %zu is %s without a reason", index, state);
	if (!inst->declared || !is_auto(inst) ||
	    sim->world.engine->supervisor.shutting_down)
		return;
	SIMULATED_CHECK(sim, inst->state != STATE_FAILED,
	                "instance %zu is auto and was given up", index);
	SIMULATED_CHECK(sim,
	                inst->state != STATE_STOPPED || inst->sticky ||
	                        index % 10 == 8,
	                "instance %zu is auto and stays stopped", index);
}

static void look_at(struct simulation *sim, const struct instance *inst)
{
	const size_t index = simulated_index(inst->class_name, inst->name);

	look_at_process(sim, inst, index);
	look_at_deadline(sim, inst, index);
	look_at_wish(sim, inst, index);
	if (inst->state == STATE_WAITING)
		look_at_wait(sim, inst, index);
	else if (inst->awaiting == AWAITING_MOUNT)
		look_at_question(sim, inst, index);
}

/* -- all together ---------------------------------------------------------- */

static uint64_t metric(const char *metrics, const char *name)
{
	char line[80];
	const char *at;

	snprintf(line, sizeof(line), "\n%s ", name);
	at = strstr(metrics, line);
	ck_assert_msg(at != NULL, "no metric %s", name);
	return strtoull(at + strlen(line), NULL, 10);
}

static void look_at_counters(struct simulation *sim, const char *metrics)
{
	const struct {
		const char *name;
		uint64_t least, most;
	} rows[] = {
	        {"fspd_starts_total", sim->starts, sim->starts},
	        {"fspd_restarts_total", sim->restarts_seen, sim->restarts_seen},
	        /* What did not come up in time was asked to end. */
	        {"fspd_failures_total", sim->failures, sim->starts},
	        {"fspd_pipe_calls_total", sim->calls, sim->calls},
	        {"fspd_pipe_refusals_total", sim->refusals, sim->refusals},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const uint64_t n = metric(metrics, rows[i].name);
		SIMULATED_CHECK(sim, n >= rows[i].least && n <= rows[i].most,
		                "%s is %llu, not %llu", rows[i].name,
		                (unsigned long long)n,
		                (unsigned long long)rows[i].least);
	}
}

static void look_at_states(struct simulation *sim, const char *metrics)
{
	const struct supervisor *s = &sim->world.engine->supervisor;
	uint64_t counts[STATE_COUNT] = {0};
	char name[60];

	for (size_t n = 0; n < s->count; n++)
		counts[s->instances[n]->state]++;
	for (int state = 0; state < STATE_COUNT; state++) {
		snprintf(name, sizeof(name), "fspd_instances{state=\"%s\"}",
		         fsm_state_name((enum fsm_state)state));
		SIMULATED_CHECK(sim, metric(metrics, name) == counts[state],
		                "%s is %llu, not %llu", name,
		                (unsigned long long)metric(metrics, name),
		                (unsigned long long)counts[state]);
	}
}

/* Every open ticket is a process's or a question's, and of nobody else. */
static void look_at_tickets(struct simulation *sim)
{
	const struct supervisor *s = &sim->world.engine->supervisor;
	size_t asked = 0, profiles = 0, running = 0, there = 0;

	for (size_t n = 0; n < s->count; n++) {
		asked += s->instances[n]->probe != 0;
		profiles += s->instances[n]->profile_probe != 0;
		running += s->instances[n]->ticket != 0;
	}
	for (size_t i = 0; i < sim->instance_count; i++)
		there += simulated_process(sim, i) != NULL;
	SIMULATED_CHECK(sim, running == there, "%zu processes of %zu", there,
	                running);
	SIMULATED_CHECK(sim, s->tickets.count == asked + profiles + running,
	                "%zu tickets for %zu processes and %zu questions",
	                s->tickets.count, running, asked + profiles);
	SIMULATED_CHECK(sim, asked + profiles <= sim->open_questions,
	                "%zu questions are waited for, %zu are under way",
	                asked + profiles, sim->open_questions);
}

void simulated_look(struct simulation *sim, const char *metrics)
{
	const struct supervisor *s = &sim->world.engine->supervisor;

	for (size_t n = 0; n < s->count; n++)
		look_at(sim, s->instances[n]);
	look_at_tickets(sim);
	look_at_states(sim, metrics);
	look_at_counters(sim, metrics);
}
