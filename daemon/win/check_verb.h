/*
 * check_verb.h: `fspd check`.
 */
#ifndef FSPD_CHECK_VERB_H
#define FSPD_CHECK_VERB_H

struct error;

/* Judge every class below root as fsp-import would, findings to standard error
 * and totals to standard output. 0: no error; 1: errors, or an apply that was
 * interrupted; -1 and err when the registry cannot be read. */
int check_verb(const char *root, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
