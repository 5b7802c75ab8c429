/*
 * command_record.h: what is done by way of a record: plans that are saved and
 * carried out later, and `rollback`. Each returns the exit code.
 */
#ifndef FSPD_COMMAND_RECORD_H
#define FSPD_COMMAND_RECORD_H

struct run;

/* Save run->plan where --out says. */
int command_save_plan(struct run *run) __attribute__((nonnull));

/* Carry out the plan that --plan names; refused when the registry is not as it
 * was when it was made. */
int command_apply_plan(struct run *run) __attribute__((nonnull));

/* Restore what a run replaced, unless somebody changed it since. */
int command_rollback(struct run *run) __attribute__((nonnull));

#endif
