/*
 * entry_posix.c: entry.h where arguments are bytes already. What is not UTF-8
 * is refused by whoever reads the argument.
 *
 * A large run touches megabytes of fresh memory, and what that costs is the
 * page faults: the heap is begun on large pages, where the C library and the
 * kernel have them. Elsewhere, and when it fails, the heap is as it would be.
 */
#include "entry.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
#include <malloc.h>

enum {
	SMALL_PAGE = 4 << 10,
	LARGE_PAGE = 2 << 20,
	/* Addresses, of which only what is touched is memory; also the most
	 * that M_MMAP_THRESHOLD takes. */
	HEAP_BEGIN = 32 << 20
};

static void prepare_heap(void)
{
	char *const at = sbrk(0);
	const size_t used = ((uintptr_t)at + SMALL_PAGE) % LARGE_PAGE;
	const size_t gap = (LARGE_PAGE - used) % LARGE_PAGE;
	void *volatile first;

	/* What is touched before the advice stays small: begin a page early. */
	if (sbrk((intptr_t)gap) == (void *)-1)
		return;
	/* All of it at once, none in maps of its own, nothing given back. */
	mallopt(M_TOP_PAD, HEAP_BEGIN);
	mallopt(M_MMAP_THRESHOLD, HEAP_BEGIN);
	mallopt(M_TRIM_THRESHOLD, 2 * HEAP_BEGIN);
	first = malloc(1);
	free(first);
	(void)madvise(at + gap + SMALL_PAGE, HEAP_BEGIN - LARGE_PAGE,
	              MADV_HUGEPAGE);
}
#else
static void prepare_heap(void)
{
}
#endif

int main(int argc, char **argv)
{
	prepare_heap();
	return program_main(argc, argv);
}
