/*
 * tickets.c: see tickets.h. Numbers only grow, so a new one is the last.
 */
#include "tickets.h"

#include <stdlib.h>
#include <string.h>

#include "../common/xalloc.h"

struct ticket {
	uint64_t number;
	struct instance *owner;
};

void tickets_release(struct tickets *tickets)
{
	free(tickets->open);
	*tickets = (struct tickets){.last = tickets->last};
}

uint64_t tickets_open(struct tickets *tickets, struct instance *inst)
{
	if (tickets->count == tickets->cap) {
		tickets->cap = tickets->cap ? 2 * tickets->cap : 16;
		tickets->open = xrealloc(tickets->open, tickets->cap,
		                         sizeof(struct ticket));
	}
	tickets->open[tickets->count++] =
	        (struct ticket){.number = ++tickets->last, .owner = inst};
	return tickets->last;
}

/* Index of the first that is not below number. */
static size_t place_of(const struct tickets *tickets, uint64_t number)
{
	size_t low = 0, high = tickets->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (tickets->open[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct ticket *find(const struct tickets *tickets, uint64_t number)
{
	const size_t at = place_of(tickets, number);

	return at < tickets->count && tickets->open[at].number == number
	               ? &tickets->open[at]
	               : NULL;
}

struct instance *tickets_find(const struct tickets *tickets, uint64_t number)
{
	const struct ticket *found = find(tickets, number);

	return found ? found->owner : NULL;
}

void tickets_close(struct tickets *tickets, uint64_t *number)
{
	struct ticket *found = find(tickets, *number);

	*number = 0;
	if (!found)
		return;
	tickets->count--;
	memmove(found, found + 1,
	        (size_t)(&tickets->open[tickets->count] - found) *
	                sizeof(*found));
}
