/*
 * arena.h: memory for many small things that live and end together: what a
 * run reads from its files. Nothing in it is freed alone.
 */
#ifndef FSPD_ARENA_H
#define FSPD_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *last; /* the one that is being filled, or NULL */
	size_t left;              /* bytes free at its end */
};

#define ARENA_INIT      \
	{               \
		NULL, 0 \
	}

/* size zeroed bytes, aligned for pointers and numbers of up to 64 bits, until
 * arena_release(). */
void *arena_alloc(struct arena *arena, size_t size)
        __attribute__((nonnull, returns_nonnull, warn_unused_result));
/* A copy of len bytes of text and a NUL that len does not count. */
char *arena_text(struct arena *arena, const char *text, size_t len)
        __attribute__((nonnull, returns_nonnull, warn_unused_result));
void arena_release(struct arena *arena) __attribute__((nonnull));

#endif
