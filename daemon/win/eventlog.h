/*
 * eventlog.h: where the daemon's own messages go.
 */
#ifndef FSPD_EVENTLOG_H
#define FSPD_EVENTLOG_H

#include <stdbool.h>

struct error;
struct eventlog;
struct log_line;

/* A log_write for the foreground: one line on standard error,
 * "2026-11-21T08:00:00.000Z info text". No context. */
bool console_write(void *context, const struct log_line *line);

/* The Event Log of this machine, source "fspd", which need not be there yet.
 * Lives as long as the process. */
struct eventlog *eventlog_new(void) __attribute__((warn_unused_result));
/* A log_write for the service; context is from eventlog_new. One thread at a
 * time. false: the Event Log is not there. */
bool eventlog_write(void *context, const struct log_line *line);

/* Have the Event Viewer find the texts, which are in this program (its path
 * may be wherever it was installed from); and no more. */
int eventlog_register(struct error *err) __attribute__((warn_unused_result));
void eventlog_unregister(void);

#endif
