/*
 * compile.h: raw entries of every file of a run -> typed sections.
 *
 * Names, types and bounds are judged here, each finding at its exact place;
 * what keys mean together is rules.c's concern.
 */
#ifndef FSPD_COMPILE_H
#define FSPD_COMPILE_H

#include "../common/section.h"

/* Compile count files, in their order, into *out (caller releases; it borrows
 * from the files). Sections with faults are in it too: whether the run is
 * refused is the caller's decision, by diags. */
void compile(const struct ini_file *files, size_t count,
             const struct variables *variables, struct declared *out,
             struct diag_list *diags) __attribute__((nonnull));

#endif
