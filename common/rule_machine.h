/*
 * rule_machine.h: the rules that ask the machine fsp-import runs on: is the
 * program there, can it be run, can others replace it?
 */
#ifndef FSPD_RULE_MACHINE_H
#define FSPD_RULE_MACHINE_H

#include "section.h"

/* Judge the files that the classes of d name, each file once. Where this is
 * not the machine they are on, nothing is judged. */
void rule_machine(const struct declared *d, struct diag_list *diags)
        __attribute__((nonnull));

/* In words what is not judged on this system, or NULL. */
const char *rule_machine_skipped(void);

#endif
