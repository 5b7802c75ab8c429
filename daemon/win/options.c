/*
 * options.c: see options.h. Two tables: verbs, and options with the verbs
 * they belong to.
 */
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "../../common/buf.h"
#include "../../common/limits.h"
#include "../../common/xalloc.h"

#define PIPE_PREFIX "\\\\.\\pipe\\"
#define WINFSP_PIPE "WinFsp.{14E7137D-22B4-437A-B0C1-D21D1BDF3767}"
#define OWN_PIPE    "fspd"
#define WINFSP_ROOT "HKLM\\SOFTWARE\\WinFsp\\Services"

struct row {
	const char *name;
	const char *value; /* NULL: takes none */
	const char *summary;
	unsigned verbs; /* that an option goes with, a bit each */
};

enum {
	WITH_SERVING = 1u << VERB_RUN | 1u << VERB_SERVICE,
	WITH_CHECK = 1u << VERB_CHECK,
	WITH_INSTALL = 1u << VERB_INSTALL,
	WITH_STANDIN = 1u << VERB_STANDIN,
	WITH_ALL = (1u << VERB_COUNT) - 1
};

static const struct row verbs[VERB_COUNT] = {
        [VERB_RUN] = {"run", NULL, "serve in the foreground until Ctrl-C"},
        [VERB_SERVICE] = {"service", NULL,
                          "serve as a service; only the system starts it"},
        [VERB_CHECK] = {"check", NULL,
                        "report what is wrong in the registry, as fsp-import "
                        "would"},
        [VERB_INSTALL] = {"install", NULL,
                          "register this program as the service 'fspd'"},
        [VERB_UNINSTALL] = {"uninstall", NULL,
                            "remove the service 'fspd' and give "
                            "WinFsp.Launcher back"},
        [VERB_STANDIN] = {"standin", NULL,
                          "stand in for WinFsp.Launcher; only the system "
                          "starts it"},
};

enum option_id {
	OPT_PIPE,
	OPT_ROOT,
	OPT_DATA,
	OPT_RETRY,
	OPT_TAKE_OVER,
	OPT_DEBUG,
	OPT_HELP,
	OPT_VERSION,
	OPT_COUNT
};

static const struct row option_rows[OPT_COUNT] = {
        [OPT_PIPE] = {"--pipe", "NAME",
                      "serve NAME and NAME-fspd, not WinFsp's pipe and "
                      "\\\\.\\pipe\\fspd",
                      WITH_SERVING | WITH_STANDIN},
        [OPT_ROOT] = {"--root", "KEY", "another registry key than " WINFSP_ROOT,
                      WITH_SERVING | WITH_CHECK},
        [OPT_DATA] = {"--data", "DIR",
                      "keep what is its own in another folder than "
                      "%ProgramData%\\fspd",
                      WITH_SERVING | WITH_INSTALL},
        [OPT_RETRY] = {"--companion-retry", "MS",
                       "try a pipe that another server holds again after "
                       "this time (10000)",
                       WITH_SERVING},
        [OPT_TAKE_OVER] = {"--take-over", NULL,
                           "in place of WinFsp.Launcher, and start it",
                           WITH_INSTALL},
        [OPT_DEBUG] = {"--debug", NULL, "log more",
                       WITH_SERVING | WITH_STANDIN},
        [OPT_HELP] = {"--help", NULL, "show this text", WITH_ALL},
        [OPT_VERSION] = {"--version", NULL, "show the version", WITH_ALL},
};

static int find(const struct row *rows, int count, const char *word)
{
	int i = 0;

	while (i < count && strcmp(rows[i].name, word) != 0)
		i++;
	return i < count ? i : -1;
}

static char *pipe_name(const char *name, const char *suffix)
{
	struct buf full = BUF_INIT;

	if (strncmp(name, "\\\\", 2) != 0)
		buf_adds(&full, PIPE_PREFIX);
	buf_adds(&full, name);
	buf_adds(&full, suffix);
	return buf_steal(&full, NULL);
}

static void set_pipes(struct daemon_options *out, const char *name)
{
	options_release(out);
	out->winfsp_pipe = pipe_name(name == NULL ? WINFSP_PIPE : name, "");
	out->own_pipe = name == NULL ? pipe_name(OWN_PIPE, "")
	                             : pipe_name(name, "-fspd");
}

static int set_retry(struct daemon_options *out, const char *text,
                     struct buf *message)
{
	char *end;
	unsigned long ms = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || ms == 0 ||
	    ms > LIMIT_RESYNC_MS) {
		buf_addf(message, "'%s' is no time in ms from 1 to %d", text,
		         LIMIT_RESYNC_MS);
		return -1;
	}
	out->companion_retry_ms = (uint32_t)ms;
	return 0;
}

static int set_option(struct daemon_options *out, enum option_id id,
                      const char *value, struct buf *message)
{
	switch (id) {
	case OPT_PIPE:
		set_pipes(out, value);
		break;
	case OPT_ROOT:
		out->root = value;
		break;
	case OPT_DATA:
		out->data = value;
		break;
	case OPT_RETRY:
		return set_retry(out, value, message);
	case OPT_TAKE_OVER:
		out->take_over = true;
		break;
	case OPT_DEBUG:
		out->debug = true;
		break;
	case OPT_HELP:
		out->help = true;
		break;
	case OPT_VERSION:
		out->version = true;
		break;
	case OPT_COUNT:
		break;
	}
	return 0;
}

/* One that would be ignored is refused: what it says would be believed. */
static int check_options(enum daemon_verb verb, unsigned seen,
                         struct buf *message)
{
	for (int id = 0; id < OPT_COUNT; id++) {
		if (!(seen & 1u << id) || option_rows[id].verbs & 1u << verb)
			continue;
		buf_addf(message, "%s does not go with %s",
		         option_rows[id].name, verbs[verb].name);
		return -1;
	}
	return 0;
}

static int parse_words(int argc, char **argv, struct daemon_options *out,
                       struct buf *message)
{
	unsigned seen = 0;
	int verb = -1;
	int i;

	for (i = 1; i < argc; i++) {
		int id = find(option_rows, OPT_COUNT, argv[i]);
		const char *value = "";

		if (id < 0 && argv[i][0] != '-' && verb < 0) {
			verb = find(verbs, VERB_COUNT, argv[i]);
			if (verb >= 0)
				continue;
		}
		if (id < 0) {
			buf_addf(message, "unexpected '%s'", argv[i]);
			return -1;
		}
		if (option_rows[id].value != NULL && ++i == argc) {
			buf_addf(message, "%s needs a value",
			         option_rows[id].name);
			return -1;
		}
		if (option_rows[id].value != NULL)
			value = argv[i];
		seen |= 1u << id;
		if (set_option(out, (enum option_id)id, value, message) < 0)
			return -1;
	}
	if (verb < 0 && !out->help && !out->version) {
		buf_adds(message, "what to do is missing");
		return -1;
	}
	out->verb = verb < 0 ? VERB_RUN : (enum daemon_verb)verb;
	return check_options(out->verb, seen, message);
}

int options_parse(int argc, char **argv, struct daemon_options *out,
                  struct buf *message)
{
	*out = (struct daemon_options){0};
	out->root = WINFSP_ROOT;
	out->companion_retry_ms = LIMIT_COMPANION_RETRY_MS;
	set_pipes(out, NULL);
	if (parse_words(argc, argv, out, message) == 0)
		return 0;
	options_release(out);
	return -1;
}

void options_release(struct daemon_options *options)
{
	free(options->winfsp_pipe);
	free(options->own_pipe);
	options->winfsp_pipe = options->own_pipe = NULL;
}

static void add_row(struct buf *out, const struct row *row)
{
	struct buf left = BUF_INIT;

	buf_addf(&left, "%s %s", row->name, row->value ? row->value : "");
	buf_addf(out, "  %-22s %s\n", left.data, row->summary);
	buf_release(&left);
}

void options_usage(struct buf *out)
{
	int i;

	buf_adds(out, "usage: fspd VERB [OPTION]...\n\n");
	for (i = 0; i < VERB_COUNT; i++)
		add_row(out, &verbs[i]);
	buf_addc(out, '\n');
	for (i = 0; i < OPT_COUNT; i++)
		add_row(out, &option_rows[i]);
}
