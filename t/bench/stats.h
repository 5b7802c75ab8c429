/*
 * stats.h - samples read from files, and numbers made of them.
 *
 * A file holds lines "ROUND NUMBER" (win/samples.h, stopwatch.c).
 */
#ifndef FSPD_T_BENCH_STATS_H
#define FSPD_T_BENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>

struct sample {
	unsigned long round;
	double number;
};

/* Sorted by round, then by number. */
struct series {
	struct sample *samples;
	size_t count;
};

enum stat { STAT_MEDIAN, STAT_P99, STAT_MEAN, STAT_SUM };

/* Read DIRECTORY/NAME. A file that is not there is an empty series; one that
 * cannot be understood ends the program. Released by series_release. */
struct series series_read(const char *directory, const char *name)
        __attribute__((nonnull));
void series_release(struct series *s) __attribute__((nonnull));

/* The statistic of each round, and of these the median; STAT_SUM is that of all
 * rounds. 0 when empty. */
double series_stat(const struct series *s, enum stat stat)
        __attribute__((nonnull));

/* own / peer: round by round, and of these the median; rounds that only one of
 * the two has do not count. False when there is none in common, or a peer's
 * number is 0. */
bool series_ratio(const struct series *own, const struct series *peer,
                  enum stat stat, double *ratio) __attribute__((nonnull));

/* All numbers, sorted, whatever their round. Caller frees. */
double *series_numbers(const struct series *s) __attribute__((nonnull));

#endif
