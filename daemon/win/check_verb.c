/*
 * check_verb.c: one pass of the reader's own scan, printed instead of posted.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#include "check_verb.h"
#include "../record.h"
#include "../scan.h"
#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/keystore.h"
#include "../../common/limits.h"

struct report {
	size_t classes, bad, interrupted;
};

static void print_diags(const struct class_record *record)
{
	struct buf text = BUF_INIT;
	size_t i;

	for (i = 0; i < record->diags.count; i++)
		diag_render(&record->diags.items[i], &text);
	fwrite(text.data, 1, text.len, stdout);
	buf_release(&text);
}

static void emit(void *context, struct class_change *change)
{
	struct report *report = context;
	struct buf name = BUF_INIT;

	buf_add_escaped(&name, change->class_name, strlen(change->class_name));
	if (change->kind == CHANGE_LIVE) {
		report->classes++;
		report->bad += change->record->bad;
		print_diags(change->record);
		if (change->record->drift)
			printf("%s: changed since fsp-import wrote it\n",
			       name.data);
	} else if (change->kind == CHANGE_INTERRUPTED) {
		report->interrupted++;
		printf("%s: apply interrupted: run `fsp-import apply` or "
		       "`rollback` again, or delete the value Digest\n",
		       name.data);
	}
	buf_release(&name);
	class_change_free(change);
}

/* Pass until every class has settled, as it does for the daemon: what somebody
 * is writing at this moment is not judged half-way. */
static int pass_until_settled(struct scan *scan, struct error *err)
{
	uint64_t end = clock_monotonic_ms() + 2 * LIMIT_SETTLE_MAX_MS;

	for (;;) {
		struct scan_time time = {clock_monotonic_ms(), clock_filetime(),
		                         clock_counter()};
		uint64_t next;

		if (scan_pass(scan, &time, err) < 0)
			return -1;
		next = scan_deadline(scan);
		if (next > end)
			return 0;
		if (next > time.now)
			Sleep((DWORD)(next - time.now));
	}
}

int check_verb(const char *root, struct error *err)
{
	struct report report = {0, 0, 0};
	struct keystore *ks = keystore_open(root, false, err);
	struct scan *scan;
	int rc;

	if (ks == NULL)
		return -1;
	scan = scan_new(ks, emit, &report);
	rc = pass_until_settled(scan, err);
	scan_free(scan);
	keystore_close(ks);
	if (rc < 0)
		return -1;
	printf("%zu classes, %zu refused, %zu interrupted\n", report.classes,
	       report.bad, report.interrupted);
	return report.bad + report.interrupted > 0;
}
