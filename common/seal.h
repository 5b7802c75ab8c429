/*
 * seal.h: passwords in boxes that one machine alone can open.
 *
 * A box is text that may stand in a file or a policy: `sealed:KEYID:BASE64`.
 * KEYID names the machine's public key, so that a box for another machine can
 * be told from a damaged one. Inside stand the class and the instance it is
 * for: pasted under another name it is refused.
 */
#ifndef FSPD_SEAL_H
#define FSPD_SEAL_H

#include <stddef.h>

#include "limits.h"

struct buf;
struct error;
struct secret;

enum {
	SEAL_KEY_BYTES = 32, /* either half of a machine's key */
	SEAL_ID_ROOM = 17    /* 16 hexadecimal digits and a NUL */
};

/* A machine's public key. */
struct seal_key {
	unsigned char bytes[SEAL_KEY_BYTES];
};

/* A box as bytes. */
struct sealed {
	char key_id[SEAL_ID_ROOM];
	unsigned char bytes[LIMIT_SEALED_BYTES];
	size_t len;
};

/* A new key: the public half in *out, the private half is returned (caller
 * frees). */
struct secret *seal_key_make(struct seal_key *out)
        __attribute__((nonnull, warn_unused_result));
/* The public half of a private key. 0, or -1 and err when its length is not
 * that of a key. */
int seal_key_of(const struct secret *private_key, struct seal_key *out,
                struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* The 16 digits that name the key. */
void seal_key_id(const struct seal_key *key, char out[SEAL_ID_ROOM])
        __attribute__((nonnull));
/* Append `KEYID:BASE64`, the form in which a public key is handed on. */
void seal_key_text(const struct seal_key *key, struct buf *out)
        __attribute__((nonnull));
/* Read that form, or the BASE64 alone; blanks and line ends around it do not
 * count. 0, or -1 and err: no key, or not the one that its KEYID names. */
int seal_key_read(const char *text, size_t len, struct seal_key *out,
                  struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));

/* Append the box of password for that instance of that class. 0, or -1 and err
 * when a name or the password is longer than any can be. */
int seal(const struct seal_key *key, const char *class_name,
         const char *instance, const struct secret *password, struct buf *out,
         struct error *err)
        __attribute__((nonnull(1, 2, 3, 4, 5), warn_unused_result));
/* Read len bytes of a box's text. 0, or -1 and err. */
int seal_parse(const char *text, size_t len, struct sealed *out,
               struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));
/* The password in the box whose text is given; caller frees. NULL and err: no
 * box, one for another machine (both keys are named), a damaged one, or one
 * for another instance. */
struct secret *seal_open(const char *text, const struct secret *private_key,
                         const char *class_name, const char *instance,
                         struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

#endif
