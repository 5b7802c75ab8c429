/*
 * winerr.h: numbers of GetLastError and LSTATUS as a struct error.
 */
#ifndef FSPD_WINERR_H
#define FSPD_WINERR_H

#include <stdint.h>

#include "../printf_like.h"

struct buf;
struct error;

/* Fill err (may be NULL) with the formatted text, ": ", the system's words for
 * code and " (code)"; err->code is code. Returns -1. */
int winerr_set(struct error *err, uint32_t code, const char *format, ...)
        PRINTF_LIKE(3, 4);

/* Append the system's words for code: English where Windows has them, one
 * line, no full stop, the first letter lower case unless an acronym begins. */
void winerr_text(struct buf *out, uint32_t code) __attribute__((nonnull));

#endif
