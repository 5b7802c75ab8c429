/*
 * underlay.h: what the registry holds beneath the sections of a run: under an
 * overlay the rest of its key, under an instance the class that no file has.
 * With it the rules judge what will be in force, not only what is written.
 */
#ifndef FSPD_UNDERLAY_H
#define FSPD_UNDERLAY_H

#include <stdbool.h>

#include "../common/section.h"

struct error;
struct keystore;

/* Give each sorted section of d what ks holds beneath it, and an overlay also
 * what neither it nor ks says but the [*] above it. What is not there goes to
 * diags; bare: ks is nobody's registry but an empty one. Before the rules and
 * the plan. 0, or -1 and err when the registry could not be read. */
int underlay(struct declared *d, struct keystore *ks, bool bare,
             struct diag_list *diags, struct error *err)
        __attribute__((nonnull(1, 2, 4), warn_unused_result));

#endif
