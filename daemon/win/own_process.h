/*
 * own_process.h: the daemon's own process: what it is set up with, where it
 * lies.
 */
#ifndef FSPD_OWN_PROCESS_H
#define FSPD_OWN_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct error;

/* For good: no dialog about a missing disk on a screen nobody sees (children
 * inherit it; crashes are still reported), the right to give the pipe its
 * owner, locked memory, a console to share with children. What cannot be had
 * is logged. */
void own_process_prepare(void);
/* The path of fspd.exe. NULL and err. Caller frees. */
char *own_process_path(struct error *err) __attribute__((warn_unused_result));
/* Whether the process of that number runs the same fspd.exe. */
bool own_process_is_image_of(uint32_t pid);
/* Where fspd.exe is. Caller frees. */
char *own_process_directory(void)
        __attribute__((returns_nonnull, warn_unused_result));
/* Unpredictable, for the jitter of restarts. */
uint64_t own_process_seed(void);

#endif
