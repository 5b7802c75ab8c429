/*
 * machine_key.h: the key that passwords are sealed for on this machine.
 *
 * Made when fspd runs for the first time, not when it is installed: images are
 * cloned. The private half stands in the file `key`, protected by the system;
 * it is in memory only while a box is opened.
 */
#ifndef FSPD_MACHINE_KEY_H
#define FSPD_MACHINE_KEY_H

struct error;
struct files;
struct seal_key;
struct secret;

/* Make the key when there is none. 0, with *out its public half, or -1 and
 * err: the folder cannot be used, or the key that is there cannot be read (it
 * is never replaced: what was sealed for it would be lost). Not to be called
 * from two threads at a time. */
int machine_key_ensure(struct files *files, struct seal_key *out,
                       struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* The private half; caller frees. NULL and err. */
struct secret *machine_key_open(struct files *files, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
