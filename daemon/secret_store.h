/*
 * secret_store.h: passwords that a declared instance is started with while
 * nobody is there to type them.
 *
 * `Secret = local` names this machine's own store: a file for each instance in
 * the folder `secrets`. What it holds is a box (common/seal.h) for this
 * machine's key, so a file renamed to another instance's is refused, and
 * around it the system's protection. `Secret = sealed:...` is such a box
 * itself. Either way a password is in the clear in a struct secret only.
 */
#ifndef FSPD_SECRET_STORE_H
#define FSPD_SECRET_STORE_H

#include <stddef.h>

struct buf;
struct error;
struct files;
struct secret;

/* What a file of the store says about itself, and what it protects. */
struct stored {
	char *class_name, *instance;
	const char *protected; /* borrowed from the bytes it was read from */
	size_t protected_len;
};

struct stored_list {
	struct stored *items; /* by class and instance; nothing protected */
	size_t count;
};

/* Store password in place of the one there is, if any. Makes the machine's key
 * when there is none. 0, or -1 and err. */
int secret_store_set(struct files *files, const char *class_name,
                     const char *instance, const struct secret *password,
                     struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));
/* 0; FILES_ABSENT; -1 and err. */
int secret_store_remove(struct files *files, const char *class_name,
                        const char *instance, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* For whom passwords are stored; what is no file of the store is left out. 0
 * and *out (caller releases), or -1 and err with *out empty. */
int secret_store_list(struct files *files, struct stored_list *out,
                      struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
void stored_list_release(struct stored_list *list) __attribute__((nonnull));

/* The password that the instance's Secret, source, stands for; caller frees.
 * NULL and err, which says what to do: none is stored, it cannot be read, it
 * was made for another machine or instance. */
struct secret *secret_store_open(struct files *files, const char *source,
                                 const char *class_name, const char *instance,
                                 struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

/* Read a file of the store: `fspd1` NUL class NUL instance NUL protected
 * bytes. 0 and *out (caller frees the names), or -1 with *out zeroed. */
int stored_read(const void *bytes, size_t len, struct stored *out)
        __attribute__((nonnull, warn_unused_result));

#endif
