/*
 * keystore_mem.h: the registry in memory, with faults and foreign writers.
 *
 * All handles see the same two hives, as processes do; what goes wrong is
 * arranged for one handle, since it is one process that fails or dies: another
 * handle sees what the first left behind.
 */
#ifndef FSPD_KEYSTORE_MEM_H
#define FSPD_KEYSTORE_MEM_H

#include "keystore.h"

/* What a handle is about to do. The steps of an enumeration are told one by
 * one, so that a test can write between two values of a key being read. */
enum keystore_mem_step {
	STEP_LIST,
	STEP_LIST_ENTRY,
	STEP_READ,
	STEP_READ_VALUE,
	STEP_LAST_WRITE,
	STEP_PUT,
	STEP_DELETE_VALUE,
	STEP_CREATE,
	STEP_DELETE_KEY
};

typedef void keystore_mem_hook(void *context, enum keystore_mem_step step,
                               const char *path);

/* Empty both hives and set the clock to 1000 and 1. Open handles stay good. */
void keystore_mem_reset(void);

/* Both hives and the clock as they are now; caller frees. */
struct keystore_mem_state;
struct keystore_mem_state *keystore_mem_save(void);
/* Make them that again. Open handles stay good. */
void keystore_mem_restore(const struct keystore_mem_state *state)
        __attribute__((nonnull));
void keystore_mem_state_free(struct keystore_mem_state *state);

/* The time that the next change is stamped with, and what each change adds to
 * it: 0 makes a clock too coarse to tell changes apart. */
void keystore_mem_set_time(uint64_t now, uint64_t tick);

/* Call hook before each step of this handle; it may use other handles. */
void keystore_mem_set_hook(struct keystore *ks, keystore_mem_hook *hook,
                           void *context) __attribute__((nonnull(1)));

/* The nth step from now (1 is the next) fails with code, once. */
void keystore_mem_fail(struct keystore *ks, size_t nth, uint32_t code)
        __attribute__((nonnull));

/* Every step on path and below fails with code from now on; code 0 ends it. */
void keystore_mem_deny(struct keystore *ks, const char *path, uint32_t code)
        __attribute__((nonnull));

/* The process dies after that many more writes: every later step fails. */
void keystore_mem_kill_after(struct keystore *ks, size_t writes)
        __attribute__((nonnull));

/* Handles that are opened from now on are of one process, which dies when
 * *life, counted down by each of their writes, is 0; others may count too
 * (host_mem.h). NULL: each has a life of its own. */
void keystore_mem_share_life(size_t *life);

/* Keys made and deleted, values put and deleted by this handle, also when the
 * store was left as it was. */
size_t keystore_mem_writes(const struct keystore *ks) __attribute__((nonnull));
/* All steps of this handle. */
size_t keystore_mem_steps(const struct keystore *ks) __attribute__((nonnull));

/* Delete the root itself and all below it, as an uninstaller does. */
void keystore_mem_delete_root(struct keystore *ks) __attribute__((nonnull));

#endif
