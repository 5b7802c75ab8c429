/*
 * pipe_fake.h: outside.h in memory: replies are kept for the test to read, and
 * refreshes for it to do.
 */
#ifndef FSPD_PIPE_FAKE_H
#define FSPD_PIPE_FAKE_H

#include <stdbool.h>

#include "daemon/outside.h"

struct pipe_host *pipe_fake_new(void);
void pipe_fake_free(struct pipe_host *host);
/* The reply to peer as UTF-8 with each NUL as '|', or NULL when none came.
 * Borrowed until the next reply to it. */
const char *pipe_fake_reply(const struct pipe_host *host, uint64_t peer);
/* Its length in bytes on the pipe. */
size_t pipe_fake_reply_bytes(const struct pipe_host *host, uint64_t peer);
/* How many replies peer got: more than one is a fault. */
unsigned pipe_fake_replies(const struct pipe_host *host, uint64_t peer);

/* From now on told here what was answered, and nothing is kept. */
typedef void pipe_fake_hook(void *context, uint64_t peer, const void *bytes,
                            size_t len);
void pipe_fake_set_hook(struct pipe_host *host, pipe_fake_hook *hook,
                        void *context);

struct reader *reader_fake_new(void);
void reader_fake_free(struct reader *reader);
/* Take the oldest refresh not taken yet; false when there is none. class_name
 * is borrowed until the next call. */
bool reader_fake_take(struct reader *reader, const char **class_name,
                      uint64_t *ticket);

#endif
