/*
 * main.c: fspctl: read the command line, ask the daemon, show the answer.
 */
#include <stdio.h>
#include <string.h>

#include "../../common/buf.h"
#include "../../common/entry.h"
#include "options.h"
#include "verbs.h"

int program_main(int argc, char **argv)
{
	struct ctl_options options;
	struct buf text = BUF_INIT;
	int rc = CTL_EXIT_USAGE;

	if (ctl_options_read(argc, argv, &options, &text)) {
		fprintf(stderr, "fspctl: %s\n", text.data);
	} else if (options.help) {
		ctl_usage(&text);
		fputs(text.data, stdout);
		rc = CTL_EXIT_DONE;
	} else if (options.version) {
		puts("fspctl " FSPD_VERSION);
		rc = CTL_EXIT_DONE;
	} else {
		rc = ctl_run(&options);
	}
	buf_release(&text);
	return rc;
}
