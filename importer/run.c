/*
 * run.c: see run.h.
 */
#include "run.h"

#include <stdio.h>

#include "../common/buf.h"
#include "allow.h"
#include "commands.h"
#include "compile.h"
#include "host.h"
#include "report.h"
#include "rules.h"

#define DEFAULT_ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

void run_init(struct run *run, const struct options *options)
{
	*run = (struct run){
	        .options = options,
	        .sources = SOURCES_INIT,
	        .declared = DECLARED_INIT,
	        .diags = DIAG_LIST_INIT,
	        .plan = PLAN_INIT,
	        .error = ERROR_INIT,
	};
}

void run_release(struct run *run)
{
	plan_release(&run->plan);
	keystore_close(run->ks);
	diag_release(&run->diags);
	declared_release(&run->declared);
	sources_release(&run->sources);
}

int run_load(struct run *run)
{
	const struct options *o = run->options;
	char **environment;

	if (sources_read(&run->sources, o->arguments, &run->diags,
	                 &run->error) < 0)
		return -1;
	environment = host_environment();
	const struct variables variables = {
	        .given = o->defines,
	        .environment = (const char *const *)environment,
	};
	compile(run->sources.files, run->sources.count, &variables,
	        &run->declared, &run->diags);
	host_environment_free(environment);
	rules_check(&run->declared, &run->diags);
	return 0;
}

int run_open(struct run *run, bool write)
{
	const char *root =
	        run->options->root ? run->options->root : DEFAULT_ROOT;

	run->ks = keystore_open(root, write, &run->error);
	return run->ks ? 0 : -1;
}

int run_plan(struct run *run)
{
	const struct plan_options options = {
	        .owner = run->options->owner,
	        .force = run->options->force,
	};

	return plan_make(&run->plan, &run->declared, run->ks, &options,
	                 &run->diags, &run->error);
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

int run_judge(struct run *run)
{
	const struct allowance allowance = {
	        .strict = run->options->strict,
	        .codes = run->options->allowed,
	        .count = run->options->allowed_count,
	};
	size_t errors = 0, foreign = 0;

	allow_settle(&run->declared, &allowance, &run->diags);
	print_diags(run);
	for (size_t i = 0; i < run->diags.count; i++) {
		const struct diag *g = &run->diags.items[i];

		errors += g->severity == DIAG_ERROR;
		foreign += g->code == DIAG_FOREIGN_OWNER;
	}
	if (errors == 0)
		return EXIT_DONE;
	return foreign == errors ? EXIT_FOREIGN : EXIT_REFUSED;
}

int run_failed(const struct run *run)
{
	fprintf(stderr, "fsp-import: %s\n", run->error.text);
	return EXIT_SYSTEM;
}
