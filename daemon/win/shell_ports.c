/*
 * shell_ports.c: see shell_ports.h.
 */
#include <windows.h>

#include "files_win.h"
#include "log_store_win.h"
#include "loop.h"
#include "shell.h"
#include "shell_ports.h"
#include "worker_win.h"
#include "../log_ids.h"
#include "../machine_key.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/seal.h"

enum {
	/* Processes made at once: enough to hide a slow file server, few
	 * enough not to crowd out the file systems. */
	WORKERS = 4,
};

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

static int make_pools(struct shell_ports *ports, struct error *err)
{
	ports->workers = worker_pool_new(ports->loop, WORKERS, err);
	if (ports->workers == NULL)
		return -1;
	/* A thread of its own: a disk that is slow keeps no process waiting. */
	ports->archivist = worker_pool_new(ports->loop, 1, err);
	if (ports->archivist == NULL)
		return -1;
	/* One more: an Executable on a dead server keeps nothing waiting. */
	ports->inspections = worker_pool_new(ports->loop, 1, err);
	return ports->inspections == NULL ? -1 : 0;
}

/* What works on the pools; nothing of it can fail. */
static void make_users_of_pools(struct shell_ports *ports, const char *root,
                                const struct shell_sinks *sinks)
{
	ports->keeper =
	        keeper_win_new(ports->files, ports->workers, &sinks->keeper);
	ports->archive =
	        keeper_win_new(ports->files, ports->archivist, &sinks->keeper);
	ports->surveyor = surveyor_new(root, ports->workers, &sinks->survey);
	ports->inspector =
	        surveyor_new(root, ports->inspections, &sinks->survey);
}

int shell_ports_make(struct shell_ports *ports,
                     const struct shell_options *options,
                     const struct shell_sinks *sinks, struct error *err)
{
	const struct pipe_options pipe_options = {options->winfsp_pipe,
	                                          options->own_pipe,
	                                          options->companion_retry_ms};

	ports->loop = loop_new(err);
	if (ports->loop == NULL || make_pools(ports, err) < 0)
		return -1;
	ports->files = files_win_new(options->data, err);
	if (ports->files == NULL)
		return -1;
	make_machine_key(ports->files);
	make_users_of_pools(ports, options->root, sinks);
	ports->log_store = log_store_win_new(files_win_path(ports->files));
	ports->logs =
	        logs_win_new(ports->loop, ports->log_store, &sinks->logs, err);
	if (ports->logs == NULL)
		return -1;
	ports->processes =
	        process_host_new(ports->loop, ports->workers, ports->files,
	                         ports->logs, &sinks->process, err);
	if (ports->processes == NULL)
		return -1;
	ports->prober = prober_win_new(ports->loop, &sinks->probe, err);
	if (ports->prober == NULL)
		return -1;
	ports->pipes =
	        pipe_host_new(ports->loop, &pipe_options, &sinks->pipe, err);
	if (ports->pipes == NULL)
		return -1;
	ports->reader = reader_new(ports->loop, options->root, ports->files,
	                           &sinks->reader, err);
	return ports->reader == NULL ? -1 : 0;
}

void shell_ports_end(struct shell_ports *ports)
{
	if (ports->reader != NULL)
		reader_stop(ports->reader);
	prober_win_free(ports->prober);
	worker_pool_free(ports->workers);
	worker_pool_free(ports->archivist);
	worker_pool_break_off(ports->inspections);
}

void shell_ports_free(struct shell_ports *ports)
{
	process_host_free(ports->processes);
	logs_win_free(ports->logs);
	log_store_win_free(ports->log_store);
	keeper_win_free(ports->keeper);
	keeper_win_free(ports->archive);
	surveyor_free(ports->surveyor);
	surveyor_free(ports->inspector);
	files_win_free(ports->files);
	pipe_host_free(ports->pipes);
	reader_free(ports->reader);
	loop_free(ports->loop);
}
