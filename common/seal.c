/*
 * seal.c: see seal.h. One of the few files that know libsodium.
 *
 * Inside a box: "fspd1" NUL class NUL instance NUL password, the names
 * ASCII-lowered. In the clear it stands in guarded memory only.
 */
#include "seal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ascii.h"
#include "buf.h"
#include "digest.h"
#include "error.h"
#include "name.h"
#include "secret.h"
#include "xalloc.h"

#define PREFIX "sealed:"

static const char mark[] = "fspd1"; /* its NUL is part of the form */

enum {
	VARIANT = sodium_base64_VARIANT_ORIGINAL,
	ID_CHARS = SEAL_ID_ROOM - 1,
	/* As in secret.c: libsodium leaves what it decrypts on the stack. */
	STACK_BYTES = 16 * 1024,
};

_Static_assert(SEAL_KEY_BYTES == crypto_box_PUBLICKEYBYTES &&
                       SEAL_KEY_BYTES == crypto_box_SECRETKEYBYTES,
               "keys are those of crypto_box");

/* -- keys ------------------------------------------------------------------ */

struct secret *seal_key_make(struct seal_key *out)
{
	unsigned char bytes[SEAL_KEY_BYTES];
	struct secret *private_key;

	(void)crypto_box_keypair(out->bytes, bytes);
	private_key = secret_new(bytes, sizeof(bytes));
	secret_wipe(bytes, sizeof(bytes));
	sodium_stackzero(STACK_BYTES);
	return private_key;
}

static const unsigned char *key_bytes(const struct secret *private_key)
{
	return (const unsigned char *)secret_bytes(private_key);
}

int seal_key_of(const struct secret *private_key, struct seal_key *out,
                struct error *err)
{
	if (secret_len(private_key) != SEAL_KEY_BYTES)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "this is no key: it has %zu bytes, not %d",
		                 secret_len(private_key), (int)SEAL_KEY_BYTES);
	(void)crypto_scalarmult_base(out->bytes, key_bytes(private_key));
	sodium_stackzero(STACK_BYTES);
	return 0;
}

void seal_key_id(const struct seal_key *key, char out[SEAL_ID_ROOM])
{
	digest_short(key->bytes, sizeof(key->bytes), out);
}

static void add_base64(struct buf *out, const unsigned char *bytes, size_t len)
{
	const size_t room = sodium_base64_encoded_len(len, VARIANT);
	char *text = xcalloc(room, 1);

	buf_adds(out, sodium_bin2base64(text, room, bytes, len, VARIANT));
	free(text);
}

/* The bytes that text stands for, exactly; at most room of them. */
static bool read_base64(const char *text, size_t text_len, unsigned char *out,
                        size_t room, size_t *len)
{
	return sodium_base642bin(out, room, text, text_len, NULL, len, NULL,
	                         VARIANT) == 0;
}

void seal_key_text(const struct seal_key *key, struct buf *out)
{
	char id[SEAL_ID_ROOM];

	seal_key_id(key, id);
	buf_addf(out, "%s:", id);
	add_base64(out, key->bytes, sizeof(key->bytes));
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* 16 hexadecimal digits and a colon, in small letters into id. */
static bool read_id(const char *text, size_t len, char id[SEAL_ID_ROOM])
{
	if (len <= ID_CHARS || text[ID_CHARS] != ':')
		return false;
	for (size_t i = 0; i < ID_CHARS; i++)
		if (ascii_digit(text[i]) >= 16)
			return false;
	memcpy(id, text, ID_CHARS);
	id[ID_CHARS] = '\0';
	name_fold(id);
	return true;
}

int seal_key_read(const char *text, size_t len, struct seal_key *out,
                  struct error *err)
{
	char wanted[SEAL_ID_ROOM] = "", found[SEAL_ID_ROOM];
	size_t got = 0;

	while (len > 0 && is_space(text[len - 1]))
		len--;
	while (len > 0 && is_space(*text))
		text++, len--;
	if (read_id(text, len, wanted)) {
		text += SEAL_ID_ROOM;
		len -= SEAL_ID_ROOM;
	}
	if (!read_base64(text, len, out->bytes, sizeof(out->bytes), &got) ||
	    got != sizeof(out->bytes))
		return error_set(err, OS_INVALID_PARAMETER,
		                 "this is no public key of a machine; "
		                 "'fspctl key' prints it there");
	seal_key_id(out, found);
	if (*wanted && strcmp(wanted, found) != 0)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "the public key is damaged: it is '%s', not "
		                 "'%s'",
		                 found, wanted);
	return 0;
}

/* -- boxes ----------------------------------------------------------------- */

/* What goes into a box, in guarded memory. */
struct contents {
	unsigned char *bytes;
	size_t len;
};

static struct contents contents_new(size_t len)
{
	struct contents c = {sodium_malloc(len), len};

	if (!c.bytes)
		abort(); /* as secret.c: no input can cause it */
	return c;
}

static unsigned char *put(unsigned char *at, const void *bytes, size_t len)
{
	memcpy(at, bytes, len);
	return at + len;
}

static unsigned char *put_name(unsigned char *at, const char *name)
{
	const size_t len = strlen(name) + 1;

	memcpy(at, name, len);
	name_fold((char *)at);
	return at + len;
}

int seal(const struct seal_key *key, const char *class_name,
         const char *instance, const struct secret *password, struct buf *out,
         struct error *err)
{
	const size_t len = sizeof(mark) + strlen(class_name) + 1 +
	                   strlen(instance) + 1 + secret_len(password);
	unsigned char box[LIMIT_SEALED_BYTES];
	char id[SEAL_ID_ROOM];

	if (len > sizeof(box) - crypto_box_SEALBYTES)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "the names and the password are too long");
	struct contents c = contents_new(len);
	unsigned char *at = put(c.bytes, mark, sizeof(mark));
	at = put_name(at, class_name);
	at = put_name(at, instance);
	put(at, secret_bytes(password), secret_len(password));
	(void)crypto_box_seal(box, c.bytes, len, key->bytes);
	sodium_free(c.bytes);
	sodium_stackzero(STACK_BYTES);
	seal_key_id(key, id);
	buf_addf(out, PREFIX "%s:", id);
	add_base64(out, box, len + crypto_box_SEALBYTES);
	return 0;
}

int seal_parse(const char *text, size_t len, struct sealed *out,
               struct error *err)
{
	const size_t prefix = sizeof(PREFIX) - 1;

	*out = (struct sealed){0};
	if (len < prefix || memcmp(text, PREFIX, prefix) != 0 ||
	    !read_id(text + prefix, len - prefix, out->key_id))
		return error_set(err, OS_INVALID_PARAMETER,
		                 "this is no sealed password "
		                 "(sealed:KEYID:BASE64)");
	text += prefix + SEAL_ID_ROOM;
	len -= prefix + SEAL_ID_ROOM;
	if (!read_base64(text, len, out->bytes, sizeof(out->bytes),
	                 &out->len) ||
	    out->len < crypto_box_SEALBYTES)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "the sealed password is cut or damaged");
	return 0;
}

/* The string at *at, which ends before c's end; NULL when there is none. */
static const char *next_string(const struct contents *c, size_t *at)
{
	const unsigned char *start = c->bytes + *at;
	const unsigned char *end = memchr(start, '\0', c->len - *at);

	if (!end)
		return NULL;
	*at += (size_t)(end - start) + 1;
	return (const char *)start;
}

/* The password in what was in a box. */
static struct secret *take(const struct contents *c, const char *class_name,
                           const char *instance, struct error *err)
{
	size_t at = 0;
	const char *begin = next_string(c, &at);
	const char *for_class = begin ? next_string(c, &at) : NULL;
	const char *for_instance = for_class ? next_string(c, &at) : NULL;

	if (!for_instance || strcmp(begin, mark) != 0) {
		error_set(err, OS_ACCESS_DENIED,
		          "what was sealed is no password of fspd's");
		return NULL;
	}
	if (!name_equal(for_class, class_name) ||
	    !name_equal(for_instance, instance)) {
		error_set(err, OS_ACCESS_DENIED,
		          "the password was sealed for instance '%s' of class "
		          "'%s': for another instance it must be sealed again",
		          for_instance, for_class);
		return NULL;
	}
	if (c->len - at > LIMIT_SECRET_BYTES) {
		error_set(err, OS_INSUFFICIENT_BUFFER,
		          "the sealed password is longer than %d bytes",
		          (int)LIMIT_SECRET_BYTES);
		return NULL;
	}
	return secret_new(c->bytes + at, c->len - at);
}

/* Whether the box is for the key that public names. */
static int judge_key(const struct sealed *box, const struct seal_key *public,
                     struct error *err)
{
	char own[SEAL_ID_ROOM];

	seal_key_id(public, own);
	if (strcmp(own, box->key_id) == 0)
		return 0;
	return error_set(err, OS_ACCESS_DENIED,
	                 "the password is sealed for the machine with key "
	                 "'%s', and this machine's is '%s': seal it again "
	                 "for this one (fspctl key, fsp-import seal)",
	                 box->key_id, own);
}

struct secret *seal_open(const char *text, const struct secret *private_key,
                         const char *class_name, const char *instance,
                         struct error *err)
{
	struct secret *password = NULL;
	struct seal_key public;
	struct sealed box;

	if (seal_parse(text, strlen(text), &box, err) ||
	    seal_key_of(private_key, &public, err) ||
	    judge_key(&box, &public, err))
		return NULL;
	/* A byte more, as an empty one could not be allocated. */
	struct contents c = contents_new(box.len - crypto_box_SEALBYTES + 1);
	c.len--;
	if (crypto_box_seal_open(c.bytes, box.bytes, box.len, public.bytes,
	                         key_bytes(private_key)) == 0)
		password = take(&c, class_name, instance, err);
	else
		error_set(err, OS_ACCESS_DENIED,
		          "the sealed password is damaged: it does not open "
		          "with key '%s'",
		          box.key_id);
	sodium_free(c.bytes);
	sodium_stackzero(STACK_BYTES);
	return password;
}
