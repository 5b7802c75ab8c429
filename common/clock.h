/*
 * clock.h: port. The core never reads a clock; win/clock_win.c and the fakes
 * answer these for the mains and shells, which pass times in as data.
 */
#ifndef FSPD_CLOCK_H
#define FSPD_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds since an arbitrary start, never going back. */
uint64_t clock_monotonic_ms(void);
/* UTC as a Windows FILETIME: 100 ns units since 1601-01-01. */
uint64_t clock_filetime(void);
/* High-resolution counter (QueryPerformanceCounter) and its units a second. */
uint64_t clock_counter(void);
uint64_t clock_counter_frequency(void);

#endif
