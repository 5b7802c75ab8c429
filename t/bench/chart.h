/*
 * chart.h - the distributions of latencies as one SVG file.
 */
#ifndef FSPD_T_BENCH_CHART_H
#define FSPD_T_BENCH_CHART_H

/* Draw the samples in `directory` into the file `path`: a panel for each kind
 * of latency, in each a line for each series, how many of its samples (up) took
 * at most how long (right, logarithmic). Series without samples are left out.
 * 0, or -1 with errno set. */
int chart_write(const char *directory, const char *path)
        __attribute__((nonnull));

#endif
