/*
 * log_book.h: the logs of captured output: one a declared or started instance,
 * a chain of files that are rotated while they are written to.
 *
 *   i-class\i-instance.log     the newest part
 *   i-class\i-instance.log.1   the one before, and so on
 *
 * A disk that is full or fails costs output, never time: what cannot be
 * written is counted, and the count is written when writing works again. One
 * thread uses a book; log_read.c reads what it wrote.
 */
#ifndef FSPD_LOG_BOOK_H
#define FSPD_LOG_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log_text.h"

struct buf;
struct error;
struct log_book;
struct log_file;
struct log_store;
struct log_stream;

/* Whose output it is and how much of it is kept. Borrowed for the call. */
struct log_run {
	const char *class_name, *instance;
	const char *starter; /* SID of the caller who started it, or NULL */
	uint64_t max_bytes;  /* of one file */
	unsigned files;      /* the newest included */
	bool direct;         /* the process appends to the file itself: it is
	                      * rotated only before a start */
};

struct log_book *log_book_new(struct log_store *store)
        __attribute__((nonnull, warn_unused_result));
/* After every stream has ended. */
void log_book_free(struct log_book *book);

/* The path of the newest file of a log. */
void log_book_path(struct buf *out, const char *class_name,
                   const char *instance) __attribute__((nonnull));

/* A log is going to be written: rotate it when it is full and have its file
 * there, as a process that appends to it itself needs. -1 and err when there
 * is no file to be had. */
int log_book_prepare(struct log_book *book, const struct log_run *run,
                     uint64_t filetime, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* A process starts. Never fails: see above. */
struct log_stream *log_book_begin(struct log_book *book,
                                  const struct log_run *run,
                                  const struct log_start *start,
                                  uint64_t filetime)
        __attribute__((nonnull, warn_unused_result));
/* One that was started by an earlier daemon: no header. */
struct log_stream *log_book_resume(struct log_book *book,
                                   const struct log_run *run, uint32_t pid)
        __attribute__((nonnull, warn_unused_result));
/* Its output; before it lost bytes were dropped by the caller. */
void log_book_write(struct log_stream *stream, uint64_t lost, const char *bytes,
                    size_t len, uint64_t filetime) __attribute__((nonnull));
/* It ended; stream is freed. */
void log_book_end(struct log_stream *stream, uint32_t exit_code, uint64_t ms,
                  uint64_t filetime) __attribute__((nonnull));
/* It outlives the daemon; stream is freed. */
void log_book_leave(struct log_stream *stream, uint64_t filetime)
        __attribute__((nonnull));

/* Delete what is kept too long (log_keep.h), but no log whose stem (the path
 * without `.log`) is among the kept or that is being written. */
void log_book_sweep(struct log_book *book, char *const *kept, size_t count,
                    uint64_t filetime) __attribute__((nonnull(1)));

/* Where what sid started last begins: a part and an offset. false when nobody
 * of that SID wrote to this log since the daemon started. */
bool log_book_floor(const struct log_book *book, const char *path,
                    const char *sid, uint64_t *part, uint64_t *offset)
        __attribute__((nonnull));
struct log_store *log_book_store(const struct log_book *book)
        __attribute__((nonnull));

#endif
