/*
 * mem_entered.h: the keys that handles of keystore_mem.c have entered. A key
 * that is deleted is told to all of them: one of the same name that comes
 * later is another.
 */
#ifndef FSPD_MEM_ENTERED_H
#define FSPD_MEM_ENTERED_H

#include <stdbool.h>

#include "keystore.h"
#include "reg_path.h"

/* Of one handle; paths are below the hive. */
struct mem_entered {
	struct mem_entered *next; /* of all handles */
	enum reg_hive hive;
	struct {
		char *path;
		bool is_open, is_deleted;
	} keys[KEYSTORE_DEPTH];
	unsigned depth;
};

/* *entered is part of the handle and lives until mem_entered_end. */
void mem_entered_begin(struct mem_entered *entered, enum reg_hive hive)
        __attribute__((nonnull));
void mem_entered_end(struct mem_entered *entered) __attribute__((nonnull));
void mem_entered_push(struct mem_entered *entered, const char *path,
                      bool exists) __attribute__((nonnull));
void mem_entered_pop(struct mem_entered *entered) __attribute__((nonnull));
/* The key that leads to path has been deleted since it was entered. */
bool mem_entered_is_deleted(const struct mem_entered *entered, const char *path)
        __attribute__((nonnull));
/* Any of its keys has been. */
bool mem_entered_has_deleted(const struct mem_entered *entered)
        __attribute__((nonnull));
/* The key path is deleted. */
void mem_entered_tell(enum reg_hive hive, const char *path)
        __attribute__((nonnull));

/* path is top or lies below it. */
bool mem_is_within(const char *path, const char *top) __attribute__((nonnull));

#endif
