/*
 * options.c: see options.h.
 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "allow.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct verb_row {
	const char *name, *arguments, *summary;
} verbs[] = {
        [VERB_CHECK] = {"check", "[FILE|DIRECTORY ...]",
                        "read and validate only; needs no privilege"},
        [VERB_PLAN] = {"plan", "[FILE|DIRECTORY ...]",
                       "show what apply would do"},
        [VERB_APPLY] = {"apply", "[FILE|DIRECTORY ...]",
                        "write to the registry; what a call without a verb "
                        "does"},
        [VERB_EXPORT] = {"export", "[NAME ...]",
                         "print what the registry holds as an INI file"},
        [VERB_EMIT] = {"emit", "FORMAT [FILE|DIRECTORY ...]",
                       "make a file for mass deployment: reg, pol, gpp or "
                       "admx"},
        [VERB_REMOVE] = {"remove", "NAME ...",
                         "remove classes, or instances as CLASS\\INSTANCE"},
        [VERB_HELP] = {"help", "[VERB]", "show this text, or that of a verb"},
};
_Static_assert(LENGTH(verbs) == VERB_COUNT, "one row for each verb");

#define FOR(verb) (1u << VERB_##verb)
#define FOR_FILES (FOR(CHECK) | FOR(PLAN) | FOR(APPLY) | FOR(EMIT))
#define FOR_STORE (FOR(PLAN) | FOR(APPLY) | FOR(EXPORT) | FOR(REMOVE))
#define FOR_ALL   ((1u << VERB_COUNT) - 1)

typedef int option_taker(struct options *o, const char *value,
                         struct buf *fault);

static int refuse(struct buf *fault, const char *text, const char *value)
{
	buf_addf(fault, "%s '", text);
	buf_add_escaped(fault, value, strlen(value));
	buf_addc(fault, '\'');
	return -1;
}

bool options_registry_is_file(const struct options *options)
{
	static const char ending[] = ".reg";
	const size_t len = strlen(options->registry);

	return len >= strlen(ending) &&
	       name_equal(options->registry + len - strlen(ending), ending);
}

static int take_registry(struct options *o, const char *value,
                         struct buf *fault)
{
	o->registry = value;
	return options_registry_is_file(o) || strcmp(value, "live") == 0
	               ? 0
	               : refuse(fault,
	                        "--registry takes 'live' or a .reg file, not",
	                        value);
}

static int take_root(struct options *o, const char *value, struct buf *fault)
{
	(void)fault;
	o->root = value;
	return 0;
}

static int take_owner(struct options *o, const char *value, struct buf *fault)
{
	o->owner = value;
	return *value ? 0 : refuse(fault, "--owner takes a name, not", value);
}

static int take_pipe(struct options *o, const char *value, struct buf *fault)
{
	(void)fault;
	o->pipe = value;
	return 0;
}

static int take_out(struct options *o, const char *value, struct buf *fault)
{
	(void)fault;
	o->out = value;
	return 0;
}

static int take_define(struct options *o, const char *value, struct buf *fault)
{
	if (!strchr(value, '=') || *value == '=')
		return refuse(fault, "-D takes NAME=VALUE, not", value);
	o->defines =
	        xrealloc(o->defines, o->define_count + 2, sizeof(*o->defines));
	o->defines[o->define_count++] = value;
	o->defines[o->define_count] = NULL;
	return 0;
}

static int take_allow(struct options *o, const char *value, struct buf *fault)
{
	const enum diag_code code = allow_code(value, strlen(value));

	if (code == DIAG_CODE_COUNT)
		return refuse(fault,
		              "--allow takes a code such as FSP0410, "
		              "not",
		              value);
	if (diag_row(code)->severity == DIAG_ERROR &&
	    !diag_row(code)->allowable)
		return refuse(fault, "this error cannot be allowed:", value);
	o->allowed =
	        xrealloc(o->allowed, o->allowed_count + 1, sizeof(*o->allowed));
	o->allowed[o->allowed_count++] = code;
	return 0;
}

static int take_color(struct options *o, const char *value, struct buf *fault)
{
	if (strcmp(value, "auto") == 0)
		o->color = COLOR_AUTO;
	else if (strcmp(value, "always") == 0)
		o->color = COLOR_ALWAYS;
	else if (strcmp(value, "never") == 0)
		o->color = COLOR_NEVER;
	else
		return refuse(fault, "--color takes auto, always or never, not",
		              value);
	return 0;
}

#define TAKE_FLAG(name)                                              \
	static int take_##name(struct options *o, const char *value, \
	                       struct buf *fault)                    \
	{                                                            \
		(void)value;                                         \
		(void)fault;                                         \
		o->name = true;                                      \
		return 0;                                            \
	}
TAKE_FLAG(strict)
TAKE_FLAG(quiet)
TAKE_FLAG(json)
TAKE_FLAG(force)
TAKE_FLAG(require_live)
TAKE_FLAG(help)
TAKE_FLAG(version)

enum arity { TAKES_NOTHING, TAKES_VALUE, MAY_TAKE_VALUE };

static const struct option_row {
	const char *name;
	char letter;
	enum arity arity;
	unsigned verbs;
	option_taker *take;
	const char *value, *summary;
} rows[] = {
        {"--registry", 0, TAKES_VALUE, FOR_STORE, take_registry,
         "live|FILE.reg",
         "which registry: this machine's (the default), or a file's"},
        {"--out", 0, TAKES_VALUE, FOR(EMIT), take_out, "FILE",
         "where the file goes (default: standard output)"},
        {"--root", 0, TAKES_VALUE, FOR_STORE | FOR(EMIT), take_root, "KEY",
         "another key than HKLM\\SOFTWARE\\WinFsp\\Services"},
        {"--owner", 0, TAKES_VALUE, FOR_STORE | FOR(EMIT), take_owner, "NAME",
         "the set these definitions belong to (default: local)"},
        {"--force", 0, TAKES_NOTHING, FOR(PLAN) | FOR(APPLY) | FOR(REMOVE),
         take_force, NULL, "take over what belongs to another owner"},
        {"--strict", 0, TAKES_NOTHING, FOR_FILES, take_strict, NULL,
         "treat warnings as errors"},
        {"--allow", 0, TAKES_VALUE, FOR_FILES, take_allow, "CODE",
         "make one error a warning, such as FSP0410"},
        {"--define", 'D', TAKES_VALUE, FOR_FILES, take_define, "NAME=VALUE",
         "what ${NAME} is replaced by"},
        {"--require-live", 0, TAKES_NOTHING, FOR(APPLY), take_require_live,
         NULL, "fail with status 5 unless fspd runs with the result"},
        {"--pipe", 0, TAKES_VALUE, FOR(APPLY) | FOR(REMOVE), take_pipe, "NAME",
         "ask another fspd than \\\\.\\pipe\\fspd"},
        {"--json", 0, TAKES_NOTHING, FOR_FILES, take_json, NULL,
         "print one JSON object a line"},
        {"--quiet", 'q', TAKES_NOTHING, FOR_FILES | FOR(EXPORT) | FOR(REMOVE),
         take_quiet, NULL, "print problems only"},
        {"--color", 0, TAKES_VALUE, FOR_ALL, take_color, "WHEN",
         "auto (the default), always or never"},
        {"--help", 'h', TAKES_NOTHING, FOR_ALL, take_help, NULL,
         "show this text"},
        {"--version", 'V', TAKES_NOTHING, FOR_ALL, take_version, NULL,
         "show the version"},
};

static enum verb find_verb(const char *name)
{
	int verb = 0;

	while (verb < VERB_COUNT && strcmp(verbs[verb].name, name) != 0)
		verb++;
	return (enum verb)verb;
}

/* What argv[i] is: an option's row and, in *value, what follows in it. */
static const struct option_row *find_row(const char *argument,
                                         const char **value)
{
	*value = NULL;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		const struct option_row *row = &rows[i];
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
		return refuse(r->fault, "no such option", r->argv[*i]);
	if (row->arity == TAKES_NOTHING && value)
		return refuse(r->fault,
		              "this option takes no value:", r->argv[*i]);
	if (row->arity == TAKES_VALUE && !value) {
		if (*i + 1 >= r->argc)
			return refuse(r->fault, "this option takes a value:",
			              r->argv[*i]);
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
	               : refuse(fault, "no such verb", o->arguments[0]);
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
	struct reading r = {argc, argv, out, fault, FOR_ALL, NULL};

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
		buf_addf(fault, "'%s' has no option %s", verbs[out->verb].name,
		         r.stray);
		return -1;
	}
	if (out->verb == VERB_REMOVE && out->argument_count == 0) {
		buf_adds(fault, "name what to remove: CLASS or "
		                "CLASS\\INSTANCE");
		return -1;
	}
	return out->verb == VERB_EMIT ? take_format(out, fault) : 0;
}

void options_release(struct options *options)
{
	free(options->defines);
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
	buf_addf(out, "  %-24s  %s\n", left.data, row->summary);
	buf_release(&left);
}

void options_usage(enum verb verb, struct buf *out)
{
	const unsigned which = verb == VERB_HELP ? FOR_ALL : 1u << verb;

	if (verb == VERB_HELP) {
		buf_adds(out, "usage: fsp-import [VERB] [OPTION ...] "
		              "[FILE|DIRECTORY ...]\n\n");
		for (size_t i = 0; i < VERB_COUNT; i++)
			buf_addf(out, "  %-8s %s\n", verbs[i].name,
			         verbs[i].summary);
		buf_adds(out, "\nA directory means its *.ini files, '-' "
		              "standard input; without files,\n"
		              "%ProgramData%\\fspd\\conf.d is read.\n");
	} else {
		buf_addf(out, "usage: fsp-import %s [OPTION ...] %s\n\n%s\n",
		         verbs[verb].name, verbs[verb].arguments,
		         verbs[verb].summary);
	}
	buf_adds(out, "\n");
	for (size_t i = 0; i < LENGTH(rows); i++)
		if (rows[i].verbs & which)
			add_option(&rows[i], out);
	if (verb == VERB_HELP)
		buf_adds(out, "\nExit status: 0 done or nothing to do, 1 input "
		              "refused, 2 plan found changes,\n"
		              "3 the system failed, 4 another owner's, 5 "
		              "written but not live, 64 usage.\n");
}
