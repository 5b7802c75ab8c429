/*
 * pipe_win.h: the server side of the two pipes, WinFsp's and our own, on the
 * loop's completion port. Implements pipe_reply() of outside.h.
 */
#ifndef FSPD_PIPE_WIN_H
#define FSPD_PIPE_WIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct caller;
struct error;
struct loop;
struct pipe_host;

/* Called on the loop's thread. */
struct pipe_sink {
	/* A whole message; bytes are wiped afterwards. caller may be NULL
	 * (engine_request) and is released after the call. */
	void (*request)(void *context, uint64_t peer, struct caller *caller,
	                const void *bytes, size_t len);
	/* The client went before its reply. */
	void (*gone)(void *context, uint64_t peer);
	/* WinFsp's pipe is served by holder; NULL: by us. */
	void (*companion)(void *context, const char *holder);
	void *context;
};

struct pipe_options {
	const char *winfsp_name; /* full names, "\\.\pipe\..." */
	const char *own_name;
	uint32_t companion_retry_ms;
};

struct pipe_host *pipe_host_new(struct loop *loop,
                                const struct pipe_options *options,
                                const struct pipe_sink *sink, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* -1 and err, which names the server, when somebody serves our own pipe
 * already. */
int pipe_host_check(const struct pipe_host *host, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* Begin to listen. -1 and err when our own pipe cannot be had; WinFsp's is
 * tried again for as long as another server holds it. */
int pipe_host_open(struct pipe_host *host, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* Disconnect everybody; who has a reply to read gets a moment for it. The last
 * operations still come through the loop: the host may be freed when it is
 * idle. */
void pipe_host_close(struct pipe_host *host) __attribute__((nonnull));
bool pipe_host_is_idle(const struct pipe_host *host) __attribute__((nonnull));
/* Only while it is idle, or was never opened. */
void pipe_host_free(struct pipe_host *host);

#endif
