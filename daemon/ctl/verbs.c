/*
 * verbs.c: see verbs.h. A refusal is told with its number, its text and the
 * cause the daemon can name (cause.c); with --launchctl standard output is
 * what WinFsp's launchctl prints.
 */
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/limits.h"
#include "../../common/secret.h"
#include "../../common/console.h"
#include "../../common/win/winerr.h"
#include "ask.h"
#include "cause.h"
#include "../../common/client.h"
#include "logs.h"
#include "operate.h"
#include "options.h"
#include "output.h"

int ctl_failed(const struct error *err)
{
	fprintf(stderr, "fspctl: %s\n", err->text);
	return CTL_EXIT_SYSTEM;
}

int ctl_refused(const struct ctl_options *o, int64_t number)
{
	struct buf cause = BUF_INIT, text = BUF_INIT;

	if (o->launchctl)
		printf("KO launcher: error %ld\n", (long)number);
	cause_find(o, (uint32_t)number, &cause);
	winerr_text(&text, (uint32_t)number);
	fprintf(stderr, "fspctl: %s: %s (%lu)%s%s\n", ctl_verb_name(o->verb),
	        text.data, (unsigned long)number, cause.len ? ": " : "",
	        cause.data);
	buf_release(&cause);
	buf_release(&text);
	return CTL_EXIT_REFUSED;
}

/* launchctl's form: every second NUL ends a line. */
static void print_launchctl(const struct buf *data)
{
	bool second = false;

	puts("OK");
	for (size_t i = 0; i < data->len; i++) {
		if (data->data[i] != '\0') {
			putchar(data->data[i]);
			continue;
		}
		putchar(second ? '\n' : ' ');
		second = !second;
	}
	if (data->len)
		putchar('\n');
}

/* One of WinFsp's commands; the reply's data goes to data. */
static int command(const struct ctl_options *o, char letter,
                   const char *const *words, size_t count, struct buf *data)
{
	struct error err = ERROR_INIT;
	int64_t number = ask_command(o, letter, words, count, data, &err);

	if (number < 0)
		return ctl_failed(&err);
	if (number > 0)
		return ctl_refused(o, number);
	if (o->launchctl)
		print_launchctl(data);
	return CTL_EXIT_DONE;
}

static int simple(const struct ctl_options *o, char letter, struct buf *data)
{
	return command(o, letter, (const char *const *)o->arguments,
	               o->argument_count, data);
}

/* The password becomes the request's last word. */
static int start_with_prompt(const struct ctl_options *o, struct buf *data)
{
	const char *words[2 + LIMIT_ARGUMENTS + 1];
	struct error err = ERROR_INIT;
	struct secret *secret = console_read_secret("Password: ", &err);
	int rc;

	if (!secret)
		return ctl_failed(&err);
	for (size_t i = 0; i < o->argument_count; i++)
		words[i] = o->arguments[i];
	words[o->argument_count] = secret_bytes(secret);
	rc = command(o, 'X', words, o->argument_count + 1, data);
	secret_free(secret);
	return rc;
}

static int stop(const struct ctl_options *o, struct buf *data)
{
	int rc = simple(o, 'T', data);

	return rc == CTL_EXIT_DONE && o->wait ? operate_wait_for_end(o) : rc;
}

static int show_plain(const struct ctl_options *o, char letter,
                      struct buf *data,
                      void (*show)(const struct buf *, struct buf *))
{
	struct buf text = BUF_INIT;
	int rc = simple(o, letter, data);

	if (rc == CTL_EXIT_DONE && !o->launchctl) {
		show(data, &text);
		fwrite(text.data, 1, text.len, stdout);
	}
	buf_release(&text);
	return rc;
}

static void tell_hidden(const struct buf *pages, const char *list)
{
	struct buf text = BUF_INIT;

	output_hidden(pages, list, account_kind(), &text);
	if (text.len) {
		fflush(stdout);
		fprintf(stderr, "fspctl: %s", text.data);
	}
	buf_release(&text);
}

/* A verb of our own that lists: all pages, as a table or as JSON. list: whose
 * elements the caller may not query are left out by the daemon, or NULL. */
static int show_list(const struct ctl_options *o, const char *verb,
                     const char *list,
                     int (*show)(const struct buf *, struct buf *,
                                 struct error *))
{
	struct buf pages = BUF_INIT, text = BUF_INIT;
	struct error err = ERROR_INIT;
	int64_t number = ask_pages(o, verb, &pages, &err);
	int rc = CTL_EXIT_DONE;

	if (number < 0)
		rc = ctl_failed(&err);
	else if (number > 0)
		rc = ctl_refused(o, number);
	else if (o->json)
		fwrite(pages.data, 1, pages.len, stdout);
	else if (show(&pages, &text, &err))
		rc = ctl_failed(&err);
	else
		fwrite(text.data, 1, text.len, stdout);
	if (list && rc == CTL_EXIT_DONE && !o->json)
		tell_hidden(&pages, list);
	buf_release(&pages);
	buf_release(&text);
	return rc;
}

/* A verb of our own with one short answer. */
static int show_answer(const struct ctl_options *o, const char *verb)
{
	struct buf data = BUF_INIT;
	struct error err = ERROR_INIT;
	int64_t number = ask_command(o, 'F', &verb, 1, &data, &err);
	int rc = CTL_EXIT_DONE;

	if (number < 0)
		rc = ctl_failed(&err);
	else if (number > 0)
		rc = ctl_refused(o, number);
	else
		output_answer(&data, o->json, stdout);
	buf_release(&data);
	return rc;
}

/* The password becomes the request's last word, as in a start. */
static int set_secret(const struct ctl_options *o)
{
	const char *words[] = {"secret", "set", o->arguments[1],
	                       o->arguments[2], NULL};
	struct buf data = BUF_INIT;
	struct error err = ERROR_INIT;
	struct secret *secret = console_read_secret("Password: ", &err);
	int64_t number;

	if (!secret)
		return ctl_failed(&err);
	words[4] = secret_bytes(secret);
	number = ask_command(o, 'F', words, 5, &data, &err);
	secret_free(secret);
	buf_release(&data);
	if (number)
		return number < 0 ? ctl_failed(&err) : ctl_refused(o, number);
	return CTL_EXIT_DONE;
}

static int remove_secret(const struct ctl_options *o)
{
	const char *words[] = {"secret", "remove", o->arguments[1],
	                       o->arguments[2]};
	struct buf data = BUF_INIT;
	struct error err = ERROR_INIT;
	const int64_t number = ask_command(o, 'F', words, 4, &data, &err);

	buf_release(&data);
	if (number)
		return number < 0 ? ctl_failed(&err) : ctl_refused(o, number);
	return CTL_EXIT_DONE;
}

static int keep_secrets(const struct ctl_options *o)
{
	if (strcmp(o->arguments[0], "set") == 0)
		return set_secret(o);
	if (strcmp(o->arguments[0], "remove") == 0)
		return remove_secret(o);
	return show_list(o, "secret", NULL, output_secrets);
}

static int show_log(const struct ctl_options *o)
{
	struct error err = ERROR_INIT;
	const int64_t number = logs_print(o, &err);

	if (number)
		return number < 0 ? ctl_failed(&err) : ctl_refused(o, number);
	return CTL_EXIT_DONE;
}

int ctl_run(const struct ctl_options *o)
{
	struct buf data = BUF_INIT;
	struct error err = ERROR_INIT;
	int rc = CTL_EXIT_SYSTEM;

	if (secret_start(&err)) {
		rc = ctl_failed(&err);
		goto out;
	}
	switch (o->verb) {
	case CTL_START:
		rc = o->secret ? start_with_prompt(o, &data)
		               : simple(o, 'S', &data);
		break;
	case CTL_START_WITH_SECRET:
		rc = simple(o, 'X', &data);
		break;
	case CTL_STOP:
		rc = stop(o, &data);
		break;
	case CTL_INFO:
		rc = show_plain(o, 'I', &data, output_info);
		break;
	case CTL_LIST:
		rc = show_plain(o, 'L', &data, output_names);
		break;
	case CTL_STATUS:
		rc = show_list(o, "status", "instances", output_status);
		break;
	case CTL_DEFINITIONS:
		rc = show_list(o, "definitions", "definitions",
		               output_definitions);
		break;
	case CTL_DEFINITION:
		rc = show_list(o, "definition", NULL, output_definition);
		break;
	case CTL_SECRET:
		rc = keep_secrets(o);
		break;
	case CTL_KEY:
		rc = show_list(o, "key", NULL, output_key);
		break;
	case CTL_LOGS:
		rc = show_log(o);
		break;
	case CTL_RESTART:
		rc = operate_restart(o);
		break;
	case CTL_RESET:
		rc = operate_reset(o);
		break;
	case CTL_WAIT:
		rc = operate_wait(o, o->arguments[2]);
		break;
	case CTL_WATCH:
		rc = operate_watch(o);
		break;
	case CTL_EXPLAIN:
		rc = operate_explain(o);
		break;
	case CTL_METRICS:
		rc = operate_metrics(o);
		break;
	case CTL_RELOAD:
	case CTL_PING:
	case CTL_VERSION:
		rc = show_answer(o, ctl_verb_name(o->verb));
		break;
	case CTL_VERB_COUNT:
		break;
	}
out:
	buf_wipe(&data);
	return rc;
}
