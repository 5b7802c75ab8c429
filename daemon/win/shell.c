/*
 * shell.c: see shell.h. Start: read the registry once, then open the pipes, so
 * that nobody meets an empty list. Stop: end the processes while the pipes go
 * on answering, then the reader, then the pipes, then the loop.
 */
#include <windows.h>
#include <stdbool.h>
#include <stdlib.h>

#include "files_win.h"
#include "keeper_win.h"
#include "log_store_win.h"
#include "logs_win.h"
#include "loop.h"
#include "network_win.h"
#include "own_process.h"
#include "pipe_win.h"
#include "probe_win.h"
#include "process_win.h"
#include "reader.h"
#include "shell.h"
#include "survey_win.h"
#include "survivors_win.h"
#include "worker_win.h"
#include "../engine.h"
#include "../log_ids.h"
#include "../machine_key.h"
#include "../outside.h"
#include "../record.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "../../common/log.h"
#include "../../common/seal.h"
#include "../../common/xalloc.h"

enum {
	/* Processes made at once: enough to hide a slow file server, few
	 * enough not to crowd out the file systems. */
	WORKERS = 4,
	STOP_REPORT_MS = 1000,
	/* Old logs are looked for when what is declared is known, and every
	 * hour. */
	FIRST_SWEEP_MS = 60 * 1000,
};

enum phase { PHASE_STARTING, PHASE_SERVING, PHASE_ENDING, PHASE_CLOSING };

struct shell {
	struct shell_hooks hooks;
	struct loop *loop;
	struct worker_pool *workers, *archivist, *inspections;
	struct process_host *processes;
	struct pipe_host *pipes;
	struct prober *prober;
	struct network_watch *network;
	struct reader *reader;
	struct files *files;
	struct keeper *keeper, *archive;
	struct log_store *log_store;
	struct logs *logs;
	struct surveyor *surveyor, *inspector;
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
	if (pipe_host_open(shell->pipes, &shell->error) < 0) {
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
		return pipe_host_is_idle(shell->pipes) ? 0 : UINT64_MAX;
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
		loop_quit(shell->loop);
	} else if (engine_is_idle(shell->engine)) {
		shell->phase = PHASE_CLOSING;
		reader_stop(shell->reader);
		pipe_host_close(shell->pipes);
		if (pipe_host_is_idle(shell->pipes))
			loop_quit(shell->loop);
	} else {
		shell->report_at = now + STOP_REPORT_MS;
		if (shell->hooks.stopping != NULL)
			shell->hooks.stopping(shell->hooks.context);
	}
}

void shell_stop(struct shell *shell)
{
	if (InterlockedExchange(&shell->stop_posted, 1) == 0)
		loop_post(shell->loop, &shell->stop_op);
}

void shell_reload(struct shell *shell)
{
	reader_refresh(shell->reader, "", 0);
}

int shell_run(struct shell *shell, struct error *err)
{
	/* The first pass starts instances: not beside another fspd. */
	if (pipe_host_check(shell->pipes, err) < 0 ||
	    reader_start(shell->reader, err) < 0)
		return -1;
	loop_run(shell->loop);
	if (!shell->failed)
		return 0;
	if (err != NULL)
		*err = shell->error;
	return -1;
}

/* -- made and freed -------------------------------------------------------- */

/* Now, not when it is first wanted: fspctl key must have one to show, and what
 * keeps it from being made is told while somebody looks. */
static void make_machine_key(struct files *files)
{
	struct error why = ERROR_INIT;
	struct seal_key key;

	if (machine_key_ensure(files, &key, &why) < 0)
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "passwords cannot be kept for unattended starts: %s",
		          why.text);
}

static int make_ports(struct shell *shell, const struct shell_options *options,
                      struct error *err)
{
	struct process_sink process_sink = {on_process, shell};
	struct pipe_sink pipe_sink = {on_request, on_gone, on_companion, shell};
	struct probe_sink probe_sink = {on_probed, shell};
	struct keeper_sink keeper_sink = {on_kept, shell};
	struct logs_sink logs_sink = {on_log, shell};
	struct survey_sink survey_sink = {on_surveyed, shell};
	struct reader_sink reader_sink = {on_change, on_refreshed, on_ready,
	                                  on_complete, shell};
	struct pipe_options pipe_options = {options->winfsp_pipe,
	                                    options->own_pipe,
	                                    options->companion_retry_ms};

	shell->loop = loop_new(err);
	if (shell->loop == NULL)
		return -1;
	shell->workers = worker_pool_new(shell->loop, WORKERS, err);
	if (shell->workers == NULL)
		return -1;
	shell->files = files_win_new(options->data, err);
	if (shell->files == NULL)
		return -1;
	make_machine_key(shell->files);
	shell->keeper =
	        keeper_win_new(shell->files, shell->workers, &keeper_sink);
	/* A thread of its own: a disk that is slow keeps no process waiting. */
	shell->archivist = worker_pool_new(shell->loop, 1, err);
	if (shell->archivist == NULL)
		return -1;
	shell->archive =
	        keeper_win_new(shell->files, shell->archivist, &keeper_sink);
	shell->surveyor =
	        surveyor_new(options->root, shell->workers, &survey_sink);
	/* One more: an Executable on a dead server keeps nothing waiting. */
	shell->inspections = worker_pool_new(shell->loop, 1, err);
	if (shell->inspections == NULL)
		return -1;
	shell->inspector =
	        surveyor_new(options->root, shell->inspections, &survey_sink);
	shell->log_store = log_store_win_new(files_win_path(shell->files));
	shell->logs =
	        logs_win_new(shell->loop, shell->log_store, &logs_sink, err);
	if (shell->logs == NULL)
		return -1;
	shell->processes =
	        process_host_new(shell->loop, shell->workers, shell->files,
	                         shell->logs, &process_sink, err);
	if (shell->processes == NULL)
		return -1;
	shell->prober = prober_win_new(shell->loop, &probe_sink, err);
	if (shell->prober == NULL)
		return -1;
	shell->pipes =
	        pipe_host_new(shell->loop, &pipe_options, &pipe_sink, err);
	if (shell->pipes == NULL)
		return -1;
	shell->reader = reader_new(shell->loop, options->root, shell->files,
	                           &reader_sink, err);
	return shell->reader == NULL ? -1 : 0;
}

static void on_survivor(void *context, const struct survivor *survivor)
{
	struct shell *shell = context;

	engine_adopt(shell->engine, survivor);
}

static int make_engine(struct shell *shell, struct error *err)
{
	struct engine_options options = {0};

	options.processes = shell->processes;
	options.pipes = shell->pipes;
	options.prober = shell->prober;
	options.reader = shell->reader;
	options.keeper = shell->keeper;
	options.archive = shell->archive;
	options.logs = shell->logs;
	options.surveyor = shell->surveyor;
	options.inspector = shell->inspector;
	options.daemon_directory = shell->directory;
	options.version = FSPD_VERSION;
	options.counter_frequency = clock_counter_frequency();
	options.random_seed = own_process_seed();
	shell->engine = engine_new(&options, err);
	if (shell->engine == NULL)
		return -1;
	survivors_find(shell->files, on_survivor, shell);
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
	shell->network = network_watch_new(shell->loop, on_network, shell);
	loop_add_timer(shell->loop, &shell->engine_timer);
	shell->sweep_timer =
	        (struct loop_timer){sweep_next, sweep_due, shell, NULL};
	loop_add_timer(shell->loop, &shell->stop_timer);
	loop_add_timer(shell->loop, &shell->sweep_timer);
	return shell;
}

void shell_free(struct shell *shell)
{
	if (shell == NULL)
		return;
	if (shell->reader != NULL)
		reader_stop(shell->reader);
	network_watch_free(shell->network);
	prober_win_free(shell->prober);
	worker_pool_free(shell->workers);
	worker_pool_free(shell->archivist);
	worker_pool_break_off(shell->inspections);
	engine_free(shell->engine);
	process_host_free(shell->processes);
	logs_win_free(shell->logs);
	log_store_win_free(shell->log_store);
	keeper_win_free(shell->keeper);
	keeper_win_free(shell->archive);
	surveyor_free(shell->surveyor);
	surveyor_free(shell->inspector);
	files_win_free(shell->files);
	pipe_host_free(shell->pipes);
	reader_free(shell->reader);
	loop_free(shell->loop);
	free(shell->directory);
	free(shell);
}
