/*
 * output_win.h: our ends of a child's outputs: read all the time, so that it
 * never waits, and passed on to the log; the first two bytes of a child that
 * was given a password are its answer.
 */
#ifndef FSPD_OUTPUT_WIN_H
#define FSPD_OUTPUT_WIN_H

#include <stdbool.h>
#include <stdint.h>

#include "loop.h"

struct capture;
struct error;
struct outputs;

enum { ANSWER_BYTES = 2 }; /* "OK" */

/* One pipe. */
struct output {
	struct loop_op read;
	struct outputs *all;
	HANDLE pipe; /* NULL: closed, or never there */
	bool pending;
	char *bytes;
};

struct outputs {
	struct output ends[2];   /* the answer comes from the first */
	struct capture *capture; /* borrowed; NULL: discarded */
	/* The answer is there, or cannot come any more. */
	void (*answered)(struct outputs *outputs, bool ok);
	/* After outputs_finish: nothing more will come; may free. */
	void (*drained)(struct outputs *outputs);
	bool wants_answer, finishing;
	char answer[ANSWER_BYTES];
	uint32_t answer_len, drained_bytes;
};

/* Take over the pipes, either of which may be NULL, and have their completions
 * arrive at loop. Fields above that are the caller's are set already. */
int outputs_attach(struct outputs *outputs, struct loop *loop, HANDLE first,
                   HANDLE second, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Begin to read. */
void outputs_begin(struct outputs *outputs) __attribute__((nonnull));
/* The process has ended: read what it left, then call drained, maybe from
 * within. */
void outputs_finish(struct outputs *outputs) __attribute__((nonnull));
/* Close what is open; after the loop has ended or after drained. */
void outputs_close(struct outputs *outputs) __attribute__((nonnull));

#endif
