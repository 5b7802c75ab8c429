/*
 * backoff.c: see backoff.h.
 */
#include "backoff.h"

#include <assert.h>
#include <stdlib.h>

#include "../common/xalloc.h"

enum { DOUBLINGS_MAX = 31 }; /* any delay has reached any maximum by then */

void backoff_reset(struct backoff *b)
{
	free(b->times);
	b->times = NULL;
	b->count = b->cap = b->next = 0;
	b->step = 0;
}

static uint32_t pause_of(struct backoff *b, const struct backoff_policy *policy,
                         bool longest, uint64_t random)
{
	uint64_t delay = longest ? policy->delay_max
	                         : (uint64_t)policy->delay << b->step;

	if (b->step < DOUBLINGS_MAX)
		b->step++;
	if (delay > policy->delay_max)
		delay = policy->delay_max;
	return (uint32_t)(delay - random % (delay / 4 + 1));
}

/* Remember one restart more; true when limit of them before it lie within the
 * window. */
static bool is_too_many(struct backoff *b, const struct backoff_policy *policy,
                        uint64_t now)
{
	bool full;

	assert(policy->limit > 0); /* the schema's bound */
	if (!b->times || b->cap != policy->limit) {
		/* First failure, or the definition changed: count afresh. */
		free(b->times);
		b->times = xcalloc(policy->limit, sizeof(*b->times));
		b->cap = policy->limit;
		b->count = b->next = 0;
	}
	full = b->count == b->cap && now - b->times[b->next] <= policy->window;
	b->times[b->next] = now;
	b->next = (b->next + 1) % b->cap;
	if (b->count < b->cap)
		b->count++;
	return full;
}

struct backoff_verdict backoff_next(struct backoff *b,
                                    const struct backoff_policy *policy,
                                    uint64_t now, uint64_t up_ms,
                                    uint64_t random)
{
	struct backoff_verdict verdict = {0};

	verdict.afresh = up_ms > policy->delay_max;
	if (verdict.afresh)
		backoff_reset(b);
	verdict.too_many = is_too_many(b, policy, now);
	verdict.delay = pause_of(b, policy, verdict.too_many, random);
	return verdict;
}
