/*
 * clock_fake.h: clock.h with hands that a test turns.
 */
#ifndef FSPD_CLOCK_FAKE_H
#define FSPD_CLOCK_FAKE_H

#include <stdint.h>

struct engine_time;
struct scan_time;

/* Back to the start of every test: 1,000,000 ms of both clocks. */
void clock_fake_reset(void);
void clock_fake_advance(uint64_t ms);
struct engine_time clock_fake_engine(void);
struct scan_time clock_fake_scan(void);

#endif
