/*
 * check_verb.h: `fspd check`.
 */
#ifndef FSPD_CHECK_VERB_H
#define FSPD_CHECK_VERB_H

struct error;

/* Load every class below root as the daemon would and print what is wrong with
 * it. 0: nothing that the daemon refuses, 1: some class is bad, -1 and err
 * when the registry cannot be read. */
int check_verb(const char *root, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
