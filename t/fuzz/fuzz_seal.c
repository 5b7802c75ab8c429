/*
 * fuzz_seal.c: any bytes as a box's text, as a public key, as a file of the
 * store, and as what is inside a box that does open.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "buf.h"
#include "daemon/secret_store.h"
#include "error.h"
#include "name.h"
#include "seal.h"
#include "secret.h"
#include "xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void check_text(const char *text, size_t len)
{
	struct error err = ERROR_INIT;
	struct sealed box;

	if (seal_parse(text, len, &box, &err) < 0) {
		require(err.text[0] != '\0');
		return;
	}
	require(strspn(box.key_id, "0123456789abcdef") == SEAL_ID_ROOM - 1);
	require(box.len > 0 && box.len <= sizeof(box.bytes));
}

/* What is read as a key is written and read as the same. */
static void check_key(const char *text, size_t len)
{
	struct error err = ERROR_INIT;
	struct seal_key key, again;
	struct buf written = BUF_INIT;

	if (seal_key_read(text, len, &key, &err) < 0)
		return;
	seal_key_text(&key, &written);
	require(seal_key_read(written.data, written.len, &again, &err) == 0);
	require(memcmp(key.bytes, again.bytes, SEAL_KEY_BYTES) == 0);
	buf_release(&written);
}

static void check_file(const char *bytes, size_t len)
{
	struct stored stored;

	if (stored_read(bytes, len, &stored) < 0)
		return;
	require(class_name_fault(stored.class_name) == NULL);
	require(instance_name_fault(stored.instance) == NULL);
	require(stored.protected >= bytes &&
	        stored.protected + stored.protected_len == bytes + len);
	free(stored.class_name);
	free(stored.instance);
}

/* The text of a box that holds bytes, for a key that never changes. */
static void make_box(const struct seal_key *key, const char *bytes, size_t len,
                     struct buf *out)
{
	const size_t sealed_len = len + crypto_box_SEALBYTES;
	const size_t room = sodium_base64_encoded_len(
	        sealed_len, sodium_base64_VARIANT_ORIGINAL);
	unsigned char *sealed = xcalloc(1, sealed_len);
	char *base64 = xcalloc(1, room), id[SEAL_ID_ROOM];

	require(crypto_box_seal(sealed, (const unsigned char *)bytes, len,
	                        key->bytes) == 0);
	seal_key_id(key, id);
	buf_addf(out, "sealed:%s:%s", id,
	         sodium_bin2base64(base64, room, sealed, sealed_len,
	                           sodium_base64_VARIANT_ORIGINAL));
	free(sealed);
	free(base64);
}

/* What opens is for fs\boot, and the password is all that follows. */
static void check_contents(const char *bytes, size_t len)
{
	static const char begin[] = "fspd1\0fs\0boot"; /* and a NUL */
	const size_t names = sizeof("fspd1");
	unsigned char half[SEAL_KEY_BYTES] = {1, 2, 3};
	struct secret *private_key = secret_new(half, sizeof(half));
	struct error err = ERROR_INIT;
	struct buf box = BUF_INIT;
	struct seal_key key;

	require(seal_key_of(private_key, &key, &err) == 0);
	make_box(&key, bytes, len, &box);
	struct secret *password =
	        seal_open(box.data, private_key, "fs", "boot", &err);
	if (password) {
		const size_t rest = len - sizeof(begin);

		require(len >= sizeof(begin) &&
		        memcmp(bytes, begin, names) == 0);
		require(name_equal(bytes + names, "fs"));
		require(secret_len(password) == rest &&
		        memcmp(secret_bytes(password), bytes + sizeof(begin),
		               rest) == 0);
	} else {
		require(err.text[0] != '\0');
	}
	secret_free(password);
	secret_free(private_key);
	buf_release(&box);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xmemdup(data, size);
	struct error err = ERROR_INIT;

	require(secret_start(&err) == 0);
	check_text(text, size);
	check_key(text, size);
	check_file(text, size);
	check_contents(text, size);
	free(text);
	return 0;
}
