/*
 * stats.c: see stats.h.
 */
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

static void *must(void *p)
{
	if (p == NULL) {
		fprintf(stderr, "out of memory\n");
		exit(3);
	}
	return p;
}

static int by_number(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return (*x > *y) - (*x < *y);
}

static int by_round(const void *a, const void *b)
{
	const struct sample *x = a;
	const struct sample *y = b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return by_number(&x->number, &y->number);
}

static void add(struct series *s, size_t *room, struct sample sample)
{
	if (s->count == *room) {
		*room = *room ? 2 * *room : 256;
		s->samples =
		        must(realloc(s->samples, *room * sizeof(*s->samples)));
	}
	s->samples[s->count++] = sample;
}

struct series series_read(const char *directory, const char *name)
{
	struct series s = {NULL, 0};
	struct sample sample;
	char path[4096];
	size_t room = 0;
	FILE *file;
	int got;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "r");
	if (file == NULL)
		return s;
	while ((got = fscanf(file, "%lu %lf", &sample.round, &sample.number)) ==
	       2)
		add(&s, &room, sample);
	if (got != EOF || ferror(file)) {
		fprintf(stderr, "not samples: '%s'\n", path);
		exit(3);
	}
	fclose(file);
	if (s.count > 0)
		qsort(s.samples, s.count, sizeof(*s.samples), by_round);
	return s;
}

void series_release(struct series *s)
{
	free(s->samples);
	*s = (struct series){NULL, 0};
}

/* The end of the round that begins at `from`. */
static size_t round_end(const struct series *s, size_t from)
{
	size_t end = from;

	while (end < s->count &&
	       s->samples[end].round == s->samples[from].round)
		end++;
	return end;
}

/* Of `n` samples in order of size. The 99th percentile of few is the greatest.
 */
static double stat_of(const struct sample *samples, size_t n, enum stat stat)
{
	double sum = 0;
	size_t i;

	if (stat == STAT_MEDIAN)
		return (samples[(n - 1) / 2].number + samples[n / 2].number) /
		       2;
	if (stat == STAT_P99)
		return samples[n - 1 - n / 100].number;
	for (i = 0; i < n; i++)
		sum += samples[i].number;
	return stat == STAT_SUM ? sum : sum / (double)n;
}

static double median(double *numbers, size_t n)
{
	qsort(numbers, n, sizeof(*numbers), by_number);
	return (numbers[(n - 1) / 2] + numbers[n / 2]) / 2;
}

double series_stat(const struct series *s, enum stat stat)
{
	double *rounds, result;
	size_t n = 0;
	size_t from, end;

	if (s->count == 0)
		return 0;
	if (stat == STAT_SUM)
		return stat_of(s->samples, s->count, stat);
	rounds = must(calloc(s->count, sizeof(*rounds)));
	for (from = 0; from < s->count; from = end) {
		end = round_end(s, from);
		rounds[n++] = stat_of(s->samples + from, end - from, stat);
	}
	result = median(rounds, n);
	free(rounds);
	return result;
}

/* Where the samples of `round` begin, or count. */
static size_t round_begin(const struct series *s, unsigned long round)
{
	size_t i = 0;

	while (i < s->count && s->samples[i].round < round)
		i++;
	return i < s->count && s->samples[i].round == round ? i : s->count;
}

bool series_ratio(const struct series *own, const struct series *peer,
                  enum stat stat, double *ratio)
{
	double *rounds = must(calloc(own->count + 1, sizeof(*rounds)));
	size_t n = 0;
	size_t from, end;

	for (from = 0; from < own->count; from = end) {
		size_t other = round_begin(peer, own->samples[from].round);
		double of;

		end = round_end(own, from);
		if (other == peer->count)
			continue;
		of = stat_of(peer->samples + other,
		             round_end(peer, other) - other, stat);
		if (of > 0)
			rounds[n++] =
			        stat_of(own->samples + from, end - from, stat) /
			        of;
	}
	if (n > 0)
		*ratio = median(rounds, n);
	free(rounds);
	return n > 0;
}

double *series_numbers(const struct series *s)
{
	double *numbers = must(calloc(s->count + 1, sizeof(*numbers)));
	size_t i;

	for (i = 0; i < s->count; i++)
		numbers[i] = s->samples[i].number;
	qsort(numbers, s->count, sizeof(*numbers), by_number);
	return numbers;
}
