/*
 * pipe_client.c: the life of one pipe instance:
 *
 *	connect -> read the request -> (the name of who sent it)
 *	-> (the engine) -> write the reply
 *	-> the client closes -> disconnect -> connect ...
 *
 * After the request one more read is kept pending. It tells when the client
 * goes: before its reply (the engine hears of it) or after it has read it.
 * Disconnecting earlier would discard a reply that was not read, and
 * FlushFileBuffers would block the loop for as long as a client likes.
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

/* Completions come through the port even when a call succeeds at once, and
 * for ERROR_MORE_DATA, which is a warning and no error to the kernel. */
static void start_read(struct pipe_client *client, void *bytes, DWORD size)
{
	loop_op_reset(&client->read);
	if (ReadFile(client->pipe, bytes, size, NULL,
	             &client->read.overlapped) ||
	    GetLastError() == ERROR_IO_PENDING ||
	    GetLastError() == ERROR_MORE_DATA) {
		client->read_pending = true;
		return;
	}
	if (client->state == CLIENT_SERVED)
		client->server->host->sink.gone(
		        client->server->host->sink.context, client->peer);
	post_failed(client);
}

static void listen(struct pipe_client *client)
{
	DWORD error;

	set_state(client, CLIENT_LISTENING);
	for (;;) {
		loop_op_reset(&client->read);
		client->read_pending = true;
		if (ConnectNamedPipe(client->pipe, &client->read.overlapped))
			return;
		error = GetLastError();
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

	if (client->read_pending || client->write_pending)
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

/* Whether to log that a client was turned away, which may happen to hundreds in
 * a second. whom names its kind. */
static bool is_told(struct pipe_host *host, const char *whom, uint32_t number)
{
	struct refusals_row *row = refusals_note(&host->refusals, whom, number,
	                                         clock_monotonic_ms());

	if (row != NULL && row->user == NULL)
		row->user = xstrdup(whom);
	return row != NULL;
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
	start_read(client, client->request, sizeof(client->request));
	if (host->silent.count > LIMIT_PIPE_SILENT) {
		if (is_told(host, "clients without a request", ERROR_PIPE_BUSY))
			log_event(LOG_WARNING, LOG_ID_CLIENT_LIMIT,
			          "more than %d clients without a request: "
			          "the oldest is disconnected",
			          LIMIT_PIPE_SILENT);
		client_end(host->silent.first);
	}
}

/* NULL when it cannot be told. */
static struct caller *caller_of(const struct pipe_client *client)
{
	struct error err = ERROR_INIT;
	struct caller *caller = caller_from_pipe(
	        client->pipe, client->server->host->wine, &err);

	if (caller == NULL && is_told(client->server->host,
	                              "clients that are not known", err.code))
		log_event(LOG_WARNING, LOG_ID_DENIED, "%s", err.text);
	return caller;
}

/* The request to the engine; takes caller over. */
static void give(struct pipe_client *client, struct caller *caller)
{
	struct pipe_host *host = client->server->host;

	set_state(client, CLIENT_SERVED);
	host->sink.request(host->sink.context, client->peer, caller,
	                   client->request, client->request_bytes);
	caller_unref(caller);
	secret_wipe(client->request, client->request_bytes);
	start_read(client, client->request, 1);
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
		    is_told(client->server->host, "clients of long requests",
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

static void on_read(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct pipe_client *client =
	        CONTAINING_RECORD(op, struct pipe_client, read);

	client->read_pending = false;
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

static void on_written(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct pipe_client *client =
	        CONTAINING_RECORD(op, struct pipe_client, write);

	(void)bytes;
	client->write_pending = false;
	if (client->state == CLIENT_ENDING)
		settle(client);
	else if (error != 0)
		client_end(client);
}

void client_reply(struct pipe_client *client, const void *bytes, size_t len)
{
	buf_clear(&client->reply);
	buf_add(&client->reply, bytes, len);
	set_state(client, CLIENT_REPLYING);
	loop_op_reset(&client->write);
	/* a client that is gone shows in the read as well */
	client->write_pending =
	        WriteFile(client->pipe, client->reply.data, (DWORD)len, NULL,
	                  &client->write.overlapped) ||
	        GetLastError() == ERROR_IO_PENDING;
}

struct pipe_client *client_new(struct pipe_server *server, HANDLE pipe)
{
	struct pipe_client *client = xcalloc(1, sizeof(*client));

	client->server = server;
	client->pipe = pipe;
	client->state = CLIENT_ENDING;
	client->read.done = on_read;
	client->write.done = on_written;
	buf_init(&client->reply);
	listen(client);
	return client;
}
