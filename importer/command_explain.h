/*
 * command_explain.h: the verb `explain`.
 */
#ifndef FSPD_COMMAND_EXPLAIN_H
#define FSPD_COMMAND_EXPLAIN_H

struct run;

/* Explain a class or instance of the registry, or of the files that --from
 * names. Returns the exit code. */
int command_explain(struct run *run) __attribute__((nonnull));

#endif
