/*
 * clock_win.c: clock.h over Windows' own clocks.
 */
#include "clock.h"

#include <windows.h>

uint64_t clock_counter(void)
{
	LARGE_INTEGER counter;

	QueryPerformanceCounter(&counter);
	return (uint64_t)counter.QuadPart;
}

uint64_t clock_counter_frequency(void)
{
	LARGE_INTEGER frequency;

	QueryPerformanceFrequency(&frequency);
	return (uint64_t)frequency.QuadPart;
}

/* From the counter, since GetTickCount64 moves only every 16 ms. */
uint64_t clock_monotonic_ms(void)
{
	const uint64_t counter = clock_counter();
	const uint64_t frequency = clock_counter_frequency();

	return counter / frequency * 1000 +
	       counter % frequency * 1000 / frequency;
}

uint64_t clock_filetime(void)
{
	FILETIME now;

	GetSystemTimePreciseAsFileTime(&now);
	return (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
}
