/*
 * probe.h: port. Questions whose answer may take its time (a server that is
 * down, a file system that hangs): asked here, answered through
 * engine_probed(). At most four mounts are probed at once.
 */
#ifndef FSPD_PROBE_H
#define FSPD_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/error.h"

struct prober;

enum probe_kind {
	PROBE_WAIT,   /* an element of WaitFor: does it answer, is it there? */
	PROBE_MOUNT,  /* a path: can it be opened? */
	PROBE_PROFILE /* DOMAIN\name: has it a profile directory here? */
};

struct probe_answer {
	uint64_t ticket;
	bool yes;
	struct error error; /* why not */
	char *text;         /* of PROBE_PROFILE: the directory; borrowed */
};

/* Ask about target (copied). Every ticket is answered once. */
void probe_ask(struct prober *prober, uint64_t ticket, enum probe_kind kind,
               const char *target) __attribute__((nonnull));

#endif
