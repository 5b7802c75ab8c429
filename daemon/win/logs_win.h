/*
 * logs_win.h: logs.h, and the way of output to the logs: a thread of its own
 * writes, so that neither the owner of the state nor a process ever waits for
 * a disk. What waits to be written is bounded; the oldest of it is dropped and
 * counted, since the last lines tell why a process ended.
 */
#ifndef FSPD_LOGS_WIN_H
#define FSPD_LOGS_WIN_H

#include <windows.h>
#include <stdbool.h>
#include <stdint.h>

#include "../log_book.h"

struct buf;
struct capture;
struct ending;
struct error;
struct log_store;
struct logs;
struct loop;

/* A question is answered: number and json (borrowed) as of log_read. */
struct logs_sink {
	void (*answer)(void *context, uint64_t ticket, uint32_t number,
	               const struct buf *json);
	void *context;
};

/* store is borrowed. */
struct logs *logs_win_new(struct loop *loop, struct log_store *store,
                          const struct logs_sink *sink, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* Write what waits and end the thread. After the loop has ended; every capture
 * has ended. false when the time was over: then logs may not be freed. */
bool logs_win_end(struct logs *logs, struct ending *ending)
        __attribute__((nonnull, warn_unused_result));
/* After logs_win_end; NULL is accepted. */
void logs_win_free(struct logs *logs);

/* The output of a process that starts. Any thread; everything is copied. */
struct capture *logs_capture(struct logs *logs, const struct log_run *run,
                             const struct log_start *start)
        __attribute__((nonnull, warn_unused_result));
/* Of one that an earlier daemon started. */
struct capture *logs_resume(struct logs *logs, const struct log_run *run,
                            uint32_t pid)
        __attribute__((nonnull, warn_unused_result));
/* One thread at a time. */
void logs_write(struct capture *capture, const char *bytes, size_t len)
        __attribute__((nonnull));
/* It ended; capture is not to be used any more. */
void logs_end(struct capture *capture, uint32_t exit_code, uint64_t ms)
        __attribute__((nonnull));
/* It outlives the daemon; capture is not to be used any more. */
void logs_leave(struct capture *capture) __attribute__((nonnull));

/* For a process that is to append by itself: a handle to inherit, or NULL and
 * err. Waits for the thread: not for the loop's. */
HANDLE logs_open_direct(struct logs *logs, const struct log_run *run,
                        struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Wait until what was given so far is done. Not on the loop's thread. */
void logs_settle(struct logs *logs) __attribute__((nonnull));

#endif
