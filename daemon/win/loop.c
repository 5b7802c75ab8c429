/*
 * loop.c: waits on the completion port until the nearest deadline. The key of
 * a completion is the file's handle, 0 for a posted message.
 */
#include <stdbool.h>
#include <stdio.h>

#include "loop.h"
#include "../../common/clock.h"
#include "../../common/win/winerr.h"
#include "../../common/xalloc.h"

struct loop {
	HANDLE port;
	struct loop_timer *timers;
	bool quit;
};

struct loop *loop_new(struct error *err)
{
	struct loop *loop = xcalloc(1, sizeof(*loop));

	loop->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	if (loop->port == NULL) {
		winerr_set(err, GetLastError(),
		           "cannot make a completion port");
		free(loop);
		return NULL;
	}
	return loop;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	CloseHandle(loop->port);
	free(loop);
}

int loop_attach(struct loop *loop, HANDLE file, struct error *err)
{
	if (CreateIoCompletionPort(file, loop->port, (ULONG_PTR)file, 0) ==
	    NULL)
		return winerr_set(err, GetLastError(),
		                  "cannot use the completion port");
	return 0;
}

void loop_add_timer(struct loop *loop, struct loop_timer *timer)
{
	timer->next = loop->timers;
	loop->timers = timer;
}

void loop_op_reset(struct loop_op *op)
{
	op->overlapped = (OVERLAPPED){0};
}

void loop_post(struct loop *loop, struct loop_op *op)
{
	loop_op_reset(op);
	if (PostQueuedCompletionStatus(loop->port, 0, 0, &op->overlapped))
		return;
	fprintf(stderr, "fspd: cannot post a message (%lu)\n", GetLastError());
	abort();
}

static uint64_t nearest_deadline(const struct loop *loop)
{
	const struct loop_timer *timer;
	uint64_t nearest = UINT64_MAX;

	for (timer = loop->timers; timer != NULL; timer = timer->next) {
		uint64_t deadline = timer->deadline(timer->context);

		if (deadline < nearest)
			nearest = deadline;
	}
	return nearest;
}

static DWORD time_left(uint64_t deadline)
{
	uint64_t now = clock_monotonic_ms();

	if (deadline == UINT64_MAX)
		return INFINITE;
	if (deadline <= now)
		return 0;
	/* a far deadline is simply looked at again */
	return deadline - now > INFINITE / 2 ? INFINITE / 2
	                                     : (DWORD)(deadline - now);
}

static void run_timers(struct loop *loop)
{
	uint64_t now = clock_monotonic_ms();
	struct loop_timer *timer;

	for (timer = loop->timers; timer != NULL; timer = timer->next)
		if (timer->deadline(timer->context) <= now)
			timer->due(timer->context, now);
}

static void dispatch(const OVERLAPPED_ENTRY *entry)
{
	struct loop_op *op = (struct loop_op *)entry->lpOverlapped;
	DWORD bytes = entry->dwNumberOfBytesTransferred;
	DWORD error = 0;

	/* The status becomes a Win32 number; nothing is waited for, so a file
	 * closed meanwhile does no harm. */
	if (entry->lpCompletionKey != 0 &&
	    !GetOverlappedResult((HANDLE)entry->lpCompletionKey,
	                         entry->lpOverlapped, &bytes, FALSE))
		error = GetLastError();
	op->done(op, bytes, error);
}

void loop_run(struct loop *loop)
{
	/* One at a time: asking for more costs Wine one more call of its
	 * server, to find that there is no other. */
	while (!loop->quit) {
		OVERLAPPED_ENTRY entry;
		ULONG count = 0;

		if (GetQueuedCompletionStatusEx(
		            loop->port, &entry, 1, &count,
		            time_left(nearest_deadline(loop)), FALSE) &&
		    count == 1)
			dispatch(&entry);
		run_timers(loop);
	}
}

void loop_quit(struct loop *loop)
{
	loop->quit = true;
}
