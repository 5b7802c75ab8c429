/*
 * verbs.h: what each verb of fspctl asks, and how its answer is shown.
 */
#ifndef FSPD_CTL_VERBS_H
#define FSPD_CTL_VERBS_H

struct ctl_options;

enum {
	CTL_EXIT_DONE = 0,
	CTL_EXIT_REFUSED = 1, /* the daemon said no */
	CTL_EXIT_SYSTEM = 3,  /* no daemon, no answer, no terminal */
	CTL_EXIT_USAGE = 64
};

/* Do what options ask; results to standard output, errors with number, text
 * and cause to standard error. Returns the exit code. */
int ctl_run(const struct ctl_options *options) __attribute__((nonnull));

#endif
