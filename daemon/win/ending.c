/*
 * ending.c: see ending.h.
 */
#include "ending.h"

#include "../../common/clock.h"
#include "../../common/limits.h"

enum {
	PAUSE_MS = 50,
	TELL_MS = 1000,
};

void ending_begin(struct ending *ending, void (*waiting)(void *context),
                  void *context)
{
	ending->begun = clock_monotonic_ms();
	ending->tell_at = ending->begun + TELL_MS;
	ending->waiting = waiting;
	ending->context = context;
}

bool ending_pause(struct ending *ending, HANDLE thread)
{
	uint64_t now = clock_monotonic_ms();

	if (now - ending->begun >= LIMIT_END_MS)
		return false;
	WaitForSingleObject(thread, PAUSE_MS);
	now = clock_monotonic_ms();
	if (now >= ending->tell_at) {
		ending->tell_at = now + TELL_MS;
		if (ending->waiting != NULL)
			ending->waiting(ending->context);
	}
	return true;
}

bool ending_is_late(const struct ending *ending)
{
	return clock_monotonic_ms() - ending->begun >= LIMIT_END_MS / 2;
}

bool ending_wait(struct ending *ending, HANDLE thread)
{
	while (WaitForSingleObject(thread, 0) == WAIT_TIMEOUT)
		if (!ending_pause(ending, thread))
			return false;
	return true;
}
