/*
 * logs.h: `fspctl logs`: what a process printed, and what it goes on to print.
 */
#ifndef FSPD_CTL_LOGS_H
#define FSPD_CTL_LOGS_H

#include <stdint.h>

struct ctl_options;
struct error;

/* Print the whole log, or with --follow its last lines and what comes until
 * the program is interrupted. Result as ask_command. */
int64_t logs_print(const struct ctl_options *options, struct error *err)
        __attribute__((nonnull, warn_unused_result));

#endif
