/*
 * clock_fake.c: see clock_fake.h.
 */
#include "clock_fake.h"

#include "common/clock.h"
#include "daemon/engine.h"
#include "daemon/scan.h"

enum { START_MS = 1000000 };

static uint64_t now = START_MS;

void clock_fake_reset(void)
{
	now = START_MS;
}

void clock_fake_advance(uint64_t ms)
{
	now += ms;
}

uint64_t clock_monotonic_ms(void)
{
	return now;
}

uint64_t clock_filetime(void)
{
	return now * 10000;
}

uint64_t clock_counter(void)
{
	return now * 1000;
}

uint64_t clock_counter_frequency(void)
{
	return 1000000;
}

struct engine_time clock_fake_engine(void)
{
	return (struct engine_time){clock_monotonic_ms(), clock_filetime(),
	                            clock_counter()};
}

struct scan_time clock_fake_scan(void)
{
	return (struct scan_time){clock_monotonic_ms(), clock_filetime(),
	                          clock_counter()};
}
