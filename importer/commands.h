/*
 * commands.h: what each verb does, in steps.
 */
#ifndef FSPD_COMMANDS_H
#define FSPD_COMMANDS_H

#include "options.h"

/* Exit codes of fsp-import. */
enum {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1, /* input */
	EXIT_CHANGES = 2, /* plan found some */
	EXIT_SYSTEM = 3,
	EXIT_FOREIGN = 4, /* another owner's, or a stale plan */
	EXIT_NOT_LIVE = 5,
	EXIT_USAGE = 64
};

/* Run the verb of options; prints everything itself. Returns the exit code. */
int command_run(const struct options *options) __attribute__((nonnull));

#endif
