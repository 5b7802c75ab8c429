/*
 * run.c: see run.h.
 */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>

#include "../common/buf.h"
#include "../common/clock.h"
#include "../common/limits.h"
#include "../common/xalloc.h"
#include "adopted.h"
#include "allow.h"
#include "commands.h"
#include "compile.h"
#include "host.h"
#include "lock.h"
#include "options_table.h"
#include "prune.h"
#include "reg_store.h"
#include "report.h"
#include "underlay.h"
#include "../common/rule_machine.h"
#include "../common/rules.h"

#define DEFAULT_ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

static void print_progress(const char *text)
{
	fputs(text, stderr);
	fflush(stderr);
}

void run_init(struct run *run, const struct options *options)
{
	*run = (struct run){
	        .options = options,
	        .sources = SOURCES_INIT,
	        .declared = DECLARED_INIT,
	        .diags = DIAG_LIST_INIT,
	        .applied = APPLIED_INIT,
	        .plan = PLAN_INIT,
	        .error = ERROR_INIT,
	};
	progress_begin(&run->progress,
	               progress_is_wanted(host_is_terminal(), options->quiet),
	               clock_monotonic_ms, print_progress);
	run->sources.progress = &run->progress;
}

void run_unlock(struct run *run)
{
	lock_release(run->lock);
	run->lock = NULL;
}

void run_end(struct run *run)
{
	run_unlock(run);
	keystore_close(run->ks);
	run->ks = NULL;
}

/* What a single file does not declare says nothing about the rest. */
static int check_scope(struct run *run)
{
	const struct options *o = run->options;

	for (size_t i = 0; o->prune && i < o->argument_count; i++)
		if (host_kind(o->arguments[i]) != HOST_DIRECTORY)
			return error_set(&run->error, OS_INVALID_PARAMETER,
			                 "--prune needs directories, and '%s' "
			                 "is none",
			                 o->arguments[i]);
	return 0;
}

int run_load(struct run *run)
{
	const struct options *o = run->options;
	char **environment;
	int rc;

	if (check_scope(run) < 0)
		return -1;
	progress_step(&run->progress, "reading files");
	rc = sources_read(&run->sources, o->from ? o->from : o->arguments,
	                  &run->diags, &run->error);
	progress_clear(&run->progress);
	if (rc < 0)
		return -1;
	environment = host_environment();
	const struct variables variables = {
	        .given = o->defines,
	        .environment = (const char *const *)environment,
	};
	compile(run->sources.files, run->sources.count, &variables,
	        &run->declared, &run->diags);
	host_environment_free(environment);
	return 0;
}

int run_underlay(struct run *run)
{
	return underlay(&run->declared, run->ks, run->bare, &run->diags,
	                &run->error);
}

/* After all that the run could find out, of the registry too. */
static void apply_rules(struct run *run)
{
	if (run->is_judged)
		return;
	run->is_judged = true;
	rules_check(&run->declared, &run->diags);
	rule_machine(&run->declared, &run->diags);
	if (run->options->target == TARGET_WINFSP)
		rule_target(&run->declared, &run->diags);
}

static const char *root_of(const struct run *run)
{
	return run->options->root ? run->options->root : DEFAULT_ROOT;
}

int run_open_empty(struct run *run)
{
	run->ks = reg_store_new(root_of(run), &run->error);
	return run->ks ? 0 : -1;
}

/* What is not understood would be lost when the file is written again. */
static int open_file(struct run *run, bool write)
{
	const char *path = run->options->registry;
	const size_t before = run->diags.count;
	struct buf bytes = BUF_INIT;
	int rc = -1;

	if (run_open_empty(run) < 0)
		return -1;
	/* apply makes it, and plan says what apply would do. */
	if ((write || run->options->verb == VERB_PLAN) &&
	    host_kind(path) == HOST_ABSENT)
		return 0;
	rc = host_read(path, LIMIT_INI_BYTES, &bytes, &run->error);
	if (rc > 0)
		rc = error_set(
		        &run->error, OS_INVALID_PARAMETER,
		        "'%s' has more than the %d MiB allowed: is it the "
		        "right file?",
		        path, (int)(LIMIT_INI_BYTES / (1024 * 1024)));
	if (rc == 0) {
		rc = reg_store_load(run->ks, bytes.data, bytes.len, path,
		                    &run->diags);
		if (rc < 0 || run->diags.count > before)
			rc = error_set(&run->error, OS_INVALID_PARAMETER,
			               "cannot work on '%s' as it is", path);
	}
	buf_release(&bytes);
	return rc;
}

/* A .reg file is under its keeper's own version control, or --data says. */
static int find_data(struct run *run)
{
	const struct options *o = run->options;

	if (o->data)
		run->data = xstrdup(o->data);
	else if (!options_registry_is_file(o))
		run->data = host_data_directory(&run->error);
	else
		return 0;
	return run->data ? 0 : -1;
}

/* Of a .reg file beside it, of the machine in its data folder: the same for
 * every root, whose undo files are there too. */
static int take_lock(struct run *run)
{
	const struct options *o = run->options;
	const bool is_file = options_registry_is_file(o);
	struct buf path = BUF_INIT;
	int rc = 0;

	if (is_file) {
		buf_addf(&path, "%s.lock", o->registry);
	} else {
		buf_addf(&path, "%s%capply.lock", run->data, host_separator());
		rc = host_make_directory(run->data, &run->error);
	}
	if (rc == 0)
		rc = lock_take(path.data, verb_row(o->verb)->name, &run->lock,
		               &run->error);
	if (rc < 0 && !is_file && run->error.code == OS_ACCESS_DENIED)
		error_prefix(&run->error,
		             "only an administrator may write: run this "
		             "elevated");
	buf_release(&path);
	return rc;
}

int run_open(struct run *run, bool write)
{
	if (options_registry_is_file(run->options)) {
		if (find_data(run) < 0 || (write && take_lock(run) < 0))
			return -1;
		return open_file(run, write);
	}
	run->ks = keystore_open(root_of(run), write, &run->error);
	if (!run->ks || find_data(run) < 0 || (write && take_lock(run) < 0))
		return -1;
	run->started = clock_filetime();
	if (!run->options->verify)
		applied_load(&run->applied, run->data, run->ks);
	return 0;
}

int run_save(struct run *run)
{
	struct buf bytes = BUF_INIT;
	int rc = 0;

	if (options_registry_is_file(run->options) &&
	    reg_store_is_changed(run->ks))
		rc = reg_store_save(run->ks, &bytes, &run->error) < 0
		             ? -1
		             : host_write(run->options->registry, bytes.data,
		                          bytes.len, &run->error);
	buf_release(&bytes);
	return rc;
}

/* What the owners of this run have and no file declares. 0 or -1. */
static int plan_pruning(struct run *run, const struct plan_options *options)
{
	const struct prune_scope scope = {
	        .declared = &run->declared,
	        .owners = run->sources.owners,
	        .owner_count = run->sources.owner_count,
	        .data = run->data,
	        .all = run->options->prune_all,
	};

	if (prune(&run->plan, &scope, run->ks, options, &run->diags,
	          &run->error) < 0)
		return -1;
	if (run->data && adopted_give_back(run->data, &run->plan, run->ks,
	                                   options, &run->error) < 0)
		return -1;
	plan_sort(&run->plan);
	return 0;
}

int run_plan(struct run *run)
{
	/* A saved plan and an emitted file say of every key what it holds. */
	const bool may_skip = run->started && !run->options->out &&
	                      run->options->verb != VERB_EMIT;
	const struct plan_options options = {
	        .owner = run->options->owner,
	        .force = run->options->force,
	        .applied = may_skip ? &run->applied : NULL,
	        .progress = &run->progress,
	};
	int rc;

	progress_step(&run->progress, "comparing");
	rc = run_underlay(run);
	if (rc == 0)
		rc = plan_make(&run->plan, &run->declared, run->ks, &options,
		               &run->diags, &run->error);
	progress_clear(&run->progress);
	if (rc < 0)
		return -1;
	return run->options->prune ? plan_pruning(run, &options) : 0;
}

static void print_diags(const struct run *run)
{
	const enum color color = run->options->color;
	struct buf text = BUF_INIT;

	if (run->options->json)
		report_diags_json(&run->diags, &text);
	else
		report_diags(&run->diags,
		             color == COLOR_ALWAYS ||
		                     (color == COLOR_AUTO && host_has_colors()),
		             &text);
	fwrite(text.data, 1, text.len, run->options->json ? stdout : stderr);
	buf_release(&text);
}

/* What a file's reader would take for checked. check itself says it with its
 * result. */
static void say_skipped(const struct run *run)
{
	const struct options *o = run->options;
	const bool judges = o->verb == VERB_PLAN || o->verb == VERB_APPLY ||
	                    o->verb == VERB_EMIT ||
	                    (o->verb == VERB_CHECK && o->json);

	if (judges && !o->quiet && !o->plan && rule_machine_skipped())
		fprintf(stderr, "fsp-import: %s\n", rule_machine_skipped());
}

int run_judge(struct run *run)
{
	const struct allowance allowance = {
	        .strict = run->options->strict,
	        .codes = run->options->allowed,
	        .count = run->options->allowed_count,
	};
	size_t errors = 0, foreign = 0;

	apply_rules(run);
	allow_settle(&run->declared, &allowance, &run->diags);
	print_diags(run);
	say_skipped(run);
	for (size_t i = 0; i < run->diags.count; i++) {
		const struct diag *g = &run->diags.items[i];

		errors += g->severity == DIAG_ERROR;
		foreign += g->code == DIAG_FOREIGN_OWNER;
	}
	if (errors == 0)
		return EXIT_DONE;
	return foreign == errors ? EXIT_FOREIGN : EXIT_REFUSED;
}

int run_refused(struct run *run)
{
	const int status = run_judge(run);
	const int failed = run_failed(run);

	return status == EXIT_DONE ? failed : status;
}

int run_failed(const struct run *run)
{
	fprintf(stderr, "fsp-import: %s\n", run->error.text);
	return run->error.code == OS_INVALID_PARAMETER ? EXIT_REFUSED
	                                               : EXIT_SYSTEM;
}
