/*
 * bits.h: sets of small numbers as the bits of a word, and arrays that hold
 * something for each member, in order.
 */
#ifndef FSPD_BITS_H
#define FSPD_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t bit_of(unsigned n)
{
	return (uint64_t)1 << n;
}

static inline bool has_bit(uint64_t set, unsigned n)
{
	return (set >> n & 1) != 0;
}

/* How many bits are set. In pairs, in fours, in bytes: the compiler's own calls
 * a function where the processor is not known to have an instruction for it. */
static inline unsigned bit_count(uint64_t set)
{
	set -= set >> 1 & 0x5555555555555555u;
	set = (set & 0x3333333333333333u) + (set >> 2 & 0x3333333333333333u);
	set = (set + (set >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (unsigned)(set * 0x0101010101010101u >> 56);
}

/* Members below n: the index of n in an array of the members. */
static inline unsigned bit_index(uint64_t set, unsigned n)
{
	return bit_count(set & (bit_of(n) - 1));
}

/* The least member from n on; 64 when there is none. */
static inline unsigned bit_next(uint64_t set, unsigned n)
{
	const uint64_t rest = n < 64 ? set >> n : 0;

	return rest ? n + (unsigned)__builtin_ctzll(rest) : 64;
}

#endif
