/*
 * main.c: fspd: which verb, where the log goes, exit codes.
 */
#include <stdio.h>

#include "check_verb.h"
#include "console_run.h"
#include "eventlog.h"
#include "install.h"
#include "log_writer.h"
#include "options.h"
#include "service.h"
#include "shell.h"
#include "standin_win.h"
#include "../../common/buf.h"
#include "../../common/entry.h"
#include "../../common/error.h"
#include "../../common/log.h"
#include "../../common/secret.h"

enum { EXIT_OK = 0, EXIT_REFUSED = 1, EXIT_SYSTEM = 3, EXIT_USAGE = 64 };

static int fail(const struct error *err)
{
	fprintf(stderr, "fspd: %s\n", err->text);
	return EXIT_SYSTEM;
}

/* What it fails with goes through the log, since nobody may read it. */
static int run_console(const struct daemon_options *options,
                       const struct shell_options *shell)
{
	struct log_writer *log = log_writer_new(console_write, NULL);

	log_open(options->debug ? LOG_DEBUG : LOG_INFO, log_writer_log, log);
	return console_run(shell, log) < 0 ? EXIT_SYSTEM : EXIT_OK;
}

static int run_service(const struct shell_options *options, struct error *err)
{
	struct log_writer *log = log_writer_new(eventlog_write, eventlog_new());
	int rc;

	log_open(LOG_INFO, log_writer_log, log);
	rc = service_run(options, log, err);
	log_writer_end(log);
	return rc;
}

/* The exit status, or -1 and err. */
static int run_verb(const struct daemon_options *options, struct error *err)
{
	struct shell_options shell = {options->winfsp_pipe, options->own_pipe,
	                              options->root, options->data,
	                              options->companion_retry_ms};
	struct install_options install = {options->data, options->take_over,
	                                  options->winfsp_pipe};

	switch (options->verb) {
	case VERB_RUN:
		return run_console(options, &shell);
	case VERB_SERVICE:
		return run_service(&shell, err);
	case VERB_CHECK:
		return check_verb(options->root, err);
	case VERB_INSTALL:
		return install_service(&install, err);
	case VERB_UNINSTALL:
		return uninstall_service(err);
	case VERB_STANDIN:
		return standin_run(options->winfsp_pipe, err);
	case VERB_COUNT:
		break;
	}
	return -1;
}

static void print_usage(void)
{
	struct buf text = BUF_INIT;

	options_usage(&text);
	fputs(text.data, stdout);
	buf_release(&text);
}

int program_main(int argc, char **argv)
{
	struct daemon_options options;
	struct error err = ERROR_INIT;
	struct buf message = BUF_INIT;
	int rc;

	if (options_parse(argc, argv, &options, &message) < 0) {
		fprintf(stderr, "fspd: %s (see fspd --help)\n", message.data);
		buf_release(&message);
		return EXIT_USAGE;
	}
	if (options.help || options.version) {
		if (options.help)
			print_usage();
		else
			puts("fspd " FSPD_VERSION);
		options_release(&options);
		return EXIT_OK;
	}
	rc = secret_start(&err) < 0 ? -1 : run_verb(&options, &err);
	options_release(&options);
	if (rc < 0)
		return fail(&err);
	return rc;
}
