/*
 * operate.c: see operate.h.
 */
#include "operate.h"

#include <stdio.h>

#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "ask.h"
#include "changes.h"
#include "options.h"
#include "output.h"
#include "screen.h"
#include "verbs.h"

enum {
	WAIT_SECONDS_MAX = 60, /* the daemon answers no later */
	ANSWER_SECONDS = 10,   /* for the answer after that */
	WATCH_MS = 1000
};

/* Ask verb about the options' arguments; the answer goes to data. */
static int ask_about(const struct ctl_options *o, const char *verb,
                     struct buf *data)
{
	const char *words[2 + LIMIT_ARGUMENTS] = {verb};
	struct error err = ERROR_INIT;
	size_t count = 1;

	for (size_t i = 0; i < o->argument_count; i++)
		words[count++] = o->arguments[i];
	const int64_t number = ask_command(o, 'F', words, count, data, &err);
	if (number < 0)
		return ctl_failed(&err);
	return number ? ctl_refused(o, number) : CTL_EXIT_DONE;
}

/* -- wait ------------------------------------------------------------------ */

/* 0 once the instance is in state, the number of a refusal (1460: not within
 * options->timeout_s), or -1 and err. */
static int64_t wait_for(const struct ctl_options *o, const char *state,
                        struct error *err)
{
	const uint64_t end = clock_monotonic_ms() + o->timeout_s * 1000ull;
	struct ctl_options once = *o;
	int64_t number;

	do {
		const uint64_t now = clock_monotonic_ms();
		uint64_t seconds = now < end ? (end - now + 999) / 1000 : 0;
		struct buf data = BUF_INIT;
		char text[24];

		if (seconds > WAIT_SECONDS_MAX)
			seconds = WAIT_SECONDS_MAX;
		snprintf(text, sizeof(text), "%u", (unsigned)seconds);
		const char *const words[] = {"wait", o->arguments[0],
		                             o->arguments[1], state, text};
		once.timeout_s = (unsigned)seconds + ANSWER_SECONDS;
		number = ask_command(&once, 'F', words, 5, &data, err);
		buf_release(&data);
	} while (number == OS_TIMEOUT && clock_monotonic_ms() < end);
	return number;
}

int operate_wait(const struct ctl_options *o, const char *state)
{
	struct error err = ERROR_INIT;
	const int64_t number = wait_for(o, state, &err);

	if (number < 0)
		return ctl_failed(&err);
	return number ? ctl_refused(o, number) : CTL_EXIT_DONE;
}

int operate_wait_for_end(const struct ctl_options *o)
{
	struct error err = ERROR_INIT;
	const int64_t number = wait_for(o, "stopped", &err);

	if (number < 0)
		return ctl_failed(&err);
	/* 2: it ended and is forgotten. */
	return number && number != OS_FILE_NOT_FOUND ? ctl_refused(o, number)
	                                             : CTL_EXIT_DONE;
}

/* -- restart, reset -------------------------------------------------------- */

int operate_restart(const struct ctl_options *o)
{
	struct buf data = BUF_INIT;
	const int rc = ask_about(o, "restart", &data);

	buf_release(&data);
	return rc == CTL_EXIT_DONE && o->wait ? operate_wait(o, "ready") : rc;
}

int operate_reset(const struct ctl_options *o)
{
	struct buf data = BUF_INIT;
	const int rc = ask_about(o, "reset", &data);

	buf_release(&data);
	return rc;
}

/* -- watch ----------------------------------------------------------------- */

/* Draw the table anew, or append what changed since *before, which becomes
 * what is. */
static int show_status(const struct buf *pages, bool live, struct buf *before,
                       struct error *err)
{
	struct buf text = BUF_INIT, now = BUF_INIT;
	int rc = -1;

	if (live) {
		buf_adds(&text, SCREEN_CLEAR);
		rc = output_status(pages, &text, err);
	} else {
		rc = changes_lines(pages, &now, err);
		if (rc == 0) {
			changes_between(before, &now, &text);
			buf_clear(before);
			buf_add(before, now.data, now.len);
		}
	}
	fwrite(text.data, 1, text.len, stdout);
	fflush(stdout);
	buf_release(&text);
	buf_release(&now);
	return rc;
}

int operate_watch(const struct ctl_options *o)
{
	const bool live = screen_is_live();
	struct buf before = BUF_INIT;
	struct error err = ERROR_INIT;
	int rc = CTL_EXIT_DONE;

	for (unsigned n = 0; rc == CTL_EXIT_DONE; n++) {
		struct buf pages = BUF_INIT;

		if (o->count && n == o->count)
			break;
		if (n)
			screen_pause(WATCH_MS);
		const int64_t number = ask_pages(o, "status", &pages, &err);
		if (number > 0)
			rc = ctl_refused(o, number);
		else if (number < 0 || show_status(&pages, live, &before, &err))
			rc = ctl_failed(&err);
		buf_release(&pages);
	}
	buf_release(&before);
	return rc;
}

/* -- explain, metrics ------------------------------------------------------ */

int operate_explain(const struct ctl_options *o)
{
	struct buf data = BUF_INIT, text = BUF_INIT;
	struct error err = ERROR_INIT;
	int rc = ask_about(o, "explain", &data);
	bool fails = false;

	if (rc != CTL_EXIT_DONE)
		goto out;
	if (output_explain(&data, &text, &fails, &err)) {
		rc = ctl_failed(&err);
		goto out;
	}
	if (o->json)
		printf("%s\n", data.data);
	else
		fwrite(text.data, 1, text.len, stdout);
	rc = fails ? CTL_EXIT_REFUSED : CTL_EXIT_DONE;
out:
	buf_release(&data);
	buf_release(&text);
	return rc;
}

int operate_metrics(const struct ctl_options *o)
{
	struct buf data = BUF_INIT;
	const int rc = ask_about(o, "metrics", &data);

	if (rc == CTL_EXIT_DONE)
		fwrite(data.data, 1, data.len, stdout);
	buf_release(&data);
	return rc;
}
