/*
 * secret.h: passwords in memory; the only user of libsodium beside digest.c.
 *
 * In the clear a password exists only in a struct secret (guarded, locked,
 * wiped when freed), which lives from the pipe message to the child's standard
 * input. What a restart needs is kept as a box under one random key that lives
 * in one locked page, so a scan of the process finds no password except
 * during a start.
 */
#ifndef FSPD_SECRET_H
#define FSPD_SECRET_H

#include <stddef.h>

struct secret;       /* a password in the clear */
struct secret_box;   /* a password under the vault's key */
struct secret_vault; /* the random key */
struct error;

/* Start libsodium. 0, or -1 and err. Call once before the others. */
int secret_start(struct error *err) __attribute__((warn_unused_result));

/* A vault with a fresh key. lock_failed is set to nonzero when the page could
 * not be locked into memory (the caller logs it). A vault never changes: any
 * thread may use it. */
struct secret_vault *secret_vault_new(int *lock_failed)
        __attribute__((nonnull, warn_unused_result));
void secret_vault_free(struct secret_vault *vault);

/* Copy len bytes, which may hold NULs; the caller wipes its own. */
struct secret *secret_new(const void *bytes, size_t len)
        __attribute__((nonnull, warn_unused_result));
/* secret_len bytes and a NUL, borrowed. */
const char *secret_bytes(const struct secret *s) __attribute__((nonnull));
size_t secret_len(const struct secret *s) __attribute__((nonnull));
void secret_free(struct secret *s);

/* The password under the vault's key; caller frees. */
struct secret_box *secret_box_new(const struct secret_vault *vault,
                                  const struct secret *s)
        __attribute__((nonnull, warn_unused_result));
/* The password again, or NULL when the box was not made by this vault. */
struct secret *secret_box_open(const struct secret_vault *vault,
                               const struct secret_box *box)
        __attribute__((nonnull, warn_unused_result));
struct secret_box *secret_box_copy(const struct secret_box *box)
        __attribute__((nonnull, warn_unused_result));
void secret_box_free(struct secret_box *box);

/* Zero len bytes in a way the compiler keeps. */
void secret_wipe(void *bytes, size_t len);

#endif
