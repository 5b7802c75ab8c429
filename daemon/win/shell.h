/*
 * shell.h: the daemon put together: loop, reader, pipes, processes, and the
 * engine in their middle. Knows the order of start and stop, decides nothing.
 */
#ifndef FSPD_SHELL_H
#define FSPD_SHELL_H

#include <stdint.h>

struct error;
struct shell;

struct shell_options {
	const char *winfsp_pipe, *own_pipe; /* full names */
	const char *root;                   /* as for keystore_open */
	const char *data;                   /* NULL: %ProgramData%\fspd */
	uint32_t companion_retry_ms;
};

/* Called on the loop's thread; either may be NULL. */
struct shell_hooks {
	/* The pipes answer, and the first pass over the registry is done. */
	void (*ready)(void *context);
	/* About once a second while processes are being ended, and threads
	 * within shell_free. */
	void (*stopping)(void *context);
	void *context;
};

struct shell *shell_new(const struct shell_options *options,
                        const struct shell_hooks *hooks, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Serve until shell_stop and until every process has ended. 0, or -1 and err
 * when it could not begin. */
int shell_run(struct shell *shell, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* From any thread, any number of times. */
void shell_stop(struct shell *shell) __attribute__((nonnull));
/* Look at the whole registry now. From any thread. */
void shell_reload(struct shell *shell) __attribute__((nonnull));
/* Ends the threads, within LIMIT_END_MS. One that hangs is left behind, and the
 * log says so; the program must end then. NULL is accepted. */
void shell_free(struct shell *shell);

#endif
