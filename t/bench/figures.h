/*
 * figures.h - the figures that are fixed, each with its peer and its target.
 *
 * The one list of them: the table and the JSON are printed from it, and a
 * figure without samples is one that could not be measured.
 */
#ifndef FSPD_T_BENCH_FIGURES_H
#define FSPD_T_BENCH_FIGURES_H

#include "stats.h"

enum unit { UNIT_TIME, UNIT_RATE, UNIT_COUNT, UNIT_BYTES };

/* What the target speaks of: own / peer, or the figure itself. */
enum rule { RATIO_AT_MOST, RATIO_AT_LEAST, SELF_AT_MOST, NO_TARGET };

struct figure {
	const char *what;
	enum unit unit; /* UNIT_RATE: samples are times, shown as 1 / time */
	enum stat stat;
	const char *own, *peer; /* files of samples; peer may be NULL */
	const char *peer_what;
	enum rule rule;
	double target;
};

extern const struct figure figures[];
extern const size_t figure_count;

#endif
