/*
 * command_record.c: see command_record.h.
 */
#include "command_record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "command_write.h"
#include "commands.h"
#include "history.h"
#include "host.h"
#include "record.h"
#include "run.h"

int command_save_plan(struct run *run)
{
	struct record record = RECORD_INIT;
	struct buf text = BUF_INIT;
	int rc = record_make(&record, &run->plan, "plan", true, run->ks,
	                     &run->error);

	if (rc == 0) {
		record_write(&record, &text);
		rc = host_write(run->options->out, text.data, text.len,
		                &run->error);
	}
	buf_release(&text);
	record_release(&record);
	return rc < 0 ? run_failed(run) : EXIT_DONE;
}

/* Read what --plan names; it must be a plan for this registry. 0 or -1. */
static int load_plan(struct run *run, struct record *record)
{
	const char *path = run->options->plan;
	struct buf text = BUF_INIT;
	char *root = keystore_display(run->ks, "");
	int rc = host_read(path, LIMIT_RECORD_BYTES, &text, &run->error);

	if (rc == 0 && (record_read(record, text.data, text.len) < 0 ||
	                strcmp(record->verb, "plan") != 0))
		rc = 1;
	if (rc > 0)
		rc = error_set(&run->error, OS_INVALID_PARAMETER,
		               "'%s' is no plan that 'fsp-import plan --out' "
		               "made",
		               path);
	else if (rc == 0 && !name_equal(record->root, root))
		rc = error_set(
		        &run->error, OS_INVALID_PARAMETER,
		        "'%s' is a plan for '%s', and this is '%s': apply "
		        "it there, or make another here",
		        path, record->root, root);
	free(root);
	buf_release(&text);
	return rc;
}

/* Tell the conflicts, if any. Returns EXIT_DONE when there are none. */
static int judge_conflicts(const struct buf *conflicts, const char *remedy)
{
	if (conflicts->len == 0)
		return EXIT_DONE;
	fprintf(stderr,
	        "fsp-import: the registry is not as it was left: %s\n%s",
	        remedy, conflicts->data);
	return EXIT_FOREIGN;
}

int command_apply_plan(struct run *run)
{
	struct record record = RECORD_INIT;
	struct buf conflicts = BUF_INIT;
	int status = EXIT_DONE;

	if (run_open(run, true) < 0)
		return run_refused(run);
	if (load_plan(run, &record) < 0 ||
	    record_plan(&record, RECORD_FORWARDS, run->ks, &run->plan,
	                &conflicts, &run->error) < 0)
		status = run_failed(run);
	if (status == EXIT_DONE)
		status = judge_conflicts(&conflicts, "make the plan again");
	if (status == EXIT_DONE) {
		command_print_plan(run);
		status = command_write(run, "apply", 0);
	}
	buf_release(&conflicts);
	record_release(&record);
	return status;
}

/* The number on the command line, 0 without one. -1: it is none. */
static int asked_number(const struct options *o, unsigned *number)
{
	const char *text = o->argument_count ? o->arguments[0] : "0";
	char *end;
	const unsigned long value = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || value > 999999 ||
	    (o->argument_count && value == 0)) {
		fprintf(stderr,
		        "fsp-import: rollback takes the number of a run\n");
		return -1;
	}
	*number = (unsigned)value;
	return 0;
}

/* Find the record to take back. Returns EXIT_DONE and *record. */
static int find_record(struct run *run, unsigned *number, struct record *record)
{
	char *root;
	int result;

	if (!run->data) {
		fprintf(stderr, "fsp-import: name the folder of undo files "
		                "with --data\n");
		return EXIT_USAGE;
	}
	root = keystore_display(run->ks, "");
	result = history_find(run->data, root, number, record, &run->error);
	free(root);
	if (result < 0)
		return run_failed(run);
	if (result > 0) {
		fprintf(stderr, "fsp-import: there is nothing to roll back%s\n",
		        *number ? " under this number" : "");
		return EXIT_REFUSED;
	}
	return EXIT_DONE;
}

/* Nothing is left of what the last run did: it has a rollback that stands, for
 * the next to go one further. 0 or -1. */
static int pass_over(struct run *run, unsigned number)
{
	struct record empty = RECORD_INIT;
	unsigned own;
	int rc = history_close(run->data, number, &run->error);

	empty.root = keystore_display(run->ks, "");
	empty.verb = xstrdup("rollback");
	empty.of = number;
	if (rc == 0)
		rc = history_add(run->data, &empty, &own, &run->error);
	if (rc == 0)
		rc = history_close(run->data, own, &run->error);
	if (rc == 0 && command_wants_text(run->options))
		printf("all is as before run %u: another rollback goes one "
		       "run further back\n",
		       number);
	record_release(&empty);
	return rc;
}

int command_rollback(struct run *run)
{
	struct record record = RECORD_INIT;
	struct buf conflicts = BUF_INIT;
	unsigned number;
	int status;

	if (asked_number(run->options, &number) < 0)
		return EXIT_USAGE;
	if (run_open(run, true) < 0)
		return run_refused(run);
	status = find_record(run, &number, &record);
	if (status == EXIT_DONE &&
	    record_plan(&record, RECORD_BACKWARDS, run->ks, &run->plan,
	                &conflicts, &run->error) < 0)
		status = run_failed(run);
	if (status == EXIT_DONE && !run->options->force)
		status = judge_conflicts(&conflicts,
		                         "look at it, then roll back over "
		                         "it with --force");
	if (status == EXIT_DONE && run->options->argument_count == 0 &&
	    plan_changes(&run->plan) == 0 && pass_over(run, number) < 0)
		status = run_failed(run);
	if (status == EXIT_DONE) {
		command_print_plan(run);
		status = command_write(run, "rollback", number);
	}
	buf_release(&conflicts);
	record_release(&record);
	return status;
}
