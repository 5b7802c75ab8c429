/*
 * shell.c: see shell.h. Start: read the registry once, then open the pipes, so
 * that nobody meets an empty list. Stop: end the processes while the pipes go
 * on answering, then the reader, then the pipes, then the loop.
 */
#include <windows.h>
#include <stdbool.h>
#include <stdlib.h>

#include "loop.h"
#include "network_win.h"
#include "own_process.h"
#include "shell.h"
#include "shell_ports.h"
#include "survivors_win.h"
#include "../engine.h"
#include "../log_ids.h"
#include "../outside.h"
#include "../record.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "../../common/log.h"
#include "../../common/xalloc.h"

enum {
	STOP_REPORT_MS = 1000,
	/* Old logs are looked for when what is declared is known, and every
	 * hour. */
	FIRST_SWEEP_MS = 60 * 1000,
};

enum phase { PHASE_STARTING, PHASE_SERVING, PHASE_ENDING, PHASE_CLOSING };

struct shell {
	struct shell_hooks hooks;
	struct shell_ports ports;
	struct network_watch *network;
	struct engine *engine;
	char *directory;
	struct loop_timer engine_timer, stop_timer, sweep_timer;
	uint64_t sweep_at;
	struct loop_op stop_op;
	volatile LONG stop_posted;
	enum phase phase;
	uint64_t report_at;
	bool failed;
	struct error error; /* why it failed */
};

static struct engine_time time_now(void)
{
	struct engine_time time = {clock_monotonic_ms(), clock_filetime(),
	                           clock_counter()};

	return time;
}

/* -- what the ports tell, passed on to the engine -------------------------- */

static void on_request(void *context, uint64_t peer, struct caller *caller,
                       const void *bytes, size_t len)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_request(shell->engine, peer, caller, bytes, len, &time);
}

static void on_gone(void *context, uint64_t peer)
{
	struct shell *shell = context;

	engine_peer_gone(shell->engine, peer);
}

static void on_companion(void *context, const char *holder)
{
	struct shell *shell = context;

	engine_set_companion(shell->engine, holder);
}

static void on_process(void *context, const struct process_event *event)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_process(shell->engine, event, &time);
}

static void on_kept(void *context, struct keeper_job *job)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_kept(shell->engine, job, &time);
}

static void on_log(void *context, uint64_t ticket, uint32_t number,
                   const struct buf *json)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_log(shell->engine, ticket, number, json, &time);
}

static void on_surveyed(void *context, struct survey *survey)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_surveyed(shell->engine, survey, &time);
}

static void on_probed(void *context, const struct probe_answer *answer)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_probed(shell->engine, answer, &time);
}

static void on_network(void *context)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_network_changed(shell->engine, &time);
}

static void on_change(void *context, struct class_change *change)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	engine_change(shell->engine, change, &time);
}

static void on_refreshed(void *context, uint64_t ticket)
{
	struct shell *shell = context;
	struct engine_time time;

	if (ticket == 0)
		return; /* shell_reload: nobody waits */
	time = time_now();
	engine_refreshed(shell->engine, ticket, &time);
}

static uint64_t engine_next(void *context)
{
	const struct shell *shell = context;

	return engine_deadline(shell->engine);
}

static void engine_due(void *context, uint64_t now)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	(void)now;
	engine_tick(shell->engine, &time);
}

/* -- start and stop -------------------------------------------------------- */

static void begin_end(struct shell *shell)
{
	struct engine_time time = time_now();

	if (shell->phase >= PHASE_ENDING)
		return;
	shell->phase = PHASE_ENDING;
	shell->report_at = time.now + STOP_REPORT_MS;
	engine_shut_down(shell->engine, &time);
}

static void on_stop(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct shell *shell = CONTAINING_RECORD(op, struct shell, stop_op);

	(void)bytes;
	(void)error;
	begin_end(shell);
}

static void on_ready(void *context)
{
	struct shell *shell = context;

	if (shell->phase != PHASE_STARTING)
		return;
	if (pipe_host_open(shell->ports.pipes, &shell->error) < 0) {
		shell->failed = true;
		begin_end(shell);
		return;
	}
	shell->phase = PHASE_SERVING;
	if (shell->hooks.ready != NULL)
		shell->hooks.ready(shell->hooks.context);
}

/* Not before: what could not be read would be taken for what is no more. */
static void on_complete(void *context)
{
	struct shell *shell = context;

	shell->sweep_at = clock_monotonic_ms() + FIRST_SWEEP_MS;
}

static uint64_t sweep_next(void *context)
{
	const struct shell *shell = context;

	return shell->phase == PHASE_SERVING ? shell->sweep_at : UINT64_MAX;
}

static void sweep_due(void *context, uint64_t now)
{
	struct shell *shell = context;
	struct engine_time time = time_now();

	shell->sweep_at = now + LIMIT_LOG_SWEEP_MS;
	engine_sweep(shell->engine, &time);
}

/* Looked at after every completion while the daemon ends. */
static uint64_t stop_next(void *context)
{
	const struct shell *shell = context;

	switch (shell->phase) {
	case PHASE_ENDING:
		return engine_is_idle(shell->engine) ? 0 : shell->report_at;
	case PHASE_CLOSING:
		return pipe_host_is_idle(shell->ports.pipes) ? 0 : UINT64_MAX;
	case PHASE_STARTING:
	case PHASE_SERVING:
		break;
	}
	return UINT64_MAX;
}

static void stop_due(void *context, uint64_t now)
{
	struct shell *shell = context;

	if (shell->phase == PHASE_CLOSING) {
		loop_quit(shell->ports.loop);
	} else if (engine_is_idle(shell->engine)) {
		shell->phase = PHASE_CLOSING;
		reader_stop(shell->ports.reader);
		pipe_host_close(shell->ports.pipes);
		if (pipe_host_is_idle(shell->ports.pipes))
			loop_quit(shell->ports.loop);
	} else {
		shell->report_at = now + STOP_REPORT_MS;
		if (shell->hooks.stopping != NULL)
			shell->hooks.stopping(shell->hooks.context);
	}
}

void shell_stop(struct shell *shell)
{
	if (InterlockedExchange(&shell->stop_posted, 1) == 0)
		loop_post(shell->ports.loop, &shell->stop_op);
}

void shell_reload(struct shell *shell)
{
	reader_refresh(shell->ports.reader, "", 0);
}

int shell_run(struct shell *shell, struct error *err)
{
	/* The first pass starts instances: not beside another fspd. */
	if (pipe_host_check(shell->ports.pipes, err) < 0 ||
	    reader_start(shell->ports.reader, err) < 0)
		return -1;
	loop_run(shell->ports.loop);
	if (!shell->failed)
		return 0;
	if (err != NULL)
		*err = shell->error;
	return -1;
}

/* -- made and freed -------------------------------------------------------- */

static int make_ports(struct shell *shell, const struct shell_options *options,
                      struct error *err)
{
	const struct shell_sinks sinks = {
	        .process = {on_process, shell},
	        .pipe = {on_request, on_gone, on_companion, shell},
	        .probe = {on_probed, shell},
	        .keeper = {on_kept, shell},
	        .logs = {on_log, shell},
	        .survey = {on_surveyed, shell},
	        .reader = {on_change, on_refreshed, on_ready, on_complete,
	                   shell},
	};

	return shell_ports_make(&shell->ports, options, &sinks, err);
}

static void on_survivor(void *context, const struct survivor *survivor)
{
	struct shell *shell = context;

	engine_adopt(shell->engine, survivor);
}

static int make_engine(struct shell *shell, struct error *err)
{
	struct engine_options options = {0};

	options.processes = shell->ports.processes;
	options.pipes = shell->ports.pipes;
	options.prober = shell->ports.prober;
	options.reader = shell->ports.reader;
	options.keeper = shell->ports.keeper;
	options.archive = shell->ports.archive;
	options.logs = shell->ports.logs;
	options.surveyor = shell->ports.surveyor;
	options.inspector = shell->ports.inspector;
	options.daemon_directory = shell->directory;
	options.version = FSPD_VERSION;
	options.counter_frequency = clock_counter_frequency();
	options.random_seed = own_process_seed();
	shell->engine = engine_new(&options, err);
	if (shell->engine == NULL)
		return -1;
	survivors_find(shell->ports.files, on_survivor, shell);
	return 0;
}

struct shell *shell_new(const struct shell_options *options,
                        const struct shell_hooks *hooks, struct error *err)
{
	struct shell *shell = xcalloc(1, sizeof(*shell));

	own_process_prepare();
	shell->sweep_at = UINT64_MAX;
	shell->hooks = *hooks;
	shell->directory = own_process_directory();
	shell->stop_op.done = on_stop;
	if (make_ports(shell, options, err) < 0 ||
	    make_engine(shell, err) < 0) {
		shell_free(shell);
		return NULL;
	}
	shell->engine_timer =
	        (struct loop_timer){engine_next, engine_due, shell, NULL};
	shell->stop_timer =
	        (struct loop_timer){stop_next, stop_due, shell, NULL};
	shell->network =
	        network_watch_new(shell->ports.loop, on_network, shell);
	loop_add_timer(shell->ports.loop, &shell->engine_timer);
	shell->sweep_timer =
	        (struct loop_timer){sweep_next, sweep_due, shell, NULL};
	loop_add_timer(shell->ports.loop, &shell->stop_timer);
	loop_add_timer(shell->ports.loop, &shell->sweep_timer);
	return shell;
}

void shell_free(struct shell *shell)
{
	const struct shell_hooks *hooks;

	if (shell == NULL)
		return;
	hooks = &shell->hooks;
	network_watch_free(shell->network);
	/* a thread that hangs keeps all it may touch until the process ends */
	if (!shell_ports_end(&shell->ports, hooks->stopping, hooks->context))
		return;
	engine_free(shell->engine);
	shell_ports_free(&shell->ports, hooks->stopping, hooks->context);
	free(shell->directory);
	free(shell);
}
