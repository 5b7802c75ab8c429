/*
 * service_wait.c: see service_wait.h.
 */
#include "service_wait.h"

bool service_wait_is_over(struct service_wait *wait, uint32_t state,
                          uint32_t check_point, uint64_t now)
{
	if (!wait->begun || wait->state != state ||
	    wait->check_point != check_point) {
		*wait = (struct service_wait){true, state, check_point, now};
		return false;
	}
	return now - wait->since > SERVICE_WAIT_MS;
}
