/*
 * check_verb.c: what the registry holds, once it has settled, judged and
 * printed.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#include "check_verb.h"
#include "../record.h"
#include "../scan.h"
#include "../inventory.h"
#include "../../common/buf.h"
#include "../../common/clock.h"
#include "../../common/error.h"
#include "../../common/keystore.h"
#include "../../common/limits.h"
#include "../../common/rule_machine.h"

struct report {
	size_t refused, interrupted;
};

static void emit(void *context, struct class_change *change)
{
	struct report *report = context;
	struct buf name = BUF_INIT;

	buf_add_escaped(&name, change->class_name, strlen(change->class_name));
	if (change->kind == CHANGE_LIVE) {
		report->refused += change->record->bad;
		if (change->record->drift)
			printf("%s: changed since fsp-import wrote it\n",
			       name.data);
	} else if (change->kind == CHANGE_INTERRUPTED) {
		report->interrupted++;
		printf("%s: apply interrupted, not judged: run `fsp-import "
		       "apply` or `rollback` again, or delete the value "
		       "Digest\n",
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

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* The lines that fsp-import check ends with, and what the daemon makes of
 * it. */
static void print_totals(const struct inventory *inventory,
                         const struct diag_list *diags,
                         const struct report *report)
{
	const size_t errors = diag_count(diags, DIAG_ERROR);
	const size_t warnings = diag_count(diags, DIAG_WARNING);

	printf("%zu class%s, %zu instance%s: %zu error%s, %zu warning%s; "
	       "fspd refuses %zu, %zu interrupted\n",
	       inventory->classes, inventory->classes == 1 ? "" : "es",
	       inventory->instances, plural(inventory->instances), errors,
	       plural(errors), warnings, plural(warnings), report->refused,
	       report->interrupted);
	if (rule_machine_skipped() != NULL)
		puts(rule_machine_skipped());
}

static void print_diags(const struct diag_list *diags)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < diags->count; i++)
		diag_render(diags, i, &text);
	(void)fflush(stdout);
	fwrite(text.data, 1, text.len, stderr);
	buf_release(&text);
}

static int judge(struct keystore *ks, const struct report *report,
                 struct error *err)
{
	struct inventory inventory = INVENTORY_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	int rc = inventory_read(&inventory, ks, &diags, err);

	if (rc == 0) {
		inventory_judge(&inventory, &diags);
		print_diags(&diags);
		print_totals(&inventory, &diags, report);
		rc = diag_count(&diags, DIAG_ERROR) + report->interrupted > 0;
	}
	diag_release(&diags);
	inventory_release(&inventory);
	return rc;
}

int check_verb(const char *root, struct error *err)
{
	struct report report = {0, 0};
	struct keystore *ks = keystore_open(root, false, err);
	struct scan *scan;
	int rc;

	if (ks == NULL)
		return -1;
	scan = scan_new(ks, emit, &report);
	rc = pass_until_settled(scan, err);
	scan_free(scan);
	if (rc == 0)
		rc = judge(ks, &report, err);
	keystore_close(ks);
	return rc;
}
