/*
 * utf.c: see utf.h. One strict decoder for each direction; everything else is
 * a loop over it.
 */
#include "utf.h"

#include <string.h>

#include "buf.h"
#include "xalloc.h"

/* Bytes of the character that lead begins, with the bits it carries in *code
 * and the least code point of that length in *least; 0 for no lead byte. */
static size_t lead_byte(unsigned char lead, uint32_t *code, uint32_t *least)
{
	if (lead < 0x80) {
		*code = lead;
		*least = 0;
		return 1;
	}
	if (lead >= 0xc2 && lead < 0xe0) {
		*code = lead & 0x1fu;
		*least = 0x80;
		return 2;
	}
	if (lead >= 0xe0 && lead < 0xf0) {
		*code = lead & 0x0fu;
		*least = 0x800;
		return 3;
	}
	if (lead >= 0xf0 && lead < 0xf5) {
		*code = lead & 0x07u;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

size_t utf8_decode(const char *text, size_t len, uint32_t *code)
{
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t value, least;
	size_t n;

	if (len == 0)
		return 0;
	n = lead_byte(bytes[0], &value, &least);
	if (n == 0 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3fu);
	}
	if (value < least || value > 0x10ffff || is_surrogate(value))
		return 0;
	*code = value;
	return n;
}

/* Bytes of ASCII that text begins with: nearly all there ever is, so eight are
 * looked at together. */
static size_t ascii_run(const char *text, size_t len)
{
	const uint64_t high_bits = 0x8080808080808080u;
	size_t n = 0;

	for (uint64_t word; len - n >= sizeof(word); n += sizeof(word)) {
		memcpy(&word, text + n, sizeof(word));
		if ((word & high_bits) != 0)
			break;
	}
	while (n < len && (unsigned char)text[n] < 0x80)
		n++;
	return n;
}

size_t utf8_invalid_at(const char *text, size_t len)
{
	size_t at = ascii_run(text, len);

	while (at < len) {
		uint32_t code;
		const size_t n = utf8_decode(text + at, len - at, &code);

		if (n == 0)
			break;
		at += n;
		at += ascii_run(text + at, len - at);
	}
	return at;
}

static void add_utf16(struct buf *out, uint32_t code)
{
	if (code >= 0x10000) {
		code -= 0x10000;
		buf_add_u16le(out, 0xd800u | code >> 10);
		buf_add_u16le(out, 0xdc00u | (code & 0x3ff));
	} else {
		buf_add_u16le(out, code);
	}
}

static void add_widened(struct buf *out, const char *ascii, size_t len)
{
	char *to;

	if (len == 0)
		return;
	buf_reserve(out, xsum(len, len));
	to = out->data + out->len;
	for (size_t i = 0; i < len; i++) {
		to[2 * i] = ascii[i];
		to[2 * i + 1] = '\0';
	}
	to[2 * len] = '\0';
	out->len += 2 * len;
}

int utf8_to_utf16le(struct buf *out, const char *text, size_t len)
{
	if (utf8_invalid_at(text, len) != len)
		return -1;
	for (size_t at = 0; at < len;) {
		const size_t run = ascii_run(text + at, len - at);
		uint32_t code = 0;

		add_widened(out, text + at, run);
		at += run;
		if (at == len)
			break;
		at += utf8_decode(text + at, len - at, &code);
		add_utf16(out, code);
	}
	return 0;
}

static void add_utf8(struct buf *out, uint32_t code)
{
	if (code < 0x80) {
		buf_addc(out, (char)code);
	} else if (code < 0x800) {
		buf_addc(out, (char)(0xc0 | code >> 6));
		buf_addc(out, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		buf_addc(out, (char)(0xe0 | code >> 12));
		buf_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (code & 0x3f)));
	} else {
		buf_addc(out, (char)(0xf0 | code >> 18));
		buf_addc(out, (char)(0x80 | (code >> 12 & 0x3f)));
		buf_addc(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_addc(out, (char)(0x80 | (code & 0x3f)));
	}
}

static uint32_t unit_at(const unsigned char *bytes)
{
	return (uint32_t)(bytes[0] | bytes[1] << 8);
}

/* The character at the start of len bytes: 2 or 4, or 0 when a unit is cut or
 * a surrogate does not pair. */
static size_t utf16_decode(const unsigned char *bytes, size_t len,
                           uint32_t *code)
{
	uint32_t low;

	if (len < 2)
		return 0;
	*code = unit_at(bytes);
	if (!is_surrogate(*code))
		return 2;
	if (*code >= 0xdc00 || len < 4)
		return 0;
	low = unit_at(bytes + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*code = 0x10000 + ((*code & 0x3ff) << 10 | (low & 0x3ff));
	return 4;
}

/* Adds the ASCII that bytes begin with; how many units it was. */
static size_t add_narrowed(struct buf *out, const unsigned char *bytes,
                           size_t len)
{
	size_t n = 0;

	buf_reserve(out, len / 2);
	while (len - 2 * n >= 2 && bytes[2 * n] < 0x80 &&
	       bytes[2 * n + 1] == 0) {
		out->data[out->len + n] = (char)bytes[2 * n];
		n++;
	}
	out->len += n;
	out->data[out->len] = '\0';
	return n;
}

int utf16le_to_utf8(struct buf *out, const void *bytes, size_t len)
{
	const unsigned char *from = bytes;
	const size_t before = out->len;

	for (size_t at = 0; at < len;) {
		uint32_t code = 0;
		size_t n;

		at += 2 * add_narrowed(out, from + at, len - at);
		if (at == len)
			break;
		n = utf16_decode(from + at, len - at, &code);
		if (n == 0) {
			out->len = before;
			out->data[before] = '\0';
			return -1;
		}
		add_utf8(out, code);
		at += n;
	}
	return 0;
}

size_t utf16_units(const char *text, size_t len)
{
	size_t at = ascii_run(text, len);
	size_t units = at;

	while (at < len) {
		uint32_t code;
		const size_t n = utf8_decode(text + at, len - at, &code);

		units += n == 4 ? 2 : 1;
		at += n > 0 ? n : 1;
	}
	return units;
}

size_t utf8_chars(const char *text, size_t len)
{
	size_t at = ascii_run(text, len);
	size_t chars = at;

	for (; at < len; chars++) {
		uint32_t code;
		const size_t n = utf8_decode(text + at, len - at, &code);

		at += n > 0 ? n : 1;
	}
	return chars;
}
