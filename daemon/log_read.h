/*
 * log_read.h: a captured log in pages, as `F logs` gives it.
 *
 * A position is `PART:OFFSET`: parts are numbered from 1 and keep their number
 * when their file is renamed, so who follows a log misses nothing when it is
 * rotated.
 */
#ifndef FSPD_LOG_READ_H
#define FSPD_LOG_READ_H

#include <stdint.h>

struct buf;
struct log_book;

struct log_question {
	char *class_name, *instance;
	char *starter;  /* SID of who may read no more than what he started;
	                 * NULL: all may be read */
	char *position; /* NULL: from the beginning; "tail": the last lines */
};

/* Append one JSON object and return 0, or a Win32 number: 2 nothing was
 * captured, 5 it is not the starter's, 87 no such position.
 *
 *   {"text":T,"next":POSITION,"end":B,"lost":B}
 *
 * text is a piece of the log, bytes that are no UTF-8 as U+FFFD; end says that
 * there is no more now; lost that the position is not kept any more and the
 * text goes on at the oldest that is. */
uint32_t log_read(const struct log_book *book, const struct log_question *q,
                  struct buf *json)
        __attribute__((nonnull, warn_unused_result));

void log_question_release(struct log_question *q) __attribute__((nonnull));

#endif
