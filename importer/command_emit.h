/*
 * command_emit.h: the verb `emit`.
 */
#ifndef FSPD_COMMAND_EMIT_H
#define FSPD_COMMAND_EMIT_H

struct run;

/* Read the files, plan them for an empty registry and write the file of the
 * format asked for. Returns the exit code. */
int command_emit(struct run *run) __attribute__((nonnull));

#endif
