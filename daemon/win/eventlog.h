/*
 * eventlog.h: where the daemon's own messages go.
 */
#ifndef FSPD_EVENTLOG_H
#define FSPD_EVENTLOG_H

#include "../../common/log.h"

struct error;

/* A log_sink for the foreground: one line on standard error,
 * "2026-11-21T08:00:00.000Z info text". Any thread. No context. */
void console_log(void *context, enum log_level level, unsigned id,
                 const char *text);

/* The Event Log of this machine, source "fspd". NULL when it cannot be had;
 * then nothing is logged. */
void *eventlog_open(void);
void eventlog_close(void *eventlog);
/* A log_sink for the service; context is from eventlog_open. Any thread. */
void eventlog_log(void *context, enum log_level level, unsigned id,
                  const char *text);

/* Have the Event Viewer find the texts, which are in this program (its path
 * may be wherever it was installed from); and no more. */
int eventlog_register(struct error *err) __attribute__((warn_unused_result));
void eventlog_unregister(void);

#endif
