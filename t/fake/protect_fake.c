/*
 * protect_fake.c: see protect_fake.h. The form: the digest of purpose and
 * machine, 16 digits, then every byte turned.
 */
#include "protect_fake.h"

#include <string.h>

#include "common/buf.h"
#include "common/digest.h"
#include "common/error.h"
#include "common/secret.h"

enum { DIGITS = 16 };

static unsigned char machine;

void protect_fake_machine(unsigned char number)
{
	machine = number;
}

static void make_check(const char *purpose, char out[DIGITS + 1])
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "%u %s", (unsigned)machine, purpose);
	digest_short(text.data, text.len, out);
	buf_release(&text);
}

int protect(const void *bytes, size_t len, const char *purpose, struct buf *out,
            struct error *err)
{
	const unsigned char *at = bytes;
	char check[DIGITS + 1];

	(void)err;
	make_check(purpose, check);
	buf_adds(out, check);
	for (size_t i = 0; i < len; i++)
		buf_addc(out, (char)(at[i] ^ 0xA5 ^ machine));
	return 0;
}

struct secret *unprotect(const void *bytes, size_t len, const char *purpose,
                         struct error *err)
{
	char check[DIGITS + 1];
	struct buf clear = BUF_INIT;
	struct secret *secret;

	make_check(purpose, check);
	if (len < DIGITS || memcmp(bytes, check, DIGITS) != 0) {
		error_set(err, OS_ACCESS_DENIED,
		          "cannot be read on this machine");
		return NULL;
	}
	for (size_t i = DIGITS; i < len; i++)
		buf_addc(&clear, (char)(((const unsigned char *)bytes)[i] ^
		                        0xA5 ^ machine));
	secret = secret_new(clear.data, clear.len);
	buf_wipe(&clear);
	return secret;
}
