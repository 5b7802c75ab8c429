/*
 * command_seal.h: `seal`: a password as text that may stand in a file.
 */
#ifndef FSPD_COMMAND_SEAL_H
#define FSPD_COMMAND_SEAL_H

struct options;

/* Ask for the password of the instance that the arguments name (CLASS
 * INSTANCE), and print the line that declares it, sealed for options->key.
 * Returns the exit code. */
int command_seal(const struct options *options) __attribute__((nonnull));

#endif
