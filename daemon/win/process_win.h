/*
 * process_win.h: process.h over Windows: spawns on workers, watches for the
 * answers and the ends, and tells the engine on the loop's thread.
 */
#ifndef FSPD_PROCESS_WIN_H
#define FSPD_PROCESS_WIN_H

#include "../process.h"

struct files;
struct logs;
struct loop;
struct worker_pool;

struct process_sink {
	void (*event)(void *context, const struct process_event *event);
	void *context;
};

/* pool makes the processes; files hold the passwords of declared instances;
 * logs get the output. */
struct process_host *process_host_new(struct loop *loop,
                                      struct worker_pool *pool,
                                      struct files *files, struct logs *logs,
                                      const struct process_sink *sink,
                                      struct error *err)
        __attribute__((nonnull(1, 2, 3, 4, 5), warn_unused_result));
/* After the loop and the pool have ended. Processes with JobControl=1 that
 * still run end now, others run on. */
void process_host_free(struct process_host *host);

#endif
