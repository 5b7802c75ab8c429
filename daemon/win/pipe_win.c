/*
 * pipe_win.c: the instances of both pipes, their number, and the deadlines of
 * their clients. What happens on one instance is in pipe_client.c.
 */
#include <windows.h>
#include <stdlib.h>

#include "caller_win.h"
#include "companion.h"
#include "pipe_client.h"
#include "pipe_win.h"
#include "../log_ids.h"
#include "../outside.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/win/sd_win.h"
#include "../../common/win/wide.h"
#include "../../common/win/wine.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

/*
 * The descriptor of WinFsp's own pipe:
 *	O:SYG:SY	its clients talk to no server but LocalSystem's
 *	D:P		nothing is inherited
 *	(A;;GA;;;SY)	the daemon
 *	(A;;GA;;;BA)	`fspd run` of an administrator, which must be able to
 *			make more instances
 *	(A;;GRDCCR;;;WD) everybody may read, write data (DC) and set the
 *			message mode (CR, write attributes); not LC, which
 *			here is FILE_CREATE_PIPE_INSTANCE: nobody else serves
 */
static const char pipe_sddl[] =
        "O:SYG:SYD:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRDCCR;;;WD)";

enum {
	/* What WaitNamedPipe waits by default; WinFsp's figure. */
	DEFAULT_WAIT_MS = 31000,
	/* The more clients there are, the more listen: a stock client that
	 * finds all instances busy waits for one and tries again only once. */
	MOST_LISTENING = 16 * LIMIT_PIPE_LISTENING,
	/* Instances that became free are kept up to here, so that in the
	 * steady state none is made or closed. */
	KEEP_LISTENING = 4 * LIMIT_PIPE_LISTENING,
	/* What clients have to read their replies when the daemon ends. */
	CLOSE_MS = 500,
};

static unsigned free_slot(const struct pipe_host *host)
{
	unsigned slot = 0;

	while (host->slots[slot] != NULL)
		slot++;
	return slot;
}

/* One more instance. */
static int add_instance(struct pipe_server *server, bool first,
                        struct error *err)
{
	struct pipe_host *host = server->host;
	SECURITY_ATTRIBUTES attributes = {sizeof(attributes), host->descriptor,
	                                  FALSE};
	DWORD flags = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED;
	struct pipe_client *client;
	unsigned slot;
	HANDLE pipe;

	if (host->count == LIMIT_PIPE_CONNECTIONS)
		return error_set(err, OS_PIPE_BUSY,
		                 "no room for an instance of pipe '%s'",
		                 server->name);
	if (first)
		flags |= FILE_FLAG_FIRST_PIPE_INSTANCE;
	pipe = CreateNamedPipeW(server->wide_name, flags,
	                        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE |
	                                PIPE_REJECT_REMOTE_CLIENTS,
	                        PIPE_UNLIMITED_INSTANCES, 0, LIMIT_PIPE_BYTES,
	                        DEFAULT_WAIT_MS, &attributes);
	if (pipe == INVALID_HANDLE_VALUE)
		return winerr_set(err, GetLastError(), "cannot make pipe '%s'",
		                  server->name);
	if (loop_attach(host->loop, pipe, err) < 0) {
		CloseHandle(pipe);
		return -1;
	}
	/* no way round the port for what is there already */
	if (!SetFileCompletionNotificationModes(
	            pipe, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS)) {
		winerr_set(err, GetLastError(), "cannot make pipe '%s'",
		           server->name);
		CloseHandle(pipe);
		return -1;
	}
	slot = free_slot(host);
	client = client_new(server, pipe);
	client->slot = slot;
	host->slots[slot] = client;
	host->count++;
	return 0;
}

static unsigned wanted_listeners(const struct pipe_host *host)
{
	unsigned busy =
	        host->count - host->own.listening - host->winfsp.listening;

	return busy < MOST_LISTENING - LIMIT_PIPE_LISTENING
	               ? LIMIT_PIPE_LISTENING + busy
	               : MOST_LISTENING;
}

/* Keep enough instances listening; what fails is tried again. */
static void top_up(struct pipe_server *server)
{
	struct pipe_host *host = server->host;
	struct error err = ERROR_INIT;

	while (server->serving && !host->closing &&
	       server->listening < wanted_listeners(host) &&
	       host->count < LIMIT_PIPE_CONNECTIONS) {
		if (add_instance(server, false, &err) == 0)
			continue;
		log_event(LOG_ERROR, LOG_ID_PIPE, "%s", err.text);
		host->retry_at =
		        clock_monotonic_ms() + LIMIT_COMPANION_RETRY_MS;
		return;
	}
}

static int serve(struct pipe_server *server, struct error *err)
{
	if (add_instance(server, true, err) < 0)
		return -1;
	server->serving = true;
	top_up(server);
	return 0;
}

/* Nobody else can come: the one that has had its reply for longest goes. */
static void make_room(struct pipe_server *server)
{
	struct pipe_host *host = server->host;

	if (host->count < LIMIT_PIPE_CONNECTIONS ||
	    server->listening >= LIMIT_PIPE_LISTENING ||
	    host->replying.first == NULL)
		return;
	if (host_tells(host, "clients that do not read", OS_PIPE_BUSY))
		log_event(LOG_WARNING, LOG_ID_CLIENT_LIMIT,
		          "%d clients are connected: the one that has not read "
		          "its reply for longest is disconnected",
		          LIMIT_PIPE_CONNECTIONS);
	client_end(host->replying.first);
}

void server_client_came(struct pipe_server *server)
{
	top_up(server);
	make_room(server);
}

bool server_wants_listener(const struct pipe_server *server)
{
	return !server->host->closing &&
	       (server->listening < KEEP_LISTENING ||
	        server->listening < wanted_listeners(server->host));
}

bool host_tells(struct pipe_host *host, const char *whom, uint32_t number)
{
	struct refusals_row *row = refusals_note(&host->refusals, whom, number,
	                                         clock_monotonic_ms());

	if (row != NULL && row->user == NULL)
		row->user = xstrdup(whom);
	return row != NULL;
}

void host_forget(struct pipe_host *host, struct pipe_client *client)
{
	host->slots[client->slot] = NULL;
	host->count--;
}

/* -- WinFsp's pipe and who holds it ---------------------------------------- */

static void set_holder(struct pipe_host *host, char *holder)
{
	free(host->holder);
	host->holder = holder;
	host->sink.companion(host->sink.context, holder);
}

/* Serve WinFsp's pipe, or note who does. */
static void try_winfsp(struct pipe_host *host)
{
	struct error err = ERROR_INIT;

	if (pipe_is_held(host->winfsp.wide_name)) {
		if (host->holder == NULL) {
			set_holder(host, pipe_holder(host->winfsp.wide_name));
			log_event(LOG_WARNING, LOG_ID_COMPANION,
			          "'%s' is served by %s: "
			          "running as its companion on '%s'",
			          host->winfsp.name, host->holder,
			          host->own.name);
		}
		return;
	}
	if (serve(&host->winfsp, &err) < 0) {
		log_event(LOG_ERROR, LOG_ID_PIPE, "%s", err.text);
		return;
	}
	log_event(LOG_INFO, LOG_ID_PIPE, "serving '%s'", host->winfsp.name);
	set_holder(host, NULL);
}

/* -- deadlines ------------------------------------------------------------- */

static uint64_t pipe_deadline(void *context)
{
	const struct pipe_host *host = context;
	uint64_t nearest = host->retry_at;

	if (host->silent.first && host->silent.first->deadline < nearest)
		nearest = host->silent.first->deadline;
	if (host->named.first && host->named.first->deadline < nearest)
		nearest = host->named.first->deadline;
	if (host->replying.first && host->replying.first->deadline < nearest)
		nearest = host->replying.first->deadline;
	if (refusals_deadline(&host->refusals) < nearest)
		nearest = refusals_deadline(&host->refusals);
	return nearest;
}

static void end_late(struct client_list *list, uint64_t now)
{
	while (list->first != NULL && list->first->deadline <= now)
		client_end(list->first);
}

static void pipe_due(void *context, uint64_t now)
{
	struct pipe_host *host = context;

	end_late(&host->silent, now);
	while (host->named.first != NULL && host->named.first->deadline <= now)
		client_go_unnamed(host->named.first);
	end_late(&host->replying, now);
	refusals_log_rest(&host->refusals, now);
	if (now < host->retry_at)
		return;
	host->retry_at = UINT64_MAX;
	top_up(&host->own);
	top_up(&host->winfsp);
	if (!host->winfsp.serving) {
		host->retry_at = now + host->companion_retry_ms;
		try_winfsp(host);
	}
}

/* -- the port -------------------------------------------------------------- */

void pipe_reply(struct pipe_host *host, uint64_t peer, const void *bytes,
                size_t len)
{
	struct pipe_client *client = host->slots[peer % LIMIT_PIPE_CONNECTIONS];

	if (client != NULL && client->peer == peer &&
	    client->state == CLIENT_SERVED)
		client_reply(client, bytes, len);
}

bool pipe_host_is_idle(const struct pipe_host *host)
{
	return host->count == 0;
}

/* -- life ------------------------------------------------------------------ */

static int server_init(struct pipe_server *server, struct pipe_host *host,
                       const char *name, struct error *err)
{
	server->host = host;
	server->name = xstrdup(name);
	server->wide_name = utf8_to_wide(name);
	if (server->wide_name == NULL)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "bad pipe name '%s'", name);
	return 0;
}

static void server_release(struct pipe_server *server)
{
	free(server->name);
	free(server->wide_name);
}

struct pipe_host *pipe_host_new(struct loop *loop,
                                const struct pipe_options *options,
                                const struct pipe_sink *sink, struct error *err)
{
	struct pipe_host *host = xcalloc(1, sizeof(*host));
	PSECURITY_DESCRIPTOR descriptor = NULL;

	host->loop = loop;
	host->sink = *sink;
	host->wine = wine_is_here();
	host->accounts = accounts_new(loop, caller_look_up);
	host->retry_at = UINT64_MAX;
	host->companion_retry_ms = options->companion_retry_ms;
	if (server_init(&host->own, host, options->own_name, err) < 0 ||
	    server_init(&host->winfsp, host, options->winfsp_name, err) < 0)
		goto fail;
	if (sd_from_sddl(pipe_sddl, &descriptor, err) < 0)
		goto fail;
	host->descriptor = descriptor;
	host->timer = (struct loop_timer){pipe_deadline, pipe_due, host, NULL};
	loop_add_timer(loop, &host->timer);
	return host;
fail:
	pipe_host_free(host);
	return NULL;
}

int pipe_host_check(const struct pipe_host *host, struct error *err)
{
	char *holder;

	if (!pipe_is_held(host->own.wide_name))
		return 0;
	holder = pipe_holder(host->own.wide_name);
	error_set(err, OS_PIPE_BUSY, "pipe '%s' is served by %s",
	          host->own.name, holder);
	free(holder);
	return -1;
}

int pipe_host_open(struct pipe_host *host, struct error *err)
{
	if (pipe_host_check(host, err) < 0 || serve(&host->own, err) < 0)
		return -1;
	try_winfsp(host);
	if (!host->winfsp.serving)
		host->retry_at =
		        clock_monotonic_ms() + host->companion_retry_ms;
	return 0;
}

void pipe_host_close(struct pipe_host *host)
{
	uint64_t end = clock_monotonic_ms() + CLOSE_MS;
	unsigned slot;

	host->closing = true;
	host->retry_at = UINT64_MAX;
	for (slot = 0; slot < LIMIT_PIPE_CONNECTIONS; slot++) {
		struct pipe_client *client = host->slots[slot];

		if (client == NULL)
			continue;
		if (client->state != CLIENT_REPLYING)
			client_end(client);
		else if (client->deadline > end)
			client->deadline = end;
	}
}

void pipe_host_free(struct pipe_host *host)
{
	if (host == NULL)
		return;
	LocalFree(host->descriptor);
	accounts_free(host->accounts);
	server_release(&host->own);
	server_release(&host->winfsp);
	free(host->holder);
	refusals_release(&host->refusals);
	free(host);
}
