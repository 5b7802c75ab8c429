/*
 * tickets.h: whose answer it is. What is asked of a port for an instance (a
 * process, a probe) has a ticket, a number that is never given twice; its
 * answer comes with it.
 */
#ifndef FSPD_TICKETS_H
#define FSPD_TICKETS_H

#include <stddef.h>
#include <stdint.h>

struct instance;
struct ticket;

struct tickets {
	struct ticket *open; /* in ascending order */
	size_t count, cap;
	uint64_t last;
};

void tickets_release(struct tickets *tickets) __attribute__((nonnull));
/* A new ticket of inst, not 0. */
uint64_t tickets_open(struct tickets *tickets, struct instance *inst)
        __attribute__((nonnull, warn_unused_result));
/* Whose it is; NULL when it was closed, or never was. */
struct instance *tickets_find(const struct tickets *tickets, uint64_t number)
        __attribute__((nonnull));
/* No answer to *number is expected any more; it becomes 0, as it may be. Every
 * ticket of an instance is closed before it is freed. */
void tickets_close(struct tickets *tickets, uint64_t *number)
        __attribute__((nonnull));

#endif
