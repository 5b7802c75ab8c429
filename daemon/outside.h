/*
 * outside.h: ports the engine calls besides processes: replies to clients, and
 * the reader of the registry. Implemented by daemon/win/ and t/fake/.
 */
#ifndef FSPD_OUTSIDE_H
#define FSPD_OUTSIDE_H

#include <stddef.h>
#include <stdint.h>

struct pipe_host;
struct reader;

/* Send one message to a client and end the connection once it was read (or
 * LIMIT_PIPE_CLIENT_MS later). A peer that is gone is ignored. */
void pipe_reply(struct pipe_host *host, uint64_t peer, const void *bytes,
                size_t len) __attribute__((nonnull(1)));

/* Have the reader look at one class now; engine_refreshed(ticket) follows once
 * it is settled and every change of it was delivered. class_name "" means a
 * whole pass. Copied. */
void reader_refresh(struct reader *reader, const char *class_name,
                    uint64_t ticket) __attribute__((nonnull));

#endif
