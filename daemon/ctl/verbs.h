/*
 * verbs.h: what each verb of fspctl asks, and how its answer is shown.
 */
#ifndef FSPD_CTL_VERBS_H
#define FSPD_CTL_VERBS_H

#include <stdint.h>

struct ctl_options;
struct error;

enum {
	CTL_EXIT_DONE = 0,
	CTL_EXIT_REFUSED = 1, /* the daemon said no */
	CTL_EXIT_SYSTEM = 3,  /* no daemon, no answer, no terminal */
	CTL_EXIT_USAGE = 64
};

/* Do what options ask; results to standard output, errors with number, text
 * and cause to standard error. Returns the exit code. */
int ctl_run(const struct ctl_options *options) __attribute__((nonnull));

/* Tell of a failure, of a refusal with number, text and cause. Returns the exit
 * code that goes with it. */
int ctl_failed(const struct error *err) __attribute__((nonnull));
int ctl_refused(const struct ctl_options *options, int64_t number)
        __attribute__((nonnull));

#endif
