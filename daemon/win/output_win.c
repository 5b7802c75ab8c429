/*
 * output_win.c: see output_win.h.
 */
#include <windows.h>
#include <stdlib.h>
#include <string.h>

#include "logs_win.h"
#include "output_win.h"
#include "../../common/xalloc.h"

enum {
	READ_BYTES = 4096, /* an idle instance holds one or two of these */
	/* Read after the end of the process: more than a pipe holds was
	 * written by something else that has its handle. */
	DRAIN_BYTES_MAX = 1024 * 1024,
	ENDS = 2
};

static void close_end(struct output *end)
{
	if (end->pipe != NULL)
		CloseHandle(end->pipe);
	end->pipe = NULL;
	free(end->bytes);
	end->bytes = NULL;
}

static void start_read(struct output *end)
{
	loop_op_reset(&end->read);
	end->pending = ReadFile(end->pipe, end->bytes, READ_BYTES, NULL,
	                        &end->read.overlapped) ||
	               GetLastError() == ERROR_IO_PENDING;
	if (!end->pending)
		close_end(end);
}

/* After the end of the process: go on while there is something. */
static void drain(struct output *end)
{
	DWORD there = 0;

	if (end->all->drained_bytes < DRAIN_BYTES_MAX &&
	    PeekNamedPipe(end->pipe, NULL, 0, NULL, &there, NULL) && there > 0)
		start_read(end);
	else
		close_end(end);
}

/* What was read, less what belongs to the answer. */
static void take(struct output *end, uint32_t len)
{
	struct outputs *all = end->all;
	uint32_t used = 0;

	if (end == &all->ends[0] && all->wants_answer) {
		used = ANSWER_BYTES - all->answer_len;
		if (used > len)
			used = len;
		memcpy(all->answer + all->answer_len, end->bytes, used);
		all->answer_len += used;
	}
	if (all->finishing)
		all->drained_bytes += len;
	if (len > used && all->capture != NULL)
		logs_write(all->capture, end->bytes + used, len - used);
	SecureZeroMemory(end->bytes, used);
}

/* Tell the answer once it is known; when the process has ended only a whole
 * one is of interest. */
static void tell_answer(struct outputs *all)
{
	const bool whole = all->answer_len == ANSWER_BYTES;

	if (!all->wants_answer ||
	    (!whole && (all->ends[0].pipe != NULL || all->finishing)))
		return;
	all->wants_answer = false;
	all->answered(all, whole && memcmp(all->answer, "OK", 2) == 0);
}

static void tell_drained(struct outputs *all)
{
	if (all->finishing && all->ends[0].pipe == NULL &&
	    all->ends[1].pipe == NULL)
		all->drained(all);
}

static void on_read(struct loop_op *op, uint32_t bytes, uint32_t error)
{
	struct output *end = CONTAINING_RECORD(op, struct output, read);
	struct outputs *all = end->all;

	end->pending = false;
	take(end, bytes);
	if (error != 0 && error != ERROR_OPERATION_ABORTED)
		close_end(end);
	else if (all->finishing)
		drain(end);
	else
		start_read(end);
	tell_answer(all);
	tell_drained(all);
}

int outputs_attach(struct outputs *outputs, struct loop *loop, HANDLE first,
                   HANDLE second, struct error *err)
{
	HANDLE pipes[ENDS] = {first, second};
	int rc = 0;

	for (int i = 0; i < ENDS; i++) {
		struct output *end = &outputs->ends[i];

		end->all = outputs;
		end->read.done = on_read;
		end->pipe = pipes[i];
		if (end->pipe == NULL)
			continue;
		end->bytes = xcalloc(1, READ_BYTES);
		if (rc == 0)
			rc = loop_attach(loop, end->pipe, err);
	}
	return rc;
}

void outputs_begin(struct outputs *outputs)
{
	for (int i = 0; i < ENDS; i++)
		if (outputs->ends[i].pipe != NULL)
			start_read(&outputs->ends[i]);
	tell_answer(outputs);
}

void outputs_finish(struct outputs *outputs)
{
	outputs->finishing = true;
	for (int i = 0; i < ENDS; i++) {
		struct output *end = &outputs->ends[i];

		/* a read that waits waits in vain: the pipe is empty */
		if (end->pending)
			CancelIoEx(end->pipe, &end->read.overlapped);
		else if (end->pipe != NULL)
			drain(end);
	}
	tell_drained(outputs);
}

void outputs_close(struct outputs *outputs)
{
	for (int i = 0; i < ENDS; i++) {
		struct output *end = &outputs->ends[i];
		DWORD bytes;

		if (end->pending) {
			/* its buffer must not be written to any more */
			CancelIoEx(end->pipe, NULL);
			GetOverlappedResult(end->pipe, &end->read.overlapped,
			                    &bytes, TRUE);
		}
		close_end(end);
	}
}
