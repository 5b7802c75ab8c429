/*
 * console_run.h: `fspd run`: the daemon in the foreground.
 */
#ifndef FSPD_CONSOLE_RUN_H
#define FSPD_CONSOLE_RUN_H

struct error;
struct shell_options;

/* Serve until Ctrl-C, Ctrl-Break, or the console or the session ends. 0, or -1
 * and err. */
int console_run(const struct shell_options *options, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
