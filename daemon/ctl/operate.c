/*
 * operate.c: see operate.h.
 */
#include "operate.h"

#include <stdio.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "../../common/name.h"
#include "ask.h"
#include "changes.h"
#include "known.h"
#include "options.h"
#include "output.h"
#include "screen.h"
#include "verbs.h"

enum {
	WAIT_SECONDS_MAX = 60, /* the daemon answers no later */
	ANSWER_SECONDS = 10,   /* for the answer after that */
	WATCH_MS = 1000,
	RETRY_MS = 500 /* until the daemon, or the instance, is there */
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

/* The daemon restarts, or is busy: it may answer later. What a server of nobody
 * we trust says does not pass. */
static bool may_pass(const struct error *err)
{
	switch (err->code) {
	case OS_FILE_NOT_FOUND:
	case OS_BROKEN_PIPE:
	case OS_PIPE_BUSY:
	case OS_NO_DATA:
	case OS_PIPE_NOT_CONNECTED:
	case OS_TIMEOUT:
		return true;
	default:
		return false;
	}
}

/* What is waited for, and what ends it before its time. */
struct waiting {
	const struct ctl_options *options;
	const char *state;
	unsigned look_s; /* seconds between two looks at it */
	bool may_come;   /* not being there yet is no reason to end */
	bool may_go;     /* nor is having gone: that is done */
	bool is_restart; /* coming to rest in another state is one */
	bool told;       /* of a failure that may pass */
};

/* Ask the daemon to answer within so many seconds; result as ask_command. */
static int64_t ask_wait(const struct waiting *w, unsigned seconds,
                        struct error *err)
{
	const struct ctl_options *o = w->options;
	struct ctl_options once = *o;
	struct buf data = BUF_INIT;
	char text[24];

	snprintf(text, sizeof(text), "%u", seconds);
	const char *const words[] = {"wait", o->arguments[0], o->arguments[1],
	                             w->state, text};
	once.timeout_s = seconds + ANSWER_SECONDS;
	const int64_t number = ask_command(&once, 'F', words, 5, &data, err);
	buf_release(&data);
	return number;
}

/* A start that was asked for has come to nothing. */
static bool is_at_rest(const struct ctl_options *o)
{
	static const char *const rest[] = {"stopped", "failed", "backoff",
	                                   "disabled"};
	struct known known;
	struct buf state = BUF_INIT;
	bool found = false;

	known_ask_status(&known, o);
	known_status(&known, "state", &state);
	/* It has left the list, unless nobody answered. */
	if (!state.len)
		found = known.status.len > 0;
	for (size_t i = 0; !found && i < sizeof(rest) / sizeof(rest[0]); i++)
		found = strcmp(state.data, rest[i]) == 0;
	buf_release(&state);
	known_release(&known);
	return found;
}

/* After an answer that is not yet the one: whether to ask again; else *number
 * is the last. */
static bool goes_on(struct waiting *w, int64_t *number, const struct error *err)
{
	if (*number < 0) {
		if (!may_pass(err))
			return false;
		if (!w->told)
			ctl_failed(err);
		w->told = true;
		screen_pause(RETRY_MS);
		return true;
	}
	if (*number == OS_FILE_NOT_FOUND && w->may_come) {
		screen_pause(RETRY_MS);
		return true;
	}
	if (w->is_restart &&
	    (*number == OS_TIMEOUT || *number == OS_FILE_NOT_FOUND) &&
	    is_at_rest(w->options))
		*number = OS_PROCESS_ABORTED;
	return *number == OS_TIMEOUT;
}

/* 0 once the instance is in that state, the number of a refusal (1460: not
 * within options->timeout_s), or -1 and err. */
static int64_t wait_for(struct waiting *w, struct error *err)
{
	const uint64_t end =
	        clock_monotonic_ms() + w->options->timeout_s * 1000ull;
	int64_t number;

	do {
		const uint64_t now = clock_monotonic_ms();
		uint64_t seconds = now < end ? (end - now + 999) / 1000 : 0;

		if (seconds > w->look_s)
			seconds = w->look_s;
		number = ask_wait(w, (unsigned)seconds, err);
	} while (number && goes_on(w, &number, err) &&
	         clock_monotonic_ms() < end);
	return number;
}

static int wait_and_tell(struct waiting *w)
{
	struct error err = ERROR_INIT;
	const int64_t number = wait_for(w, &err);

	if (number < 0)
		return ctl_failed(&err);
	/* What has ended may be forgotten. */
	if (number == OS_FILE_NOT_FOUND && w->may_go)
		return CTL_EXIT_DONE;
	return number ? ctl_refused(w->options, number) : CTL_EXIT_DONE;
}

int operate_wait(const struct ctl_options *o, const char *state)
{
	/* What is stopped need not be there. */
	struct waiting w = {.options = o,
	                    .state = state,
	                    .look_s = WAIT_SECONDS_MAX,
	                    .may_come = !name_equal(state, "stopped")};

	return wait_and_tell(&w);
}

int operate_wait_for_end(const struct ctl_options *o)
{
	struct waiting w = {.options = o,
	                    .state = "stopped",
	                    .look_s = WAIT_SECONDS_MAX,
	                    .may_go = true};

	return wait_and_tell(&w);
}

/* -- restart, reset -------------------------------------------------------- */

static int wait_for_restart(const struct ctl_options *o)
{
	struct waiting w = {.options = o,
	                    .state = "ready",
	                    .look_s = 1,
	                    .is_restart = true};

	return wait_and_tell(&w);
}

int operate_restart(const struct ctl_options *o)
{
	struct buf data = BUF_INIT;
	const int rc = ask_about(o, "restart", &data);

	buf_release(&data);
	return rc == CTL_EXIT_DONE && o->wait ? wait_for_restart(o) : rc;
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

/* One look. A failure that may pass is told once and *rc is its exit code;
 * false when another ends the watch. */
static bool look(const struct ctl_options *o, bool live, struct buf *before,
                 struct buf *told, int *rc)
{
	struct buf pages = BUF_INIT;
	struct error err = ERROR_INIT;
	const int64_t number = ask_pages(o, "status", &pages, &err);
	bool on = false;

	if (number > 0) {
		*rc = ctl_refused(o, number);
	} else if (number < 0 && may_pass(&err)) {
		*rc = CTL_EXIT_SYSTEM;
		if (strcmp(told->data, err.text) != 0)
			ctl_failed(&err);
		buf_clear(told);
		buf_adds(told, err.text);
		on = true;
	} else if (number < 0 || show_status(&pages, live, before, &err)) {
		*rc = ctl_failed(&err);
	} else {
		*rc = CTL_EXIT_DONE;
		buf_clear(told);
		on = true;
	}
	buf_release(&pages);
	return on;
}

int operate_watch(const struct ctl_options *o)
{
	const bool live = screen_is_live();
	struct buf before = BUF_INIT, told = BUF_INIT;
	int rc = CTL_EXIT_DONE;

	for (unsigned n = 1; look(o, live, &before, &told, &rc); n++) {
		if (o->count && n == o->count)
			break;
		screen_pause(WATCH_MS);
	}
	buf_release(&before);
	buf_release(&told);
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
