/*
 * settle.c: see settle.h.
 */
#include "settle.h"

#include "../common/limits.h"

/* How much a state holds back the class it is part of. */
static int weight(enum digest_state state)
{
	switch (state) {
	case DIGEST_OPEN:
		return 3;
	case DIGEST_MISMATCH:
		return 2;
	case DIGEST_ABSENT:
		return 1;
	case DIGEST_MATCH:
		break;
	}
	return 0;
}

enum digest_state settle_combine(enum digest_state a, enum digest_state b)
{
	return weight(a) >= weight(b) ? a : b;
}

enum settle_verdict settle_judge(enum digest_state state, uint64_t first,
                                 uint64_t last, uint64_t now, uint64_t *until)
{
	if (state == DIGEST_MATCH)
		return SETTLE_LIVE;
	if (state == DIGEST_OPEN)
		return SETTLE_NEVER;
	*until = last + LIMIT_SETTLE_MS;
	if (*until > first + LIMIT_SETTLE_MAX_MS)
		*until = first + LIMIT_SETTLE_MAX_MS;
	return now >= *until ? SETTLE_LIVE : SETTLE_WAIT;
}
