/*
 * applied.h: what fsp-import saw when it read or wrote each key last, so that
 * a key nobody wrote to since need not be read again.
 *
 * A key counts as seen when its last-write time is what it was and the section
 * still wants the same. What was read is trusted only if it was old enough then
 * that a later write would show in the time. Known limit: a foreign write in
 * the same tick of the clock, right behind ours, is seen by --verify only.
 * A file that is lost or damaged costs time only.
 */
#ifndef FSPD_APPLIED_H
#define FSPD_APPLIED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct keystore;
struct plan;

enum { APPLIED_PRINT_SIZE = 17 }; /* 16 hex digits of a wish, and NUL */

struct applied_key {
	char *path;
	uint64_t last_write; /* FILETIME */
	char print[APPLIED_PRINT_SIZE];
};

struct applied {
	struct applied_key *keys; /* sorted by path */
	size_t count;
};

#define APPLIED_INIT    \
	{               \
		NULL, 0 \
	}

void applied_release(struct applied *applied) __attribute__((nonnull));

/* Is path, last written to at last_write, as the wish called print wants it? */
bool applied_is_current(const struct applied *applied, const char *path,
                        uint64_t last_write, const char *print)
        __attribute__((nonnull));

/* Fill next (empty; caller releases) with what plan, carried out, made of its
 * keys, beside what before holds of others; started is when the first key was
 * read. Does it tell more than before? */
bool applied_update(struct applied *next, const struct applied *before,
                    const struct plan *plan, uint64_t started)
        __attribute__((nonnull));

/* Append applied as text. */
void applied_write(const struct applied *applied, struct buf *out)
        __attribute__((nonnull));
/* Read len bytes of it back into *out (empty; caller releases). Of what is
 * damaged nothing is taken: -1, which costs time only. */
int applied_read(struct applied *out, const char *text, size_t len)
        __attribute__((nonnull));

/* Read what the data folder directory holds of ks into *out (caller
 * releases), nothing when that is not to be had. */
void applied_load(struct applied *out, const char *directory,
                  const struct keystore *ks) __attribute__((nonnull));

/* Keep what became of plan there. 0, or -1 and err. */
int applied_save(const struct applied *before, const char *directory,
                 const struct plan *plan, const struct keystore *ks,
                 uint64_t started, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

#endif
