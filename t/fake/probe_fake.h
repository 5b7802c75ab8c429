/*
 * probe_fake.h: probe.h's port: questions wait until the test answers them.
 */
#ifndef FSPD_PROBE_FAKE_H
#define FSPD_PROBE_FAKE_H

#include <stddef.h>

#include "daemon/probe.h"

struct fake_probe {
	uint64_t ticket;
	enum probe_kind kind;
	char *target;
};

/* Called in place of keeping the question, by a test that answers by itself. */
typedef void probe_fake_hook(void *context, uint64_t ticket,
                             enum probe_kind kind, const char *target);

struct prober *probe_fake_new(void);
void probe_fake_free(struct prober *prober);
/* Number of questions that were ever asked. */
size_t probe_fake_asked(const struct prober *prober);
/* Number of questions that wait. */
size_t probe_fake_waiting(const struct prober *prober);
/* The target of the last question, "" when there was none. Borrowed. */
const char *probe_fake_target(const struct prober *prober);
/* Take the question that has waited longest: its ticket, 0 when none does. */
uint64_t probe_fake_take(struct prober *prober);
void probe_fake_set_hook(struct prober *prober, probe_fake_hook *hook,
                         void *context);

#endif
