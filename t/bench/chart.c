/*
 * chart.c: see chart.h.
 *
 * Plain SVG 1.1 without styles or scripts. The upward axis has a step at each
 * factor of ten of what is left to 100 %, since the last percent is what the
 * targets are about: 0, 90, 99, 99.9 %.
 */
#include "chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats.h"

enum {
	WIDTH = 860,
	PANEL_HEIGHT = 270,
	LEFT = 60,
	RIGHT = 640, /* the legend is to the right of it */
	TOP = 40,    /* within a panel */
	BOTTOM = 230,
	LINES = 6,
	POINTS = 400, /* of one line */
	NINES = 3,    /* the axis ends at 99.9 % */
};

struct line {
	const char *label, *file;
};

static const struct panel {
	const char *title;
	struct line lines[LINES];
} panels[] = {
        {"round trips of L",
         {{"single-instance server", "l1-single.latency"},
          {"fspd, 1 client", "l1-fspd.latency"},
          {"fspd, 8 clients", "l8-fspd.latency"},
          {"fspd, 8 starts wait", "starts.latency"},
          {"fspd, classes change", "changes.latency"},
          {"launcher of --pipe", "l1-other.latency"}}},
        {"registry write to live definition",
         {{"bare loop, few classes", "few-bare.latency"},
          {"fspd, few classes", "few-fspd.latency"},
          {"bare loop, many classes", "many-bare.latency"},
          {"fspd, many classes", "many-fspd.latency"}}},
        {"start, OK and stop",
         {{"bare CreateProcess", "start-bare.latency"},
          {"fspd", "start-fspd.latency"}}},
};

/* Told apart by people who do not see all colours (Okabe and Ito). */
static const char *const colours[LINES] = {"#000000", "#0072b2", "#d55e00",
                                           "#009e73", "#cc79a7", "#e69f00"};

struct axis {
	int first, last; /* powers of ten of nanoseconds */
};

static double x_of(const struct axis *axis, double ns)
{
	double share = (log10(ns > 1 ? ns : 1) - axis->first) /
	               (axis->last - axis->first);

	return LEFT + share * (RIGHT - LEFT);
}

/* `left` is the share of samples that took longer. */
static double y_of(double left)
{
	double nines = left > 0 ? -log10(left) : NINES;

	if (nines > NINES)
		nines = NINES;
	return BOTTOM - nines / NINES * (BOTTOM - TOP);
}

static void fit(struct axis *axis, const struct series *s, bool is_first)
{
	double *numbers = series_numbers(s);
	int low = (int)floor(log10(numbers[0] > 1 ? numbers[0] : 1));
	int high = (int)floor(log10(numbers[s->count - 1] + 1)) + 1;

	if (is_first || low < axis->first)
		axis->first = low;
	if (is_first || high > axis->last)
		axis->last = high;
	free(numbers);
}

static void text(FILE *out, double x, double y, const char *anchor,
                 const char *words)
{
	fprintf(out,
	        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x,
	        y, anchor, words);
}

static void rule_line(FILE *out, double x1, double y1, double x2, double y2)
{
	fprintf(out,
	        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
	        "stroke=\"#cccccc\"/>\n",
	        x1, y1, x2, y2);
}

static void draw_grid(FILE *out, const struct axis *axis)
{
	static const char *const shares[] = {"0 %", "90 %", "99 %", "99.9 %"};
	static const char *const units[] = {"ns", "us", "ms", "s"};
	int i;

	for (i = 0; i <= NINES; i++) {
		double y = y_of(pow(10, -i));

		rule_line(out, LEFT, y, RIGHT, y);
		text(out, LEFT - 6, y + 4, "end", shares[i]);
	}
	for (i = axis->first; i <= axis->last; i++) {
		double x = x_of(axis, pow(10, i));
		int unit = i / 3 > 3 ? 3 : i / 3;
		char label[32];

		rule_line(out, x, TOP, x, BOTTOM);
		snprintf(label, sizeof(label), "%.0f %s", pow(10, i - 3 * unit),
		         units[unit]);
		text(out, x, BOTTOM + 16, "middle", label);
	}
}

/* At most POINTS points, denser to the end, where the samples are rare. */
static void draw_line(FILE *out, const struct axis *axis,
                      const struct series *s, const char *colour)
{
	double *numbers = series_numbers(s);
	size_t last = s->count;
	int i;

	fprintf(out,
	        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" "
	        "points=\"",
	        colour);
	for (i = 0; i <= POINTS; i++) {
		double left = pow(10, -(double)NINES * i / POINTS);
		size_t at = (size_t)((1 - left) * (double)(s->count - 1) + 0.5);

		if (at == last)
			continue;
		last = at;
		fprintf(out, "%.1f,%.1f ", x_of(axis, numbers[at]),
		        y_of(1 - (double)at / (double)s->count));
	}
	fprintf(out, "\"/>\n");
	free(numbers);
}

static void draw_lines(FILE *out, const struct axis *axis,
                       const struct panel *panel, const struct series *all)
{
	int row = 0;
	int i;

	for (i = 0; i < LINES; i++) {
		double y = TOP + 8 + 18 * row;

		if (all[i].count == 0)
			continue;
		row++;
		draw_line(out, axis, &all[i], colours[i]);
		fprintf(out,
		        "<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"4\" "
		        "fill=\"%s\"/>\n",
		        RIGHT + 20, y - 6, colours[i]);
		text(out, RIGHT + 40, y, "start", panel->lines[i].label);
	}
}

static void draw_panel(FILE *out, const char *directory,
                       const struct panel *panel, int top)
{
	struct series all[LINES] = {{NULL, 0}};
	struct axis axis = {0, 1};
	bool is_empty = true;
	int i;

	for (i = 0; i < LINES && panel->lines[i].file != NULL; i++) {
		all[i] = series_read(directory, panel->lines[i].file);
		if (all[i].count == 0)
			continue;
		fit(&axis, &all[i], is_empty);
		is_empty = false;
	}
	fprintf(out, "<g transform=\"translate(0,%d)\">\n", top);
	text(out, LEFT, TOP - 14, "start", panel->title);
	if (!is_empty) {
		draw_grid(out, &axis);
		draw_lines(out, &axis, panel, all);
	}
	fprintf(out, "</g>\n");
	for (i = 0; i < LINES; i++)
		series_release(&all[i]);
}

int chart_write(const char *directory, const char *path)
{
	const int count = (int)(sizeof(panels) / sizeof(panels[0]));
	FILE *out = fopen(path, "w");
	bool failed;
	int i;

	if (out == NULL)
		return -1;
	fprintf(out,
	        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" "
	        "width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
	        "font-size=\"12\">\n"
	        "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
	        WIDTH, count * PANEL_HEIGHT);
	for (i = 0; i < count; i++)
		draw_panel(out, directory, &panels[i], i * PANEL_HEIGHT);
	fprintf(out, "</svg>\n");
	failed = ferror(out) != 0;
	return fclose(out) == 0 && !failed ? 0 : -1;
}
