/*
 * own.h: what the verbs behind `F` share: one call, its JSON reply, its pages.
 */
#ifndef FSPD_OWN_H
#define FSPD_OWN_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/buf.h"

struct asking;
struct class_entry;
struct engine;
struct engine_time;
struct instance;
struct keeper_job;
struct past_row;
struct survey;

/* One call: the words after the verb, and where a list goes on. */
struct own_call {
	struct engine *engine;
	const struct asking *a;
	const struct engine_time *time;
	const char *class_name, *instance, *after; /* NULL: not given */
	const char *state, *seconds;
};

/* Reply with json (`metrics`: any text), which is released. */
void own_send(const struct own_call *call, struct buf *json)
        __attribute__((nonnull));
/* Whether the caller may query inst. */
bool own_may_see(const struct own_call *call, const struct instance *inst)
        __attribute__((nonnull));
/* The instance that the call names, when it failed and is no more and the
 * caller may query it; else NULL. Borrowed for the call. */
const struct past_row *own_past(const struct own_call *call)
        __attribute__((nonnull));
/* Whether the caller may query the class. */
bool own_may_see_class(const struct own_call *call,
                       const struct class_entry *entry)
        __attribute__((nonnull));
/* `explain`: goes on when the survey was made. */
void own_explain(const struct own_call *call) __attribute__((nonnull));
void own_explained(const struct own_call *call, const struct survey *survey)
        __attribute__((nonnull));
/* `metrics`: as text. */
void own_metrics(const struct own_call *call) __attribute__((nonnull));
/* `wait`: the answer comes with the state. */
void own_wait(const struct own_call *call) __attribute__((nonnull));
/* `restart`: goes on, as own_restart_go(), when the reader is done with the
 * class. */
void own_restart(const struct own_call *call) __attribute__((nonnull));
void own_restart_go(const struct own_call *call) __attribute__((nonnull));
void own_reset(const struct own_call *call) __attribute__((nonnull));
/* `secret` and `key`: the answer comes with the keeper's, through own_kept. */
void own_secret(const struct own_call *call) __attribute__((nonnull));
void own_key(const struct own_call *call) __attribute__((nonnull));
void own_kept(const struct own_call *call, const struct keeper_job *job)
        __attribute__((nonnull));
/* `logs`: the answer comes with engine_log. */
void own_logs(const struct own_call *call) __attribute__((nonnull));
void own_sweep_logs(struct engine *engine) __attribute__((nonnull));
void own_log_answer(const struct own_call *call, uint32_t number,
                    const struct buf *json) __attribute__((nonnull));

/* A list under construction: `{"NAME":[` element, ... */
struct page {
	struct buf json;
	struct buf element; /* made by the caller, then taken */
	bool full;
};

void page_begin(struct page *page, const char *name) __attribute__((nonnull));
/* Add page->element; false when the reply would grow past
 * LIMIT_PIPE_REPLY_BYTES: the list ends before it. A page holds one element at
 * least, or nobody would get on. */
bool page_take(struct page *page) __attribute__((nonnull));
/* End the list, with "next" when it goes on after last, and reply. */
void own_send_page(const struct own_call *call, struct page *page,
                   const char *last) __attribute__((nonnull));

#endif
