/*
 * mem_hives.h: what all handles of keystore_mem.c share: a tree of keys for
 * each hive, and the clock that stamps them.
 */
#ifndef FSPD_MEM_HIVES_H
#define FSPD_MEM_HIVES_H

#include "reg_node.h"
#include "reg_path.h"

/* The top of a hive. Borrowed until keystore_mem_reset or _restore. */
struct reg_node *mem_hive(enum reg_hive hive);
/* The key path below node, or NULL; *parent (may be NULL) gets the key above
 * it. */
struct reg_node *mem_walk(struct reg_node *node, const char *path,
                          struct reg_node **parent)
        __attribute__((nonnull(1, 2)));
/* The time of the next change. */
uint64_t mem_now(void);
/* node is changed. */
void mem_touch(struct reg_node *node) __attribute__((nonnull));

#endif
