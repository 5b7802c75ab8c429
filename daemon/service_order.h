/*
 * service_order.h: which services stand on another, and in which order they go
 * and come back. Pure: the list is what the service control manager tells
 * (win/scm.h), or a table.
 *
 * Computed from every service's own list of dependencies, as
 * EnumDependentServices does it, because Wine's knows none. Dependencies on a
 * load order group are not followed: WinFsp.Launcher is in none.
 */
#ifndef FSPD_SERVICE_ORDER_H
#define FSPD_SERVICE_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

struct service_entry {
	char *name;
	struct name_list needs; /* services that must run before it */
	bool runs;              /* or is about to */
};

struct service_list {
	struct service_entry *items;
	size_t count;
};

/* Append a service, not running and needing nothing; name is copied. Borrowed
 * until the next is added. */
struct service_entry *service_list_add(struct service_list *list,
                                       const char *name)
        __attribute__((nonnull, returns_nonnull));
void service_list_release(struct service_list *list) __attribute__((nonnull));

/* Append to out the running services that need name, directly or through
 * others (running or not), each once, a service before those that need it: the
 * order to start them in, and from its end to stop them. Of services
 * that need each other in a ring, which the manager starts none of, some may
 * be missing. */
void service_dependents(const struct service_list *list, const char *name,
                        struct name_list *out) __attribute__((nonnull));

#endif
