/*
 * options_table.c: see options_table.h.
 */
#include "options_table.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "allow.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct verb_row verbs[] = {
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
        [VERB_REMOVE] = {"remove", "[NAME ...]",
                         "remove classes, instances as CLASS\\INSTANCE, or "
                         "with --owner all of an owner"},
        [VERB_ROLLBACK] = {"rollback", "[NUMBER]",
                           "restore what the last apply, or run NUMBER, "
                           "replaced"},
        [VERB_EXPLAIN] = {"explain", "NAME [ARGUMENT ...]",
                          "show a definition, where each value is from, who "
                          "may start it and what would be started"},
        [VERB_SEAL] = {"seal", "CLASS INSTANCE",
                       "seal a password for one machine; prints the line "
                       "that declares it"},
        [VERB_COMPLETION] = {"completion", "SHELL",
                             "print the completion script of bash or "
                             "powershell"},
        [VERB_HELP] = {"help", "[VERB]", "show this text, or that of a verb"},
};
_Static_assert(LENGTH(verbs) == VERB_COUNT, "one row for each verb");

#define FOR(verb) (1u << VERB_##verb)
#define FOR_FILES (FOR(CHECK) | FOR(PLAN) | FOR(APPLY) | FOR(EMIT))
#define FOR_WRITE (FOR(PLAN) | FOR(APPLY) | FOR(REMOVE) | FOR(ROLLBACK))
#define FOR_STORE (FOR_WRITE | FOR(EXPORT) | FOR(EXPLAIN))
#define FOR_ALL   EVERY_VERB

int option_refuse(struct buf *fault, const char *text, const char *value)
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
	o->registry_given = true;
	return options_registry_is_file(o) || strcmp(value, "live") == 0
	               ? 0
	               : option_refuse(
	                         fault,
	                         "--registry takes 'live' or a .reg file, not",
	                         value);
}

static int take_owner(struct options *o, const char *value, struct buf *fault)
{
	o->owner = value;
	o->owner_given = true;
	return *value ? 0
	              : option_refuse(fault, "--owner takes a name, not",
	                              value);
}

static int take_prune(struct options *o, const char *value, struct buf *fault)
{
	o->prune = true;
	o->prune_all = value != NULL;
	return !value || strcmp(value, "all") == 0
	               ? 0
	               : option_refuse(fault,
	                               "--prune takes nothing or =all, not",
	                               value);
}

static int take_target(struct options *o, const char *value, struct buf *fault)
{
	if (strcmp(value, "fspd") == 0)
		o->target = TARGET_FSPD;
	else if (strcmp(value, "winfsp") == 0)
		o->target = TARGET_WINFSP;
	else
		return option_refuse(
		        fault, "--target takes fspd or winfsp, not", value);
	return 0;
}

static int take_from(struct options *o, const char *value, struct buf *fault)
{
	(void)fault;
	o->from = xrealloc(o->from, o->from_count + 2, sizeof(*o->from));
	o->from[o->from_count++] = value;
	o->from[o->from_count] = NULL;
	return 0;
}

static int take_define(struct options *o, const char *value, struct buf *fault)
{
	if (!strchr(value, '=') || *value == '=')
		return option_refuse(fault, "-D takes NAME=VALUE, not", value);
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
		return option_refuse(fault,
		                     "--allow takes a code such as FSP0410, "
		                     "not",
		                     value);
	if (diag_row(code)->severity == DIAG_ERROR &&
	    !diag_row(code)->allowable)
		return option_refuse(fault,
		                     "this error cannot be allowed:", value);
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
		return option_refuse(fault,
		                     "--color takes auto, always or never, not",
		                     value);
	return 0;
}

#define TAKE_TEXT(name)                                              \
	static int take_##name(struct options *o, const char *value, \
	                       struct buf *fault)                    \
	{                                                            \
		(void)fault;                                         \
		o->name = value;                                     \
		return 0;                                            \
	}
TAKE_TEXT(root)
TAKE_TEXT(pipe)
TAKE_TEXT(out)
TAKE_TEXT(data)
TAKE_TEXT(plan)
TAKE_TEXT(key)

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
TAKE_FLAG(verify)
TAKE_FLAG(help)
TAKE_FLAG(version)

static const struct option_row rows[] = {
        {"--registry", 0, TAKES_VALUE, FOR_STORE | FOR(EMIT), take_registry,
         "live|FILE.reg",
         "which registry: this machine's (the default; of emit: none), or a "
         "file's"},
        {"--root", 0, TAKES_VALUE, FOR_STORE | FOR(EMIT), take_root, "KEY",
         "another key than HKLM\\SOFTWARE\\WinFsp\\Services"},
        {"--data", 0, TAKES_VALUE, FOR_WRITE, take_data, "DIRECTORY",
         "where undo files are kept (default: %ProgramData%\\fspd)"},
        {"--out", 0, TAKES_VALUE, FOR(EMIT) | FOR(PLAN), take_out, "FILE",
         "where the file goes; for plan: save it for apply --plan"},
        {"--plan", 0, TAKES_VALUE, FOR(APPLY), take_plan, "FILE",
         "carry out a saved plan, unless the registry changed since"},
        {"--key", 0, TAKES_VALUE, FOR(SEAL), take_key, "FILE|KEY",
         "what 'fspctl key' prints on that machine, or a file of it"},
        {"--from", 0, TAKES_VALUE, FOR(EXPLAIN), take_from, "FILE|DIRECTORY",
         "explain what these files declare, not the registry"},
        {"--owner", 0, TAKES_VALUE, FOR_STORE | FOR(EMIT), take_owner, "NAME",
         "the set these definitions belong to (default: local)"},
        {"--prune", 0, MAY_TAKE_VALUE, FOR(PLAN) | FOR(APPLY), take_prune,
         "all", "remove what this owner has and no file declares"},
        {"--force", 0, TAKES_NOTHING, FOR_WRITE | FOR(EMIT), take_force, NULL,
         "take over from another owner; roll back over later changes"},
        {"--target", 0, TAKES_VALUE, FOR_FILES, take_target, "fspd|winfsp",
         "what will run with it; winfsp refuses what its launcher cannot"},
        {"--strict", 0, TAKES_NOTHING, FOR_FILES, take_strict, NULL,
         "treat warnings as errors"},
        {"--allow", 0, TAKES_VALUE, FOR_FILES, take_allow, "CODE",
         "make one error a warning, such as FSP0410"},
        {"--define", 'D', TAKES_VALUE, FOR_FILES | FOR(EXPLAIN), take_define,
         "NAME=VALUE", "what ${NAME} is replaced by"},
        {"--verify", 0, TAKES_NOTHING, FOR(PLAN) | FOR(APPLY), take_verify,
         NULL, "read every value, also where nobody wrote since"},
        {"--require-live", 0, TAKES_NOTHING, FOR(APPLY), take_require_live,
         NULL, "fail with status 5 unless fspd runs with the result"},
        {"--pipe", 0, TAKES_VALUE, FOR(APPLY) | FOR(REMOVE) | FOR(ROLLBACK),
         take_pipe, "NAME", "ask another fspd than \\\\.\\pipe\\fspd"},
        {"--json", 0, TAKES_NOTHING, FOR_FILES | FOR(REMOVE) | FOR(ROLLBACK),
         take_json, NULL, "print one JSON object a line"},
        {"--quiet", 'q', TAKES_NOTHING,
         FOR_FILES | FOR(EXPORT) | FOR(REMOVE) | FOR(ROLLBACK), take_quiet,
         NULL, "print problems only"},
        {"--color", 0, TAKES_VALUE, FOR_ALL, take_color, "auto|always|never",
         "colors of findings (default: auto)"},
        {"--help", 'h', TAKES_NOTHING, FOR_ALL, take_help, NULL,
         "show this text"},
        {"--version", 'V', TAKES_NOTHING, FOR_ALL, take_version, NULL,
         "show the version"},
};

const struct verb_row *verb_row(enum verb verb)
{
	return &verbs[verb];
}

const struct option_row *option_row(size_t i)
{
	return i < LENGTH(rows) ? &rows[i] : NULL;
}
