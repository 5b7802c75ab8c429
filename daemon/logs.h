/*
 * logs.h: port. The keeper of captured output as the owner of the state asks
 * it: files may take their time, so a thread of its own does the work.
 */
#ifndef FSPD_LOGS_H
#define FSPD_LOGS_H

#include <stddef.h>
#include <stdint.h>

#include "log_read.h"

struct logs;

/* Read; engine_log(ticket) follows. q is taken over and emptied. */
void logs_read(struct logs *logs, uint64_t ticket, struct log_question *q)
        __attribute__((nonnull));
/* Delete old logs but those whose stems (sorted by strcmp) are kept; kept is
 * taken over. */
void logs_sweep(struct logs *logs, char **kept, size_t count)
        __attribute__((nonnull(1)));

#endif
