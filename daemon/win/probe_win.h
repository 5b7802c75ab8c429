/*
 * probe_win.h: probe.h's port: sockets and files, asked on threads of their
 * own, so that a server that hangs holds up neither a start nor the loop.
 */
#ifndef FSPD_PROBE_WIN_H
#define FSPD_PROBE_WIN_H

struct error;
struct prober;
struct probe_answer;
struct worker_pool;

/* Where answers go, on the loop's thread. */
struct probe_sink {
	void (*answered)(void *context, const struct probe_answer *answer);
	void *context;
};

/* The pools are borrowed: of a mount, and of what is waited for. */
struct prober *prober_win_new(struct worker_pool *mounts,
                              struct worker_pool *waits,
                              const struct probe_sink *sink, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* After the pools' threads have ended; NULL is accepted. */
void prober_win_free(struct prober *prober);

#endif
