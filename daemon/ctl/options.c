/*
 * options.c: see options.h. A start's own arguments may begin with '-', so
 * options are not looked for after INSTANCE.
 */
#include "options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/limits.h"
#include "../../common/name.h"
#include "../fsm.h"

struct verb_row {
	const char *name;
	const char *usage;
	const char *summary;
	size_t min, max; /* arguments */
	bool launchctl;  /* WinFsp's launchctl has it too */
};

static const struct verb_row verbs[CTL_VERB_COUNT] = {
        [CTL_START] = {"start", "CLASS INSTANCE [ARG...]",
                       "start an instance; --secret asks for its password", 2,
                       2 + LIMIT_ARGUMENTS, true},
        [CTL_START_WITH_SECRET] = {"startWithSecret",
                                   "CLASS INSTANCE [ARG...] SECRET",
                                   "as WinFsp's launchctl; the password is "
                                   "visible to others: prefer start --secret",
                                   3, 3 + LIMIT_ARGUMENTS, true},
        [CTL_STOP] = {"stop", "CLASS INSTANCE",
                      "stop an instance; --wait until its process has ended", 2,
                      2, true},
        [CTL_INFO] = {"info", "CLASS INSTANCE",
                      "show the command line of a running instance", 2, 2,
                      true},
        [CTL_LIST] = {"list", "", "list running instances", 0, 0, true},
        [CTL_STATUS] = {"status", "[CLASS [INSTANCE]]",
                        "show the state of every instance, with the reason", 0,
                        2, false},
        [CTL_DEFINITIONS] = {"definitions", "[CLASS]",
                             "show the definitions in force and what is wrong "
                             "with others",
                             0, 1, false},
        [CTL_DEFINITION] = {"definition", "CLASS",
                            "show one definition with its values", 1, 1, false},
        [CTL_WATCH] = {"watch", "[CLASS [INSTANCE]]",
                       "show status anew every second; into a file, what "
                       "changes; until Ctrl-C, or --count",
                       0, 2, false},
        [CTL_WAIT] = {"wait", "CLASS INSTANCE STATE",
                      "return when the instance is in that state, or fail "
                      "after --timeout",
                      3, 3, false},
        [CTL_RESTART] = {"restart", "CLASS INSTANCE",
                         "stop an instance and start it again; --wait until "
                         "it is ready",
                         2, 2, false},
        [CTL_RESET] = {"reset", "CLASS INSTANCE",
                       "forget failures and back-off of an instance", 2, 2,
                       false},
        [CTL_EXPLAIN] = {"explain", "CLASS [INSTANCE [ARG...]]",
                         "go through the checks of a start and name the first "
                         "that fails",
                         1, 1 + LIMIT_ARGUMENTS, false},
        [CTL_METRICS] = {"metrics", "",
                         "print counters in Prometheus' text form", 0, 0,
                         false},
        [CTL_RELOAD] = {"reload", "",
                        "read the registry again now and wait until done", 0, 0,
                        false},
        [CTL_SECRET] = {"secret", "set|remove CLASS INSTANCE | list",
                        "keep passwords for declared instances with Secret = "
                        "local; set asks for one",
                        1, 3, false},
        [CTL_KEY] = {"key", "",
                     "show the public key that passwords are sealed for on "
                     "this machine (fsp-import seal)",
                     0, 0, false},
        [CTL_LOGS] = {"logs", "CLASS INSTANCE",
                      "print what an instance has printed; --follow: and "
                      "what it goes on to print",
                      2, 2, false},
        [CTL_PING] = {"ping", "", "succeed when the daemon answers", 0, 0,
                      false},
        [CTL_VERSION] = {"version", "", "show the daemon's version", 0, 0,
                         false},
};

/* What an option sets. */
struct option_row {
	const char *name;
	const char *value; /* NULL: a switch */
	const char *summary;
};

enum option_id {
	OPT_PIPE,
	OPT_TIMEOUT,
	OPT_JSON,
	OPT_SECRET,
	OPT_WAIT,
	OPT_FOLLOW,
	OPT_COUNT_OF,
	OPT_LAUNCHCTL,
	OPT_HELP,
	OPT_VERSION,
	OPT_COUNT
};

static const struct option_row options[OPT_COUNT] = {
        [OPT_PIPE] = {"--pipe", "NAME",
                      "the daemon's pipe (default \\\\.\\pipe\\fspd)"},
        [OPT_TIMEOUT] = {"--timeout", "SECONDS",
                         "give up waiting for an answer (default 90)"},
        [OPT_JSON] =
                {"--json", NULL,
                 "status, definitions, definition, explain, secret list, key, "
                 "reload, ping, version: print the daemon's JSON"},
        [OPT_SECRET] = {"--secret", NULL,
                        "start: read the password without echo, or all of a "
                        "redirected standard input"},
        [OPT_WAIT] = {"--wait", NULL,
                      "stop: return when it has ended; restart: when it is "
                      "ready"},
        [OPT_FOLLOW] = {"--follow", NULL, "logs: go on until interrupted (-f)"},
        [OPT_COUNT_OF] = {"--count", "N", "watch: end after N looks"},
        [OPT_LAUNCHCTL] = {"--launchctl", NULL,
                           "print what WinFsp's launchctl prints (OK, KO)"},
        [OPT_HELP] = {"--help", NULL, "show this text"},
        [OPT_VERSION] = {"--version", NULL, "show fspctl's version"},
};

const char *ctl_verb_name(enum ctl_verb verb)
{
	return verbs[verb].name;
}

void ctl_usage(struct buf *out)
{
	buf_adds(out, "usage: fspctl [OPTION...] VERB [ARGUMENT...]\n\n"
	              "verbs:\n");
	for (size_t i = 0; i < CTL_VERB_COUNT; i++)
		buf_addf(out, "  %s%s%s\n      %s\n", verbs[i].name,
		         verbs[i].usage[0] ? " " : "", verbs[i].usage,
		         verbs[i].summary);
	buf_adds(out, "\noptions:\n");
	for (size_t i = 0; i < OPT_COUNT; i++)
		buf_addf(out, "  %s%s%s\n      %s\n", options[i].name,
		         options[i].value ? " " : "",
		         options[i].value ? options[i].value : "",
		         options[i].summary);
	buf_adds(out, "\nexit: 0 done, 1 the daemon refused, 3 no daemon "
	              "answered, 64 usage\n");
}

static enum option_id find_option(const char *name, size_t len)
{
	for (size_t i = 0; i < OPT_COUNT; i++)
		if (strlen(options[i].name) == len &&
		    memcmp(options[i].name, name, len) == 0)
			return (enum option_id)i;
	if (len == 2 && memcmp(name, "-h", 2) == 0)
		return OPT_HELP;
	if (len == 2 && memcmp(name, "-f", 2) == 0)
		return OPT_FOLLOW;
	return OPT_COUNT;
}

/* what: what the option takes, for the fault. */
static int read_number(const char *text, const char *what, unsigned *out,
                       struct buf *fault)
{
	char *end;
	unsigned long n;

	assert(text); /* the option's row says that it takes a value */
	n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n == 0 || n > 3600) {
		buf_addf(fault, "%s, not '%s'", what, text);
		return -1;
	}
	*out = (unsigned)n;
	return 0;
}

static int set_option(struct ctl_options *o, enum option_id id,
                      const char *value, struct buf *fault)
{
	switch (id) {
	case OPT_PIPE:
		o->pipe = value;
		break;
	case OPT_TIMEOUT:
		return read_number(value, "--timeout takes 1 to 3600 seconds",
		                   &o->timeout_s, fault);
	case OPT_COUNT_OF:
		return read_number(value, "--count takes 1 to 3600", &o->count,
		                   fault);
	case OPT_JSON:
		o->json = true;
		break;
	case OPT_SECRET:
		o->secret = true;
		break;
	case OPT_WAIT:
		o->wait = true;
		break;
	case OPT_FOLLOW:
		o->follow = true;
		break;
	case OPT_LAUNCHCTL:
		o->launchctl = true;
		break;
	case OPT_HELP:
		o->help = true;
		break;
	case OPT_VERSION:
		o->version = true;
		break;
	case OPT_COUNT:
		break;
	}
	return 0;
}

/* Read the option at argv[*i]; its value may be the next word. */
static int read_option(int argc, char **argv, int *i, struct ctl_options *o,
                       struct buf *fault)
{
	const char *word = argv[*i];
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	enum option_id id = find_option(word, len);
	const char *value = NULL;

	if (id == OPT_COUNT) {
		buf_addf(fault, "unknown option '%s'", word);
		return -1;
	}
	if (!options[id].value && equals) {
		buf_addf(fault, "%s takes no value", options[id].name);
		return -1;
	}
	if (options[id].value) {
		if (equals)
			value = equals + 1;
		else if (*i + 1 < argc)
			value = argv[++*i];
		if (!value || !*value) {
			buf_addf(fault, "%s needs %s", options[id].name,
			         options[id].value);
			return -1;
		}
	}
	return set_option(o, id, value, fault);
}

static int find_verb(const char *name, struct ctl_options *o, struct buf *fault)
{
	for (size_t i = 0; i < CTL_VERB_COUNT; i++)
		if (strcmp(verbs[i].name, name) == 0) {
			o->verb = (enum ctl_verb)i;
			return 0;
		}
	buf_addf(fault, "unknown verb '%s'; 'fspctl --help' lists them", name);
	return -1;
}

/* `list` alone, or what to do for which instance. */
static bool is_secret_verb(const struct ctl_options *o)
{
	const char *what = o->arguments[0];

	if (o->argument_count == 1)
		return strcmp(what, "list") == 0;
	return o->argument_count == 3 &&
	       (strcmp(what, "set") == 0 || strcmp(what, "remove") == 0);
}

/* Of `wait`: as the daemon, in letters of either case. */
static bool is_state(const char *name, struct buf *fault)
{
	static const char *const states[] = {
#define X(symbol, text) text,
	        FSM_STATES(X)
#undef X
	};
	const size_t count = sizeof(states) / sizeof(states[0]);

	for (size_t i = 0; i < count; i++)
		if (name_equal(states[i], name))
			return true;
	buf_addf(fault, "no state '%s': ", name);
	for (size_t i = 0; i < count; i++)
		buf_addf(fault, "%s%s",
		         i == 0           ? ""
		         : i + 1 == count ? " or "
		                          : ", ",
		         states[i]);
	return false;
}

/* Does what the options ask go together? */
static int judge(const struct ctl_options *o, struct buf *fault)
{
	const struct verb_row *v = &verbs[o->verb];

	if (o->argument_count < v->min || o->argument_count > v->max ||
	    (o->verb == CTL_SECRET && !is_secret_verb(o))) {
		buf_addf(fault, "usage: fspctl %s %s", v->name, v->usage);
		return -1;
	}
	if (o->verb == CTL_WAIT && !is_state(o->arguments[2], fault))
		return -1;
	if (o->launchctl && !v->launchctl) {
		buf_addf(fault,
		         "--launchctl does not go with %s, which "
		         "launchctl does not have",
		         v->name);
		return -1;
	}
	if (o->secret && o->verb != CTL_START) {
		buf_addf(fault, "--secret goes with start only");
		return -1;
	}
	if (o->follow && o->verb != CTL_LOGS) {
		buf_addf(fault, "--follow goes with logs only");
		return -1;
	}
	if (o->wait && o->verb != CTL_STOP && o->verb != CTL_RESTART) {
		buf_addf(fault, "--wait goes with stop and restart only");
		return -1;
	}
	if (o->count && o->verb != CTL_WATCH) {
		buf_addf(fault, "--count goes with watch only");
		return -1;
	}
	return 0;
}

int ctl_options_read(int argc, char **argv, struct ctl_options *out,
                     struct buf *fault)
{
	bool have_verb = false, only_arguments = false;
	size_t words = 0;

	memset(out, 0, sizeof(*out));
	out->timeout_s = CTL_TIMEOUT_DEFAULT_S;
	for (int i = 1; i < argc; i++) {
		if (!only_arguments && strcmp(argv[i], "--") == 0) {
			only_arguments = true;
		} else if (!only_arguments && argv[i][0] == '-' &&
		           argv[i][1] != '\0') {
			if (read_option(argc, argv, &i, out, fault))
				return -1;
		} else if (!have_verb) {
			if (strcmp(argv[i], "help") == 0)
				out->help = true;
			else if (find_verb(argv[i], out, fault))
				return -1;
			have_verb = true;
		} else {
			/* Words are gathered at the front of argv. */
			argv[words++] = argv[i];
			if (words == 2 && (out->verb == CTL_START ||
			                   out->verb == CTL_EXPLAIN ||
			                   out->verb == CTL_START_WITH_SECRET))
				only_arguments = true;
		}
	}
	out->arguments = argv;
	out->argument_count = words;
	if (out->help || out->version)
		return 0;
	if (!have_verb) {
		buf_adds(fault, "no verb given; 'fspctl --help' lists them");
		return -1;
	}
	return judge(out, fault);
}
