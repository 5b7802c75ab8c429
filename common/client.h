/*
 * client.h: one question to a daemon's pipe, and its answer.
 *
 * client.c builds and reads the bytes (portable); win/client_win.c carries
 * them. Used by fspctl, and by fsp-import's closing line.
 */
#ifndef FSPD_CLIENT_H
#define FSPD_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

#define CLIENT_PIPE_FSPD "\\\\.\\pipe\\fspd"
#define CLIENT_PIPE_WINFSP \
	"\\\\.\\pipe\\WinFsp.{14E7137D-22B4-437A-B0C1-D21D1BDF3767}"

/* Append the request: command letter, then each of the words followed by a
 * NUL, as UTF-16LE. -1 and err when a word is not valid UTF-8 or the request
 * would be longer than LIMIT_PIPE_BYTES. */
int message_build(struct buf *out, char command, const char *const *words,
                  size_t count, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Read a reply: 0 and its data as UTF-8 in *data (NULs kept), or the Win32
 * number of a refusal; -1 and err for what is neither. */
int64_t message_read(const void *bytes, size_t len, struct buf *data,
                     struct error *err)
        __attribute__((nonnull(3), warn_unused_result));

/* Port: send request to the pipe called name ("x" means \\.\pipe\x) and append
 * the whole reply. The server must be owned by SYSTEM or Administrators before
 * anything is sent. impersonate lets the server act as the caller (a class with
 * RunAs `.`), else it may only identify it. -1 and err: nobody serves the pipe
 * (2), no answer within timeout_ms (1460), and so on. */
int client_call(const char *name, const struct buf *request, bool impersonate,
                uint32_t timeout_ms, struct buf *reply, struct error *err)
        __attribute__((nonnull(1, 2, 5), warn_unused_result));

#endif
