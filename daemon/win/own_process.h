/*
 * own_process.h: the daemon's own process: what it is set up with, where it
 * lies.
 */
#ifndef FSPD_OWN_PROCESS_H
#define FSPD_OWN_PROCESS_H

#include <stdint.h>

/* For good: no dialog about a missing disk on a screen nobody sees (children
 * inherit it; crashes are still reported), the right to give the pipe its
 * owner, locked memory, a console to share with children. What cannot be had
 * is logged. */
void own_process_prepare(void);
/* Where fspd.exe is. Caller frees. */
char *own_process_directory(void)
        __attribute__((returns_nonnull, warn_unused_result));
/* Unpredictable, for the jitter of restarts. */
uint64_t own_process_seed(void);

#endif
