/*
 * log.h: levels and formatting of the program's own messages.
 *
 * One line an event, foreign text escaped, no secret ever passed in. Where the
 * line goes (console, Event Log, a test's buffer) is a sink set once by main.
 * Messages have stable ids: they are the Event Log's message ids as well.
 */
#ifndef FSPD_LOG_H
#define FSPD_LOG_H

#include <stdint.h>

#include "printf_like.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Receives one finished line without newline; text is borrowed. */
typedef void log_sink(void *context, enum log_level level, unsigned id,
                      const char *text);

/* Send lines of at least level to sink; a NULL sink silences the log. Call
 * before threads start. */
void log_open(enum log_level level, log_sink *sink, void *context);

/* Format one event. id is a LOG_ID_* of log_ids.h (0: none). The finished
 * line is escaped, so names from registry or pipe may be passed as %s. Safe
 * from any thread when the sink is. */
void log_event(enum log_level level, unsigned id, const char *format, ...)
        PRINTF_LIKE(3, 4);

const char *log_level_name(enum log_level level)
        __attribute__((returns_nonnull));

#endif
