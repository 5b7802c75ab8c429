/*
 * probe_fake.c: see probe_fake.h.
 */
#include "probe_fake.h"

#include <stdlib.h>

#include "common/xalloc.h"

struct prober {
	struct fake_probe *items; /* from first on they wait */
	size_t count, cap, first;
	probe_fake_hook *hook;
	void *context;
};

struct prober *probe_fake_new(void)
{
	return xcalloc(1, sizeof(struct prober));
}

void probe_fake_free(struct prober *prober)
{
	for (size_t i = 0; i < prober->count; i++)
		free(prober->items[i].target);
	free(prober->items);
	free(prober);
}

void probe_ask(struct prober *prober, uint64_t ticket, enum probe_kind kind,
               const char *target)
{
	if (prober->hook) {
		prober->hook(prober->context, ticket, kind, target);
		return;
	}
	if (prober->count == prober->cap) {
		prober->cap = prober->cap ? 2 * prober->cap : 16;
		prober->items = xrealloc(prober->items, prober->cap,
		                         sizeof(*prober->items));
	}
	prober->items[prober->count++] =
	        (struct fake_probe){ticket, kind, xstrdup(target)};
}

size_t probe_fake_asked(const struct prober *prober)
{
	return prober->count;
}

size_t probe_fake_waiting(const struct prober *prober)
{
	return prober->count - prober->first;
}

const char *probe_fake_target(const struct prober *prober)
{
	return prober->count ? prober->items[prober->count - 1].target : "";
}

uint64_t probe_fake_take(struct prober *prober)
{
	if (prober->first == prober->count)
		return 0;
	return prober->items[prober->first++].ticket;
}

void probe_fake_set_hook(struct prober *prober, probe_fake_hook *hook,
                         void *context)
{
	prober->hook = hook;
	prober->context = context;
}
