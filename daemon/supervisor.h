/*
 * supervisor.h: the set of instances: events go in, the table of fsm.h says
 * what follows, effects leave through the ports.
 *
 * supervisor.c holds the set, its timers and the events; launch.c makes the
 * processes; declared.c follows the definitions.
 */
#ifndef FSPD_SUPERVISOR_H
#define FSPD_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fsm.h"
#include "past.h"
#include "tickets.h"
#include "timers.h"

struct buf;
struct caller;
struct counters;
struct definition;
struct definition_delta;
struct engine_time;
struct error;
struct instance;
struct pipe_host;
struct probe_answer;
struct prober;
struct process_event;
struct process_host;
struct secret;
struct secret_vault;
struct survivor;

struct supervisor {
	struct process_host *processes;
	struct pipe_host *pipes;
	struct prober *prober;
	struct secret_vault *vault;
	struct counters *counters;
	char *daemon_directory;
	struct instance **instances; /* sorted by class and name */
	size_t count, cap;
	struct past past;           /* failed, and left the set */
	struct instance **restless; /* to be settled */
	size_t restless_count, restless_cap;
	struct survivor **survivors; /* whose class is not live yet */
	size_t survivor_count;
	size_t survivors_told; /* of those: logged as nobody's */
	struct tickets tickets;
	struct timers timers;
	uint64_t random;     /* state of the jitter's generator */
	uint64_t network_at; /* a network change is acted on, 0: none was */
	unsigned mark;       /* of the last walk along After */
	uint64_t epoch;      /* of who there is, and what After says */
	size_t making;       /* processes asked for that do not exist yet */
	size_t owed;         /* replies to starts */
	bool shutting_down;
	bool unsettled; /* what the restless wait for may have come */
};

void supervisor_release(struct supervisor *s) __attribute__((nonnull));

/* The instance of that name (both folded), or NULL. Borrowed until the next
 * call that may drop it. */
struct instance *supervisor_find(const struct supervisor *s,
                                 const char *class_name, const char *name)
        __attribute__((nonnull));
/* Index of the first instance of class_name that is not before name. */
size_t supervisor_at(const struct supervisor *s, const char *class_name,
                     const char *name) __attribute__((nonnull));
/* The same, made when absent. */
struct instance *supervisor_add(struct supervisor *s, const char *class_name,
                                const char *name) __attribute__((nonnull));

/* Feed one event to inst: the table's actions are done. reason is logged and
 * shown. Nothing is dropped before supervisor_settle(). */
void supervisor_feed(struct supervisor *s, struct instance *inst,
                     enum fsm_event event, const char *reason,
                     const struct engine_time *time) __attribute__((nonnull));
/* What the process port has to tell. */
void supervisor_process(struct supervisor *s, const struct process_event *event,
                        const struct engine_time *time)
        __attribute__((nonnull));
/* What the probe port has to tell. */
void supervisor_probed(struct supervisor *s, const struct probe_answer *answer,
                       const struct engine_time *time) __attribute__((nonnull));
/* Addresses came or went: in a moment every back-off is over and everything
 * that is waited for is asked about again. */
void supervisor_network_changed(struct supervisor *s,
                                const struct engine_time *time)
        __attribute__((nonnull));
/* Do what is due. */
void supervisor_tick(struct supervisor *s, const struct engine_time *time)
        __attribute__((nonnull));
/* Once at the end of whatever happened: start what no longer has to wait, drop
 * undeclared instances that stopped. */
void supervisor_settle(struct supervisor *s, const struct engine_time *time)
        __attribute__((nonnull));
/* inst changed: what follows is done by supervisor_settle(). */
void supervisor_touch(struct supervisor *s, struct instance *inst)
        __attribute__((nonnull));
/* Monotonic ms of the next thing to do, UINT64_MAX when none. */
uint64_t supervisor_deadline(const struct supervisor *s)
        __attribute__((nonnull));
/* The state of inst ends when. */
void supervisor_arm(struct supervisor *s, struct instance *inst, uint64_t when)
        __attribute__((nonnull));

/* Instances of callers that are not stopped: in all, and of one user. */
size_t supervisor_count(const struct supervisor *s, const char *sid);
/* Starts of one user whose reply is owed. */
size_t supervisor_in_flight(const struct supervisor *s, const char *sid)
        __attribute__((nonnull));
/* Owe peer the reply to the start that is being fed to inst; who waited for
 * another start of it is refused. */
void supervisor_owe(struct supervisor *s, struct instance *inst, uint64_t peer,
                    struct caller *caller) __attribute__((nonnull));
/* A client went away: its reply is not owed any more. */
void supervisor_forget_peer(struct supervisor *s, uint64_t peer)
        __attribute__((nonnull));

/* Stop all, in reverse of After; JobControl=0 is left running. */
void supervisor_shut_down(struct supervisor *s, const struct engine_time *time)
        __attribute__((nonnull));
/* No process is left that ends with the daemon. */
bool supervisor_is_idle(const struct supervisor *s) __attribute__((nonnull));

/* launch.c: make inst's process. Its failure to be made comes back as an
 * event; what can be told before is a return of -1 with err. */
int launch(struct supervisor *s, struct instance *inst,
           const struct engine_time *time, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* Whether no others may be able to replace the class's program. */
bool launch_is_judged(const struct definition *class_def)
        __attribute__((nonnull));
/* Append the command line that inst, which need not be in the set, would be
 * launched with. */
void launch_preview(const struct instance *inst, const struct engine_time *time,
                    struct buf *out) __attribute__((nonnull));
/* Argument number of inst (from 0), declared or a caller's, or NULL. The
 * first of a declared instance defaults to \class\instance: into scratch. */
const char *launch_argument(const struct instance *inst, size_t number,
                            struct buf *scratch) __attribute__((nonnull));

/* adopt.c: a process of an earlier daemon, to be adopted when its class is
 * live. Copied. */
void adopt_later(struct supervisor *s, const struct survivor *survivor)
        __attribute__((nonnull));
/* All classes there are have been read: log which of those are nobody's, once.
 */
void adopt_tell_rest(struct supervisor *s) __attribute__((nonnull));

/* declared.c: follow a change of a class. */
void declared_follow(struct supervisor *s, const char *class_name,
                     const struct definition_delta *delta,
                     const struct engine_time *time) __attribute__((nonnull));
/* Start inst, or say what it waits for. */
void declared_start(struct supervisor *s, struct instance *inst,
                    const struct engine_time *time) __attribute__((nonnull));
/* So many processes are being made that fspd asks for no more by itself. */
bool declared_is_crowd(const struct supervisor *s) __attribute__((nonnull));
/* Start those of the restless that wait and whose After is ready. */
void declared_start_waiting(struct supervisor *s,
                            const struct engine_time *time)
        __attribute__((nonnull));
/* The grace of a removed declaration is over: it ends when its turn comes. */
void declared_expire(struct supervisor *s, struct instance *inst)
        __attribute__((nonnull));
/* Start=auto: never given up. */
bool is_auto(const struct instance *inst) __attribute__((nonnull));
/* Start=disabled, whatever its state is yet. */
bool is_disabled(const struct instance *inst) __attribute__((nonnull));

#endif
