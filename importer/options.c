/*
 * options.c: see options.h; the tables are in options_table.c.
 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/xalloc.h"
#include "options_table.h"

static enum verb find_verb(const char *name)
{
	int verb = 0;

	while (verb < VERB_COUNT &&
	       strcmp(verb_row((enum verb)verb)->name, name) != 0)
		verb++;
	return (enum verb)verb;
}

/* What argv[i] is: an option's row and, in *value, what follows in it. */
static const struct option_row *find_row(const char *argument,
                                         const char **value)
{
	*value = NULL;
	for (size_t i = 0; option_row(i); i++) {
		const struct option_row *row = option_row(i);
		const size_t len = strlen(row->name);

		if (strncmp(argument, row->name, len) == 0 &&
		    (argument[len] == '\0' || argument[len] == '=')) {
			*value = argument[len] ? argument + len + 1 : NULL;
			return row;
		}
		if (row->letter && argument[1] == row->letter) {
			*value = argument[2] ? argument + 2 : NULL;
			return row;
		}
	}
	return NULL;
}

/* Reading in progress; options are judged once the verb is known. */
struct reading {
	int argc;
	char **argv;
	struct options *out;
	struct buf *fault;
	unsigned taken_for; /* verbs that all options so far are for */
	const char *stray;  /* the option that narrowed it last */
};

static int read_option(struct reading *r, int *i)
{
	const char *value;
	const struct option_row *row = find_row(r->argv[*i], &value);

	if (!row)
		return option_refuse(r->fault, "no such option", r->argv[*i]);
	if (row->arity == TAKES_NOTHING && value)
		return option_refuse(
		        r->fault, "this option takes no value:", r->argv[*i]);
	if (row->arity == TAKES_VALUE && !value) {
		if (*i + 1 >= r->argc)
			return option_refuse(
			        r->fault,
			        "this option takes a value:", r->argv[*i]);
		value = r->argv[++*i];
	}
	if ((r->taken_for & ~row->verbs) != 0)
		r->stray = row->name;
	r->taken_for &= row->verbs;
	return row->take(r->out, value, r->fault);
}

static bool is_option(const char *argument)
{
	return argument[0] == '-' && argument[1] != '\0';
}

static int read_all(struct reading *r)
{
	struct options *out = r->out;
	bool only_arguments = false, has_verb = false;

	for (int i = 1; i < r->argc; i++) {
		const char *argument = r->argv[i];

		if (!only_arguments && strcmp(argument, "--") == 0) {
			only_arguments = true;
		} else if (!only_arguments && is_option(argument)) {
			if (read_option(r, &i) < 0)
				return -1;
		} else if (!only_arguments && !has_verb &&
		           out->argument_count == 0 &&
		           find_verb(argument) != VERB_COUNT) {
			has_verb = true;
			out->verb = out->about = find_verb(argument);
		} else {
			out->arguments[out->argument_count++] = argument;
		}
	}
	return 0;
}

/* `help VERB` is about that verb. */
static int choose_usage(struct options *o, struct buf *fault)
{
	if (o->verb != VERB_HELP || o->argument_count == 0)
		return 0;
	o->about = find_verb(o->arguments[0]);
	return o->about != VERB_COUNT
	               ? 0
	               : option_refuse(fault, "no such verb", o->arguments[0]);
}

/* What a verb cannot do without. */
static int check_arguments(const struct options *o, struct buf *fault)
{
	const char *missing = NULL;

	if (o->verb == VERB_REMOVE && o->argument_count == 0 && !o->owner_given)
		missing = "name what to remove: CLASS or CLASS\\INSTANCE";
	if (o->verb == VERB_EXPLAIN && o->argument_count == 0)
		missing = "name what to explain: CLASS or CLASS\\INSTANCE";
	if (o->verb == VERB_COMPLETION && o->argument_count != 1)
		missing = "name the shell: bash or powershell";
	if (o->verb == VERB_SEAL && (o->argument_count != 2 || !o->key))
		missing = "seal takes --key and one CLASS INSTANCE";
	if (o->verb == VERB_ROLLBACK && o->argument_count > 1)
		missing = "rollback takes one number";
	if (o->plan && o->argument_count > 0)
		missing = "a saved plan is applied without other files";
	if (missing)
		buf_adds(fault, missing);
	return missing ? -1 : 0;
}

/* The format of `emit` stands in front of its files. */
static int take_format(struct options *o, struct buf *fault)
{
	if (o->argument_count == 0) {
		buf_adds(fault, "name the format: reg, pol, gpp or admx");
		return -1;
	}
	o->format = o->arguments[0];
	memmove(o->arguments, o->arguments + 1,
	        o->argument_count * sizeof(*o->arguments));
	o->argument_count--;
	return 0;
}

int options_read(int argc, char **argv, struct options *out, struct buf *fault)
{
	struct reading r = {argc, argv, out, fault, EVERY_VERB, NULL};

	*out = (struct options){
	        .verb = VERB_APPLY,
	        .about = VERB_HELP,
	        .registry = "live",
	        .owner = "local",
	};
	out->arguments = xcalloc((size_t)argc + 1, sizeof(*out->arguments));
	if (read_all(&r) < 0 || choose_usage(out, fault) < 0)
		return -1;
	if (out->help || out->version || out->verb == VERB_HELP)
		return 0;
	if (!(r.taken_for & (1u << out->verb))) {
		buf_addf(fault, "'%s' has no option %s",
		         verb_row(out->verb)->name, r.stray);
		return -1;
	}
	if (check_arguments(out, fault) < 0)
		return -1;
	return out->verb == VERB_EMIT ? take_format(out, fault) : 0;
}

void options_release(struct options *options)
{
	free(options->defines);
	free(options->from);
	free(options->allowed);
	free(options->arguments);
	*options = (struct options){0};
}

static void add_option(const struct option_row *row, struct buf *out)
{
	struct buf left = BUF_INIT;

	if (row->letter)
		buf_addf(&left, "-%c, ", row->letter);
	buf_adds(&left, row->name);
	if (row->arity == TAKES_VALUE)
		buf_addf(&left, " %s", row->value);
	if (row->arity == MAY_TAKE_VALUE)
		buf_addf(&left, "[=%s]", row->value);
	buf_addf(out, "  %-26s  %s\n", left.data, row->summary);
	buf_release(&left);
}

void options_usage(enum verb verb, struct buf *out)
{
	const unsigned which = verb == VERB_HELP ? EVERY_VERB : 1u << verb;

	if (verb == VERB_HELP) {
		buf_adds(out, "usage: fsp-import [VERB] [OPTION ...] "
		              "[FILE|DIRECTORY ...]\n\n");
		for (size_t i = 0; i < VERB_COUNT; i++)
			buf_addf(out, "  %-10s %s\n",
			         verb_row((enum verb)i)->name,
			         verb_row((enum verb)i)->summary);
		buf_adds(out, "\nA directory means its *.ini files, '-' "
		              "standard input; without files,\n"
		              "%ProgramData%\\fspd\\conf.d is read.\n");
	} else {
		buf_addf(out, "usage: fsp-import %s [OPTION ...] %s\n\n%s\n",
		         verb_row(verb)->name, verb_row(verb)->arguments,
		         verb_row(verb)->summary);
	}
	buf_adds(out, "\n");
	for (size_t i = 0; option_row(i); i++)
		if (option_row(i)->verbs & which)
			add_option(option_row(i), out);
	if (verb == VERB_HELP)
		buf_adds(out, "\nExit status: 0 done or nothing to do, 1 input "
		              "refused, 2 plan found changes,\n"
		              "3 the system failed, 4 another owner's, 5 "
		              "written but not live, 64 usage.\n");
}
