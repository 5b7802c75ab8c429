/*
 * connector.c: see connector.h. Attempts wait in one queue until they are among
 * LIMIT_PROBE_CONNECTIONS, then stand in another in the order of their
 * deadlines, all of which are equally far off.
 */
#include "connector.h"

#include <mswsock.h>
#include <stdlib.h>

#include "../../common/clock.h"
#include "../../common/limits.h"
#include "../../common/xalloc.h"

struct queue {
	struct attempt *first, **end;
	unsigned count;
};

struct connector {
	struct loop *loop;
	struct loop_timer timer;
	struct queue waiting, trying;
};

static void put(struct queue *queue, struct attempt *attempt)
{
	attempt->next = NULL;
	*queue->end = attempt;
	queue->end = &attempt->next;
	queue->count++;
}

static void take(struct queue *queue, struct attempt *attempt)
{
	struct attempt **at = &queue->first;

	while (*at != attempt)
		at = &(*at)->next;
	*at = attempt->next;
	if (*at == NULL)
		queue->end = at;
	queue->count--;
}

/* -- one address ----------------------------------------------------------- */

/* Windows wants it bound. */
static bool bind_any(const struct attempt *attempt)
{
	struct sockaddr_storage any = {0};

	any.ss_family = (short)attempt->address->ai_family;
	return bind(attempt->socket, (const struct sockaddr *)&any,
	            (int)attempt->address->ai_addrlen) == 0;
}

/* 0 or a Win32 number; with 0 the operation completes at the loop. */
static int connect_ex(struct attempt *attempt)
{
	const ADDRINFOW *address = attempt->address;
	GUID id = WSAID_CONNECTEX;
	LPFN_CONNECTEX connect;
	DWORD bytes;

	if (WSAIoctl(attempt->socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
	             sizeof(id), &connect, sizeof(connect), &bytes, NULL,
	             NULL) != 0 ||
	    !bind_any(attempt))
		return WSAGetLastError();
	if (loop_attach(attempt->connector->loop, (HANDLE)attempt->socket,
	                NULL) < 0)
		return (int)GetLastError();
	loop_op_reset(&attempt->op);
	if (connect(attempt->socket, address->ai_addr, (int)address->ai_addrlen,
	            NULL, 0, NULL, &attempt->op.overlapped) ||
	    WSAGetLastError() == ERROR_IO_PENDING)
		return 0;
	return WSAGetLastError();
}

static int begin(struct attempt *attempt)
{
	const ADDRINFOW *address = attempt->address;
	int number;

	attempt->socket = WSASocketW(address->ai_family, SOCK_STREAM,
	                             IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
	if (attempt->socket == INVALID_SOCKET)
		return WSAGetLastError();
	number = connect_ex(attempt);
	if (number != 0)
		closesocket(attempt->socket);
	return number;
}

/* -- one attempt ----------------------------------------------------------- */

static void on_over(struct loop_op *op, uint32_t bytes, uint32_t error);

/* Try what is left of its addresses; without one it is over, which is told
 * from the loop. */
static void go_on(struct attempt *attempt)
{
	struct connector *connector = attempt->connector;

	attempt->late = false;
	for (; attempt->address != NULL;
	     attempt->address = attempt->address->ai_next) {
		attempt->number = begin(attempt);
		if (attempt->number == 0) {
			attempt->until =
			        clock_monotonic_ms() + LIMIT_PROBE_CONNECT_MS;
			put(&connector->trying, attempt);
			return;
		}
	}
	attempt->op.done = on_over;
	put(&connector->trying, attempt);
	attempt->until = UINT64_MAX;
	loop_post(connector->loop, &attempt->op);
}

static void fill_up(struct connector *connector)
{
	while (connector->waiting.first != NULL &&
	       connector->trying.count < LIMIT_PROBE_CONNECTIONS) {
		struct attempt *attempt = connector->waiting.first;

		take(&connector->waiting, attempt);
		go_on(attempt);
	}
}

static void on_over(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct attempt *attempt = CONTAINING_RECORD(op, struct attempt, op);
	struct connector *connector = attempt->connector;

	(void)bytes;
	(void)error;
	take(&connector->trying, attempt);
	fill_up(connector);
	attempt->done(attempt, attempt->number);
}

/* In sockets' own numbers, which have the better texts. */
static int result_of(struct attempt *attempt)
{
	DWORD bytes, flags;

	if (WSAGetOverlappedResult(attempt->socket, &attempt->op.overlapped,
	                           &bytes, FALSE, &flags))
		return 0;
	return attempt->late ? WSAETIMEDOUT : WSAGetLastError();
}

static void on_connected(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct attempt *attempt = CONTAINING_RECORD(op, struct attempt, op);
	struct connector *connector = attempt->connector;

	attempt->number = result_of(attempt);
	closesocket(attempt->socket);
	if (attempt->number == 0 || attempt->address->ai_next == NULL) {
		on_over(op, bytes, error);
		return;
	}
	take(&connector->trying, attempt);
	attempt->address = attempt->address->ai_next;
	go_on(attempt);
}

void connector_try(struct connector *connector, struct attempt *attempt,
                   const ADDRINFOW *list)
{
	attempt->op.done = on_connected;
	attempt->connector = connector;
	attempt->address = list;
	put(&connector->waiting, attempt);
	fill_up(connector);
}

/* -- the time -------------------------------------------------------------- */

static uint64_t next_late(void *context)
{
	const struct connector *connector = context;
	const struct attempt *attempt = connector->trying.first;

	while (attempt != NULL &&
	       (attempt->late || attempt->until == UINT64_MAX))
		attempt = attempt->next;
	return attempt != NULL ? attempt->until : UINT64_MAX;
}

/* A call that is broken off completes as well. */
static void break_off_late(void *context, uint64_t now)
{
	struct connector *connector = context;

	for (struct attempt *a = connector->trying.first; a; a = a->next) {
		if (a->late || a->until > now)
			continue;
		a->late = true;
		CancelIoEx((HANDLE)a->socket, &a->op.overlapped);
	}
}

/* -- life ------------------------------------------------------------------ */

struct connector *connector_new(struct loop *loop)
{
	struct connector *connector = xcalloc(1, sizeof(*connector));

	connector->loop = loop;
	connector->waiting.end = &connector->waiting.first;
	connector->trying.end = &connector->trying.first;
	connector->timer =
	        (struct loop_timer){next_late, break_off_late, connector, NULL};
	loop_add_timer(loop, &connector->timer);
	return connector;
}

void connector_free(struct connector *connector)
{
	if (connector == NULL)
		return;
	for (struct attempt *a = connector->trying.first; a; a = a->next)
		if (a->until != UINT64_MAX)
			closesocket(a->socket);
	free(connector);
}
