/*
 * service_wait.h: how long a service that starts or stops is waited for. Pure.
 */
#ifndef FSPD_SERVICE_WAIT_H
#define FSPD_SERVICE_WAIT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	/* Without any progress. A service may take an hour to stop if it says
	 * so with its check points. */
	SERVICE_WAIT_MS = 90 * 1000,
};

/* What was last seen; zeroed at the start of a wait. */
struct service_wait {
	bool begun;
	uint32_t state, check_point;
	uint64_t since; /* when they came to be */
};

/* It is seen at now (monotonic ms) in state with check_point, both as the
 * service control manager tells: whether it made no progress for
 * SERVICE_WAIT_MS. */
bool service_wait_is_over(struct service_wait *wait, uint32_t state,
                          uint32_t check_point, uint64_t now)
        __attribute__((nonnull));

#endif
