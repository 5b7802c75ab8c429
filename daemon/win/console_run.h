/*
 * console_run.h: `fspd run`: the daemon in the foreground.
 */
#ifndef FSPD_CONSOLE_RUN_H
#define FSPD_CONSOLE_RUN_H

struct log_writer;
struct shell_options;

/* Serve until Ctrl-C, Ctrl-Break, or the console or the session ends. log is
 * ended before the system may end the process. 0, or -1, and the log was told
 * why: whatever is printed otherwise may have nobody who reads it. */
int console_run(const struct shell_options *options, struct log_writer *log)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
