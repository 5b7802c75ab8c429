/*
 * secret.c: see secret.h.
 *
 * The pages of passwords and of the key are guarded, locked and read-only once
 * filled; sodium_free wipes them. The key's are not set to no access between
 * uses: Windows unlocks pages that are, and they could reach the page file.
 */
#include "secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "error.h"
#include "xalloc.h"

struct secret {
	unsigned char *bytes; /* len and a NUL, in guarded pages */
	size_t len;
};

struct secret_box {
	size_t len; /* of the password */
	unsigned char nonce[crypto_secretbox_NONCEBYTES];
	unsigned char sealed[]; /* crypto_secretbox_MACBYTES more */
};

struct secret_vault {
	unsigned char *key; /* a page of its own */
};

/* libsodium keeps the start of what it decrypts on the stack
 * (crypto_secretbox_open_detached's first block), so the stack below the
 * caller is overwritten after each use; that much covers its deepest call. */
enum { STACK_BYTES = 16 * 1024 };

int secret_start(struct error *err)
{
	if (sodium_init() >= 0)
		return 0;
	return error_set(err, 0,
	                 "cannot start libsodium: the system gives no "
	                 "random numbers");
}

/* Sizes are those of passwords, so no input can cause a failure. */
static void *guarded(size_t len)
{
	void *bytes = sodium_malloc(len);

	if (bytes == NULL) {
		(void)fputs("out of memory for a secret\n", stderr);
		abort();
	}
	return bytes;
}

struct secret_vault *secret_vault_new(int *lock_failed)
{
	struct secret_vault *vault = xcalloc(1, sizeof(*vault));

	vault->key = guarded(crypto_secretbox_KEYBYTES);
	/* sodium_malloc locks too, and tells nobody when it cannot. */
	*lock_failed = sodium_mlock(vault->key, crypto_secretbox_KEYBYTES) != 0;
	crypto_secretbox_keygen(vault->key);
	(void)sodium_mprotect_readonly(vault->key);
	return vault;
}

void secret_vault_free(struct secret_vault *vault)
{
	if (vault == NULL)
		return;
	sodium_free(vault->key);
	free(vault);
}

/* Room for len bytes, writable until sealed. */
static struct secret *secret_room(size_t len)
{
	struct secret *s = xcalloc(1, sizeof(*s));

	s->bytes = guarded(xsum(len, 1));
	s->bytes[len] = '\0';
	s->len = len;
	return s;
}

struct secret *secret_new(const void *bytes, size_t len)
{
	struct secret *s = secret_room(len);

	memcpy(s->bytes, bytes, len);
	(void)sodium_mprotect_readonly(s->bytes);
	return s;
}

const char *secret_bytes(const struct secret *s)
{
	return (const char *)s->bytes;
}

size_t secret_len(const struct secret *s)
{
	return s->len;
}

void secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	sodium_free(s->bytes);
	free(s);
}

static size_t sealed_len(size_t len)
{
	return xsum(len, crypto_secretbox_MACBYTES);
}

static struct secret_box *box_room(size_t len)
{
	struct secret_box *box =
	        xcalloc(1, xsum(sizeof(*box), sealed_len(len)));

	box->len = len;
	return box;
}

struct secret_box *secret_box_new(const struct secret_vault *vault,
                                  const struct secret *s)
{
	struct secret_box *box = box_room(s->len);

	randombytes_buf(box->nonce, sizeof(box->nonce));
	/* Fails for no length that fits memory. */
	(void)crypto_secretbox_easy(box->sealed, s->bytes, s->len, box->nonce,
	                            vault->key);
	sodium_stackzero(STACK_BYTES);
	return box;
}

struct secret *secret_box_open(const struct secret_vault *vault,
                               const struct secret_box *box)
{
	struct secret *s = secret_room(box->len);
	const int rc = crypto_secretbox_open_easy(s->bytes, box->sealed,
	                                          sealed_len(box->len),
	                                          box->nonce, vault->key);

	sodium_stackzero(STACK_BYTES);
	if (rc != 0) {
		secret_free(s);
		return NULL;
	}
	(void)sodium_mprotect_readonly(s->bytes);
	return s;
}

struct secret_box *secret_box_copy(const struct secret_box *box)
{
	struct secret_box *copy = box_room(box->len);

	memcpy(copy->nonce, box->nonce, sizeof(copy->nonce));
	memcpy(copy->sealed, box->sealed, sealed_len(box->len));
	return copy;
}

void secret_box_free(struct secret_box *box)
{
	free(box);
}

void secret_wipe(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}
