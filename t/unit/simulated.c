/*
 * simulated.c: see simulated.h. Here: processes.
 */
#include "simulated.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "common/utf.h"
#include "common/xalloc.h"
#include "daemon/engine_state.h"
#include "daemon/instance.h"
#include "daemon/secret_store.h"
#include "simulated_look.h"
#include "simulated_outside.h"
#include "simulated_plan.h"
#include "suite.h"
#include "t/fake/clock_fake.h"
#include "t/fake/probe_fake.h"

void simulated_fail(const struct simulation *sim, int line, const char *format,
                    ...)
{
	char text[400];
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

struct instance *simulated_find(const struct simulation *sim, size_t index)
{
	char class_name[24], name[24];

	snprintf(class_name, sizeof(class_name), "c%zu",
	         index / SIMULATED_PER_CLASS);
	snprintf(name, sizeof(name), "i%zu", index % SIMULATED_PER_CLASS);
	return supervisor_find(&sim->world.engine->supervisor, class_name,
	                       name);
}

const struct simulated_process *simulated_process(const struct simulation *sim,
                                                  size_t index)
{
	const uint32_t pid = sim->instances[index].pid;

	return pid && sim->processes[pid].ticket ? &sim->processes[pid] : NULL;
}

void simulated_forget_unmade(struct simulation *sim, size_t index)
{
	struct simulated_instance *i = &sim->instances[index];

	if (!i->pid || sim->processes[i->pid].exists)
		return;
	sim->processes[i->pid].over = true;
	i->pid = 0;
}

void simulated_later(struct simulation *sim, unsigned what, uint64_t who,
                     unsigned edition, uint64_t after)
{
	const struct moment moment = {
	        .at = clock_fake_engine().now + after,
	        .what = what,
	        .who = who,
	        .edition = edition,
	};

	timeline_add(&sim->line, &moment);
}

static void add(struct simulation *sim, uint32_t pid, unsigned what,
                uint64_t after)
{
	simulated_later(sim, what, pid, sim->processes[pid].edition, after);
}

/* The process ends that much later, whatever was planned. */
static void end_in(struct simulation *sim, uint32_t pid, uint64_t after)
{
	sim->processes[pid].edition++;
	add(sim, pid, MOMENT_EXITED, after);
}

void simulated_forgive(struct simulation *sim, size_t index)
{
	sim->instances[index].restart_count = 0;
}

/* -- restarts -------------------------------------------------------------- */

/* Never given up: declared, and auto. */
static bool is_kept_up(const struct simulation *sim, size_t index)
{
	const struct instance *inst = simulated_find(sim, index);

	return inst && inst->declared && is_auto(inst);
}

/* No more of them in a row within the window than the limit allows. */
static void note_restart(struct simulation *sim, size_t index)
{
	struct simulated_instance *i = &sim->instances[index];
	const uint64_t now = clock_fake_engine().now;
	const size_t at = i->restart_count % SIMULATED_LIMIT;
	const uint64_t least = SIMULATED_DELAY - SIMULATED_DELAY / 4;
	const bool is_hurried = now < sim->quiet_until || now <= i->hurried;

	SIMULATED_CHECK(sim, is_hurried || now - i->ended_at >= least,
	                "instance %zu is restarted after %llu ms", index,
	                (unsigned long long)(now - i->ended_at));
	if (i->restart_count >= SIMULATED_LIMIT &&
	    now - i->restarts[at] < SIMULATED_WINDOW_MS - SIMULATED_DELAY_MAX)
		SIMULATED_CHECK(
		        sim,
		        is_kept_up(sim, index) &&
		                (is_hurried ||
		                 now - i->ended_at >=
		                         SIMULATED_DELAY_MAX -
		                                 SIMULATED_DELAY_MAX / 4),
		        "instance %zu is restarted too often", index);
	i->hurried = 0;
	i->restarts[at] = now;
	i->restart_count++;
}

void simulated_begun(struct simulation *sim, size_t index)
{
	const uint64_t counted = sim->world.engine->counters.restarts;

	simulated_judge_start(sim, index);
	sim->starts++;
	sim->seen.starts++;
	if (counted != sim->restarts_seen)
		note_restart(sim, index);
	sim->restarts_seen = counted;
}

/* -- the port -------------------------------------------------------------- */

/* From now on ticket is that of the process. */
static void set_ticket(struct simulation *sim, uint32_t pid, uint64_t ticket)
{
	while (ticket >= sim->ticket_cap) {
		const size_t cap = sim->ticket_cap ? 2 * sim->ticket_cap : 4096;

		sim->pids = xrealloc(sim->pids, cap, sizeof(*sim->pids));
		memset(sim->pids + sim->ticket_cap, 0,
		       (cap - sim->ticket_cap) * sizeof(*sim->pids));
		sim->ticket_cap = cap;
	}
	sim->pids[ticket] = pid;
	sim->processes[pid].ticket = ticket;
}

static uint32_t pid_of(const struct simulation *sim, uint64_t ticket)
{
	const uint32_t pid = ticket < sim->ticket_cap ? sim->pids[ticket] : 0;

	SIMULATED_CHECK(sim, pid && !sim->processes[pid].over,
	                "process %llu is to end, and is not there",
	                (unsigned long long)ticket);
	return pid;
}

static uint32_t new_process(struct simulation *sim, size_t index,
                            uint64_t ticket)
{
	const uint32_t pid = (uint32_t)++sim->process_count;

	while (pid >= sim->process_cap) {
		sim->process_cap =
		        sim->process_cap ? 2 * sim->process_cap : 4096;
		sim->processes = xrealloc(sim->processes, sim->process_cap,
		                          sizeof(*sim->processes));
	}
	sim->processes[pid] = (struct simulated_process){.owner = index};
	set_ticket(sim, pid, ticket);
	sim->instances[index].pid = pid;
	sim->instances[index].began_at = clock_fake_engine().now;
	return pid;
}

/* As spawn_win.c does: the password, or the number it cannot be had for. */
static uint32_t take_password(struct simulation *sim,
                              const struct process_spec *spec,
                              const struct secret *secret, bool *is_right)
{
	struct secret *opened = NULL;
	struct error err = ERROR_INIT;

	if (spec->secret_source) {
		opened = secret_store_open(
		        sim->world.files, spec->secret_source, spec->class_name,
		        spec->instance_name, &err);
		secret = opened;
		if (!opened)
			sim->seen.unopened++;
	}
	*is_right = secret && strcmp(secret_bytes(secret), "right") == 0;
	secret_free(opened);
	return secret ? OS_SUCCESS : err.code;
}

/* When its file system opens. Some take their time, some for ever. */
static uint64_t mounts_at(struct simulation *sim)
{
	const uint64_t now = clock_fake_engine().now;

	if (chance_roll(&sim->chance, 40) == 0)
		return UINT64_MAX;
	if (chance_roll(&sim->chance, 40) == 0)
		return now + 20000; /* past StartTimeout */
	return now + chance_roll(&sim->chance, 5000);
}

static void start(void *context, const struct process_spec *spec,
                  const struct secret *secret)
{
	struct simulation *sim = context;
	const size_t index =
	        simulated_index(spec->class_name, spec->instance_name);
	struct simulated_instance *i = &sim->instances[index];
	struct simulated_process *p;
	uint32_t pid;

	SIMULATED_CHECK(sim, !i->pid, "instance %zu has two processes", index);
	if (!i->begun)
		simulated_begun(sim, index);
	i->begun = false;
	simulated_judge_spec(sim, index, spec, secret != NULL);
	pid = new_process(sim, index, spec->ticket);
	p = &sim->processes[pid];
	p->ends_with_daemon = spec->job_control;
	p->mounts_at = mounts_at(sim);
	p->error = OS_FILE_NOT_FOUND;
	if (secret || spec->secret_source) {
		p->wants_password = true;
		p->answers = !spec->secret_env;
		const uint32_t number =
		        take_password(sim, spec, secret, &p->accepts);
		if (number) {
			p->error = number;
			p->has_no_password = true;
		}
	}
	/* Others may keep the workers for long. */
	add(sim, pid, MOMENT_BEGUN,
	    chance_roll(&sim->chance,
	                chance_roll(&sim->chance, 200) ? 100 : 30000));
}

static void begin(struct simulation *sim, uint32_t pid)
{
	struct simulated_process *p = &sim->processes[pid];

	p->begun = true;
	if (p->has_no_password || p->is_not_wanted ||
	    chance_roll(&sim->chance, 30) == 0)
		add(sim, pid, MOMENT_FAILED, chance_roll(&sim->chance, 200));
	else if (chance_roll(&sim->chance, 200) == 0)
		/* Past StartTimeout. */
		add(sim, pid, MOMENT_STARTED, 20000);
	else
		add(sim, pid, MOMENT_STARTED, chance_roll(&sim->chance, 500));
}

static void adopt(void *context, uint64_t ticket,
                  const struct process_adoption *adoption)
{
	struct simulation *sim = context;
	const size_t index =
	        simulated_index(adoption->class_name, adoption->instance_name);
	struct simulated_process *p = &sim->processes[adoption->pid];

	SIMULATED_CHECK(sim, p->owner == index && !p->ticket,
	                "process %u becomes instance %zu's", adoption->pid,
	                index);
	simulated_begun(sim, index);
	sim->instances[index].taken_at = clock_fake_engine().now;
	set_ticket(sim, adoption->pid, ticket);
	p->opened = false;
	if (p->over) {
		/* It ended while nobody looked; this daemon is to be told. */
		sim->seen.lost++;
		sim->instances[index].pid = adoption->pid;
		p->over = p->exists = false;
		p->error = OS_FILE_NOT_FOUND;
		p->edition++;
		add(sim, adoption->pid, MOMENT_FAILED, 1);
		return;
	}
	SIMULATED_CHECK(sim, sim->instances[index].pid == adoption->pid,
	                "instance %zu has another process", index);
	sim->seen.adopted++;
	add(sim, adoption->pid, MOMENT_STARTED, 1);
}

static bool interrupt(void *context, uint64_t ticket)
{
	struct simulation *sim = context;
	const uint32_t pid = pid_of(sim, ticket);
	struct simulated_process *p = &sim->processes[pid];

	SIMULATED_CHECK(sim, p->exists,
	                "process %u is asked to end, and is not made",
	                (unsigned)pid);
	simulated_judge_end(sim, p->owner);
	p->asked_to_end = true;
	if (chance_roll(&sim->chance, 50) == 0)
		return false;
	if (chance_roll(&sim->chance, 20)) /* else it has to be killed */
		end_in(sim, pid, 10 + chance_roll(&sim->chance, 3000));
	return true;
}

static void kill_it(void *context, uint64_t ticket)
{
	struct simulation *sim = context;
	const uint32_t pid = pid_of(sim, ticket);
	struct simulated_process *p = &sim->processes[pid];

	p->is_not_wanted = true;
	if (!p->exists)
		return; /* killed once more should it be made all the same */
	p->asked_to_end = true;
	end_in(sim, pid, 1 + chance_roll(&sim->chance, 100));
}

/* -- what happens to them -------------------------------------------------- */

/* Some hours, or a few seconds. */
static uint64_t lifetime(struct simulation *sim, size_t owner)
{
	const bool is_sick = owner % 300 == 7; /* never gets anywhere */

	if (is_sick || chance_roll(&sim->chance, 8) == 0)
		return chance_roll(&sim->chance, 5000);
	return 60000 + (uint64_t)chance_roll(&sim->chance, 12 * 3600 * 1000);
}

static void come_to_be(struct simulation *sim, uint32_t pid)
{
	struct simulated_process *p = &sim->processes[pid];

	if (p->exists)
		return; /* it was adopted */
	p->exists = true;
	if (!sim->calm)
		end_in(sim, pid, lifetime(sim, p->owner));
	if (!p->wants_password)
		return;
	if (!p->answers && !p->accepts)
		end_in(sim, pid, 50);
	else if (p->answers && chance_roll(&sim->chance, 60))
		add(sim, pid, MOMENT_ANSWERED, chance_roll(&sim->chance, 900));
}

static void end(struct simulation *sim, uint32_t pid)
{
	struct simulated_process *p = &sim->processes[pid];
	struct simulated_instance *i = &sim->instances[p->owner];
	const uint64_t now = clock_fake_engine().now;

	if (p->exists && p->ticket && !p->asked_to_end)
		sim->failures++;
	p->over = true;
	i->pid = 0;
	i->ended_at = now;
	if (now - i->began_at > SIMULATED_DELAY_MAX)
		i->restart_count = 0;
}

void simulated_happen(struct simulation *sim, const struct moment *moment)
{
	const uint32_t pid = (uint32_t)moment->who;
	struct simulated_process *p = &sim->processes[pid];
	const struct engine_time time = clock_fake_engine();
	struct process_event event = {.pid = pid, .created = pid};
	const uint64_t ticket = p->ticket;

	/* Adopted since, it is still the same end. */
	if (p->over || (moment->edition != p->edition))
		return;
	event.ticket = ticket;
	switch (moment->what) {
	case MOMENT_BEGUN:
		event.kind = PROCESS_BEGUN;
		begin(sim, pid);
		break;
	case MOMENT_STARTED:
		event.kind = PROCESS_STARTED;
		come_to_be(sim, pid);
		break;
	case MOMENT_ANSWERED:
		event.kind = PROCESS_ANSWERED;
		event.answer_ok = p->accepts;
		*(p->accepts ? &sim->seen.accepted : &sim->seen.refused) += 1;
		break;
	case MOMENT_FAILED:
		event.kind = PROCESS_FAILED;
		error_set(&event.error, p->error, "cannot start it (%u)",
		          (unsigned)p->error);
		end(sim, pid);
		break;
	default:
		event.kind = PROCESS_EXITED;
		event.exit_code = chance_roll(&sim->chance, 3);
		end(sim, pid);
		break;
	}
	if (ticket)
		engine_process(sim->world.engine, &event, &time);
}

/* -- life ------------------------------------------------------------------ */

static struct process_fake_hook hook;

static void answered(void *context, uint64_t peer, const void *bytes,
                     size_t len)
{
	struct simulation *sim = context;
	const unsigned char *first = bytes;

	sim->replies++;
	SIMULATED_CHECK(sim, len >= 2, "peer %llu gets an empty reply",
	                (unsigned long long)peer);
	sim->refusals += first[0] == '!';
	sim->last_replied = peer;
	buf_clear(&sim->reply);
	ck_assert_int_eq(utf16le_to_utf8(&sim->reply, bytes, len), 0);
}

void simulated_begin(struct simulation *sim)
{
	hook = (struct process_fake_hook){start, adopt, interrupt, kill_it,
	                                  sim};
	process_fake_set_hook(sim->world.processes, &hook);
	pipe_fake_set_hook(sim->world.pipes, answered, sim);
	probe_fake_set_hook(sim->world.prober, simulated_ask, sim);
	sim->restarts_seen = sim->starts = sim->failures = 0;
	sim->calls = sim->replies = sim->refusals = 0;
	sim->network_at = 0;
	sim->called = SIZE_MAX;
}

void simulated_end(struct simulation *sim)
{
	memset(sim->pids, 0, sim->ticket_cap * sizeof(*sim->pids));
	for (size_t pid = 1; pid <= sim->process_count; pid++) {
		struct simulated_process *p = &sim->processes[pid];

		p->ticket = 0;
		p->asked_to_end = false;
		if (p->over || p->exists)
			continue;
		p->over = true; /* it will not be made any more */
		sim->instances[p->owner].pid = 0;
	}
	for (size_t i = 0; i < sim->instance_count; i++)
		sim->instances[i].begun = sim->instances[i].down = false;
	for (size_t n = 1; n <= sim->question_count; n++)
		sim->questions[n].over = true;
	sim->open_questions = 0;
}

void simulated_release(struct simulation *sim)
{
	timeline_release(&sim->line);
	buf_release(&sim->reply);
	free(sim->processes);
	free(sim->pids);
	free(sim->instances);
	free(sim->questions);
	free(sim->plans);
}
