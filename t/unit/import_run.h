/*
 * import_run.h: fsp-import as it is, its command line included, in this
 * process: over the registry and the disk in memory, where it can die.
 */
#ifndef FSPD_T_IMPORT_RUN_H
#define FSPD_T_IMPORT_RUN_H

#include <stddef.h>

/* Run `fsp-import COMMAND --quiet --data /data`; command is words with a blank
 * between: apply or rollback, options, files. The process dies when *life, its
 * writes to both together, is 0. Returns its exit code; a second passes. */
int import_run(const char *command, size_t *life) __attribute__((nonnull));

/* What the last run said on standard error. */
const char *import_said(void);

#endif
