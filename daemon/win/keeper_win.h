/*
 * keeper_win.h: keeper.h's port: jobs done on a worker.
 */
#ifndef FSPD_KEEPER_WIN_H
#define FSPD_KEEPER_WIN_H

struct files;
struct keeper;
struct keeper_job;
struct worker_pool;

/* Where finished jobs go, on the loop's thread; job is taken over. */
struct keeper_sink {
	void (*done)(void *context, struct keeper_job *job);
	void *context;
};

/* files and pool are borrowed. */
struct keeper *keeper_win_new(struct files *files, struct worker_pool *pool,
                              const struct keeper_sink *sink)
        __attribute__((nonnull, warn_unused_result));
/* After the pool was freed: no job is under way. */
void keeper_win_free(struct keeper *keeper);

#endif
