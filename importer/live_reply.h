/*
 * live_reply.h: what fspd's replies say about classes just written.
 */
#ifndef FSPD_LIVE_REPLY_H
#define FSPD_LIVE_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/buf.h"
#include "live.h"

/* What the replies so far add up to. */
struct live_reply {
	struct buf version;  /* of fspd; empty: it never answered */
	struct buf rejected; /* `class: why`, of all that are */
	struct buf stale;    /* `class\instance`, of all that are */
	size_t stale_count;
	uint64_t frequency; /* of fspd's counter, 0: not told */
	uint64_t live_at;   /* when the last class went live, by it */
	bool incomplete;    /* some question was not answered in time */
	size_t seen;        /* wanted classes on the pages so far */
};

void live_reply_init(struct live_reply *r) __attribute__((nonnull));
void live_reply_release(struct live_reply *r) __attribute__((nonnull));

/* Take in the reply to `version`. */
void live_reply_version(struct live_reply *r, const struct buf *json)
        __attribute__((nonnull));
/* Take in the reply to `definition CLASS`. */
void live_reply_definition(struct live_reply *r, const char *class_name,
                           const struct buf *json) __attribute__((nonnull));
/* Take in a page of `definitions`: those of the count wanted classes (sorted by
 * name_compare). *next: behind whom the list goes on; empty after the last. */
void live_reply_page(struct live_reply *r, const char *const *wanted,
                     size_t count, const struct buf *json, struct buf *next)
        __attribute__((nonnull));
/* The pages are read again from the first: forget what they said. */
void live_reply_restart(struct live_reply *r) __attribute__((nonnull));
/* Take in the reply to `status CLASS`, or a page of `status`; *next as above.
 */
void live_reply_status(struct live_reply *r, const struct buf *json,
                       struct buf *next) __attribute__((nonnull));

/* Append the line that apply ends with; the result goes with it. written_at is
 * the counter's value when the last value had been written. */
enum live_result live_reply_line(const struct live_reply *r,
                                 uint64_t written_at, struct buf *line)
        __attribute__((nonnull));

#endif
