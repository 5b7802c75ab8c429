/*
 * fuzz_utf.c: bytes as UTF-16LE and as UTF-8: what one direction accepts the
 * other gives back to the byte, and escaped text is always printable.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "utf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void from_utf16(const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT, wide = BUF_INIT;

	if (utf16le_to_utf8(&text, data, size) == 0) {
		assert(utf8_to_utf16le(&wide, text.data, text.len) == 0);
		assert(wide.len == size);
		assert(memcmp(wide.data, data, size) == 0);
		assert(utf16_units(text.data, text.len) == size / 2);
	} else {
		assert(text.len == 0);
	}
	buf_release(&text);
	buf_release(&wide);
}

static void from_utf8(const char *text, size_t size)
{
	struct buf wide = BUF_INIT, again = BUF_INIT;

	if (utf8_to_utf16le(&wide, text, size) == 0) {
		assert(utf8_invalid_at(text, size) == size);
		assert(utf16le_to_utf8(&again, wide.data, wide.len) == 0);
		assert(again.len == size);
		assert(memcmp(again.data, text, size) == 0);
	} else {
		assert(utf8_invalid_at(text, size) < size);
		assert(wide.len == 0);
	}
	buf_release(&wide);
	buf_release(&again);
}

static void escaped(const char *text, size_t size)
{
	struct buf out = BUF_INIT;

	buf_add_escaped(&out, text, size);
	assert(utf8_invalid_at(out.data, out.len) == out.len);
	for (size_t i = 0; i < out.len; i++)
		assert((unsigned char)out.data[i] >= ' ' &&
		       out.data[i] != 0x7f);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	from_utf16(data, size);
	from_utf8((const char *)data, size);
	escaped((const char *)data, size);
	return 0;
}
