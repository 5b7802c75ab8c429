/*
 * commands.c: see commands.h.
 */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "apply.h"
#include "command_emit.h"
#include "export.h"
#include "live.h"
#include "report.h"
#include "rule_machine.h"
#include "run.h"

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static bool wants_text(const struct options *o)
{
	return !o->quiet && !o->json;
}

static int check(struct run *run)
{
	size_t classes = 0;
	int status;

	if (run_load(run) < 0)
		return run_failed(run);
	status = run_judge(run);
	if (!wants_text(run->options))
		return status;

	const struct declared *d = &run->declared;
	for (size_t i = 0; i < d->sorted_count; i++)
		classes += d->sorted[i]->def.kind == KIND_CLASS;
	const size_t errors = diag_count(&run->diags, DIAG_ERROR);
	const size_t warnings = diag_count(&run->diags, DIAG_WARNING);
	const size_t instances = d->sorted_count - classes;
	printf("%zu file%s, %zu class%s, %zu instance%s: %zu error%s, "
	       "%zu warning%s\n",
	       run->sources.count, plural(run->sources.count), classes,
	       classes == 1 ? "" : "es", instances, plural(instances), errors,
	       plural(errors), warnings, plural(warnings));
	if (rule_machine_skipped())
		puts(rule_machine_skipped());
	return status;
}

static void print_plan(const struct run *run)
{
	struct buf text = BUF_INIT;

	if (run->options->json)
		report_plan_json(&run->plan, &text);
	else if (!run->options->quiet)
		report_plan(&run->plan, &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_release(&text);
}

/* Load, compare, judge: what plan and apply have in common. */
static int prepare(struct run *run, bool write)
{
	int status;

	if (run_load(run) < 0)
		return run_failed(run);
	/* Without a registry the files are judged all the same. */
	if (run_open(run, write) < 0 || run_plan(run) < 0)
		return run_refused(run);
	status = run_judge(run);
	if (status == EXIT_DONE)
		print_plan(run);
	return status;
}

static int plan(struct run *run)
{
	const int status = prepare(run, false);
	size_t changes;

	if (status != EXIT_DONE)
		return status;
	changes = plan_changes(&run->plan);
	if (wants_text(run->options) && changes == 0)
		puts("nothing to do");
	return changes ? EXIT_CHANGES : EXIT_DONE;
}

/* The classes that plan touches, each once. Caller frees the list. */
static const char **touched_classes(const struct plan *plan, size_t *count)
{
	const char **classes = xcalloc(plan->count, sizeof(*classes));

	*count = 0;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_key *key = &plan->keys[i];

		if (key->action == PLAN_SAME || key->action == PLAN_REMOVE)
			continue;
		if (*count == 0 ||
		    !name_equal(classes[*count - 1], key->class_name))
			classes[(*count)++] = key->class_name;
	}
	return classes;
}

/* The closing line: is it live? */
static int ask_live(const struct run *run)
{
	struct buf line = BUF_INIT;
	size_t count;
	const char **classes = touched_classes(&run->plan, &count);
	const enum live_result result =
	        live_ask(run->options->pipe, classes, count, &line);

	if (wants_text(run->options) && line.len > 0)
		puts(line.data);
	free(classes);
	buf_release(&line);
	if (result == LIVE_REJECTED ||
	    (result == LIVE_NOBODY && run->options->require_live))
		return EXIT_NOT_LIVE;
	return EXIT_DONE;
}

/* done: what was done to the keys, for the closing count. */
static int write_plan(struct run *run, const char *done)
{
	struct apply_result result = {0, 0};

	if (apply(&run->plan, run->ks, &result, &run->error) < 0 ||
	    run_save(run) < 0)
		return run_failed(run);
	if (!wants_text(run->options))
		return EXIT_DONE;
	if (result.keys == 0)
		puts("nothing to do");
	else
		printf("%zu key%s %s\n", result.keys, plural(result.keys),
		       done);
	return EXIT_DONE;
}

static int apply_files(struct run *run)
{
	int status = prepare(run, true);

	if (status == EXIT_DONE)
		status = write_plan(run, "written");
	if (status != EXIT_DONE || options_registry_is_file(run->options))
		return status;
	return ask_live(run);
}

static int remove_names(struct run *run)
{
	const struct options *o = run->options;
	const struct plan_options options = {.owner = o->owner,
	                                     .force = o->force};

	if (run_open(run, true) < 0)
		return run_refused(run);
	for (size_t i = 0; i < o->argument_count; i++) {
		const int result = plan_removal(&run->plan, o->arguments[i],
		                                run->ks, &options, &run->error);

		if (result < 0)
			return run_failed(run);
		if (result == 0)
			continue;
		run_failed(run);
		return run->error.code == OS_ACCESS_DENIED ? EXIT_FOREIGN
		                                           : EXIT_REFUSED;
	}
	plan_sort(&run->plan);
	print_plan(run);
	return write_plan(run, "removed");
}

static int export_names(struct run *run)
{
	const struct options *o = run->options;
	const struct export_request request = {o->arguments, o->argument_count,
	                                       o->owner};
	struct buf text = BUF_INIT, problems = BUF_INIT;
	int status = EXIT_DONE;
	int result;

	if (run_open(run, false) < 0)
		return run_refused(run);
	result = export_store(run->ks, &request, &text, &problems, &run->error);
	if (result < 0) {
		run_failed(run);
		status = run->error.code == OS_FILE_NOT_FOUND ? EXIT_REFUSED
		                                              : EXIT_SYSTEM;
	} else {
		fwrite(text.data, 1, text.len, stdout);
		fwrite(problems.data, 1, problems.len, stderr);
		status = result > 0 ? EXIT_REFUSED : EXIT_DONE;
	}
	buf_release(&text);
	buf_release(&problems);
	return status;
}

int command_run(const struct options *options)
{
	struct run run;
	int status = EXIT_USAGE;

	run_init(&run, options);
	switch (options->verb) {
	case VERB_CHECK:
		status = check(&run);
		break;
	case VERB_PLAN:
		status = plan(&run);
		break;
	case VERB_APPLY:
		status = apply_files(&run);
		break;
	case VERB_REMOVE:
		status = remove_names(&run);
		break;
	case VERB_EXPORT:
		status = export_names(&run);
		break;
	case VERB_EMIT:
		status = command_emit(&run);
		break;
	case VERB_HELP:
	case VERB_COUNT:
		break;
	}
	run_release(&run);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_SYSTEM;
	return status;
}
