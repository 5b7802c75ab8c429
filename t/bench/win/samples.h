/*
 * samples.h - what the measuring tools share: the clock, files of samples.
 *
 * A sample is a line "ROUND NUMBER"; times are in nanoseconds. Rounds pair a
 * figure with its peer: t/bench/stats.h reads the files and compares round by
 * round. Files are written after a measurement, never within one.
 */
#ifndef FSPD_T_BENCH_SAMPLES_H
#define FSPD_T_BENCH_SAMPLES_H

#include "../../helper/options.h"

/* The performance counter, which is the same for all processes. */
static inline LONGLONG ticks_now(void)
{
	LARGE_INTEGER now;

	QueryPerformanceCounter(&now);
	return now.QuadPart;
}

static inline LONGLONG ticks_to_ns(LONGLONG ticks)
{
	LARGE_INTEGER hz;

	QueryPerformanceFrequency(&hz);
	return (LONGLONG)((double)ticks * 1e9 / (double)hz.QuadPart);
}

/* Append `count` samples of `round` to DIRECTORY\NAME.KIND. */
static inline void add_samples(const wchar_t *directory, const wchar_t *name,
                               const char *kind, unsigned long round,
                               const LONGLONG *numbers, size_t count)
{
	wchar_t path[MAX_PATH];
	FILE *file;
	size_t i;

	swprintf(path, MAX_PATH, L"%ls\\%ls.%hs", directory, name, kind);
	file = _wfopen(path, L"ab");
	if (file == NULL)
		die(EXIT_SYSTEM, "cannot open '%s'", utf8(path));
	for (i = 0; i < count; i++)
		fprintf(file, "%lu %lld\n", round, numbers[i]);
	if (fclose(file) != 0)
		die(EXIT_SYSTEM, "cannot write '%s'", utf8(path));
}

static inline void add_sample(const wchar_t *directory, const wchar_t *name,
                              const char *kind, unsigned long round,
                              LONGLONG number)
{
	add_samples(directory, name, kind, round, &number, 1);
}

#endif
