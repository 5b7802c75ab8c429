/*
 * survivor.h: what is recorded of a process with JobControl=0, so that the
 * daemon that starts after this one has ended finds it again.
 */
#ifndef FSPD_SURVIVOR_H
#define FSPD_SURVIVOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

struct survivor {
	char *class_name, *instance;
	char *image; /* as the system names the file it runs */
	char *command_line;
	uint32_t pid;
	uint64_t created; /* FILETIME; pid and this name a process for good */
};

void survivor_release(struct survivor *survivor) __attribute__((nonnull));
/* A copy of its own on the heap; caller releases and frees. */
struct survivor *survivor_copy(const struct survivor *survivor)
        __attribute__((nonnull, warn_unused_result));

/* The name of its record. */
void survivor_file(struct buf *out, uint32_t pid, uint64_t created)
        __attribute__((nonnull));
void survivor_encode(struct buf *out, const struct survivor *survivor)
        __attribute__((nonnull));
/* The other way. 0 and *out (caller releases), or -1 when bytes are no record.
 */
int survivor_decode(const char *bytes, size_t len, struct survivor *out)
        __attribute__((nonnull, warn_unused_result));

/* Whether a process that was created then and runs image is it. */
bool survivor_is(const struct survivor *survivor, uint64_t created,
                 const char *image) __attribute__((nonnull));

#endif
