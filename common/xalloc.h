/*
 * xalloc.h: allocation that cannot fail.
 *
 * Out of memory ends the process with a line on standard error: sizes are
 * capped from limits.h before anything is allocated, so no input can cause it,
 * and no caller carries an untestable branch.
 */
#ifndef FSPD_XALLOC_H
#define FSPD_XALLOC_H

#include <stddef.h>

/* Zeroed memory for count objects of size bytes each, never NULL (a size of
 * zero gives a unique pointer); an overflowing product ends the process.
 * Caller frees with free(). */
void *xcalloc(size_t count, size_t size)
        __attribute__((malloc, returns_nonnull, warn_unused_result));

/* ptr (may be NULL) resized to count * size bytes; new bytes are undefined. */
void *xrealloc(void *ptr, size_t count, size_t size)
        __attribute__((returns_nonnull, warn_unused_result));

/* A copy of len bytes of data followed by a NUL that len does not count. */
char *xmemdup(const void *data, size_t len)
        __attribute__((malloc, returns_nonnull, warn_unused_result));

/* a + b; an overflowing sum ends the process. */
size_t xsum(size_t a, size_t b) __attribute__((warn_unused_result));

/* A copy of the string text; NULL gives NULL. Caller frees. */
char *xstrdup(const char *text) __attribute__((warn_unused_result));

#endif
