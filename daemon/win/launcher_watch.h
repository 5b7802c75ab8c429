/*
 * launcher_watch.h: the service's eye on WinFsp.Launcher: a take-over that is
 * recorded is made good when the service begins to serve, and again when an
 * installer has put the launcher back. A thread of its own: services are
 * waited for.
 */
#ifndef FSPD_LAUNCHER_WATCH_H
#define FSPD_LAUNCHER_WATCH_H

struct launcher_watch;

/* NULL when it cannot be had (logged). */
struct launcher_watch *launcher_watch_start(void)
        __attribute__((warn_unused_result));
/* Ends what it waits for; one that is inside a call of the service control
 * manager that hangs is left behind, see ending.h, which waiting is of too.
 * NULL is accepted for watch and waiting. */
void launcher_watch_stop(struct launcher_watch *watch,
                         void (*waiting)(void *context));

#endif
