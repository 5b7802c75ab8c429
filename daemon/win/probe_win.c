/*
 * probe_win.c: see probe_win.h.
 */
#include <winsock2.h>
#include <windows.h>
#include <ws2tcpip.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "probe_win.h"
#include "profile_win.h"
#include "worker_win.h"
#include "../probe.h"
#include "../../common/limits.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

struct question {
	struct worker_job work;
	struct prober *prober;
	enum probe_kind kind;
	char *target;
	struct probe_answer answer;
	struct question *next;
};

struct prober {
	struct probe_sink sink;
	struct worker_pool *mounts, *waits;
	bool has_sockets;
	struct question *first;
};

/* -- what is asked --------------------------------------------------------- */

/* Connect s within the limit. 0 or a Win32 number. */
static int connect_within(SOCKET s, const ADDRINFOW *address)
{
	u_long nonblocking = 1;
	struct timeval limit = {LIMIT_PROBE_CONNECT_MS / 1000,
	                        LIMIT_PROBE_CONNECT_MS % 1000 * 1000};
	fd_set done, failed;
	int number = 0, size = sizeof(number);

	if (ioctlsocket(s, (long)FIONBIO, &nonblocking) != 0)
		return WSAGetLastError();
	if (connect(s, address->ai_addr, (int)address->ai_addrlen) == 0)
		return 0;
	if (WSAGetLastError() != WSAEWOULDBLOCK)
		return WSAGetLastError();
	FD_ZERO(&done);
	FD_ZERO(&failed);
	done.fd_count = failed.fd_count = 1;
	done.fd_array[0] = failed.fd_array[0] = s;
	number = select(0, NULL, &done, &failed, &limit);
	if (number == 0)
		return WSAETIMEDOUT;
	if (number < 0)
		return WSAGetLastError();
	if (getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&number, &size) != 0)
		return WSAGetLastError();
	return number;
}

static int connect_to(const ADDRINFOW *address)
{
	SOCKET s = socket(address->ai_family, address->ai_socktype,
	                  address->ai_protocol);
	int number;

	if (s == INVALID_SOCKET)
		return WSAGetLastError();
	number = connect_within(s, address);
	closesocket(s);
	return number;
}

/* text is host:port, an address of IPv6 in brackets; it is cut up. */
static int ask_tcp(char *text, struct error *err)
{
	char *port = strrchr(text, ':');
	const ADDRINFOW hints = {.ai_socktype = SOCK_STREAM};
	ADDRINFOW *list = NULL;
	wchar_t *host_wide = NULL, *port_wide = NULL;
	int number, rc = -1;

	if (port == NULL || port == text)
		return error_set(err, OS_INVALID_PARAMETER,
		                 "it names no host and port");
	*port++ = '\0';
	if (*text == '[' && port[-2] == ']') {
		port[-2] = '\0';
		text++;
	}
	host_wide = utf8_to_wide(text);
	port_wide = utf8_to_wide(port);
	number = GetAddrInfoW(host_wide, port_wide, &hints, &list);
	for (const ADDRINFOW *a = list; a != NULL; a = a->ai_next) {
		number = connect_to(a);
		if (number == 0)
			break;
	}
	if (number != 0)
		winerr_set(err, (uint32_t)number, "no answer");
	else
		rc = 0;
	if (list != NULL)
		FreeAddrInfoW(list);
	free(host_wide);
	free(port_wide);
	return rc;
}

static int ask_path(const char *path, struct error *err)
{
	wchar_t *wide = utf8_to_wide(path);
	const DWORD attributes = GetFileAttributesW(wide);
	const DWORD number = GetLastError();

	free(wide);
	if (attributes != INVALID_FILE_ATTRIBUTES)
		return 0;
	return winerr_set(err, number, "it is not there");
}

static int ask_mount(const char *path, struct error *err)
{
	wchar_t *wide = utf8_to_wide(path);
	HANDLE file = CreateFileW(
	        wide, FILE_READ_ATTRIBUTES,
	        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
	        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	const DWORD number = GetLastError();

	free(wide);
	if (file == INVALID_HANDLE_VALUE)
		return winerr_set(err, number, "it cannot be opened");
	CloseHandle(file);
	return 0;
}

static int ask(struct question *q)
{
	static const char tcp[] = "tcp:", path[] = "path:";
	char *target = q->target;

	if (q->kind == PROBE_MOUNT)
		return ask_mount(target, &q->answer.error);
	if (q->kind == PROBE_PROFILE) {
		q->answer.text = profile_find(target, &q->answer.error);
		return q->answer.text != NULL ? 0 : -1;
	}
	if (strncmp(target, tcp, sizeof(tcp) - 1) == 0)
		return ask_tcp(target + sizeof(tcp) - 1, &q->answer.error);
	if (strncmp(target, path, sizeof(path) - 1) == 0)
		return ask_path(target + sizeof(path) - 1, &q->answer.error);
	return error_set(&q->answer.error, OS_INVALID_PARAMETER,
	                 "it is nothing to wait for");
}

/* -- who asks ---------------------------------------------------------------
 */

static void work(struct worker_job *job)
{
	struct question *q = CONTAINING_RECORD(job, struct question, work);

	q->answer.yes = ask(q) == 0;
}

static void question_free(struct question *q)
{
	free(q->target);
	free(q->answer.text);
	free(q);
}

static void on_done(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct question *q = CONTAINING_RECORD(op, struct question, work.op);
	struct prober *prober = q->prober;
	struct question **at = &prober->first;

	(void)bytes;
	(void)error;
	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
	prober->sink.answered(prober->sink.context, &q->answer);
	question_free(q);
}

void probe_ask(struct prober *prober, uint64_t ticket, enum probe_kind kind,
               const char *target)
{
	struct question *q = xcalloc(1, sizeof(*q));

	q->work.work = work;
	q->work.op.done = on_done;
	q->prober = prober;
	q->kind = kind;
	q->target = xstrdup(target);
	q->answer.ticket = ticket;
	q->next = prober->first;
	prober->first = q;
	worker_give(kind == PROBE_MOUNT ? prober->mounts : prober->waits,
	            &q->work);
}

struct prober *prober_win_new(struct worker_pool *mounts,
                              struct worker_pool *waits,
                              const struct probe_sink *sink, struct error *err)
{
	struct prober *prober = xcalloc(1, sizeof(*prober));
	WSADATA sockets;
	int number = WSAStartup(MAKEWORD(2, 2), &sockets);

	prober->sink = *sink;
	prober->mounts = mounts;
	prober->waits = waits;
	prober->has_sockets = number == 0;
	if (number == 0)
		return prober;
	winerr_set(err, (uint32_t)number, "cannot use sockets");
	prober_win_free(prober);
	return NULL;
}

void prober_win_free(struct prober *prober)
{
	struct question *next;

	if (prober == NULL)
		return;
	for (struct question *q = prober->first; q; q = next) {
		next = q->next;
		question_free(q);
	}
	if (prober->has_sockets)
		WSACleanup();
	free(prober);
}
