/*
 * network_win.h: told when an address of this machine comes or goes.
 */
#ifndef FSPD_NETWORK_WIN_H
#define FSPD_NETWORK_WIN_H

struct loop;
struct network_watch;

/* changed runs on the loop's thread. Never NULL: where Windows cannot tell,
 * that is logged, and nothing is told. */
struct network_watch *network_watch_new(struct loop *loop,
                                        void (*changed)(void *context),
                                        void *context)
        __attribute__((nonnull(1, 2), returns_nonnull, warn_unused_result));
/* After the loop has ended; NULL is accepted. */
void network_watch_free(struct network_watch *watch);

#endif
