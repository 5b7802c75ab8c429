/*
 * host_mem.h: importer/host.h with a disk in memory, whose writer can die.
 *
 * A directory is there when it was made, or when something is below it. As on
 * a disk, a file that is written stands half beside its place for a moment.
 */
#ifndef FSPD_HOST_MEM_H
#define FSPD_HOST_MEM_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* An empty disk. */
void host_mem_reset(void);

/* The process dies when *life, counted down by each write, is 0: every later
 * call fails. NULL: it lives on. */
void host_mem_set_life(size_t *life);

/* Put a file there, by nobody who could die. */
void host_mem_put(const char *path, const char *text) __attribute__((nonnull));

/* Append the names of the files whose paths begin with prefix, sorted, a line
 * each; and, when contents, what they hold. */
void host_mem_dump(const char *prefix, bool contents, struct buf *out)
        __attribute__((nonnull));

/* All as it is now; caller frees. */
struct host_mem_state;
struct host_mem_state *host_mem_save(void);
/* Make it that again. */
void host_mem_restore(const struct host_mem_state *state)
        __attribute__((nonnull));
void host_mem_state_free(struct host_mem_state *state);

#endif
