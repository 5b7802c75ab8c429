/*
 * status_json.h: an instance as people and scripts see it.
 */
#ifndef FSPD_STATUS_JSON_H
#define FSPD_STATUS_JSON_H

struct buf;
struct engine_time;
struct instance;

/* Append the object: class, instance, state (fsm.h's names), since and
 * next_try (UTC, "2026-11-21T06:44:45.332Z"; next_try only in back-off), pid
 * (null without a process), restarts (since it was last asked for), reason (of
 * its state), stale, declared, sticky (stopped by somebody: stays so), user
 * (who started it, or null), command_line (of its process, or null). */
void status_json(const struct instance *inst, const struct engine_time *time,
                 struct buf *out) __attribute__((nonnull));

#endif
