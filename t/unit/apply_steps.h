/*
 * apply_steps.h: the single writes that a real apply makes, in its order, for a
 * test to carry out one by one with others' in between.
 */
#ifndef FSPD_T_APPLY_STEPS_H
#define FSPD_T_APPLY_STEPS_H

#include <stddef.h>
#include <stdint.h>

#include "t/fake/keystore_mem.h"

/* One write: STEP_PUT, STEP_DELETE_VALUE, STEP_CREATE or STEP_DELETE_KEY. */
struct apply_step {
	enum keystore_mem_step kind;
	char path[32], name[24];
	uint32_t type;
	unsigned char data[64];
	size_t len;
};

enum { APPLY_STEPS_MAX = 64 };

struct apply_steps {
	struct apply_step items[APPLY_STEPS_MAX];
	size_t count;
};

/* Fill out with what makes ks, which is not written to, hold what the INI text
 * says, and with the removal of the instances that removed names (ended by
 * NULL) and that are there. */
void apply_steps_plan(struct apply_steps *out, struct keystore *ks,
                      const char *text, const char *const *removed)
        __attribute__((nonnull));

/* Add one of somebody else's; value may be NULL where there is none. */
void apply_steps_add(struct apply_steps *steps, enum keystore_mem_step kind,
                     const char *path, const char *name, const char *text)
        __attribute__((nonnull(1, 3)));

/* Make the write through ks. */
void apply_step_perform(const struct apply_step *step, struct keystore *ks)
        __attribute__((nonnull));

#endif
