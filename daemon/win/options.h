/*
 * options.h: fspd's command line.
 */
#ifndef FSPD_DAEMON_OPTIONS_H
#define FSPD_DAEMON_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;

enum daemon_verb {
	VERB_RUN,
	VERB_SERVICE,
	VERB_CHECK,
	VERB_INSTALL,
	VERB_UNINSTALL,
	VERB_STANDIN,
	VERB_COUNT
};

struct daemon_options {
	enum daemon_verb verb;
	char *winfsp_pipe, *own_pipe; /* full names */
	const char *root;
	const char *data; /* NULL: %ProgramData%\fspd */
	uint32_t companion_retry_ms;
	bool take_over, debug, help, version;
};

/* Fill *out (options_release) from argv; text of root and data is borrowed from
 * it. 0, or -1 with one line in message (caller releases). */
int options_parse(int argc, char **argv, struct daemon_options *out,
                  struct buf *message)
        __attribute__((nonnull, warn_unused_result));
void options_release(struct daemon_options *options) __attribute__((nonnull));
/* Append the text of --help. */
void options_usage(struct buf *out) __attribute__((nonnull));

#endif
