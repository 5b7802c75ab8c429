/*
 * buf.c: see buf.h.
 *
 * The capacity doubles, so appending is linear in all; data always has room
 * for the NUL that len does not count.
 */
#include "buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf.h"
#include "xalloc.h"

enum { BUF_FIRST = 64 }; /* most lines and names fit without growing */

char buf_empty[1];

void buf_init(struct buf *b)
{
	b->data = buf_empty;
	b->len = 0;
	b->cap = 0;
}

void buf_release(struct buf *b)
{
	if (b->cap > 0)
		free(b->data);
	buf_init(b);
}

void buf_wipe(struct buf *b)
{
	volatile char *at = b->data;

	for (size_t i = 0; i < b->cap; i++)
		at[i] = '\0';
	buf_release(b);
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->cap > 0)
		b->data[0] = '\0';
}

char *buf_steal(struct buf *b, size_t *len)
{
	char *data = b->cap > 0 ? b->data : xmemdup("", 0);

	if (len != NULL)
		*len = b->len;
	buf_init(b);
	return data;
}

void buf_reserve(struct buf *b, size_t extra)
{
	const size_t need = xsum(xsum(b->len, extra), 1);
	size_t cap = b->cap > 0 ? b->cap : BUF_FIRST;

	if (need <= b->cap)
		return;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	b->data = xrealloc(b->cap > 0 ? b->data : NULL, cap, 1);
	b->cap = cap;
	b->data[b->len] = '\0';
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	if (len == 0)
		return;
	buf_reserve(b, len);
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_add_u16le(struct buf *b, unsigned value)
{
	const unsigned char bytes[2] = {
	        (unsigned char)(value & 0xff),
	        (unsigned char)(value >> 8 & 0xff),
	};

	buf_add(b, bytes, sizeof(bytes));
}

void buf_add_u32le(struct buf *b, unsigned long value)
{
	const unsigned char bytes[4] = {
	        (unsigned char)(value & 0xff),
	        (unsigned char)(value >> 8 & 0xff),
	        (unsigned char)(value >> 16 & 0xff),
	        (unsigned char)(value >> 24 & 0xff),
	};

	buf_add(b, bytes, sizeof(bytes));
}

void buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_addv(b, format, args);
	va_end(args);
}

/* Written where there is room at once, as mostly, or else a second time. */
void buf_addv(struct buf *b, const char *format, va_list args)
{
	const size_t room = b->cap > 0 ? b->cap - b->len : 0;
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(room > 0 ? b->data + b->len : NULL, room, format, args);
	if (len > 0 && (size_t)len >= room) {
		buf_reserve(b, (size_t)len);
		(void)vsnprintf(b->data + b->len, (size_t)len + 1, format,
		                again);
	}
	va_end(again);
	if (len > 0)
		b->len += (size_t)len;
	else if (room > 0)
		b->data[b->len] = '\0';
}

/* Characters that move the cursor, end a line or turn the direction. */
static int is_unprintable(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       (code >= 0x200e && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

static void add_hex(struct buf *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_addf(b, "\\x%02X", (unsigned)(unsigned char)text[i]);
}

void buf_add_escaped(struct buf *b, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t code = 0;
		const size_t n = utf8_decode(text + at, len - at, &code);

		if (n == 0)
			add_hex(b, text + at, 1);
		else if (code == '\t')
			buf_adds(b, "\\t");
		else if (code == '\r')
			buf_adds(b, "\\r");
		else if (code == '\n')
			buf_adds(b, "\\n");
		else if (is_unprintable(code))
			add_hex(b, text + at, n);
		else
			buf_add(b, text + at, n);
		at += n > 0 ? n : 1;
	}
}
