/*
 * command_write.c: see command_write.h.
 */
#include "command_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/clock.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "adopted.h"
#include "apply.h"
#include "commands.h"
#include "history.h"
#include "ignored.h"
#include "live.h"
#include "record.h"
#include "report.h"
#include "run.h"

bool command_wants_text(const struct options *options)
{
	return !options->quiet && !options->json;
}

void command_print_plan(const struct run *run)
{
	struct buf text = BUF_INIT;

	if (run->options->json)
		report_plan_json(&run->plan, &text);
	else if (!run->options->quiet)
		report_plan(&run->plan, &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_release(&text);
}

static int by_name(const void *a, const void *b)
{
	return name_compare(*(const char *const *)a, *(const char *const *)b);
}

/* The classes that plan declares, changed or not, each once and sorted. Caller
 * frees the list. */
static const char **declared_classes(const struct plan *plan, size_t *count)
{
	const char **classes = xcalloc(plan->count, sizeof(*classes));
	size_t all = 0;

	*count = 0;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];

		if (key->action != PLAN_REMOVE)
			classes[all++] = key->class_name;
	}
	if (all > 0)
		qsort(classes, all, sizeof(*classes), by_name);
	for (size_t i = 0; i < all; i++)
		if (*count == 0 || !name_equal(classes[*count - 1], classes[i]))
			classes[(*count)++] = classes[i];
	return classes;
}

/* The closing line: is it live? */
static int ask_live(const struct run *run)
{
	struct buf line = BUF_INIT;
	size_t count;
	const char **classes = declared_classes(&run->plan, &count);
	const enum live_result result = live_ask(run->options->pipe, classes,
	                                         count, run->written_at, &line);

	if (result == LIVE_NOBODY)
		ignored_add(&run->plan, &run->declared, &line);
	if (line.len > 0 && command_wants_text(run->options))
		puts(line.data);
	else if (result == LIVE_REJECTED)
		fprintf(stderr, "fsp-import: %s\n", line.data);
	free(classes);
	buf_release(&line);
	if (result == LIVE_REJECTED ||
	    (result != LIVE_YES && run->options->require_live))
		return EXIT_NOT_LIVE;
	return EXIT_DONE;
}

/* The undo files of a run: its own, and those of runs that died before. */
struct undo {
	unsigned number;
	struct record record; /* of this run and of those; borrows its plan */
	unsigned *unfinished;
	size_t count;
};

#define UNDO_INIT                       \
	{                               \
		0, RECORD_INIT, NULL, 0 \
	}

static void undo_release(struct undo *undo)
{
	record_release(&undo->record);
	free(undo->unfinished);
}

/* All that record, that of run number, says is done, and it goes on from those
 * of the died runs, who are forgotten first. Where this dies, the next run does
 * it again. 0 or -1. */
static int finish(struct run *run, const struct record *record,
                  const unsigned *died, size_t count, unsigned number)
{
	if (adopted_finish(run->data, record, run->ks, &run->error) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (history_drop(run->data, died[i], &run->error) < 0)
			return -1;
	return history_close(run->data, number, &run->error);
}

/* Find the runs of root that died. One that had time for all but saying so is
 * a run like others; *last is the record of the last that had not, empty
 * without one. 0 or -1. */
static int find_died(struct run *run, const char *root, struct undo *undo,
                     struct record *last)
{
	bool is_whole = false;
	int rc = history_unfinished(run->data, root, &undo->unfinished,
	                            &undo->count, last, &run->error);

	if (rc == 0 && undo->count > 0)
		rc = record_is_carried_out(last, run->ks, &is_whole,
		                           &run->error);
	if (rc < 0 || !is_whole)
		return rc;
	rc = finish(run, last, undo->unfinished, undo->count - 1,
	            undo->unfinished[undo->count - 1]);
	undo->count = 0;
	record_release(last);
	return rc;
}

/* What was there before a run that died stands in its record. 0 or -1. */
static int merge_died(struct run *run, struct undo *undo)
{
	struct record *record = &undo->record;
	struct record last = RECORD_INIT;
	int rc = find_died(run, record->root, undo, &last);

	if (rc == 0 && last.root)
		rc = record_merge(record, &last, run->ks, &run->error);
	record_release(&last);
	return rc;
}

/* With nothing to write there is still what a run left to do that died at its
 * very end. What fails is left to the next run. */
static void finish_died(struct run *run)
{
	struct undo undo = UNDO_INIT;
	struct record last = RECORD_INIT;
	struct error before = run->error;
	char *root = keystore_display(run->ks, "");

	if (find_died(run, root, &undo, &last) < 0)
		run->error = before;
	record_release(&last);
	undo_release(&undo);
	free(root);
}

/* What takes the run back is kept before its first write. 0 or -1. */
static int keep_undo(struct run *run, const char *verb, unsigned of,
                     struct undo *undo)
{
	int rc = record_make(&undo->record, &run->plan, verb, false, run->ks,
	                     &run->error);

	undo->record.of = of;
	if (rc == 0)
		rc = merge_died(run, undo);
	if (rc == 0)
		rc = history_add(run->data, &undo->record, &undo->number,
		                 &run->error);
	if (rc == 0)
		rc = adopted_keep(run->data, &run->plan, run->ks, &run->error);
	return rc;
}

static void on_announced(void *context)
{
	const struct run *run = context;

	live_reload(run->options->pipe);
}

static int write_plan(struct run *run, const char *verb, unsigned of,
                      struct undo *undo)
{
	const bool is_file = options_registry_is_file(run->options);
	const struct apply_listener listener = {is_file ? NULL : on_announced,
	                                        run, &run->progress};
	struct apply_result result = {0};
	int rc;

	if (run->data && keep_undo(run, verb, of, undo) < 0)
		return -1;
	progress_step(&run->progress, "writing");
	rc = apply_telling(&run->plan, run->ks, &listener, &result,
	                   &run->error);
	progress_clear(&run->progress);
	if (rc < 0) {
		/* The failure is what is told, and the file does no harm. */
		if (run->data && result.undone &&
		    history_drop(run->data, undo->number, NULL) < 0)
			return -1;
		return -1;
	}
	run->written_at = clock_counter();
	if (run_save(run) < 0)
		return -1;
	return run->data ? finish(run, &undo->record, undo->unfinished,
	                          undo->count, undo->number)
	                 : 0;
}

/* Keys that nobody writes to are not read next time. 0 or -1. */
static int keep_times(struct run *run)
{
	return run->started && run->data
	               ? applied_save(&run->applied, run->data, &run->plan,
	                              run->ks, run->started, &run->error)
	               : 0;
}

/* `3 keys written` */
static void say_done(const struct run *run, const char *verb, unsigned of,
                     const struct undo *undo)
{
	const size_t keys = plan_changes(&run->plan);
	const char *plural = keys == 1 ? "" : "s";

	if (keys == 0)
		puts("nothing to do");
	else if (of && record_has_changes(&undo->record))
		printf("%zu key%s restored; 'fsp-import rollback %u' takes "
		       "that back\n",
		       keys, plural, undo->number);
	else if (of)
		printf("%zu key%s restored, of a run that was interrupted\n",
		       keys, plural);
	else
		printf("%zu key%s %s\n", keys, plural,
		       strcmp(verb, "remove") == 0 ? "removed" : "written");
}

int command_write(struct run *run, const char *verb, unsigned of)
{
	const bool has_changes = plan_changes(&run->plan) > 0;
	struct undo undo = UNDO_INIT;
	int status = EXIT_DONE;

	if (!has_changes && run->data)
		finish_died(run);
	if ((has_changes && write_plan(run, verb, of, &undo) < 0) ||
	    keep_times(run) < 0) {
		status = run_failed(run);
	} else {
		run_unlock(run);
		if (command_wants_text(run->options))
			say_done(run, verb, of, &undo);
		if (!options_registry_is_file(run->options) &&
		    strcmp(verb, "remove") != 0)
			status = ask_live(run);
	}
	undo_release(&undo);
	return status;
}
