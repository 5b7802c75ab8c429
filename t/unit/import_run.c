/*
 * import_run.c: see import_run.h.
 */
#include "suite.h"

#include "import_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "importer/command_record.h"
#include "importer/command_write.h"
#include "importer/commands.h"
#include "importer/run.h"
#include "t/fake/clock_fake.h"
#include "t/fake/host_mem.h"
#include "t/fake/keystore_mem.h"
#include "common/clock.h"

enum { WORDS_MAX = 16 };

static char said[4096];

const char *import_said(void)
{
	return said;
}

/* As apply_files() of commands.c. */
static int apply_files(struct run *run)
{
	int status;

	if (run_load(run) < 0)
		return run_failed(run);
	if (run_open(run, true) < 0 || run_plan(run) < 0)
		return run_refused(run);
	status = run_judge(run);
	return status == EXIT_DONE ? command_write(run, "apply", 0) : status;
}

/* What a process leaves to the system. */
static void release(struct run *run)
{
	run_end(run);
	plan_release(&run->plan);
	applied_release(&run->applied);
	diag_release(&run->diags);
	declared_release(&run->declared);
	sources_release(&run->sources);
	free(run->data);
}

static int run_words(int argc, char **argv)
{
	struct options options;
	struct buf fault = BUF_INIT;
	struct run run;
	int status;

	if (options_read(argc, argv, &options, &fault) < 0)
		ck_abort_msg("%s", fault.data);
	run_init(&run, &options);
	status = options.verb == VERB_ROLLBACK ? command_rollback(&run)
	                                       : apply_files(&run);
	release(&run);
	options_release(&options);
	return status;
}

/* What is said goes to *said instead. A sanitizer does not go by stderr. */
static int run_quietly(int argc, char **argv)
{
	FILE *const loud = stderr;
	FILE *quiet;
	int status;

	said[0] = '\0';
	quiet = fmemopen(said, sizeof(said), "w");
	if (!quiet)
		ck_abort_msg("no memory stream");
	stderr = quiet;
	status = run_words(argc, argv);
	stderr = loud;
	fclose(quiet);
	return status;
}

int import_run(const char *command, size_t *life)
{
	char words[256];
	char *argv[WORDS_MAX];
	int argc = 0, status;
	const int len = snprintf(words, sizeof(words),
	                         "fsp-import --quiet --data /data %s", command);

	if (len >= (int)sizeof(words))
		ck_abort_msg("too long: %s", command);
	for (char *word = words; *word; argc++) {
		if (argc == WORDS_MAX)
			ck_abort_msg("too many words: %s", command);
		argv[argc] = word;
		word += strcspn(word, " ");
		if (*word == ' ')
			*word++ = '\0';
	}
	clock_fake_advance(1000);
	keystore_mem_set_time(clock_filetime(), 1);
	keystore_mem_share_life(life);
	host_mem_set_life(life);
	status = run_quietly(argc, argv);
	host_mem_set_life(NULL);
	keystore_mem_share_life(NULL);
	return status;
}
