/*
 * clock_posix.c: clock.h for the programs that are built natively.
 */
#define _POSIX_C_SOURCE 200809L

#include "clock.h"

#include <time.h>

enum { NS_PER_S = 1000 * 1000 * 1000, NS_PER_MS = 1000 * 1000 };

static uint64_t nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t clock_monotonic_ms(void)
{
	return nanoseconds(CLOCK_MONOTONIC) / NS_PER_MS;
}

uint64_t clock_filetime(void)
{
	/* seconds from 1601 to 1970 */
	const uint64_t epoch = 11644473600;

	return epoch * (NS_PER_S / 100) + nanoseconds(CLOCK_REALTIME) / 100;
}

uint64_t clock_counter(void)
{
	return nanoseconds(CLOCK_MONOTONIC);
}

uint64_t clock_counter_frequency(void)
{
	return NS_PER_S;
}
