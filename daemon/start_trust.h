/*
 * start_trust.h: may SYSTEM run this program, and write to this file? Asked at
 * each start, since who may change a file or a folder above it can have changed
 * after the import.
 */
#ifndef FSPD_START_TRUST_H
#define FSPD_START_TRUST_H

struct error;

/* executable, an absolute path, is to run as SYSTEM. 0, or -1 and err with who
 * can replace it; 0 where the system does not tell (Wine). */
int start_trusts_program(const char *executable, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* The same of the folder that a file of ours is to be made or opened in. */
int start_trusts_folder_of(const char *file, struct error *err)
        __attribute__((nonnull, warn_unused_result));

#endif
