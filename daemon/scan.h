/*
 * scan.h: the pass over last-write times that finds what changed.
 *
 * Runs on the reader thread and owns what it remembers; the owner of the state
 * never enumerates. Re-reads only keys that moved, or that were younger than
 * the clock's granularity when they were read (a second write within one tick
 * leaves the same time). Never acts on an enumeration that failed half-way.
 */
#ifndef FSPD_SCAN_H
#define FSPD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct error;
struct keystore;
struct scan;

/* Times of one call: both clocks, read together by the shell. */
struct scan_time {
	uint64_t now;      /* monotonic ms */
	uint64_t filetime; /* UTC, 100 ns */
	uint64_t counter;  /* copied into class_change.seen_at */
};

/* Receives one finished change; takes it over. */
typedef void scan_emit(void *context, struct class_change *change);

/* ks is borrowed. */
struct scan *scan_new(struct keystore *ks, scan_emit *emit, void *context)
        __attribute__((nonnull(1, 2), warn_unused_result));
void scan_free(struct scan *scan);

/* Look first at the classes whose change is under way, when they are few, and
 * emit what is finished: behind the last write of an apply nobody waits for
 * the enumeration of all the others. Only right before scan_pass with the same
 * time, both behind one arming of the watch: a pass does not look again at
 * what this has seen. What fails is left to the pass. */
void scan_look_ahead(struct scan *scan, const struct scan_time *time)
        __attribute__((nonnull));
/* Have the next pass list the instances of every class, even where no time
 * says that there are any: a restored key brings times of its own. */
void scan_doubt(struct scan *scan) __attribute__((nonnull));

/* One pass over every class; finished changes are emitted. The first pass
 * emits every class there is. A missing root is no failure: all classes are
 * removed. -1 and err when the registry could not be enumerated; nothing was
 * emitted then and the next pass starts afresh. */
int scan_pass(struct scan *scan, const struct scan_time *time,
              struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Whether a pass was completed, and all that was there at the start has been
 * emitted since: only then is what was not emitted not there. Stays true. */
bool scan_is_complete(const struct scan *scan) __attribute__((nonnull));

/* A pass for one class, now: what `S` and `X` wait for. Returns 1 when the
 * class is settled (its change, if any, has been emitted), 0 when it must
 * settle first (call again at scan_deadline()), -1 and err. */
int scan_class(struct scan *scan, const char *class_name,
               const struct scan_time *time, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Read again, without an enumeration, what was young when it was read and is
 * not any more: else every pass would until the next change. What fails is
 * left to the pass. */
void scan_recheck(struct scan *scan, const struct scan_time *time)
        __attribute__((nonnull));
/* Monotonic ms at which there may be something to recheck, or UINT64_MAX. */
uint64_t scan_recheck_at(const struct scan *scan) __attribute__((nonnull));

/* Monotonic ms at which some class may have settled, or UINT64_MAX. */
uint64_t scan_deadline(const struct scan *scan) __attribute__((nonnull));

#endif
