/*
 * operate.h: fspctl's verbs for whoever looks after a machine: restart, reset,
 * wait, watch, explain, metrics. Each does what options ask and returns the
 * exit code.
 */
#ifndef FSPD_CTL_OPERATE_H
#define FSPD_CTL_OPERATE_H

struct ctl_options;

int operate_restart(const struct ctl_options *options) __attribute__((nonnull));
int operate_reset(const struct ctl_options *options) __attribute__((nonnull));
/* Wait for the instance to be in state, options->timeout_s at most. */
int operate_wait(const struct ctl_options *options, const char *state)
        __attribute__((nonnull));
/* The same for its end, where it may be forgotten meanwhile. */
int operate_wait_for_end(const struct ctl_options *options)
        __attribute__((nonnull));
int operate_watch(const struct ctl_options *options) __attribute__((nonnull));
int operate_explain(const struct ctl_options *options) __attribute__((nonnull));
int operate_metrics(const struct ctl_options *options) __attribute__((nonnull));

#endif
