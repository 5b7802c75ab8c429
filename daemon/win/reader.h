/*
 * reader.h: the thread that reads the registry. It waits for changes and for
 * the engine's refresh requests (outside.h), makes the passes of scan.h on its
 * own keystore, and posts what is finished to the loop: changes first, then
 * the tickets that waited for them.
 */
#ifndef FSPD_READER_H
#define FSPD_READER_H

#include <stdbool.h>
#include <stdint.h>

struct class_change;
struct ending;
struct error;
struct files;
struct loop;
struct reader;

/* Called on the loop's thread. */
struct reader_sink {
	/* Takes change over. */
	void (*change)(void *context, struct class_change *change);
	void (*refreshed)(void *context, uint64_t ticket);
	/* Once, after the first pass (successful or not) was delivered. */
	void (*ready)(void *context);
	/* Once, after all that was there at the start was delivered. */
	void (*complete)(void *context);
	void *context;
};

/* root as for keystore_open. files, borrowed, hold the last good definitions of
 * classes that are bad when the daemon starts. sink is copied. Nothing happens
 * before reader_start. */
struct reader *reader_new(struct loop *loop, const char *root,
                          struct files *files, const struct reader_sink *sink,
                          struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));
int reader_start(struct reader *reader, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));
/* Have the thread end: it begins nothing more. Messages may still be delivered
 * after it. */
void reader_stop(struct reader *reader) __attribute__((nonnull));
/* Wait for its end; what it waits for is broken off when that is late. false:
 * it hangs, and was left behind, when the time was over; then nothing it uses
 * may be freed. */
bool reader_end(struct reader *reader, struct ending *ending)
        __attribute__((nonnull, warn_unused_result));
/* After the loop and the thread have ended; NULL is accepted. */
void reader_free(struct reader *reader);

#endif
