/*
 * timers.c: see timers.h. A binary heap; an instance knows its place in it,
 * counted from 1.
 */
#include "timers.h"

#include <stdlib.h>

#include "../common/xalloc.h"
#include "instance.h"

void timers_release(struct timers *timers)
{
	free(timers->heap);
	*timers = (struct timers){NULL, 0, 0};
}

static void put(struct timers *timers, size_t place, struct instance *inst)
{
	timers->heap[place - 1] = inst;
	inst->timer_place = place;
}

static uint64_t time_at(const struct timers *timers, size_t place)
{
	return timers->heap[place - 1]->timer_at;
}

/* inst belongs at place or above it. */
static void rise(struct timers *timers, size_t place, struct instance *inst)
{
	while (place > 1 && time_at(timers, place / 2) > inst->timer_at) {
		put(timers, place, timers->heap[place / 2 - 1]);
		place /= 2;
	}
	put(timers, place, inst);
}

/* inst belongs at place, below it, or above it. */
static void settle(struct timers *timers, size_t place, struct instance *inst)
{
	for (;;) {
		size_t child = 2 * place;
		if (child < timers->count &&
		    time_at(timers, child + 1) < time_at(timers, child))
			child++;
		if (child > timers->count ||
		    time_at(timers, child) >= inst->timer_at)
			break;
		put(timers, place, timers->heap[child - 1]);
		place = child;
	}
	rise(timers, place, inst);
}

static void take_out(struct timers *timers, struct instance *inst)
{
	const size_t place = inst->timer_place;
	struct instance *last = timers->heap[--timers->count];

	inst->timer_place = 0;
	if (last != inst)
		settle(timers, place, last);
}

static size_t append(struct timers *timers)
{
	if (timers->count == timers->cap) {
		timers->cap = timers->cap ? 2 * timers->cap : 16;
		timers->heap = xrealloc(timers->heap, timers->cap,
		                        sizeof(struct instance *));
	}
	return ++timers->count;
}

void timers_file(struct timers *timers, struct instance *inst, uint64_t when)
{
	if (inst->timer_place)
		take_out(timers, inst);
	inst->timer_at = when;
	if (when != UINT64_MAX)
		rise(timers, append(timers), inst);
}

void timers_hasten(struct timers *timers, struct instance *inst, uint64_t when)
{
	if (!inst->timer_place || when < inst->timer_at)
		timers_file(timers, inst, when);
}

uint64_t timers_next(const struct timers *timers)
{
	return timers->count ? timers->heap[0]->timer_at : UINT64_MAX;
}

struct instance *timers_take(struct timers *timers, uint64_t now)
{
	struct instance *first;

	if (timers_next(timers) > now)
		return NULL;
	if (!timers->count) /* now is UINT64_MAX */
		return NULL;
	first = timers->heap[0];
	take_out(timers, first);
	return first;
}
