/*
 * cause.h: why the daemon refused, in words an operator can act on.
 */
#ifndef FSPD_CTL_CAUSE_H
#define FSPD_CTL_CAUSE_H

#include <stdint.h>

struct buf;
struct ctl_options;

/* Append the cause of number for the request of options: asks the daemon for
 * the definition and the instance, and reads the answer; else what the number
 * means for this verb. Never fails. */
void cause_find(const struct ctl_options *options, uint32_t number,
                struct buf *out) __attribute__((nonnull));

#endif
