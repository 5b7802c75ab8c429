/*
 * shell_ports.c: see shell_ports.h.
 */
#include <windows.h>

#include "ending.h"
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

static const struct {
	unsigned usual, max;
	enum worker_end end;
} pool_kinds[POOL_COUNT] = {
        /* few enough not to crowd out the file systems; a program on a server
         * that does not answer keeps nobody else's waiting */
        [POOL_PROCESSES] = {4, 64, WORKER_FINISHES},
        /* a disk that is slow keeps no process waiting, nor the other */
        [POOL_KEPT] = {1, 1, WORKER_FINISHES},
        [POOL_ARCHIVE] = {1, 1, WORKER_FINISHES},
        /* nobody waits for them */
        [POOL_INSPECTIONS] = {1, 1, WORKER_BREAKS_OFF},
        /* they look at programs that may be on a dead server */
        [POOL_SURVEYS] = {4, 4, WORKER_BREAKS_OFF},
        [POOL_MOUNTS] = {4, 4, WORKER_BREAKS_OFF},
        /* each may hang for a minute, and keeps others waiting only when
         * that many hang */
        [POOL_PATHS] = {32, 32, WORKER_BREAKS_OFF},
        [POOL_HOSTS] = {32, 32, WORKER_BREAKS_OFF},
        [POOL_PROFILES] = {8, 8, WORKER_BREAKS_OFF},
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

static void make_pools(struct shell_ports *ports)
{
	for (size_t i = 0; i < POOL_COUNT; i++)
		ports->pools[i] =
		        worker_pool_new(ports->loop, pool_kinds[i].usual,
		                        pool_kinds[i].max, pool_kinds[i].end);
}

/* What works on the pools; nothing of it can fail. */
static void make_users_of_pools(struct shell_ports *ports, const char *root,
                                const struct shell_sinks *sinks)
{
	ports->keeper = keeper_win_new(ports->files, ports->pools[POOL_KEPT],
	                               &sinks->keeper);
	ports->archive = keeper_win_new(
	        ports->files, ports->pools[POOL_ARCHIVE], &sinks->keeper);
	ports->surveyor =
	        surveyor_new(root, ports->pools[POOL_SURVEYS], &sinks->survey);
	ports->inspector = surveyor_new(root, ports->pools[POOL_INSPECTIONS],
	                                &sinks->survey);
}

int shell_ports_make(struct shell_ports *ports,
                     const struct shell_options *options,
                     const struct shell_sinks *sinks, struct error *err)
{
	struct probe_pools probe_pools;
	const struct pipe_options pipe_options = {options->winfsp_pipe,
	                                          options->own_pipe,
	                                          options->companion_retry_ms};

	ports->loop = loop_new(err);
	if (ports->loop == NULL)
		return -1;
	make_pools(ports);
	ports->files = files_win_new(options->data, err);
	if (ports->files == NULL)
		return -1;
	make_machine_key(ports->files);
	probe_pools = (struct probe_pools){
	        ports->pools[POOL_MOUNTS], ports->pools[POOL_PATHS],
	        ports->pools[POOL_HOSTS], ports->pools[POOL_PROFILES]};
	make_users_of_pools(ports, options->root, sinks);
	ports->log_store = log_store_win_new(files_win_path(ports->files));
	ports->logs =
	        logs_win_new(ports->loop, ports->log_store, &sinks->logs, err);
	if (ports->logs == NULL)
		return -1;
	ports->processes = process_host_new(
	        ports->loop, ports->pools[POOL_PROCESSES], ports->files,
	        ports->logs, &sinks->process, err);
	if (ports->processes == NULL)
		return -1;
	ports->prober =
	        prober_win_new(ports->loop, &probe_pools, &sinks->probe, err);
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

/* false when it hangs. */
static bool end_logs(struct shell_ports *ports, void (*waiting)(void *context),
                     void *context)
{
	struct ending ending;

	if (ports->logs == NULL)
		return true;
	ending_begin(&ending, waiting, context);
	if (logs_win_end(ports->logs, &ending))
		return true;
	log_event(LOG_WARNING, LOG_ID_SYSTEM,
	          "the disk with the logs hangs: fspd ends without having "
	          "written all of them");
	return false;
}

bool shell_ports_end(struct shell_ports *ports, void (*waiting)(void *context),
                     void *context)
{
	struct ending ending;
	unsigned left;

	if (ports->reader != NULL)
		reader_stop(ports->reader);
	ending_begin(&ending, waiting, context);
	left = worker_pools_end(ports->pools, POOL_COUNT, &ending);
	if (ports->reader != NULL && !reader_end(ports->reader, &ending))
		left++;
	if (left == 0)
		return true;
	log_event(LOG_WARNING, LOG_ID_SYSTEM,
	          "calls of Windows hang and cannot be broken off (%u): fspd "
	          "ends without them",
	          left);
	(void)end_logs(ports, waiting, context);
	return false;
}

void shell_ports_free(struct shell_ports *ports, void (*waiting)(void *context),
                      void *context)
{
	/* what runs on leaves its log */
	process_host_free(ports->processes);
	if (!end_logs(ports, waiting, context))
		return;
	logs_win_free(ports->logs);
	log_store_win_free(ports->log_store);
	keeper_win_free(ports->keeper);
	keeper_win_free(ports->archive);
	surveyor_free(ports->surveyor);
	surveyor_free(ports->inspector);
	prober_win_free(ports->prober);
	files_win_free(ports->files);
	pipe_host_free(ports->pipes);
	reader_free(ports->reader);
	for (size_t i = 0; i < POOL_COUNT; i++)
		worker_pool_free(ports->pools[i]);
	loop_free(ports->loop);
}
