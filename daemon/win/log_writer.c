/*
 * log_writer.c: see log_writer.h. The message being written stays in the queue,
 * so that the bound holds for it, too.
 */
#include <windows.h>

#include "ending.h"
#include "log_writer.h"
#include "../log_queue.h"
#include "../../common/clock.h"
#include "../../common/xalloc.h"

enum {
	/* What could not be written is tried again after this: at boot the
	 * Event Log is there in a moment, and one that is disabled is not
	 * bothered. */
	RETRY_MS = 5000,
};

struct log_writer {
	log_write *write;
	void *context;
	HANDLE thread;

	SRWLOCK lock; /* of the rest */
	CONDITION_VARIABLE changed;
	struct log_queue queue;
	bool runs; /* the thread takes from the queue */
	bool closing;
	bool hangs;
};

static void pause(struct log_writer *writer)
{
	const uint64_t until = clock_monotonic_ms() + RETRY_MS;
	uint64_t now;

	while (!writer->closing && (now = clock_monotonic_ms()) < until)
		SleepConditionVariableSRW(&writer->changed, &writer->lock,
		                          (DWORD)(until - now), 0);
}

/* With the lock, which others get while it is written. */
static void write_first(struct log_writer *writer, const struct log_line *line)
{
	const bool last = writer->closing;
	bool written;

	ReleaseSRWLockExclusive(&writer->lock);
	written = writer->write(writer->context, line);
	AcquireSRWLockExclusive(&writer->lock);
	/* at the end each is tried once */
	if (written || last)
		log_queue_drop(&writer->queue);
	else
		pause(writer);
}

static DWORD WINAPI run(void *context)
{
	struct log_writer *writer = context;
	const struct log_line *line;

	AcquireSRWLockExclusive(&writer->lock);
	for (;;) {
		line = log_queue_first(&writer->queue);
		if (line != NULL)
			write_first(writer, line);
		else if (writer->closing)
			break;
		else
			SleepConditionVariableSRW(&writer->changed,
			                          &writer->lock, INFINITE, 0);
	}
	writer->runs = false;
	ReleaseSRWLockExclusive(&writer->lock);
	return 0;
}

struct log_writer *log_writer_new(log_write *write, void *context)
{
	struct log_writer *writer = xcalloc(1, sizeof(*writer));

	writer->write = write;
	writer->context = context;
	InitializeSRWLock(&writer->lock);
	InitializeConditionVariable(&writer->changed);
	log_queue_init(&writer->queue);
	writer->runs = true;
	writer->thread = CreateThread(NULL, 0, run, writer, 0, NULL);
	if (writer->thread == NULL)
		writer->runs = false;
	return writer;
}

/* There is no thread, or none any more. */
static void write_all(struct log_writer *writer)
{
	const struct log_line *line;

	while ((line = log_queue_first(&writer->queue)) != NULL) {
		writer->write(writer->context, line);
		log_queue_drop(&writer->queue);
	}
}

void log_writer_log(void *context, enum log_level level, unsigned id,
                    const char *text)
{
	struct log_writer *writer = context;
	const uint64_t now = clock_filetime();

	AcquireSRWLockExclusive(&writer->lock);
	log_queue_put(&writer->queue, level, id, text, now);
	if (!writer->runs)
		write_all(writer);
	ReleaseSRWLockExclusive(&writer->lock);
	WakeConditionVariable(&writer->changed);
}

bool log_writer_end(struct log_writer *writer)
{
	struct ending ending;
	bool begun;

	if (writer->thread == NULL)
		return true;
	AcquireSRWLockExclusive(&writer->lock);
	begun = writer->closing;
	writer->closing = true;
	ReleaseSRWLockExclusive(&writer->lock);
	if (begun)
		return !writer->hangs;
	WakeConditionVariable(&writer->changed);
	ending_begin(&ending, NULL, NULL);
	writer->hangs = !ending_wait(&ending, writer->thread);
	return !writer->hangs;
}
