/*
 * buf.h: a growable byte string that always ends in a NUL.
 *
 * Invariants: data[len] is NUL, data is never NULL after BUF_INIT, and a buf
 * that was never written points to a shared empty string. The bytes may hold
 * NULs. A primitive: it knows nothing of the layers above it.
 */
#ifndef FSPD_BUF_H
#define FSPD_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "printf_like.h"

struct buf {
	char *data;
	size_t len;
	size_t cap; /* 0 while data is the shared empty string */
};

extern char buf_empty[1];
#define BUF_INIT                \
	{                       \
		buf_empty, 0, 0 \
	}

/* Make b empty without allocating; what it held before is not freed. */
void buf_init(struct buf *b) __attribute__((nonnull));
/* Free what b holds; b is then as after buf_init. */
void buf_release(struct buf *b) __attribute__((nonnull));
/* Overwrite what b holds with zeros (not removed by the compiler), then
 * release it. For bytes that may hold a password: reserve the room before
 * they come, since growing leaves the old memory behind unwiped. */
void buf_wipe(struct buf *b) __attribute__((nonnull));
/* Length to zero, memory kept. */
void buf_clear(struct buf *b) __attribute__((nonnull));
/* Give the bytes away: caller frees the NUL-terminated result; b is empty.
 * The length goes to *len unless len is NULL. */
char *buf_steal(struct buf *b, size_t *len)
        __attribute__((nonnull(1), warn_unused_result));
/* Room for extra more bytes. */
void buf_reserve(struct buf *b, size_t extra) __attribute__((nonnull));
void buf_add(struct buf *b, const void *data, size_t len)
        __attribute__((nonnull(1)));
void buf_adds(struct buf *b, const char *text) __attribute__((nonnull));
void buf_addc(struct buf *b, char c) __attribute__((nonnull));
/* Little-endian integers, for canonical forms and protocol bytes. */
void buf_add_u16le(struct buf *b, unsigned value) __attribute__((nonnull));
void buf_add_u32le(struct buf *b, unsigned long value) __attribute__((nonnull));
void buf_addf(struct buf *b, const char *format, ...)
        __attribute__((nonnull(1, 2))) PRINTF_LIKE(2, 3);
void buf_addv(struct buf *b, const char *format, va_list args)
        __attribute__((nonnull(1, 2))) PRINTF_LIKE(2, 0);
/* text of len bytes with control characters (C1 and those that turn the
 * direction of writing included), DEL and invalid UTF-8 as \xNN for each byte
 * (tab, CR, LF as \t \r \n) and backslash as it is: foreign text made fit to
 * print on one line. */
void buf_add_escaped(struct buf *b, const char *text, size_t len)
        __attribute__((nonnull));

#endif
