/*
 * log_queue.h: messages of the daemon's own log that wait to be written. What
 * writes them may hang, so there is a bound: what is beyond is counted, and
 * told once the others have been written.
 */
#ifndef FSPD_LOG_QUEUE_H
#define FSPD_LOG_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "../common/log.h"

struct log_line {
	struct log_line *next; /* the queue's */
	uint64_t when;         /* FILETIME */
	enum log_level level;
	unsigned id;
	size_t bytes; /* with all of this */
	char text[];
};

/* Not for several threads at once. */
struct log_queue {
	struct log_line *first, **end;
	size_t bytes;
	size_t lost;      /* since the last of them */
	uint64_t lost_at; /* the first of those */
};

void log_queue_init(struct log_queue *queue) __attribute__((nonnull));
void log_queue_release(struct log_queue *queue) __attribute__((nonnull));

/* Append a copy of a message, or count it as lost: when it goes beyond
 * LIMIT_LOG_QUEUE_BYTES, or others were lost and are not told yet, so that
 * whatever is missing is missing at the one place where that is told. */
void log_queue_put(struct log_queue *queue, enum log_level level, unsigned id,
                   const char *text, uint64_t when) __attribute__((nonnull));
/* The next to be written, or NULL. It stays, and counts, until it is dropped;
 * others may be put meanwhile. */
const struct log_line *log_queue_first(struct log_queue *queue)
        __attribute__((nonnull, warn_unused_result));
/* The first, which there is, has been written. */
void log_queue_drop(struct log_queue *queue) __attribute__((nonnull));

#endif
