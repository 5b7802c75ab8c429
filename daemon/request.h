/*
 * request.h: requests of clients: decoded, judged, done or refused, each
 * refusal logged with its cause. WinFsp's commands are in request.c, starts in
 * request_start.c, our own verbs in request_fspd.c.
 */
#ifndef FSPD_REQUEST_H
#define FSPD_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "access.h"

struct buf;
struct caller;
struct class_entry;
struct engine;
struct engine_time;
struct instance;
struct keeper_job;
struct pending;
struct request;
struct survey;

/* One client and what it asked for; borrowed for the call. */
struct asking {
	uint64_t peer;
	struct caller *caller;
	struct request *request;
};

/* A whole message of peer. */
void request_handle(struct engine *engine, uint64_t peer, struct caller *caller,
                    const void *bytes, size_t len,
                    const struct engine_time *time)
        __attribute__((nonnull(1, 6)));

/* `S` and `X`: have the class looked at, then request_start_go(). */
void request_start(struct engine *engine, const struct asking *a)
        __attribute__((nonnull));
/* The reader is done with the class. */
void request_start_go(struct engine *engine, struct pending *pending,
                      const struct engine_time *time) __attribute__((nonnull));
/* `F`. */
void request_own(struct engine *engine, const struct asking *a,
                 const struct engine_time *time) __attribute__((nonnull));
/* `F reload`, `F restart`: the reader is done with its pass. */
void request_reloaded(struct engine *engine, struct pending *pending,
                      const struct engine_time *time) __attribute__((nonnull));
/* `F secret`, `F key`: the keeper has done job. */
void request_kept(struct engine *engine, struct pending *pending,
                  const struct keeper_job *job, const struct engine_time *time)
        __attribute__((nonnull));
/* `F logs`: it was read, or not (number). */
void request_log_read(struct engine *engine, struct pending *pending,
                      uint32_t number, const struct buf *json,
                      const struct engine_time *time) __attribute__((nonnull));
/* `F explain`: the survey was made. */
void request_surveyed(struct engine *engine, struct pending *pending,
                      const struct survey *survey,
                      const struct engine_time *time) __attribute__((nonnull));
/* Answer each `F wait` whose time has come. */
void request_check_waits(struct engine *engine, const struct engine_time *time)
        __attribute__((nonnull));

/* Reply and log. what is what was refused, why the cause. */
void request_refuse(struct engine *engine, const struct asking *a,
                    uint32_t number, const char *why) __attribute__((nonnull));
/* Put a request aside: the ticket under which it will go on. */
uint64_t request_defer(struct engine *engine, const struct asking *a)
        __attribute__((nonnull, warn_unused_result));
/* The same, until the reader has looked at class_name. */
void request_put_aside(struct engine *engine, const struct asking *a,
                       const char *class_name) __attribute__((nonnull));
/* Starts and waits of a user whose answer is owed. */
size_t request_in_flight(const struct engine *engine,
                         const struct caller *caller) __attribute__((nonnull));

/* May the caller do kind to the class, or to its instance named instance (NULL:
 * the class itself)? entry, inst: either may be NULL. */
struct access_verdict request_may(struct caller *caller, enum access_kind kind,
                                  const struct class_entry *entry,
                                  const struct instance *inst,
                                  const char *instance)
        __attribute__((nonnull(1)));

void pending_free(struct pending *pending);
struct wait;
void wait_free(struct wait *wait);

#endif
