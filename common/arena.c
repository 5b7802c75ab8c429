/*
 * arena.c: see arena.h. Blocks are chained, each cut from its end and twice the
 * size of the one before, since there may be many small arenas; a thing larger
 * than a block gets one of its own.
 */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "xalloc.h"

enum {
	FIRST_BYTES = 256,
	MOST_BYTES = 64 * 1024,
	UNIT_BYTES = _Alignof(uint64_t)
};

struct arena_block {
	struct arena_block *before;
	size_t size;
	_Alignas(uint64_t) char bytes[];
};

/* The last size bytes of the current block, which has room for them. */
static void *cut(struct arena *arena, size_t size)
{
	arena->left -= size;
	return arena->last->bytes + arena->left;
}

/* Up to a size after which any object may follow. */
static size_t rounded(size_t size)
{
	return xsum(size, UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
}

static size_t next_size(const struct arena *arena)
{
	if (!arena->last)
		return FIRST_BYTES;
	return arena->last->size < MOST_BYTES / 2 ? arena->last->size * 2
	                                          : MOST_BYTES;
}

static void *allocate(struct arena *arena, size_t size)
{
	if (size > arena->left) {
		const size_t next = next_size(arena);
		const size_t room = rounded(size > next ? size : next);
		struct arena_block *block =
		        xrealloc(NULL, 1, xsum(sizeof(*block), room));

		block->before = arena->last;
		block->size = room;
		arena->last = block;
		arena->left = room;
	}
	return cut(arena, size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	arena->left -= arena->left % UNIT_BYTES;
	return memset(allocate(arena, rounded(size)), 0, size);
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = allocate(arena, xsum(len, 1));

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

void arena_release(struct arena *arena)
{
	while (arena->last) {
		struct arena_block *block = arena->last;

		arena->last = block->before;
		free(block);
	}
	*arena = (struct arena)ARENA_INIT;
}
