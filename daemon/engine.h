/*
 * engine.h: the owner of all state: definitions, instances, requests in
 * flight. One thread calls it; it never blocks, reads no clock and knows no
 * Windows. What happens arrives as a call; what is to be done leaves through
 * the ports (process.h, outside.h, caller.h).
 */
#ifndef FSPD_ENGINE_H
#define FSPD_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct caller;
struct class_change;
struct engine;
struct error;
struct keeper;
struct keeper_job;
struct logs;
struct pipe_host;
struct probe_answer;
struct prober;
struct process_event;
struct process_host;
struct reader;
struct survey;
struct surveyor;
struct survivor;

struct engine_options {
	struct process_host *processes;
	struct pipe_host *pipes;
	struct prober *prober;
	struct reader *reader;
	struct keeper *keeper;
	struct keeper *archive; /* of last good definitions; NULL: none are
	                         * kept on disk */
	struct logs *logs;
	struct surveyor *surveyor;
	struct surveyor *inspector;   /* for inspections; NULL: none are made */
	const char *daemon_directory; /* WorkDirectory "." */
	const char *version;
	uint64_t counter_frequency; /* of class_change.seen_at */
	uint64_t random_seed;       /* jitter of back-off */
};

/* The two clocks of one call. */
struct engine_time {
	uint64_t now;      /* monotonic ms */
	uint64_t filetime; /* UTC, for "since" and %T */
	uint64_t counter;  /* clock_counter() */
};

struct engine *engine_new(const struct engine_options *options,
                          struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
void engine_free(struct engine *engine);

/* A client's whole message. bytes are borrowed and wiped by the pipe host
 * after the call; caller may be NULL when its identity could not be read (the
 * request is refused with 5) or is not needed (request_needs_caller). The reply
 * comes through pipe_reply, now or later. */
void engine_request(struct engine *engine, uint64_t peer, struct caller *caller,
                    const void *bytes, size_t len,
                    const struct engine_time *time)
        __attribute__((nonnull(1, 6)));
/* The client went away before its reply. Idempotent. */
void engine_peer_gone(struct engine *engine, uint64_t peer)
        __attribute__((nonnull));
/* A finished change from the reader; taken over. */
void engine_change(struct engine *engine, struct class_change *change,
                   const struct engine_time *time) __attribute__((nonnull));
/* The reader has done what reader_refresh asked. */
void engine_refreshed(struct engine *engine, uint64_t ticket,
                      const struct engine_time *time) __attribute__((nonnull));
/* The keeper has done what keeper_do asked; taken over. */
void engine_kept(struct engine *engine, struct keeper_job *job,
                 const struct engine_time *time) __attribute__((nonnull));
/* The answer to logs_read: a number and JSON as of log_read; json is borrowed.
 */
void engine_log(struct engine *engine, uint64_t ticket, uint32_t number,
                const struct buf *json, const struct engine_time *time)
        __attribute__((nonnull));
/* All classes have been read, as before: tell which survivors are nobody's,
 * have old logs deleted, and last good definitions of classes that are no more.
 * Not before all that the registry held at the start has been emitted
 * (scan_is_complete): what is declared stays. */
void engine_sweep(struct engine *engine, const struct engine_time *time)
        __attribute__((nonnull));
/* The survey that survey_do was asked for; taken over. */
void engine_surveyed(struct engine *engine, struct survey *survey,
                     const struct engine_time *time) __attribute__((nonnull));
/* The prober has an answer to probe_ask. */
void engine_probed(struct engine *engine, const struct probe_answer *answer,
                   const struct engine_time *time) __attribute__((nonnull));
/* Addresses of this machine came or went. */
void engine_network_changed(struct engine *engine,
                            const struct engine_time *time)
        __attribute__((nonnull));
/* A process that outlived an earlier daemon, to be adopted once its class is
 * live. Before the first change. Copied. */
void engine_adopt(struct engine *engine, const struct survivor *survivor)
        __attribute__((nonnull));
void engine_process(struct engine *engine, const struct process_event *event,
                    const struct engine_time *time) __attribute__((nonnull));
/* Call at engine_deadline() or any time. */
void engine_tick(struct engine *engine, const struct engine_time *time)
        __attribute__((nonnull));
/* Monotonic ms of the next thing to do, UINT64_MAX when none. */
uint64_t engine_deadline(const struct engine *engine) __attribute__((nonnull));

/* Who serves WinFsp's pipe, for status: NULL when we do. Copied. */
void engine_set_companion(struct engine *engine, const char *holder)
        __attribute__((nonnull(1)));

/* Begin to end everything (service stop): no more starts; JobControl=0
 * instances are left running. */
void engine_shut_down(struct engine *engine, const struct engine_time *time)
        __attribute__((nonnull));
/* After engine_shut_down: true once every process has ended. */
bool engine_is_idle(const struct engine *engine) __attribute__((nonnull));

#endif
