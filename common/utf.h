/*
 * utf.h: UTF-8 and UTF-16LE on plain byte arrays, strict in both directions.
 *
 * The core's text is UTF-8; the registry, the pipe and .reg/.pol files are
 * UTF-16LE bytes. Surrogates that do not pair are refused, never replaced:
 * what cannot be carried unchanged is reported by the caller.
 */
#ifndef FSPD_UTF_H
#define FSPD_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Decode the character at the start of text. Its length in bytes, 1 to 4, with
 * the code point in *code; or 0 when text is empty or does not begin with
 * strict UTF-8 (*code is then unchanged). */
size_t utf8_decode(const char *text, size_t len, uint32_t *code)
        __attribute__((nonnull));

/* Offset of the first byte that is not strict UTF-8 (no overlong forms, no
 * surrogates, at most U+10FFFF), or len when all of text is valid. */
size_t utf8_invalid_at(const char *text, size_t len) __attribute__((nonnull));

/* Append the UTF-16LE form of text to out. 0, or -1 when text is not valid
 * UTF-8 (out is then unchanged). No terminator is added. */
int utf8_to_utf16le(struct buf *out, const char *text, size_t len)
        __attribute__((nonnull, warn_unused_result));

/* Append the UTF-8 form of len bytes of UTF-16LE to out. 0, or -1 when len is
 * odd or a surrogate does not pair (out is then unchanged). */
int utf16le_to_utf8(struct buf *out, const void *bytes, size_t len)
        __attribute__((nonnull, warn_unused_result));

/* Number of UTF-16 units that valid UTF-8 text needs; invalid bytes count 1. */
size_t utf16_units(const char *text, size_t len) __attribute__((nonnull));

/* Number of characters (code points) in text; invalid bytes count 1. */
size_t utf8_chars(const char *text, size_t len) __attribute__((nonnull));

#endif
