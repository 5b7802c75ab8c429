/*
 * main.c: fsp-import: read the command line, run the verb, say how it went.
 */
#include <stdio.h>

#include "../common/buf.h"
#include "../common/entry.h"
#include "commands.h"
#include "options.h"

static int show_usage(enum verb about)
{
	struct buf text = BUF_INIT;

	options_usage(about, &text);
	fputs(text.data, stdout);
	buf_release(&text);
	return EXIT_DONE;
}

int program_main(int argc, char **argv)
{
	struct options options = {.verb = VERB_HELP};
	struct buf fault = BUF_INIT;
	int status;

	if (options_read(argc, argv, &options, &fault) < 0) {
		fprintf(stderr, "fsp-import: %s; see fsp-import --help\n",
		        fault.data);
		status = EXIT_USAGE;
	} else if (options.version) {
		puts("fsp-import " FSPD_VERSION);
		status = EXIT_DONE;
	} else if (options.help || options.verb == VERB_HELP) {
		status = show_usage(options.about);
	} else {
		status = command_run(&options);
	}
	options_release(&options);
	buf_release(&fault);
	return status;
}
