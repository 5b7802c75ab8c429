/*
 * pipe_client.c: the life of one pipe instance:
 *
 *	connect -> read the request -> (the name of who sent it)
 *	-> (the engine) -> write the reply -> the client has read it
 *	-> disconnect -> connect ...
 *
 * The instances have no buffer for replies, so a write completes once the
 * client has read all of it, at once when the client waits for it, as one in
 * TransactNamedPipe does. Disconnecting earlier would discard what was not
 * read, and FlushFileBuffers would block the loop for as long as a client
 * likes. While the engine takes its time a read is kept pending: it tells that
 * the client has gone.
 */
#include <windows.h>

#include "caller_win.h"
#include "pipe_client.h"
#include "../caller.h"
#include "../log_ids.h"
#include "../proto.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/secret.h"
#include "../../common/xalloc.h"

static void list_remove(struct pipe_client *client)
{
	struct client_list *list = client->list;

	if (list == NULL)
		return;
	*(client->previous ? &client->previous->next : &list->first) =
	        client->next;
	*(client->next ? &client->next->previous : &list->last) =
	        client->previous;
	client->previous = client->next = NULL;
	client->list = NULL;
	list->count--;
}

static void list_append(struct client_list *list, struct pipe_client *client)
{
	client->deadline = clock_monotonic_ms() + LIMIT_PIPE_CLIENT_MS;
	client->list = list;
	client->previous = list->last;
	*(list->last ? &list->last->next : &list->first) = client;
	list->last = client;
	list->count++;
}

/* The one setter; it keeps the lists and the count of listeners. */
static void set_state(struct pipe_client *client, enum client_state state)
{
	struct pipe_server *server = client->server;

	if (client->state == CLIENT_LISTENING)
		server->listening--;
	list_remove(client);
	client->state = state;
	if (state == CLIENT_LISTENING)
		server->listening++;
	else if (state == CLIENT_SILENT)
		list_append(&server->host->silent, client);
	else if (state == CLIENT_NAMED)
		list_append(&server->host->named, client);
	else if (state == CLIENT_REPLYING)
		list_append(&server->host->replying, client);
}

/* An operation that could not begin ends like one that failed. */
static void post_failed(struct pipe_client *client)
{
	client->read_pending = true;
	CancelIoEx(client->pipe, NULL);
	DisconnectNamedPipe(client->pipe);
	loop_post(client->server->host->loop, &client->read);
	set_state(client, CLIENT_ENDING);
}

static void read_done(struct pipe_client *client, uint32_t bytes,
                      uint32_t error);

/* ERROR_MORE_DATA is a warning, of which nobody says whether a completion
 * follows. If so it is in the port already: a message behind it is the last
 * that comes. */
static void post_behind(struct pipe_client *client)
{
	client->behind_pending = true;
	loop_post(client->server->host->loop, &client->behind);
}

/* May end client: nothing may follow. No completion comes of what is done at
 * once, see add_instance(). */
static void start_read(struct pipe_client *client, void *bytes, DWORD size)
{
	DWORD error = NO_ERROR;

	loop_op_reset(&client->read);
	if (!ReadFile(client->pipe, bytes, size, NULL,
	              &client->read.overlapped))
		error = GetLastError();
	if (error == ERROR_IO_PENDING) {
		client->read_pending = true;
		return;
	}
	if (error == ERROR_MORE_DATA)
		post_behind(client);
	read_done(client, (uint32_t)client->read.overlapped.InternalHigh,
	          error);
}

static void listen(struct pipe_client *client)
{
	DWORD error;

	set_state(client, CLIENT_LISTENING);
	for (;;) {
		loop_op_reset(&client->read);
		client->read_pending = true;
		error = ConnectNamedPipe(client->pipe, &client->read.overlapped)
		                ? ERROR_PIPE_CONNECTED
		                : GetLastError();
		if (error == ERROR_IO_PENDING)
			return;
		if (error != ERROR_NO_DATA)
			break;
		/* somebody came and went in between */
		DisconnectNamedPipe(client->pipe);
	}
	if (error == ERROR_PIPE_CONNECTED) {
		loop_post(client->server->host->loop, &client->read);
	} else {
		client->broken = true;
		post_failed(client);
	}
}

/* Once no operation is under way the instance can be used again or freed. */
static void settle(struct pipe_client *client)
{
	struct pipe_server *server = client->server;

	if (client->read_pending || client->write_pending ||
	    client->behind_pending || client->giving)
		return;
	buf_release(&client->reply);
	if (client->broken || !server_wants_listener(server)) {
		CloseHandle(client->pipe);
		host_forget(server->host, client);
		free(client);
		return;
	}
	listen(client);
}

/* One whose sender has yet to be named. */
static void forget_request(struct pipe_client *client)
{
	accounts_forget(client->server->host->accounts, &client->named);
	caller_unref(client->caller);
	client->caller = NULL;
	secret_wipe(client->request, client->request_bytes);
}

void client_end(struct pipe_client *client)
{
	struct pipe_host *host = client->server->host;

	if (client->state == CLIENT_ENDING)
		return;
	if (client->state == CLIENT_SERVED)
		host->sink.gone(host->sink.context, client->peer);
	if (client->state == CLIENT_NAMED)
		forget_request(client);
	set_state(client, CLIENT_ENDING);
	if (client->read_pending || client->write_pending)
		CancelIoEx(client->pipe, NULL);
	DisconnectNamedPipe(client->pipe);
	settle(client);
}

/* The instance is free once its client has the reply. */
static void end_answered(struct pipe_client *client)
{
	if (!client->write_pending && !client->giving)
		client_end(client);
}

static void on_connected(struct pipe_client *client, uint32_t error)
{
	struct pipe_host *host = client->server->host;

	if (error != 0) {
		client_end(client);
		return;
	}
	client->peer = ++host->peers * LIMIT_PIPE_CONNECTIONS + client->slot;
	set_state(client, CLIENT_SILENT);
	server_client_came(client->server);
	if (host->silent.count > LIMIT_PIPE_SILENT) {
		if (host_tells(host, "clients without a request",
		               ERROR_PIPE_BUSY))
			log_event(LOG_WARNING, LOG_ID_CLIENT_LIMIT,
			          "more than %d clients without a request: "
			          "the oldest is disconnected",
			          LIMIT_PIPE_SILENT);
		client_end(host->silent.first);
	}
	start_read(client, client->request, sizeof(client->request));
}

/* NULL when it cannot be told. */
static struct caller *caller_of(const struct pipe_client *client)
{
	struct error err = ERROR_INIT;
	struct caller *caller = caller_from_pipe(
	        client->pipe, client->server->host->wine, &err);

	if (caller == NULL &&
	    host_tells(client->server->host, "clients that are not known",
	               err.code))
		log_event(LOG_WARNING, LOG_ID_DENIED, "%s", err.text);
	return caller;
}

/* The request to the engine; takes caller over. May end client. */
static void give(struct pipe_client *client, struct caller *caller)
{
	struct pipe_host *host = client->server->host;

	set_state(client, CLIENT_SERVED);
	client->giving = true;
	host->sink.request(host->sink.context, client->peer, caller,
	                   client->request, client->request_bytes);
	client->giving = false;
	caller_unref(caller);
	secret_wipe(client->request, client->request_bytes);
	if (client->state == CLIENT_SERVED)
		start_read(client, client->request, 1);
	else if (client->state == CLIENT_REPLYING)
		end_answered(client);
	else
		settle(client);
}

static void on_named(struct account_wait *named, const char *name)
{
	struct pipe_client *client =
	        CONTAINING_RECORD(named, struct pipe_client, named);
	struct caller *caller = client->caller;

	client->caller = NULL;
	caller_set_user(caller, name);
	give(client, caller);
}

void client_go_unnamed(struct pipe_client *client)
{
	accounts_forget(client->server->host->accounts, &client->named);
	on_named(&client->named, NULL);
}

/* false: on_named follows. */
static bool is_named(struct pipe_client *client, struct caller *caller)
{
	const char *name;

	client->named.done = on_named;
	if (!accounts_ask(client->server->host->accounts, caller_sid(caller),
	                  &client->named, &name))
		return false;
	caller_set_user(caller, name);
	return true;
}

static void on_request(struct pipe_client *client, uint32_t bytes,
                       uint32_t error)
{
	struct caller *caller = NULL;

	if (error != 0) {
		if (error == ERROR_MORE_DATA &&
		    host_tells(client->server->host, "clients of long requests",
		               error))
			log_event(LOG_WARNING, LOG_ID_BAD_REQUEST,
			          "a request of more than %d bytes: "
			          "disconnected",
			          LIMIT_PIPE_BYTES);
		secret_wipe(client->request, sizeof(client->request));
		client_end(client);
		return;
	}
	if (request_needs_caller(client->request, bytes))
		caller = caller_of(client);
	client->request_bytes = bytes;
	if (caller == NULL || is_named(client, caller)) {
		give(client, caller);
	} else {
		client->caller = caller;
		set_state(client, CLIENT_NAMED);
	}
}

static void read_done(struct pipe_client *client, uint32_t bytes,
                      uint32_t error)
{
	switch (client->state) {
	case CLIENT_LISTENING:
		on_connected(client, error);
		break;
	case CLIENT_SILENT:
		on_request(client, bytes, error);
		break;
	case CLIENT_NAMED: /* nothing is read meanwhile */
	case CLIENT_SERVED:
	case CLIENT_REPLYING:
		/* gone, or it said more than one request */
		client_end(client);
		break;
	case CLIENT_ENDING:
		settle(client);
		break;
	}
}

static void on_read(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct pipe_client *client =
	        CONTAINING_RECORD(op, struct pipe_client, read);

	if (!client->read_pending)
		return; /* of ERROR_MORE_DATA */
	client->read_pending = false;
	read_done(client, bytes, error);
}

static void on_behind(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct pipe_client *client =
	        CONTAINING_RECORD(op, struct pipe_client, behind);

	(void)bytes;
	(void)error;
	client->behind_pending = false;
	settle(client);
}

static void on_written(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct pipe_client *client =
	        CONTAINING_RECORD(op, struct pipe_client, write);

	(void)bytes;
	(void)error; /* a client that is gone is ended like any other */
	client->write_pending = false;
	if (client->state == CLIENT_ENDING)
		settle(client);
	else
		end_answered(client);
}

void client_reply(struct pipe_client *client, const void *bytes, size_t len)
{
	buf_clear(&client->reply);
	buf_add(&client->reply, bytes, len);
	set_state(client, CLIENT_REPLYING);
	loop_op_reset(&client->write);
	client->write_pending =
	        !WriteFile(client->pipe, client->reply.data, (DWORD)len, NULL,
	                   &client->write.overlapped) &&
	        GetLastError() == ERROR_IO_PENDING;
	end_answered(client);
}

struct pipe_client *client_new(struct pipe_server *server, HANDLE pipe)
{
	struct pipe_client *client = xcalloc(1, sizeof(*client));

	client->server = server;
	client->pipe = pipe;
	client->state = CLIENT_ENDING;
	client->read.done = on_read;
	client->write.done = on_written;
	client->behind.done = on_behind;
	buf_init(&client->reply);
	listen(client);
	return client;
}
