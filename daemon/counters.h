/*
 * counters.h: what happened since the daemon started, counted where it
 * happens; `F metrics` shows it.
 */
#ifndef FSPD_COUNTERS_H
#define FSPD_COUNTERS_H

#include <stdint.h>

struct counters {
	uint64_t starts;   /* processes that were to be made */
	uint64_t restarts; /* of these after a back-off */
	uint64_t failures; /* could not be made, did not come up, or ended
	                    * unasked */
	uint64_t reloads_good, reloads_bad;
	uint64_t last_reload;         /* FILETIME, 0: none yet */
	uint64_t last_reload_latency; /* of clock_counter(): from complete in
	                               * the registry to in force */
	uint64_t calls;               /* requests, whole or malformed */
	uint64_t refusals;
};

#endif
