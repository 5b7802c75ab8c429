/*
 * progress.h: how far a run is, on a terminal that somebody waits at: one line
 * after a second of work, written over itself, gone when the work is done.
 */
#ifndef FSPD_PROGRESS_H
#define FSPD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PROGRESS_PATIENCE_MS = 1000, /* until the first line */
	PROGRESS_RENEWAL_MS = 200,   /* between two */
};

struct progress {
	bool wanted;
	uint64_t due_ms; /* when the next line is */
	const char *what;
	size_t width; /* of the line that stands there, 0: none */
	uint64_t (*now_ms)(void);
	void (*print)(const char *text);
};

/* What can be waited at: error output is a terminal, and nothing told us to be
 * quiet. */
bool progress_is_wanted(bool is_terminal, bool quiet);

/* The work begins. print writes to the terminal and leaves the cursor where it
 * is; now_ms is clock_monotonic_ms or a test's. */
void progress_begin(struct progress *p, bool wanted, uint64_t (*now_ms)(void),
                    void (*print)(const char *text)) __attribute__((nonnull));
/* What is done from now on, "reading files" say; borrowed. */
void progress_step(struct progress *p, const char *what)
        __attribute__((nonnull));
/* done of total (0: nobody knows) are done. p may be NULL. */
void progress_tick(struct progress *p, size_t done, size_t total);
/* Take the line away, so that something else can be printed. */
void progress_clear(struct progress *p) __attribute__((nonnull));

#endif
