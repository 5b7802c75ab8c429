/*
 * log_text.h: our own lines in the logs of captured output. They begin with
 * `--- ` and the time; what a process writes is kept byte by byte between them.
 */
#ifndef FSPD_LOG_TEXT_H
#define FSPD_LOG_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct buf;

/* The first line of every file tells which part of the log it is, counted from
 * 1: files are renamed while they are read. */
void log_text_part(struct buf *out, uint64_t part, uint64_t filetime)
        __attribute__((nonnull));
/* The part that a file's first bytes tell, 0 when they tell none. */
uint64_t log_text_read_part(const char *bytes, size_t len)
        __attribute__((nonnull));

struct log_start {
	const char *version, *account, *command_line;
	uint32_t pid;
};

/* A process begins. Names and command line are escaped. */
void log_text_start(struct buf *out, const struct log_start *start,
                    uint64_t filetime) __attribute__((nonnull));
/* It ended after ms of running. */
void log_text_end(struct buf *out, uint32_t pid, uint32_t exit_code,
                  uint64_t ms, uint64_t filetime) __attribute__((nonnull));
/* Output that was not kept. */
void log_text_lost(struct buf *out, uint64_t bytes, const char *why,
                   uint64_t filetime) __attribute__((nonnull));

/* How many of the len bytes go into a file that has room for so many more: all
 * when they fit, else up to the end of the last line that does; mid_line says
 * that the file ends in an unfinished one, which is cut when it must be. */
size_t log_text_fit(const char *bytes, size_t len, size_t room, int mid_line)
        __attribute__((nonnull));
/* How many of the len bytes can be shown as text: without a character at the
 * end whose bytes are not all there yet. */
size_t log_text_whole(const char *bytes, size_t len) __attribute__((nonnull));

#endif
