/*
 * reader.c: see reader.h. Order is always wait, re-arm, read.
 *
 * Changes are posted a few at a time, so that the loop answers clients between
 * them even while thousands of classes change.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "ending.h"
#include "loop.h"
#include "reader.h"
#include "regwatch.h"
#include "../last_good.h"
#include "../log_ids.h"
#include "../outside.h"
#include "../scan.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/keystore.h"
#include "../../common/limits.h"
#include "../../common/log.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

enum {
	CHANGES_PER_MESSAGE = 16,
	/* After a failed pass; the registry rarely fails for long. */
	RETRY_MS = 1000,
};

/* A class somebody waits for. */
struct refresh {
	char *class_name;
	uint64_t ticket;
	struct refresh *next;
};

struct message {
	struct loop_op op;
	struct reader *reader;
	struct class_change *changes[CHANGES_PER_MESSAGE];
	size_t count;
	bool has_ticket, is_ready, is_complete;
	uint64_t ticket;
};

struct reader {
	struct loop *loop;
	struct files *files;
	struct reader_sink sink;
	struct keystore *keystore;
	struct regwatch *watch;
	struct scan *scan;
	HANDLE wake, thread;

	SRWLOCK lock; /* of the next three */
	struct refresh *asked, **asked_end;
	bool stopping;

	/* the reader thread's own */
	struct message *message; /* being filled */
	struct refresh *waiting;
	uint64_t resync_at, retry_at;
	bool ready, complete;
};

/* -- on the loop's thread -------------------------------------------------- */

static void deliver(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct message *message = (struct message *)op;
	const struct reader_sink *sink = &message->reader->sink;
	size_t i;

	(void)bytes;
	(void)error;
	for (i = 0; i < message->count; i++)
		sink->change(sink->context, message->changes[i]);
	if (message->has_ticket)
		sink->refreshed(sink->context, message->ticket);
	if (message->is_ready)
		sink->ready(sink->context);
	if (message->is_complete)
		sink->complete(sink->context);
	free(message);
}

void reader_refresh(struct reader *reader, const char *class_name,
                    uint64_t ticket)
{
	struct refresh *refresh = xcalloc(1, sizeof(*refresh));

	refresh->class_name = xstrdup(class_name);
	refresh->ticket = ticket;
	AcquireSRWLockExclusive(&reader->lock);
	*reader->asked_end = refresh;
	reader->asked_end = &refresh->next;
	ReleaseSRWLockExclusive(&reader->lock);
	SetEvent(reader->wake);
}

/* -- on the reader's thread ------------------------------------------------ */

static struct message *filling(struct reader *reader)
{
	if (reader->message == NULL) {
		reader->message = xcalloc(1, sizeof(*reader->message));
		reader->message->op.done = deliver;
		reader->message->reader = reader;
	}
	return reader->message;
}

static void post(struct reader *reader)
{
	if (reader->message == NULL)
		return;
	loop_post(reader->loop, &reader->message->op);
	reader->message = NULL;
}

static void emit(void *context, struct class_change *change)
{
	struct reader *reader = context;
	struct message *message = filling(reader);

	if (wants_last_good(change))
		change->last_good =
		        last_good_read(reader->files, change->class_name);
	message->changes[message->count++] = change;
	if (message->count == CHANGES_PER_MESSAGE)
		post(reader);
}

static void post_ticket(struct reader *reader, uint64_t ticket)
{
	struct message *message = filling(reader);

	message->has_ticket = true;
	message->ticket = ticket;
	post(reader);
}

static void free_refresh(struct refresh *refresh)
{
	free(refresh->class_name);
	free(refresh);
}

static struct scan_time scan_now(void)
{
	struct scan_time time = {clock_monotonic_ms(), clock_filetime(),
	                         clock_counter()};

	return time;
}

/* Post what there is; the last of what was there at the start is told of. */
static void post_scanned(struct reader *reader)
{
	if (!reader->complete && scan_is_complete(reader->scan)) {
		reader->complete = true;
		filling(reader)->is_complete = true;
	}
	post(reader);
}

static void pass(struct reader *reader)
{
	struct error err = ERROR_INIT;
	struct scan_time time = scan_now();

	reader->retry_at = UINT64_MAX;
	scan_look_ahead(reader->scan, &time);
	post(reader);
	if (scan_pass(reader->scan, &time, &err) < 0) {
		log_event(LOG_ERROR, LOG_ID_REGISTRY, "%s", err.text);
		reader->retry_at = time.now + RETRY_MS;
	}
	reader->resync_at = time.now + LIMIT_RESYNC_MS;
	if (!reader->ready) {
		reader->ready = true;
		filling(reader)->is_ready = true;
	}
	post_scanned(reader);
}

static void recheck(struct reader *reader)
{
	struct scan_time time = scan_now();

	scan_recheck(reader->scan, &time);
	post_scanned(reader);
}

/* One class for one ticket; false when it has yet to settle. A registry that
 * cannot be read answers the ticket too: the accepted definition stays. */
static bool refresh_one(struct reader *reader, const struct refresh *refresh)
{
	struct error err = ERROR_INIT;
	struct scan_time time = scan_now();
	int settled;

	if (refresh->class_name[0] == '\0') {
		pass(reader);
		post_ticket(reader, refresh->ticket);
		return true;
	}
	settled = scan_class(reader->scan, refresh->class_name, &time, &err);
	if (settled == 0)
		return false;
	if (settled < 0)
		log_event(LOG_ERROR, LOG_ID_REGISTRY, "%s", err.text);
	post_ticket(reader, refresh->ticket);
	return true;
}

static void refresh_all(struct reader *reader)
{
	struct refresh **at = &reader->waiting;

	while (*at != NULL) {
		struct refresh *refresh = *at;

		if (!refresh_one(reader, refresh)) {
			at = &refresh->next;
			continue;
		}
		*at = refresh->next;
		free_refresh(refresh);
	}
	post(reader);
}

/* Move what was asked to the end of what waits; false when to stop. */
static bool take_asked(struct reader *reader)
{
	struct refresh **end = &reader->waiting;
	bool stopping;

	while (*end != NULL)
		end = &(*end)->next;
	AcquireSRWLockExclusive(&reader->lock);
	*end = reader->asked;
	reader->asked = NULL;
	reader->asked_end = &reader->asked;
	stopping = reader->stopping;
	ReleaseSRWLockExclusive(&reader->lock);
	return !stopping;
}

static uint64_t min_time(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static DWORD time_left(const struct reader *reader)
{
	uint64_t until =
	        min_time(min_time(scan_deadline(reader->scan),
	                          scan_recheck_at(reader->scan)),
	                 min_time(reader->resync_at, reader->retry_at));
	uint64_t now = clock_monotonic_ms();

	return until <= now ? 0 : (DWORD)min_time(until - now, LIMIT_RESYNC_MS);
}

static DWORD WINAPI run(void *context)
{
	struct reader *reader = context;
	HANDLE events[REGWATCH_KEYS_MAX + 1];
	const size_t count = regwatch_events(reader->watch, events);

	/* Last: of several that are signalled the lowest is told, and clients
	 * who never stop asking must not hide a change. What they ask is
	 * looked for each time anyway. */
	events[count] = reader->wake;
	regwatch_arm(reader->watch, false);
	pass(reader);
	for (;;) {
		DWORD got = WaitForMultipleObjects((DWORD)count + 1, events,
		                                   FALSE, time_left(reader));
		uint64_t now = clock_monotonic_ms();
		bool resync = now >= reader->resync_at;
		bool changed = got < WAIT_OBJECT_0 + count;

		if (!take_asked(reader))
			return 0;
		if (changed || resync)
			regwatch_arm(reader->watch, resync);
		if (resync)
			scan_doubt(reader->scan);
		/* whoever waits for one class does not wait for all */
		refresh_all(reader);
		if (changed || resync || now >= reader->retry_at ||
		    now >= scan_deadline(reader->scan))
			pass(reader);
		else if (now >= scan_recheck_at(reader->scan))
			recheck(reader);
		refresh_all(reader);
	}
}

/* -- life ------------------------------------------------------------------ */

struct reader *reader_new(struct loop *loop, const char *root,
                          struct files *files, const struct reader_sink *sink,
                          struct error *err)
{
	struct reader *reader = xcalloc(1, sizeof(*reader));

	reader->loop = loop;
	reader->files = files;
	reader->sink = *sink;
	reader->asked_end = &reader->asked;
	reader->retry_at = UINT64_MAX;
	InitializeSRWLock(&reader->lock);
	reader->watch = regwatch_new(root, err);
	if (reader->watch == NULL)
		goto fail;
	reader->keystore = keystore_open(root, false, err);
	if (reader->keystore == NULL)
		goto fail;
	reader->scan = scan_new(reader->keystore, emit, reader);
	reader->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
	if (reader->wake == NULL) {
		winerr_set(err, GetLastError(), "cannot make an event");
		goto fail;
	}
	return reader;
fail:
	reader_free(reader);
	return NULL;
}

int reader_start(struct reader *reader, struct error *err)
{
	reader->thread = CreateThread(NULL, 0, run, reader, 0, NULL);
	if (reader->thread == NULL)
		return winerr_set(err, GetLastError(),
		                  "cannot start the reader");
	return 0;
}

void reader_stop(struct reader *reader)
{
	AcquireSRWLockExclusive(&reader->lock);
	reader->stopping = true;
	ReleaseSRWLockExclusive(&reader->lock);
	SetEvent(reader->wake);
}

bool reader_end(struct reader *reader, struct ending *ending)
{
	if (reader->thread == NULL)
		return true;
	reader_stop(reader);
	while (WaitForSingleObject(reader->thread, 0) == WAIT_TIMEOUT) {
		/* a last good definition may lie on a disk that hangs */
		if (ending_is_late(ending))
			CancelSynchronousIo(reader->thread);
		if (!ending_pause(ending, reader->thread))
			return false;
	}
	CloseHandle(reader->thread);
	reader->thread = NULL;
	return true;
}

static void free_refreshes(struct refresh *refresh)
{
	while (refresh != NULL) {
		struct refresh *next = refresh->next;

		free_refresh(refresh);
		refresh = next;
	}
}

void reader_free(struct reader *reader)
{
	if (reader == NULL)
		return;
	free_refreshes(reader->asked);
	free_refreshes(reader->waiting);
	if (reader->wake != NULL)
		CloseHandle(reader->wake);
	if (reader->scan != NULL)
		scan_free(reader->scan);
	keystore_close(reader->keystore);
	regwatch_free(reader->watch);
	free(reader);
}
