/*
 * compile_names.h: sections whose names meet: twice the same, or the same for
 * Windows alone.
 */
#ifndef FSPD_COMPILE_NAMES_H
#define FSPD_COMPILE_NAMES_H

#include "../common/section.h"

/* Sort the sections of d, which are all there will be, and tell of each whose
 * name another has. Of those that are declared twice the first written is left
 * among the sorted. */
void compile_names(struct declared *d, struct diag_list *diags)
        __attribute__((nonnull));

#endif
