/*
 * options.h: fspctl's command line: one table of verbs, one of options; usage
 * and completion come from them.
 */
#ifndef FSPD_CTL_OPTIONS_H
#define FSPD_CTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum ctl_verb {
	CTL_START,
	CTL_START_WITH_SECRET,
	CTL_STOP,
	CTL_INFO,
	CTL_LIST,
	CTL_STATUS,
	CTL_DEFINITIONS,
	CTL_DEFINITION,
	CTL_WATCH,
	CTL_WAIT,
	CTL_RESTART,
	CTL_RESET,
	CTL_EXPLAIN,
	CTL_METRICS,
	CTL_RELOAD,
	CTL_SECRET,
	CTL_KEY,
	CTL_LOGS,
	CTL_PING,
	CTL_VERSION,
	CTL_VERB_COUNT
};

struct ctl_options {
	enum ctl_verb verb;
	const char *pipe; /* --pipe, or NULL: the default of the verb */
	bool json, launchctl, secret, wait, follow, help, version;
	unsigned timeout_s;     /* --timeout: to wait for an answer */
	unsigned count;         /* --count, 0: no end */
	char *const *arguments; /* after the verb */
	size_t argument_count;
};

enum {
	CTL_TIMEOUT_DEFAULT_S = 90
}; /* above the longest StartTimeout most
    * classes set, with time to stop */

/* Read argv[1..argc-1]. Options may stand anywhere before "--"; what follows
 * a start's INSTANCE is arguments, options included. 0, or -1 and one line of
 * text in fault. Borrowed: argv, which is reordered. */
int ctl_options_read(int argc, char **argv, struct ctl_options *out,
                     struct buf *fault)
        __attribute__((nonnull, warn_unused_result));

/* Append the usage text. */
void ctl_usage(struct buf *out) __attribute__((nonnull));

const char *ctl_verb_name(enum ctl_verb verb) __attribute__((returns_nonnull));

#endif
