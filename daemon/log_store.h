/*
 * log_store.h: port. The folder of captured output. Paths are relative to it,
 * folder and file, separated by a backslash; folders are made when needed.
 *
 * Used by one thread. win/log_store_win.c and t/fake/ implement it.
 */
#ifndef FSPD_LOG_STORE_H
#define FSPD_LOG_STORE_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct log_file;
struct log_store;

struct log_entry {
	char *path;
	uint64_t size, written; /* bytes, FILETIME */
};

struct log_entries {
	struct log_entry *items;
	size_t count;
};

/* Open path for appending, made when absent; others may read, append and
 * rename it meanwhile. Its size goes to *size. NULL and err when it cannot be
 * had, a link in its place included. */
struct log_file *log_file_open(struct log_store *store, const char *path,
                               uint64_t *size, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* As log_store_read, of the file that is open. */
int64_t log_file_read(struct log_file *file, uint64_t offset, void *into,
                      size_t len, struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));
/* All of bytes, or -1 and err with some of them written. */
int log_file_write(struct log_file *file, const void *bytes, size_t len,
                   struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
void log_file_close(struct log_file *file);

/* Read up to len bytes at offset: how many there were, 0 at the end; -1 and
 * err, with OS_FILE_NOT_FOUND when path does not exist. */
int64_t log_store_read(struct log_store *store, const char *path,
                       uint64_t offset, void *into, size_t len,
                       struct error *err)
        __attribute__((nonnull(1, 2, 4), warn_unused_result));
/* Bytes of path, or -1 when it cannot be had. */
int64_t log_store_size(struct log_store *store, const char *path)
        __attribute__((nonnull));
/* 0 when path, which exists, could be renamed now; -1 and err when somebody
 * holds it who does not share that. */
int log_store_try(struct log_store *store, const char *path, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Replaces to. -1 and err, with OS_FILE_NOT_FOUND when from does not exist. */
int log_store_rename(struct log_store *store, const char *from, const char *to,
                     struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* As log_store_rename. */
int log_store_remove(struct log_store *store, const char *path,
                     struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Every file of every folder. 0 and *out (caller releases), or -1 and err with
 * *out empty. */
int log_store_list(struct log_store *store, struct log_entries *out,
                   struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
void log_entries_release(struct log_entries *entries) __attribute__((nonnull));

#endif
