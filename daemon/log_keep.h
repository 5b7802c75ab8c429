/*
 * log_keep.h: how long the logs of instances that nobody declares are kept.
 */
#ifndef FSPD_LOG_KEEP_H
#define FSPD_LOG_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_entries;

/* Says in doomed[i] whether entries->items[i] is to be deleted: files of a log
 * whose stem is not among kept (sorted by strcmp), older than
 * LIMIT_LOG_KEEP_S, and the oldest beyond LIMIT_LOG_KEEP_BYTES in all. */
void log_keep_judge(const struct log_entries *entries, char *const *kept,
                    size_t count, uint64_t filetime, bool *doomed)
        __attribute__((nonnull(1, 5)));

/* The length of path's stem: up to `.log` or `.log.N`; 0 when it is no log. */
size_t log_keep_stem(const char *path) __attribute__((nonnull));

#endif
