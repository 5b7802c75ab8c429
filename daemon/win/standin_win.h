/*
 * standin_win.h: `fspd standin`, the service that WinFsp.Launcher is while fspd
 * has taken it over; see standin.h.
 */
#ifndef FSPD_STANDIN_WIN_H
#define FSPD_STANDIN_WIN_H

struct error;

/* Stand in until the manager says stop or fspd's service no longer serves the
 * pipe of that full name. 0, or -1 and err when the manager did not start this
 * process. */
int standin_run(const char *pipe, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
