/*
 * log_writer.h: a thread that writes the daemon's own log, so that whoever logs
 * never waits for a console that nobody reads or an Event Log that hangs.
 */
#ifndef FSPD_LOG_WRITER_H
#define FSPD_LOG_WRITER_H

#include <stdbool.h>

#include "../../common/log.h"

struct log_line;
struct log_writer;

/* Writes one message, and takes its time. false: it cannot be written now, and
 * is asked again later. */
typedef bool log_write(void *context, const struct log_line *line);

/* write and context, and the writer itself, are used until the process ends:
 * threads that were left behind may log. Without a thread to be had, messages
 * are written by who logs them. */
struct log_writer *log_writer_new(log_write *write, void *context)
        __attribute__((nonnull(1), warn_unused_result));
/* A log_sink; context is the writer. Any thread. */
void log_writer_log(void *context, enum log_level level, unsigned id,
                    const char *text);
/* Have what was logged written, within LIMIT_END_MS; what is logged after that
 * is written at once. false: it hangs, and the rest is lost; the program must
 * end then. Once more gives the same answer. */
bool log_writer_end(struct log_writer *writer) __attribute__((nonnull));

#endif
