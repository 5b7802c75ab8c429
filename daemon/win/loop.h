/*
 * loop.h: one completion port, one thread that owns all state. Everything that
 * happens (pipe traffic, messages of the reader and the workers, the end of a
 * process) arrives here as a completed operation.
 */
#ifndef FSPD_LOOP_H
#define FSPD_LOOP_H

#include <windows.h>
#include <stdint.h>

struct error;
struct loop;

/*
 * One operation under way: overlapped I/O or a posted message. Embedded first
 * in what it belongs to, which must live until done has been called. bytes and
 * error (a Win32 number) are 0 for a posted message.
 */
struct loop_op {
	OVERLAPPED overlapped;
	void (*done)(struct loop_op *op, uint32_t bytes, uint32_t error);
};

/* Something with a next time to act. due is called on the loop's thread when
 * deadline (monotonic ms, UINT64_MAX: none) has passed. */
struct loop_timer {
	uint64_t (*deadline)(void *context);
	void (*due)(void *context, uint64_t now);
	void *context;
	struct loop_timer *next; /* the loop's */
};

struct loop *loop_new(struct error *err) __attribute__((warn_unused_result));
void loop_free(struct loop *loop);

/* Have the completions of a file opened for overlapped I/O arrive here. */
int loop_attach(struct loop *loop, HANDLE file, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* timer is borrowed for the loop's life. */
void loop_add_timer(struct loop *loop, struct loop_timer *timer)
        __attribute__((nonnull));
/* From any thread: op->done(op, 0, 0) on the loop's thread, in the order of
 * the posts. Out of kernel memory ends the process: a lost message would be a
 * lost process. */
void loop_post(struct loop *loop, struct loop_op *op) __attribute__((nonnull));
/* Make op's overlapped fit for a new use. */
void loop_op_reset(struct loop_op *op) __attribute__((nonnull));

/* Dispatch until loop_quit has been called. */
void loop_run(struct loop *loop) __attribute__((nonnull));
/* On the loop's thread. */
void loop_quit(struct loop *loop) __attribute__((nonnull));

#endif
