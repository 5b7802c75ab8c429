/*
 * completion.h: completion scripts for shells, from the tables of verbs and
 * options.
 */
#ifndef FSPD_COMPLETION_H
#define FSPD_COMPLETION_H

struct buf;

/* Append the script for shell (bash or powershell). -1, nothing appended, for
 * another. */
int completion_script(const char *shell, struct buf *out)
        __attribute__((nonnull, warn_unused_result));

#endif
