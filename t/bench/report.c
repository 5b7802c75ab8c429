/*
 * report - what `make bench` found: a table, or JSON, and a chart.
 *
 *	report [--part] [--json] DIRECTORY [CHART.svg]
 *
 * Reads the samples in DIRECTORY. Exit: 0, or 1 when a figure with a target
 * was not measured; a target that is missed is a finding and no failure. With
 * --part figures that were not measured are left out.
 */
#include <stdio.h>
#include <string.h>

#include "chart.h"
#include "figures.h"

struct result {
	const struct figure *figure;
	size_t count; /* of own samples */
	double own, peer, ratio;
	bool has_peer, has_ratio;
};

static double shown(enum unit unit, double number)
{
	return unit == UNIT_RATE && number > 0 ? 1e9 / number : number;
}

static struct result weigh(const struct figure *f, const char *directory)
{
	struct series own = series_read(directory, f->own);
	struct series peer = {NULL, 0};
	struct result r = {.figure = f, .count = own.count};

	if (f->peer != NULL)
		peer = series_read(directory, f->peer);
	r.has_peer = peer.count > 0;
	r.has_ratio = r.has_peer &&
	              series_ratio(&own, &peer, f->stat, &r.ratio) &&
	              r.ratio > 0;
	/* times, compared as rates */
	if (r.has_ratio && f->unit == UNIT_RATE)
		r.ratio = 1 / r.ratio;
	r.own = shown(f->unit, series_stat(&own, f->stat));
	r.peer = shown(f->unit, series_stat(&peer, f->stat));
	series_release(&own);
	series_release(&peer);
	return r;
}

static bool is_measured(const struct result *r)
{
	if (r->figure->rule == SELF_AT_MOST)
		return r->count > 0;
	return r->count > 0 && r->has_ratio;
}

static bool is_met(const struct result *r)
{
	switch (r->figure->rule) {
	case RATIO_AT_MOST:
		return r->ratio <= r->figure->target;
	case RATIO_AT_LEAST:
		return r->ratio >= r->figure->target;
	case SELF_AT_MOST:
		return r->own <= r->figure->target;
	case NO_TARGET:
		break;
	}
	return true;
}

/* -- the table ------------------------------------------------------------- */

static void number_text(char *out, size_t room, enum unit unit, double number)
{
	if (unit == UNIT_RATE)
		snprintf(out, room, "%.0f /s", number);
	else if (unit == UNIT_COUNT)
		snprintf(out, room, "%.0f", number);
	else if (unit == UNIT_BYTES)
		snprintf(out, room, "%.0f B", number);
	else if (number < 1e6)
		snprintf(out, room, "%.0f us", number / 1e3);
	else if (number < 1e9)
		snprintf(out, room, "%.1f ms", number / 1e6);
	else
		snprintf(out, room, "%.2f s", number / 1e9);
}

static void target_text(char *out, size_t room, const struct figure *f)
{
	char number[24];

	out[0] = '\0';
	if (f->rule == SELF_AT_MOST) {
		number_text(number, sizeof(number), f->unit, f->target);
		snprintf(out, room, "<= %s", number);
	} else if (f->rule != NO_TARGET) {
		snprintf(out, room, "%s %.2f",
		         f->rule == RATIO_AT_MOST ? "<=" : ">=", f->target);
	}
}

static void print_row(const struct result *r)
{
	const struct figure *f = r->figure;
	char own[32] = "-";
	char peer[32] = "";
	char ratio[32] = "";
	char target[32];
	const char *verdict = "not measured";

	if (r->count > 0)
		number_text(own, sizeof(own), f->unit, r->own);
	if (r->has_peer)
		number_text(peer, sizeof(peer), f->unit, r->peer);
	if (r->has_ratio)
		snprintf(ratio, sizeof(ratio), "%.2f", r->ratio);
	target_text(target, sizeof(target), f);
	if (is_measured(r))
		verdict = f->rule == NO_TARGET ? "" : is_met(r) ? "yes" : "NO";
	printf("%-30s %11s  %-24s %11s %7s %10s  %s\n", f->what, own,
	       f->peer_what ? f->peer_what : "", peer, ratio, target, verdict);
}

static void print_head(void)
{
	printf("%-30s %11s  %-24s %11s %7s %10s  %s\n", "figure", "fspd",
	       "peer", "", "ratio", "target", "met");
}

/* -- JSON ------------------------------------------------------------------ */

static void print_json(const struct result *r)
{
	static const char *const units[] = {
	        [UNIT_TIME] = "ns",
	        [UNIT_RATE] = "per second",
	        [UNIT_COUNT] = "count",
	        [UNIT_BYTES] = "bytes",
	};
	static const char *const rules[] = {
	        [RATIO_AT_MOST] = "ratio at most",
	        [RATIO_AT_LEAST] = "ratio at least",
	        [SELF_AT_MOST] = "value at most",
	};
	const struct figure *f = r->figure;

	printf("{\"figure\":\"%s\",\"unit\":\"%s\",\"samples\":%zu", f->what,
	       units[f->unit], r->count);
	if (r->count > 0)
		printf(",\"value\":%.9g", r->own);
	if (f->peer_what != NULL)
		printf(",\"peer\":\"%s\"", f->peer_what);
	if (r->has_peer)
		printf(",\"peer_value\":%.9g", r->peer);
	if (r->has_ratio)
		printf(",\"ratio\":%.4g", r->ratio);
	if (f->rule != NO_TARGET)
		printf(",\"rule\":\"%s\",\"target\":%.4g", rules[f->rule],
		       f->target);
	if (f->rule != NO_TARGET && is_measured(r))
		printf(",\"met\":%s", is_met(r) ? "true" : "false");
	printf("}\n");
}

/* Whether the first argument is option; it is taken away then. */
static bool take_option(int *argc, char ***argv, const char *option)
{
	if (*argc < 2 || strcmp((*argv)[1], option) != 0)
		return false;
	(*argc)--;
	(*argv)++;
	return true;
}

int main(int argc, char **argv)
{
	bool part = take_option(&argc, &argv, "--part");
	bool json = take_option(&argc, &argv, "--json");
	bool complete = true;
	size_t i;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: report [--part] [--json] "
		                "DIRECTORY [CHART]\n");
		return 64;
	}
	if (!json)
		print_head();
	for (i = 0; i < figure_count; i++) {
		struct result r = weigh(&figures[i], argv[1]);

		if (!is_measured(&r)) {
			if (part || figures[i].rule == NO_TARGET)
				continue;
			complete = false;
		}
		if (json)
			print_json(&r);
		else
			print_row(&r);
	}
	if (argc == 3 && chart_write(argv[1], argv[2]) != 0) {
		perror(argv[2]);
		return 3;
	}
	return complete ? 0 : 1;
}
