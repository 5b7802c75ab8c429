/*
 * chance.c: see chance.h.
 */
#include "chance.h"

#include <stdlib.h>

struct chance chance_begin(uint64_t seed)
{
	const char *text = getenv("FSPD_SEED");

	if (text && *text)
		seed = strtoull(text, NULL, 10);
	return (struct chance){seed, seed};
}

/* Knuth's linear generator; the low bits are its weak ones. */
unsigned chance_roll(struct chance *chance, unsigned sides)
{
	chance->state =
	        chance->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(chance->state >> 33) % sides;
}
