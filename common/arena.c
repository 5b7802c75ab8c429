/*
 * arena.c: see arena.h. Blocks are chained, each cut from its end; a thing
 * larger than a block gets one of its own.
 */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

#include "xalloc.h"

enum { BLOCK_BYTES = 64 * 1024 - 64 };

struct arena_block {
	struct arena_block *before;
	_Alignas(max_align_t) char bytes[];
};

/* The last size bytes of the current block, which has room for them. */
static void *cut(struct arena *arena, size_t size)
{
	arena->left -= size;
	return arena->last->bytes + arena->left;
}

static void *allocate(struct arena *arena, size_t size)
{
	if (size > arena->left) {
		const size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
		struct arena_block *block =
		        xcalloc(1, xsum(sizeof(*block), room));

		block->before = arena->last;
		arena->last = block;
		arena->left = room;
	}
	return cut(arena, size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t unit = _Alignof(max_align_t);

	arena->left -= arena->left % unit;
	return allocate(arena, xsum(size, unit - 1) / unit * unit);
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = allocate(arena, xsum(len, 1));

	if (len > 0)
		memcpy(copy, text, len);
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
