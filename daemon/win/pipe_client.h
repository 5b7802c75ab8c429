/*
 * pipe_client.h: one instance of a pipe and the client that is connected to
 * it, as pipe_win.c (all of them) and pipe_client.c (each of them) share it.
 */
#ifndef FSPD_PIPE_CLIENT_H
#define FSPD_PIPE_CLIENT_H

#include <stdbool.h>

#include "accounts_win.h"
#include "loop.h"
#include "pipe_win.h"
#include "../refusals.h"
#include "../../common/buf.h"
#include "../../common/limits.h"

struct pipe_client;

enum client_state {
	CLIENT_LISTENING, /* nobody is connected */
	CLIENT_SILENT,    /* has yet to send its request */
	CLIENT_NAMED,     /* its account's name is being looked up */
	CLIENT_SERVED,    /* the engine has the request */
	CLIENT_REPLYING,  /* has yet to read its reply */
	CLIENT_ENDING     /* operations of the last client come back */
};

/* Clients in the order of their deadlines: all of a list wait equally long. */
struct client_list {
	struct pipe_client *first, *last;
	unsigned count;
};

/* One name. */
struct pipe_server {
	struct pipe_host *host;
	char *name; /* for messages */
	wchar_t *wide_name;
	unsigned listening;
	bool serving;
};

struct pipe_host {
	struct loop *loop;
	struct pipe_sink sink;
	struct accounts *accounts;
	struct loop_timer timer;
	struct pipe_server own, winfsp;
	struct pipe_client *slots[LIMIT_PIPE_CONNECTIONS];
	struct client_list silent, named, replying;
	unsigned count; /* slots in use */
	uint64_t peers; /* clients so far: makes peers unique */
	uint64_t retry_at;
	uint32_t companion_retry_ms;
	char *holder;             /* of WinFsp's pipe, or NULL */
	void *descriptor;         /* of both pipes */
	struct refusals refusals; /* of clients the engine never sees */
	bool wine, closing;
};

struct caller;

struct pipe_client {
	struct loop_op read, write, behind;
	struct account_wait named;
	struct caller *caller; /* while it is being named */
	uint32_t request_bytes;
	struct pipe_server *server;
	HANDLE pipe;
	enum client_state state;
	unsigned slot;
	uint64_t peer, deadline;
	struct client_list *list; /* the one it is on, or NULL */
	struct pipe_client *previous, *next;
	bool read_pending, write_pending, behind_pending;
	bool giving; /* the request to the engine, which may answer at once */
	bool broken; /* not to be used again */
	struct buf reply;
	unsigned char request[LIMIT_PIPE_BYTES];
};

/* Wait for a client on pipe, which is taken over. NULL when it cannot. */
struct pipe_client *client_new(struct pipe_server *server, HANDLE pipe)
        __attribute__((nonnull, warn_unused_result));
/* Send the reply and disconnect once it is read: client may be freed. */
void client_reply(struct pipe_client *client, const void *bytes, size_t len)
        __attribute__((nonnull(1)));
/* Its account's name does not come: its SID will do. */
void client_go_unnamed(struct pipe_client *client) __attribute__((nonnull));
/* Disconnect; the instance listens again or is closed. */
void client_end(struct pipe_client *client) __attribute__((nonnull));

/* pipe_win.c, for pipe_client.c: a client came, so that the server makes
 * another instance; whether an instance that became free is wanted; its end. */
void server_client_came(struct pipe_server *server) __attribute__((nonnull));
bool server_wants_listener(const struct pipe_server *server)
        __attribute__((nonnull));
/* Whether to log that a client was turned away, which may happen to hundreds in
 * a second. whom names its kind. */
bool host_tells(struct pipe_host *host, const char *whom, uint32_t number)
        __attribute__((nonnull));
void host_forget(struct pipe_host *host, struct pipe_client *client)
        __attribute__((nonnull));

#endif
