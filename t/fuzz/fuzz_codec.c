/*
 * fuzz_codec.c: any values in a key are decoded, and what was understood
 * survives encoding. The input is a list of values: a byte for kind and name,
 * a byte for the type, two for the length, the bytes.
 */
#include <stdint.h>
#include <stdlib.h>

#include "buf.h"
#include "check.h"
#include "codec.h"
#include "diag.h"
#include "digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_key(const uint8_t *data, size_t size, struct reg_key *raw)
{
	while (size >= 4) {
		const unsigned id = data[0] % (KEY_COUNT + 1u);
		const char *name = id == KEY_COUNT
		                           ? "own"
		                           : schema_key((enum key_id)id)->name;
		size_t len = data[2] | (size_t)data[3] << 8;

		if (len > size - 4)
			len = size - 4;
		reg_key_set(raw, name, data[1] & 15, data + 4, len);
		data += 4 + len;
		size -= 4 + len;
	}
}

static void require(int holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *instance = size > 0 && (data[0] & 128) ? "i" : NULL;
	const struct check_places places = {.whole = {.file = "key"}};
	struct diag_list diags = DIAG_LIST_INIT;
	struct reg_key raw = REG_KEY_INIT, written = REG_KEY_INIT;
	struct definition first, second;
	struct buf form = BUF_INIT;
	size_t problems;

	definition_init(&first, "c", instance);
	definition_init(&second, "c", instance);
	read_key(data, size, &raw);
	digest_canonical(&raw, first.kind, &form);

	problems = codec_decode(&raw, &first, "key", &diags);
	require(problems == diags.count);
	problems += check_definition(&first, 0, &places, &diags);
	require(problems == diags.count);

	codec_encode(&first, &written);
	require(codec_decode(&written, &second, "key", NULL) == 0);
	require(definition_equal(&first, &second));

	definition_release(&first);
	definition_release(&second);
	reg_key_release(&raw);
	reg_key_release(&written);
	diag_release(&diags);
	buf_release(&form);
	return 0;
}
