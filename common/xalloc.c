/*
 * xalloc.c: see xalloc.h.
 *
 * Ends with _Exit and not abort: an abort can leave a crash dump, and this
 * process may hold passwords.
 */
#include "xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_OUT_OF_MEMORY = 3 }; /* "the system failed" in every tool */

static _Noreturn void out_of_memory(void)
{
	fputs("out of memory\n", stderr);
	_Exit(EXIT_OUT_OF_MEMORY);
}

size_t xsum(size_t a, size_t b)
{
	if (a > SIZE_MAX - b)
		out_of_memory();
	return a + b;
}

static size_t product(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		out_of_memory();
	return count * size;
}

void *xcalloc(size_t count, size_t size)
{
	const size_t total = product(count, size);
	void *ptr = calloc(1, total ? total : 1);

	if (ptr == NULL)
		out_of_memory();
	return ptr;
}

void *xrealloc(void *ptr, size_t count, size_t size)
{
	const size_t total = product(count, size);
	void *grown = realloc(ptr, total ? total : 1);

	if (grown == NULL)
		out_of_memory();
	return grown;
}

char *xmemdup(const void *data, size_t len)
{
	char *copy = xrealloc(NULL, xsum(len, 1), 1);

	if (len > 0)
		memcpy(copy, data, len);
	copy[len] = '\0';
	return copy;
}

char *xstrdup(const char *text)
{
	return text ? xmemdup(text, strlen(text)) : NULL;
}
