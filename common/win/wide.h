/*
 * wide.h: UTF-8 <-> the wchar_t strings of Windows' W calls.
 *
 * Strict: text with surrogates that do not pair has no UTF-8 form and is not
 * carried unchanged; who must show such text all the same uses
 * wide_to_utf8_lossy.
 */
#ifndef FSPD_WIDE_H
#define FSPD_WIDE_H

#include <stddef.h>
#include <wchar.h>

struct buf;

/* The UTF-8 form of text, or NULL when a surrogate does not pair. Caller
 * frees. */
char *wide_to_utf8(const wchar_t *text)
        __attribute__((nonnull, warn_unused_result));

/* The UTF-8 form of count units of text; NULs and surrogates that do not pair
 * become U+FFFD. Caller frees. */
char *wide_to_utf8_lossy(const wchar_t *text, size_t count)
        __attribute__((nonnull, warn_unused_result));

/* The same, appended to out. */
void wide_add_utf8_lossy(struct buf *out, const wchar_t *text, size_t count)
        __attribute__((nonnull));

/* The UTF-16 form of text, or NULL when text is not valid UTF-8. Caller
 * frees. */
wchar_t *utf8_to_wide(const char *text)
        __attribute__((nonnull, warn_unused_result));

/* The same, in place of what room held and borrowed until it changes: for very
 * many texts. */
const wchar_t *utf8_to_wide_in(struct buf *room, const char *text)
        __attribute__((nonnull, warn_unused_result));

#endif
