/*
 * proto.h: the pipe's messages as bytes: WinFsp.Launcher's protocol, and our
 * own verbs behind the letter F.
 *
 * A request is a UTF-16LE command letter and NUL-terminated strings; a last
 * string without its NUL does not count, strings after the ninth argument are
 * not read, as in the original. Pure functions of (bytes, length); the grammar
 * stands in fspd-pipe(7).
 */
#ifndef FSPD_PROTO_H
#define FSPD_PROTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/limits.h"

struct buf;
struct secret;

enum request_kind {
	REQUEST_START, /* S and X: X has a secret */
	REQUEST_STOP,  /* T */
	REQUEST_INFO,  /* I */
	REQUEST_LIST,  /* L */
	REQUEST_DRIVE, /* D */
	REQUEST_OWN    /* F: words[0] is the verb */
};

/* Words: for S X T I the class and the instance, then the arguments; for D the
 * letter and the target; for F the verb and its arguments. */
enum { REQUEST_WORDS = 2 + LIMIT_ARGUMENTS };

struct request {
	enum request_kind kind;
	char *words[REQUEST_WORDS]; /* UTF-8, NULL after the last */
	size_t count;
	struct secret *secret; /* X, `F secret set`: its last word */
};

/* Whether what a message asks for depends on who sent it. `L` lists what runs
 * to anybody, and clients poll it. */
bool request_needs_caller(const void *bytes, size_t len)
        __attribute__((warn_unused_result));

/* Decode a whole message. 0 and *out (caller releases), or the Win32 number to
 * refuse it with and *out empty: 87 malformed, 122 a secret of more than
 * LIMIT_SECRET_BYTES. bytes are borrowed; every copy of the secret but
 * out->secret is wiped. */
uint32_t request_decode(const void *bytes, size_t len, struct request *out)
        __attribute__((nonnull(3), warn_unused_result));
/* Zeroed objects are accepted. */
void request_release(struct request *request) __attribute__((nonnull));

/* Append a reply. Refusal: `!`, the number in decimal, NUL. */
void reply_refuse(struct buf *out, uint32_t number) __attribute__((nonnull));
/* Bare success: `$` alone, without NUL. */
void reply_done(struct buf *out) __attribute__((nonnull));
/* `I`: class, instance, command line, each ended by a NUL; a command line that
 * would pass LIMIT_PIPE_BYTES is cut at a character, since a client that polls
 * must not take a running instance for a missing one. */
void reply_info(struct buf *out, const char *class_name, const char *instance,
                const char *command_line) __attribute__((nonnull));
/* `L`: begin with reply_done, then add pairs; 0 when the pair did not fit into
 * LIMIT_PIPE_BYTES and was left out whole. */
int reply_pair(struct buf *out, const char *class_name, const char *instance)
        __attribute__((nonnull));
/* `F`: `$` and len bytes of JSON (UTF-8) as UTF-16LE. */
void reply_json(struct buf *out, const char *json, size_t len)
        __attribute__((nonnull));

#endif
