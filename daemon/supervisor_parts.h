/*
 * supervisor_parts.h: what the files of the supervisor need of each other.
 */
#ifndef FSPD_SUPERVISOR_PARTS_H
#define FSPD_SUPERVISOR_PARTS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct engine_time;
struct instance;
struct probe_answer;
struct published;
struct supervisor;

/* supervisor_set.c: those that wait stay restless, undeclared ones that are at
 * rest are freed. */
void supervisor_rest(struct supervisor *s) __attribute__((nonnull));
/* Reply to who waits for a start of inst, if anybody does: number 0 is done. */
void supervisor_reply(struct supervisor *s, struct instance *inst,
                      uint32_t number) __attribute__((nonnull));

/* order.c: whether inst may not start yet for what its After names; which of
 * it is appended to reason. */
bool order_holds(struct supervisor *s, struct instance *inst,
                 struct buf *reason) __attribute__((nonnull));
/* inst was held, and nothing that matters to that has changed. */
bool order_still_holds(const struct supervisor *s, const struct instance *inst)
        __attribute__((nonnull));
/* End those of the restless whose turn it is. */
void order_end_due(struct supervisor *s, const struct engine_time *time)
        __attribute__((nonnull));
/* Shutting down: stop those on which nothing that runs depends. */
void order_stop_rank(struct supervisor *s, const struct engine_time *time)
        __attribute__((nonnull));

/* supervisor.c: end the process by force; one that does not exist yet is given
 * up, and ended if it comes to be. */
void supervisor_kill(struct supervisor *s, struct instance *inst,
                     const struct engine_time *time) __attribute__((nonnull));
/* Ask for the end; without a signal to be had it is forced at once, as WinFsp
 * does. */
void supervisor_interrupt(struct supervisor *s, struct instance *inst,
                          const struct engine_time *time)
        __attribute__((nonnull));

/* declared.c: do to inst what its turn is for; it has none after that. */
void declared_end(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time) __attribute__((nonnull));

/* supervisor.c: make the process, all it takes being known. */
void supervisor_launch(struct supervisor *s, struct instance *inst,
                       const struct engine_time *time) __attribute__((nonnull));

/* profile.c: whether %P stands in a template of inst that is expanded. */
bool profile_is_named(const struct instance *inst) __attribute__((nonnull));
/* Whether inst cannot be launched before the profile directory of its User has
 * been found out. */
bool profile_is_needed(const struct instance *inst) __attribute__((nonnull));
/* Find out within StartTimeout; launch it then. */
void profile_ask(struct supervisor *s, struct instance *inst,
                 const struct engine_time *time) __attribute__((nonnull));
/* Nobody waits for the answer any more: the start has ended. */
void profile_give_up(struct supervisor *s, struct instance *inst,
                     const struct engine_time *time) __attribute__((nonnull));
/* answer is to that question. */
void profile_take(struct supervisor *s, struct instance *inst,
                  const struct probe_answer *answer,
                  const struct engine_time *time) __attribute__((nonnull));

/* supervisor_process.c: the process ended, or could not be made (exit_code
 * UINT32_MAX). number is what a start that is still waited for is refused
 * with, 0 when there is none better than any. */
void supervisor_ended(struct supervisor *s, struct instance *inst,
                      const char *reason, uint32_t exit_code, uint32_t number,
                      const struct engine_time *time) __attribute__((nonnull));

/* await.c: whether inst may not start yet for what its WaitFor names; which of
 * it, and why, is appended to reason. */
bool await_holds(const struct instance *inst, struct buf *reason)
        __attribute__((nonnull));
/* inst waits for what its WaitFor names, and nothing but an answer will start
 * it. */
bool await_still_holds(const struct supervisor *s, const struct instance *inst)
        __attribute__((nonnull));
/* inst, which waits, is held by await_holds(): begin to ask, if nobody does. */
void await_begin(struct supervisor *s, struct instance *inst,
                 const struct engine_time *time) __attribute__((nonnull));
/* The process of inst runs: it is ready once its mount opens. */
void await_mount(struct supervisor *s, struct instance *inst)
        __attribute__((nonnull));
/* Ask now. */
void await_ask(struct supervisor *s, struct instance *inst)
        __attribute__((nonnull));
/* The network changed: ask now, and once more when what was asked before that
 * is answered with no. */
void await_network(struct supervisor *s, struct instance *inst)
        __attribute__((nonnull));
/* WaitTimeout is over: it is tried anyway. */
void await_give_up(struct supervisor *s, struct instance *inst,
                   const struct engine_time *time) __attribute__((nonnull));
/* What was waited for does not matter any more. */
void await_end(struct instance *inst) __attribute__((nonnull));
/* launch.c: inst has a process that was launched with command_line. */
void launch_adopt(struct supervisor *s, struct instance *inst,
                  const char *command_line, const struct engine_time *time)
        __attribute__((nonnull));
/* Append the command line inst would be launched with; false when that is not
 * known without a caller, or never the same twice. */
bool launch_command_line(const struct instance *inst,
                         const struct engine_time *time, struct buf *out)
        __attribute__((nonnull));

/* adopt.c: the class is live: its survivors become instances of it. */
void adopt_take(struct supervisor *s, const char *class_name,
                struct published *live, const struct engine_time *time)
        __attribute__((nonnull));
/* In place of a launch. */
void adopt_launch(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time) __attribute__((nonnull));
/* Whether inst was adopted and would be launched otherwise now. */
bool adopt_differs(const struct instance *inst, const struct engine_time *time)
        __attribute__((nonnull));
void adopt_release(struct supervisor *s) __attribute__((nonnull));

#endif
