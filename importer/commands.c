/*
 * commands.c: see commands.h.
 */
#include "commands.h"

#include <stdio.h>

#include "../common/buf.h"
#include "adopted.h"
#include "command_emit.h"
#include "command_explain.h"
#include "command_record.h"
#include "command_seal.h"
#include "command_write.h"
#include "completion.h"
#include "export.h"
#include "prune.h"
#include "../common/rule_machine.h"
#include "run.h"

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static int check(struct run *run)
{
	size_t classes = 0;
	int status;

	if (run_load(run) < 0)
		return run_failed(run);
	status = run_judge(run);
	if (!command_wants_text(run->options))
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
		command_print_plan(run);
	return status;
}

static int plan(struct run *run)
{
	int status = prepare(run, false);
	size_t changes;

	if (status != EXIT_DONE)
		return status;
	if (run->options->out)
		status = command_save_plan(run);
	if (status != EXIT_DONE)
		return status;
	changes = plan_changes(&run->plan);
	if (command_wants_text(run->options) && changes == 0)
		puts("nothing to do");
	return changes ? EXIT_CHANGES : EXIT_DONE;
}

static int apply_files(struct run *run)
{
	int status;

	if (run->options->plan)
		return command_apply_plan(run);
	status = prepare(run, true);
	return status == EXIT_DONE ? command_write(run, "apply", 0) : status;
}

/* What others declared in a class does not go with it unasked. */
static int judge_removals(struct run *run)
{
	struct buf foreign = BUF_INIT;
	int status = run_judge(run);

	if (status == EXIT_DONE &&
	    prune_foreign(&run->plan, run->ks, run->options->owner, &foreign,
	                  &run->error) < 0) {
		status = run_failed(run);
	} else if (status == EXIT_DONE && foreign.len > 0) {
		fprintf(stderr,
		        "fsp-import: a class would take instances with it that "
		        "are not of owner '%s': remove them under their owner "
		        "(--owner NAME) first, or all with --force\n%s",
		        run->options->owner, foreign.data);
		status = EXIT_FOREIGN;
	}
	buf_release(&foreign);
	return status;
}

/* Plan the removal of each name, or of all that the owner has. */
static int plan_removals(struct run *run)
{
	const struct options *o = run->options;
	const struct plan_options options = {.owner = o->owner,
	                                     .force = o->force};
	const struct prune_scope everything = {.data = run->data, .all = true};

	if (o->argument_count == 0 &&
	    prune(&run->plan, &everything, run->ks, &options, &run->diags,
	          &run->error) < 0)
		return run_failed(run);
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
	if (run->data && adopted_give_back(run->data, &run->plan, run->ks,
	                                   &options, &run->error) < 0)
		return run_failed(run);
	plan_sort(&run->plan);
	return o->force ? run_judge(run) : judge_removals(run);
}

static int remove_names(struct run *run)
{
	int status;

	if (run_open(run, true) < 0)
		return run_refused(run);
	status = plan_removals(run);
	if (status != EXIT_DONE)
		return status;
	command_print_plan(run);
	return command_write(run, "remove", 0);
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

static int print_completion(const struct run *run)
{
	struct buf text = BUF_INIT;
	const int rc = completion_script(run->options->arguments[0], &text);

	if (rc < 0)
		fprintf(stderr, "fsp-import: the shells are bash and "
		                "powershell\n");
	fwrite(text.data, 1, text.len, stdout);
	buf_release(&text);
	return rc < 0 ? EXIT_USAGE : EXIT_DONE;
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
	case VERB_EXPLAIN:
		status = command_explain(&run);
		break;
	case VERB_COMPLETION:
		status = print_completion(&run);
		break;
	case VERB_ROLLBACK:
		status = command_rollback(&run);
		break;
	case VERB_SEAL:
		status = command_seal(options);
		break;
	case VERB_HELP:
	case VERB_COUNT:
		break;
	}
	run_end(&run);
	if (fflush(stdout) != 0 && status == EXIT_DONE)
		status = EXIT_SYSTEM;
	return status;
}
