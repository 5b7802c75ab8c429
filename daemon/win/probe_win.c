/*
 * probe_win.c: see probe_win.h. What may hang has a thread, of a pool for its
 * kind; connections need none. The address of a host may hang, too, unless it
 * is written in digits.
 */
#include <stdlib.h>
#include <string.h>

#include "connector.h"
#include "probe_win.h"
#include "profile_win.h"
#include "worker_win.h"
#include "../probe.h"
#include "../questions.h"
#include "../../common/buf.h"
#include "../../common/win/wide.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

#define TCP  "tcp:"
#define PATH "path:"

/* A question under way. */
struct inquiry {
	struct question question;
	struct worker_job work;
	struct attempt attempt;
	struct prober *prober;
	ADDRINFOW *addresses;
	bool connects; /* attempt is under way */
	struct probe_answer answer;
};

struct prober {
	struct probe_sink sink;
	struct probe_pools pools;
	struct connector *connector;
	bool has_sockets;
	struct questions questions;
};

/* -- paths ----------------------------------------------------------------- */

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

/* -- hosts ----------------------------------------------------------------- */

/* The addresses of text, which is host:port, an address of IPv6 in brackets.
 * NULL and err; caller frees with FreeAddrInfoW. */
static ADDRINFOW *find_addresses(const char *text, int flags, struct error *err)
{
	const ADDRINFOW hints = {.ai_flags = flags, .ai_socktype = SOCK_STREAM};
	const char *port = strrchr(text, ':');
	size_t len = port != NULL ? (size_t)(port - text) : 0;
	wchar_t *host_wide, *port_wide;
	struct buf host = BUF_INIT;
	ADDRINFOW *list = NULL;
	int number;

	if (len == 0) {
		error_set(err, OS_INVALID_PARAMETER,
		          "it names no host and port");
		return NULL;
	}
	if (len > 2 && text[0] == '[' && text[len - 1] == ']')
		buf_add(&host, text + 1, len - 2);
	else
		buf_add(&host, text, len);
	host_wide = utf8_to_wide(host.data);
	port_wide = utf8_to_wide(port + 1);
	number = GetAddrInfoW(host_wide, port_wide, &hints, &list);
	if (number != 0) {
		winerr_set(err, (uint32_t)number, "no answer");
		list = NULL;
	}
	buf_release(&host);
	free(host_wide);
	free(port_wide);
	return list;
}

/* -- answers --------------------------------------------------------------- */

static void inquiry_free(struct inquiry *inquiry)
{
	if (inquiry->addresses != NULL)
		FreeAddrInfoW(inquiry->addresses);
	question_release(&inquiry->question);
	free(inquiry->answer.text);
	free(inquiry);
}

static void answer(struct inquiry *inquiry)
{
	struct prober *prober = inquiry->prober;
	struct question *question = &inquiry->question;

	/* first: an answer may lead to the same question anew */
	questions_remove(&prober->questions, question);
	for (size_t i = 0; i < question->count; i++) {
		inquiry->answer.ticket = question->tickets[i];
		prober->sink.answered(prober->sink.context, &inquiry->answer);
	}
	inquiry_free(inquiry);
}

static void on_connected(struct attempt *attempt, int number)
{
	struct inquiry *inquiry =
	        CONTAINING_RECORD(attempt, struct inquiry, attempt);

	inquiry->connects = false;
	inquiry->answer.yes = number == 0;
	if (number != 0)
		winerr_set(&inquiry->answer.error, (uint32_t)number,
		           "no answer");
	answer(inquiry);
}

static void connect_to(struct inquiry *inquiry)
{
	inquiry->connects = true;
	inquiry->attempt.done = on_connected;
	connector_try(inquiry->prober->connector, &inquiry->attempt,
	              inquiry->addresses);
}

static void on_worked(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct inquiry *inquiry =
	        CONTAINING_RECORD(op, struct inquiry, work.op);

	(void)bytes;
	(void)error;
	if (inquiry->addresses != NULL)
		connect_to(inquiry);
	else
		answer(inquiry);
}

/* -- who asks -------------------------------------------------------------- */

static const char *after(const char *target, const char *prefix)
{
	return target + strlen(prefix);
}

static bool is_of(const char *target, const char *prefix)
{
	return strncmp(target, prefix, strlen(prefix)) == 0;
}

static void mount_work(struct worker_job *job)
{
	struct inquiry *q = CONTAINING_RECORD(job, struct inquiry, work);

	q->answer.yes = ask_mount(q->question.target, &q->answer.error) == 0;
}

static void path_work(struct worker_job *job)
{
	struct inquiry *q = CONTAINING_RECORD(job, struct inquiry, work);

	q->answer.yes = ask_path(after(q->question.target, PATH),
	                         &q->answer.error) == 0;
}

static void host_work(struct worker_job *job)
{
	struct inquiry *q = CONTAINING_RECORD(job, struct inquiry, work);

	q->addresses = find_addresses(after(q->question.target, TCP), 0,
	                              &q->answer.error);
}

static void profile_work(struct worker_job *job)
{
	struct inquiry *q = CONTAINING_RECORD(job, struct inquiry, work);

	q->answer.text = profile_find(q->question.target, &q->answer.error);
	q->answer.yes = q->answer.text != NULL;
}

/* What is no question has its answer. */
static void nothing_work(struct worker_job *job)
{
	(void)job;
}

static void give(struct inquiry *inquiry, struct worker_pool *pool,
                 void (*work)(struct worker_job *job))
{
	inquiry->work.work = work;
	inquiry->work.op.done = on_worked;
	worker_give(pool, &inquiry->work);
}

static void ask_wait(struct inquiry *inquiry, const struct probe_pools *pools)
{
	const char *target = inquiry->question.target;

	if (is_of(target, PATH)) {
		give(inquiry, pools->paths, path_work);
		return;
	}
	if (is_of(target, TCP)) {
		inquiry->addresses =
		        find_addresses(after(target, TCP),
		                       AI_NUMERICHOST | AI_NUMERICSERV, NULL);
		if (inquiry->addresses != NULL)
			connect_to(inquiry);
		else
			give(inquiry, pools->hosts, host_work);
		return;
	}
	error_set(&inquiry->answer.error, OS_INVALID_PARAMETER,
	          "it is nothing to wait for");
	give(inquiry, pools->paths, nothing_work);
}

void probe_ask(struct prober *prober, uint64_t ticket, enum probe_kind kind,
               const char *target)
{
	struct question *same =
	        questions_find(&prober->questions, kind, target);
	struct inquiry *inquiry;

	if (same != NULL) {
		question_join(same, ticket);
		return;
	}
	inquiry = xcalloc(1, sizeof(*inquiry));
	inquiry->prober = prober;
	questions_add(&prober->questions, &inquiry->question, kind, target);
	question_join(&inquiry->question, ticket);
	switch (kind) {
	case PROBE_MOUNT:
		give(inquiry, prober->pools.mounts, mount_work);
		break;
	case PROBE_PROFILE:
		give(inquiry, prober->pools.profiles, profile_work);
		break;
	case PROBE_WAIT:
		ask_wait(inquiry, &prober->pools);
		break;
	}
}

/* -- life ------------------------------------------------------------------ */

struct prober *prober_win_new(struct loop *loop,
                              const struct probe_pools *pools,
                              const struct probe_sink *sink, struct error *err)
{
	struct prober *prober = xcalloc(1, sizeof(*prober));
	WSADATA sockets;
	int number = WSAStartup(MAKEWORD(2, 2), &sockets);

	prober->sink = *sink;
	prober->pools = *pools;
	prober->has_sockets = number == 0;
	prober->connector = connector_new(loop);
	if (number == 0)
		return prober;
	winerr_set(err, (uint32_t)number, "cannot use sockets");
	prober_win_free(prober);
	return NULL;
}

static void free_all(struct question *question)
{
	while (question != NULL) {
		struct inquiry *inquiry =
		        CONTAINING_RECORD(question, struct inquiry, question);

		question = question->next;
		/* Windows may still write that a connection is broken off */
		if (!inquiry->connects)
			inquiry_free(inquiry);
	}
}

void prober_win_free(struct prober *prober)
{
	if (prober == NULL)
		return;
	connector_free(prober->connector);
	for (size_t i = 0; i < QUESTIONS_BUCKETS; i++)
		free_all(prober->questions.buckets[i]);
	if (prober->has_sockets)
		WSACleanup();
	free(prober);
}
