/*
 * live.h: port. Asks the running fspd what it makes of what was written.
 *
 * win/live_win.c asks over the pipe; elsewhere there is nobody to ask
 * (posix/live_none.c).
 */
#ifndef FSPD_LIVE_H
#define FSPD_LIVE_H

#include <stddef.h>
#include <stdint.h>

struct buf;

enum live_result {
	LIVE_NOBODY,      /* no fspd answers */
	LIVE_UNCONFIRMED, /* one does, but did not say so in time */
	LIVE_YES,         /* it runs with all of the classes as written */
	LIVE_REJECTED     /* it does not */
};

/* Ask the fspd on pipe (NULL: the machine's own) about count classes, sorted by
 * name_compare, 2 s at most, and append the line that apply ends with, without
 * line feed. written_at is clock_counter() after the last write. */
enum live_result live_ask(const char *pipe, const char *const *classes,
                          size_t count, uint64_t written_at, struct buf *line)
        __attribute__((nonnull(5), warn_unused_result));

/* Have the fspd on pipe read the registry now, 2 s at most; nobody there is
 * as good. */
void live_reload(const char *pipe);

#endif
