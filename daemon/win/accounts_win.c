/*
 * accounts_win.c: see accounts_win.h. What is known, and who waits, belongs to
 * the loop's thread; a lookup goes through a queue to a thread, which is made
 * when there is none free, and comes back as a posted message.
 */
#include <windows.h>
#include <stdlib.h>
#include <string.h>

#include "accounts_win.h"
#include "loop.h"
#include "../names.h"
#include "../../common/clock.h"
#include "../../common/xalloc.h"

enum {
	/* Lookups at once: names that hang hold back the fifth. */
	THREADS = 4,
	/* Clients that wait: further ones go by their SIDs, or somebody with
	 * an account nobody knows could hold all connections. */
	WAITS_MAX = 64,
};

struct lookup {
	struct loop_op op;
	struct accounts *accounts;
	struct lookup *next;
	char *sid, *name;
};

/* What threads use; the last to let go frees it. */
struct shared {
	volatile LONG refs;
	account_lookup *lookup;
	SRWLOCK lock;      /* of the rest */
	struct loop *loop; /* NULL: accounts has been freed */
	struct lookup *first, **end;
	unsigned threads, idle, queued;
	CONDITION_VARIABLE given;
};

struct accounts {
	struct shared *shared;
	struct names *names;
	struct account_wait *waits;
	unsigned wait_count;
};

static void lookup_free(struct lookup *lookup)
{
	free(lookup->sid);
	free(lookup->name);
	free(lookup);
}

static void shared_unref(struct shared *shared)
{
	if (InterlockedDecrement(&shared->refs) == 0)
		free(shared);
}

/* -- a thread ---------------------------------------------------------------
 */

/* The next to look up, or NULL when there is nobody to look up for. */
static struct lookup *take(struct shared *shared)
{
	struct lookup *lookup = NULL;

	shared->idle++;
	while (shared->loop != NULL && shared->first == NULL)
		SleepConditionVariableSRW(&shared->given, &shared->lock,
		                          INFINITE, 0);
	shared->idle--;
	if (shared->loop != NULL) {
		lookup = shared->first;
		shared->first = lookup->next;
		if (shared->first == NULL)
			shared->end = &shared->first;
		shared->queued--;
	}
	return lookup;
}

static DWORD WINAPI run(void *context)
{
	struct shared *shared = context;
	struct lookup *lookup;

	AcquireSRWLockExclusive(&shared->lock);
	while ((lookup = take(shared)) != NULL) {
		ReleaseSRWLockExclusive(&shared->lock);
		lookup->name = shared->lookup(lookup->sid);
		AcquireSRWLockExclusive(&shared->lock);
		/* under the lock: the loop is there for as long as it is set */
		if (shared->loop != NULL)
			loop_post(shared->loop, &lookup->op);
		else
			lookup_free(lookup);
	}
	ReleaseSRWLockExclusive(&shared->lock);
	shared_unref(shared);
	return 0;
}

/* -- on the loop's thread ---------------------------------------------------
 */

static void on_found(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct lookup *lookup = (struct lookup *)op;
	struct accounts *accounts = lookup->accounts;
	struct account_wait **at = &accounts->waits;

	(void)bytes;
	(void)error;
	names_end(accounts->names, lookup->sid, lookup->name,
	          clock_monotonic_ms());
	while (*at != NULL) {
		struct account_wait *wait = *at;

		if (strcmp(wait->sid, lookup->sid) != 0) {
			at = &wait->next;
			continue;
		}
		accounts_forget(accounts, wait);
		wait->done(wait, lookup->name);
		at = &accounts->waits; /* done may have changed the list */
	}
	lookup_free(lookup);
}

/* Called with the lock; without a thread it goes to the others. */
static void add_thread(struct shared *shared)
{
	HANDLE thread;

	if (shared->queued < shared->idle || shared->threads == THREADS)
		return;
	InterlockedIncrement(&shared->refs);
	thread = CreateThread(NULL, 0, run, shared, 0, NULL);
	if (thread == NULL) {
		InterlockedDecrement(&shared->refs);
		return;
	}
	CloseHandle(thread);
	shared->threads++;
}

/* false when there is no thread to do it. */
static bool begin(struct accounts *accounts, const char *sid)
{
	struct shared *shared = accounts->shared;
	struct lookup *lookup;
	bool has_thread;

	AcquireSRWLockExclusive(&shared->lock);
	add_thread(shared);
	has_thread = shared->threads > 0;
	if (has_thread) {
		lookup = xcalloc(1, sizeof(*lookup));
		lookup->op.done = on_found;
		lookup->accounts = accounts;
		lookup->sid = xstrdup(sid);
		*shared->end = lookup;
		shared->end = &lookup->next;
		shared->queued++;
	}
	ReleaseSRWLockExclusive(&shared->lock);
	WakeConditionVariable(&shared->given);
	return has_thread;
}

/* false when nothing comes of it. */
static bool look_up(struct accounts *accounts, const char *sid)
{
	if (!names_begin(accounts->names, sid))
		return false;
	if (begin(accounts, sid))
		return true;
	names_end(accounts->names, sid, NULL, clock_monotonic_ms());
	return false;
}

static void append(struct accounts *accounts, struct account_wait *wait)
{
	struct account_wait **at = &accounts->waits;

	while (*at != NULL)
		at = &(*at)->next;
	wait->next = NULL;
	*at = wait;
	accounts->wait_count++;
}

bool accounts_ask(struct accounts *accounts, const char *sid,
                  struct account_wait *wait, const char **name)
{
	switch (names_find(accounts->names, sid, clock_monotonic_ms(), name)) {
	case NAMES_KNOWN:
		return true;
	case NAMES_OLD:
		/* *name stays: no other name makes room for this one */
		(void)look_up(accounts, sid);
		return true;
	case NAMES_UNKNOWN:
		if (accounts->wait_count == WAITS_MAX ||
		    !look_up(accounts, sid))
			return true;
		break;
	case NAMES_UNDER_WAY:
		if (accounts->wait_count == WAITS_MAX)
			return true;
		break;
	}
	wait->sid = xstrdup(sid);
	append(accounts, wait);
	return false;
}

void accounts_forget(struct accounts *accounts, struct account_wait *wait)
{
	struct account_wait **at = &accounts->waits;

	while (*at != NULL && *at != wait)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	*at = wait->next;
	free(wait->sid);
	wait->sid = NULL;
	accounts->wait_count--;
}

/* -- life -------------------------------------------------------------------
 */

struct accounts *accounts_new(struct loop *loop, account_lookup *lookup)
{
	struct accounts *accounts = xcalloc(1, sizeof(*accounts));
	struct shared *shared = xcalloc(1, sizeof(*shared));

	shared->refs = 1;
	shared->lookup = lookup;
	shared->loop = loop;
	shared->end = &shared->first;
	InitializeSRWLock(&shared->lock);
	InitializeConditionVariable(&shared->given);
	accounts->shared = shared;
	accounts->names = names_new();
	return accounts;
}

void accounts_free(struct accounts *accounts)
{
	struct shared *shared;
	struct lookup *queued;

	if (accounts == NULL)
		return;
	shared = accounts->shared;
	AcquireSRWLockExclusive(&shared->lock);
	shared->loop = NULL;
	queued = shared->first;
	shared->first = NULL;
	ReleaseSRWLockExclusive(&shared->lock);
	WakeAllConditionVariable(&shared->given);
	while (queued != NULL) {
		struct lookup *next = queued->next;

		lookup_free(queued);
		queued = next;
	}
	names_free(accounts->names);
	shared_unref(shared);
	free(accounts);
}
