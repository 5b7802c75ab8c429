/*
 * log_chain.h: the files of one log, the newest being written: opened when
 * needed, rotated when full.
 */
#ifndef FSPD_LOG_CHAIN_H
#define FSPD_LOG_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct log_file;
struct log_store;

/* A second, as FILETIME counts: how soon what failed is tried again. */
enum { LOG_RETRY_TICKS = 10000000 };

struct log_chain {
	struct log_store *store;
	const char *path;   /* of the newest file; borrowed */
	uint64_t max_bytes; /* of one file; 0: never rotated; the newest grows
	                     * to twice that while it cannot be rotated */
	unsigned files;     /* that are kept */

	struct log_file *file; /* NULL: closed */
	uint64_t size, part;   /* of the newest, while it is open */
	uint64_t retry_at;     /* when a rotation that failed is tried again */
	bool mid_line;         /* it ends in an unfinished line */
	bool fresh;            /* nothing but its first line is in it */
};

void log_chain_init(struct log_chain *chain, struct log_store *store,
                    const char *path, uint64_t max_bytes, unsigned files)
        __attribute__((nonnull));
/* Have the newest file open. -1 and err when it cannot be had. */
int log_chain_open(struct log_chain *chain, uint64_t filetime,
                   struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
void log_chain_close(struct log_chain *chain) __attribute__((nonnull));
/* Append bytes, rotating as often as needed. 0, or how many of them could not
 * be written, and err; then the file is closed. */
size_t log_chain_write(struct log_chain *chain, const char *bytes, size_t len,
                       uint64_t filetime, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Open it, and rotate it when it is full. */
int log_chain_make_room(struct log_chain *chain, uint64_t filetime,
                        struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* Where the next byte will stand; part UINT64_MAX when that is not known. */
void log_chain_position(const struct log_chain *chain, uint64_t *part,
                        uint64_t *offset) __attribute__((nonnull));

/* Append the path of the file that is `back` parts older than the newest. */
void log_chain_path(struct buf *out, const char *path, unsigned back)
        __attribute__((nonnull));
/* The part that the file at path is, 0 when it does not exist or is empty. */
uint64_t log_chain_part(struct log_store *store, const char *path)
        __attribute__((nonnull));

#endif
