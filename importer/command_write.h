/*
 * command_write.h: showing a plan and carrying it out, for every verb that
 * writes.
 */
#ifndef FSPD_COMMAND_WRITE_H
#define FSPD_COMMAND_WRITE_H

#include <stdbool.h>

struct options;
struct run;

/* Are lines for people wanted beside findings? */
bool command_wants_text(const struct options *options) __attribute__((nonnull));

/* Print run->plan. */
void command_print_plan(const struct run *run) __attribute__((nonnull));

/* Carry out run->plan, keeping what takes it back first, say what became of
 * it and ask the daemon whether it is live. verb is what the undo file says was
 * done; of is the run that a rollback takes back, else 0. Returns the exit
 * code. */
int command_write(struct run *run, const char *verb, unsigned of)
        __attribute__((nonnull));

#endif
