/*
 * program_trust.h: can somebody else put another program where this one is?
 * What runs as SYSTEM must lie where only SYSTEM and administrators write.
 */
#ifndef FSPD_PROGRAM_TRUST_H
#define FSPD_PROGRAM_TRUST_H

/* In words who can replace program, an absolute path: itself or by a directory
 * above it; NULL: nobody, or the system does not tell. Caller frees. */
char *program_replaceable(const char *program)
        __attribute__((nonnull, warn_unused_result));

/* The same of the directory that file lies in, or would. */
char *program_folder_replaceable(const char *file)
        __attribute__((nonnull, warn_unused_result));

/* The directory that holds path, or NULL when path is the root of a volume or
 * share. Caller frees. */
char *program_above(const char *path)
        __attribute__((nonnull, warn_unused_result));

#endif
