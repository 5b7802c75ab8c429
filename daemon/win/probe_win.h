/*
 * probe_win.h: probe.h's port: sockets on the loop, files and accounts on
 * threads of their own, so that a server that hangs holds up neither a start
 * nor the loop nor a question about another server. Equal questions asked at
 * the same time are one.
 */
#ifndef FSPD_PROBE_WIN_H
#define FSPD_PROBE_WIN_H

struct error;
struct loop;
struct prober;
struct probe_answer;
struct worker_pool;

/* Where answers go, on the loop's thread. */
struct probe_sink {
	void (*answered)(void *context, const struct probe_answer *answer);
	void *context;
};

/* Borrowed: where what may hang is done. One that has no thread free keeps only
 * its own kind waiting. */
struct probe_pools {
	struct worker_pool *mounts, *paths, *hosts, *profiles;
};

/* loop is borrowed. */
struct prober *prober_win_new(struct loop *loop,
                              const struct probe_pools *pools,
                              const struct probe_sink *sink, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* After the pools' threads have ended; NULL is accepted. */
void prober_win_free(struct prober *prober);

#endif
