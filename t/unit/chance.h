/*
 * chance.h: random numbers that a failed test can be given again: the seed is
 * FSPD_SEED in the environment, else the test's own.
 */
#ifndef FSPD_T_CHANCE_H
#define FSPD_T_CHANCE_H

#include <stdint.h>

struct chance {
	uint64_t seed; /* as begun with: name it in every failure */
	uint64_t state;
};

/* Begin with FSPD_SEED, or with seed where that is not set. */
struct chance chance_begin(uint64_t seed);
/* A number below sides (at least 1). */
unsigned chance_roll(struct chance *chance, unsigned sides)
        __attribute__((nonnull));

#endif
