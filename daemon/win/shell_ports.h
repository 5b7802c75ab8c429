/*
 * shell_ports.h: what the daemon stands on: its loop, the threads beside it,
 * and the ports' implementations; made, ended and freed in the order in which
 * they need each other.
 */
#ifndef FSPD_SHELL_PORTS_H
#define FSPD_SHELL_PORTS_H

#include <stdbool.h>

#include "keeper_win.h"
#include "logs_win.h"
#include "pipe_win.h"
#include "probe_win.h"
#include "process_win.h"
#include "reader.h"
#include "survey_win.h"

struct error;
struct files;
struct log_store;
struct loop;
struct shell_options;
struct worker_pool;

/* What takes its time is done apart, so that nothing waits for what it has
 * nothing to do with. */
enum shell_pool {
	POOL_PROCESSES,   /* made */
	POOL_KEPT,        /* passwords and survivors, kept on disk */
	POOL_ARCHIVE,     /* last good definitions written */
	POOL_INSPECTIONS, /* definitions judged as fsp-import would */
	POOL_SURVEYS,     /* definitions explained */
	POOL_MOUNTS,      /* tried to be opened */
	POOL_PATHS,       /* of WaitFor, looked for */
	POOL_HOSTS,       /* of WaitFor, their addresses looked up */
	POOL_PROFILES,    /* whose they are asked of a domain controller */
	POOL_COUNT
};

/* Where all that the ports tell goes, on the loop's thread. */
struct shell_sinks {
	struct process_sink process;
	struct pipe_sink pipe;
	struct probe_sink probe;
	struct keeper_sink keeper;
	struct logs_sink logs;
	struct survey_sink survey;
	struct reader_sink reader;
};

/* A value; zeroed it has nothing. */
struct shell_ports {
	struct loop *loop;
	struct worker_pool *pools[POOL_COUNT];
	struct process_host *processes;
	struct pipe_host *pipes;
	struct prober *prober;
	struct reader *reader;
	struct files *files;
	struct keeper *keeper, *archive;
	struct log_store *log_store;
	struct logs *logs;
	struct surveyor *surveyor, *inspector;
};

/* 0, or -1 and err; then ports has what was made, for the two below. sinks are
 * copied. */
int shell_ports_make(struct shell_ports *ports,
                     const struct shell_options *options,
                     const struct shell_sinks *sinks, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* End the threads but that of the logs: nothing is told or done any more.
 * waiting, or NULL, is called about every second until then. false: some hang,
 * and were left behind after LIMIT_END_MS, which the log was told; then the
 * ports, and what uses them, may not be freed. */
bool shell_ports_end(struct shell_ports *ports, void (*waiting)(void *context),
                     void *context)
        __attribute__((nonnull(1), warn_unused_result));
/* After shell_ports_end was true, and after the engine, which uses them, was
 * freed. The logs are written, and have LIMIT_END_MS for it. */
void shell_ports_free(struct shell_ports *ports, void (*waiting)(void *context),
                      void *context) __attribute__((nonnull(1)));

#endif
