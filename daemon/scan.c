/*
 * scan.c: see scan.h.
 *
 * A pass has two steps. Looking compares times and reads what moved; judging
 * applies the rule of settle.h to each class whose contents differ from what
 * was last accepted, and emits. A failure while looking judges nothing, so
 * nothing is emitted from half an enumeration; what was read stays pending for
 * the next pass.
 */
#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "../common/error.h"
#include "../common/keystore.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "scan_look.h"
#include "seen_class.h"
#include "settle.h"

struct scan {
	struct keystore *ks;
	scan_emit *emit;
	void *context;
	struct seen_class **entries; /* sorted by name */
	size_t count, cap;
	bool holds_root; /* the store's root is entered */
	bool has_passed; /* some pass was completed */
	bool doubts;     /* the next pass believes no time of a class */
};

/* More are quicker looked at in the order of one enumeration. */
enum { AHEAD_MAX = 16 };

struct scan *scan_new(struct keystore *ks, scan_emit *emit, void *context)
{
	struct scan *scan = xcalloc(1, sizeof(*scan));

	scan->ks = ks;
	scan->emit = emit;
	scan->context = context;
	return scan;
}

/* Held between passes: to open it is half of what one class costs. Where
 * another takes its place a pass follows, as at any change of names. */
static void enter_root(struct scan *scan)
{
	if (scan->holds_root)
		keystore_leave(scan->ks);
	keystore_enter(scan->ks, "");
	scan->holds_root = true;
}

/* And not one that was deleted: there may be another by now. */
static bool holds_the_root(const struct scan *scan)
{
	struct error ignored;
	uint64_t when;

	return scan->holds_root && keystore_last_write(scan->ks, "", &when,
	                                               &ignored) == KEYSTORE_OK;
}

void scan_free(struct scan *scan)
{
	if (!scan)
		return;
	if (scan->holds_root)
		keystore_leave(scan->ks);
	for (size_t i = 0; i < scan->count; i++)
		seen_class_free(scan->entries[i]);
	free(scan->entries);
	free(scan);
}

/* Index of name, or of where it belongs. */
static size_t find(const struct scan *scan, const char *name, bool *found)
{
	size_t low = 0, high = scan->count;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = name_compare(scan->entries[middle]->name, name);
		if (order == 0)
			*found = true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct seen_class *find_or_add(struct scan *scan, const char *name)
{
	bool found;
	size_t at = find(scan, name, &found);

	if (found)
		return scan->entries[at];
	if (scan->count == scan->cap) {
		scan->cap = scan->cap ? 2 * scan->cap : 16;
		scan->entries = xrealloc(scan->entries, scan->cap,
		                         sizeof(struct seen_class *));
	}
	memmove(&scan->entries[at + 1], &scan->entries[at],
	        (scan->count - at) * sizeof(struct seen_class *));
	scan->count++;
	scan->entries[at] = xcalloc(1, sizeof(struct seen_class));
	scan->entries[at]->name = xstrdup(name);
	scan->entries[at]->gone = true;
	scan->entries[at]->at_start = !scan->has_passed;
	return scan->entries[at];
}

static struct look look_of(const struct scan *scan,
                           const struct scan_time *time)
{
	return (struct look){scan->ks, time, !scan->has_passed};
}

static void emit(struct scan *scan, struct seen_class *e, enum change_kind kind,
                 const struct scan_time *time)
{
	struct class_change *change = xcalloc(1, sizeof(*change));

	change->kind = kind;
	change->class_name = xstrdup(e->name);
	change->seen_at = time->counter;
	change->at_start = e->at_start;
	e->at_start = false;
	if (kind == CHANGE_LIVE) {
		char *where = keystore_display(scan->ks, e->name);
		change->record = seen_class_load(e, where);
		free(where);
	}
	scan->emit(scan->context, change);
}

static void conclude(struct scan *scan, struct seen_class *e,
                     const struct scan_time *time)
{
	if (e->withdrawn)
		emit(scan, e, CHANGE_WITHDRAWN, time);
	else if (e->gone)
		emit(scan, e, CHANGE_REMOVED, time);
	else
		emit(scan, e, CHANGE_LIVE, time);
	e->has_accepted = !e->gone;
	e->accepted = e->content;
	e->accepted_marks = e->marks;
	e->told_interrupted = false;
	e->pending = false;
	snapshot_release(&e->snap);
}

static void judge_open(struct scan *scan, struct seen_class *e,
                       const struct scan_time *time)
{
	e->until = e->last + LIMIT_INTERRUPTED_MS;
	if (time->now < e->until)
		return;
	emit(scan, e, CHANGE_INTERRUPTED, time);
	e->told_interrupted = true;
	e->pending = false;
	snapshot_release(&e->snap);
}

/* Returns whether the class is settled: nothing to wait for. */
static bool judge(struct scan *scan, struct seen_class *e,
                  const struct scan_time *time)
{
	if (!e->pending)
		return true;
	switch (settle_judge(seen_class_state(e), e->first, e->last, time->now,
	                     &e->until)) {
	case SETTLE_LIVE:
		conclude(scan, e, time);
		return true;
	case SETTLE_NEVER:
		judge_open(scan, e, time);
		return true;
	case SETTLE_WAIT:
		break;
	}
	return false;
}

static void drop_absent(struct scan *scan)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->count; i++) {
		struct seen_class *e = scan->entries[i];
		if (e->times.present || e->pending)
			scan->entries[kept++] = e;
		else
			seen_class_free(e);
	}
	scan->count = kept;
}

/* The same for a class that is listed with last_write. Making or deleting the
 * key Instances is a write to the class, so one whose time stands still and
 * that had none needs no further question; the times of instances are seen in
 * their list alone. */
static int look_at_listed(const struct look *look, struct seen_class *e,
                          uint64_t last_write, bool doubts, struct error *err)
{
	const bool stands_still =
	        e->times.present && e->times.last_write == last_write;
	struct class_times times;

	if (stands_still && e->ahead)
		return 0;
	if (!stands_still || e->young)
		return look_now(look, e, err);
	if (!e->times.has_list && !doubts)
		return 0;
	if (class_times_read(look->ks, e->name, last_write, &times, err))
		return -1;
	const bool same = class_times_equal(&e->times, &times);
	class_times_release(&times);
	return same ? 0 : look_now(look, e, err);
}

static int look_at_all(struct scan *scan, const struct look *look,
                       const struct reg_list *list, struct error *err)
{
	for (size_t i = 0; i < scan->count; i++)
		scan->entries[i]->listed = false;
	for (size_t i = 0; i < list->count; i++) {
		struct seen_class *e = find_or_add(scan, list->entries[i].name);
		e->listed = true;
		if (look_at_listed(look, e, list->entries[i].last_write,
		                   scan->doubts, err))
			return -1;
	}
	for (size_t i = 0; i < scan->count; i++)
		if (!scan->entries[i]->listed)
			look_at_nothing(look, scan->entries[i]);
	return 0;
}

static size_t count_pending(const struct scan *scan)
{
	size_t pending = 0;

	for (size_t i = 0; i < scan->count; i++)
		pending += scan->entries[i]->pending;
	return pending;
}

void scan_look_ahead(struct scan *scan, const struct scan_time *time)
{
	const struct look look = look_of(scan, time);
	const size_t pending = count_pending(scan);
	struct error ignored;

	if (pending == 0 || pending > AHEAD_MAX)
		return;
	enter_root(scan);
	for (size_t i = 0; i < scan->count; i++) {
		struct seen_class *e = scan->entries[i];
		if (!e->pending)
			continue;
		e->ahead = look_now(&look, e, &ignored) == 0;
		if (e->ahead)
			judge(scan, e, time);
	}
}

void scan_recheck(struct scan *scan, const struct scan_time *time)
{
	const struct look look = look_of(scan, time);
	struct error ignored;

	enter_root(scan);
	for (size_t i = 0; i < scan->count; i++) {
		struct seen_class *e = scan->entries[i];
		if (!e->young || e->recheck > time->now)
			continue;
		e->recheck = UINT64_MAX;
		if (look_now(&look, e, &ignored) == 0)
			judge(scan, e, time);
	}
}

uint64_t scan_recheck_at(const struct scan *scan)
{
	uint64_t at = UINT64_MAX;

	for (size_t i = 0; i < scan->count; i++) {
		const struct seen_class *e = scan->entries[i];
		if (e->young && e->recheck < at)
			at = e->recheck;
	}
	return at;
}

void scan_doubt(struct scan *scan)
{
	scan->doubts = true;
}

static int pass(struct scan *scan, const struct scan_time *time,
                struct error *err)
{
	const struct look look = look_of(scan, time);
	struct reg_list list = REG_LIST_INIT;
	int rc = -1;

	/* Absent is an empty list. */
	if (keystore_list(scan->ks, "", &list, err) != KEYSTORE_FAILED)
		rc = look_at_all(scan, &look, &list, err);
	reg_list_release(&list);
	return rc;
}

int scan_pass(struct scan *scan, const struct scan_time *time,
              struct error *err)
{
	struct error ignored;

	enter_root(scan);
	const int rc = pass(scan, time, err ? err : &ignored);
	for (size_t i = 0; i < scan->count; i++)
		scan->entries[i]->ahead = false;
	if (rc)
		return -1;
	scan->has_passed = true;
	scan->doubts = false;
	for (size_t i = 0; i < scan->count; i++)
		judge(scan, scan->entries[i], time);
	drop_absent(scan);
	return 0;
}

bool scan_is_complete(const struct scan *scan)
{
	for (size_t i = 0; i < scan->count; i++)
		if (scan->entries[i]->at_start && scan->entries[i]->pending)
			return false;
	return scan->has_passed;
}

/* A class that no pass has met: its name's letter case is the registry's, so
 * it is a pass that meets it. */
static int scan_unknown(struct scan *scan, const char *class_name,
                        const struct scan_time *time, struct error *err)
{
	uint64_t when;
	bool known;

	switch (keystore_last_write(scan->ks, class_name, &when, err)) {
	case KEYSTORE_FAILED:
		return -1;
	case KEYSTORE_ABSENT:
		return 1;
	case KEYSTORE_OK:
		break;
	}
	if (scan_pass(scan, time, err))
		return -1;
	size_t at = find(scan, class_name, &known);
	return !known || judge(scan, scan->entries[at], time);
}

int scan_class(struct scan *scan, const char *class_name,
               const struct scan_time *time, struct error *err)
{
	const struct look look = look_of(scan, time);
	struct error ignored;
	bool known;
	const size_t at = find(scan, class_name, &known);

	if (!err)
		err = &ignored;
	if (!holds_the_root(scan))
		enter_root(scan);
	if (!known)
		return scan_unknown(scan, class_name, time, err);
	if (look_now(&look, scan->entries[at], err))
		return -1;
	return judge(scan, scan->entries[at], time);
}

uint64_t scan_deadline(const struct scan *scan)
{
	uint64_t deadline = UINT64_MAX;

	for (size_t i = 0; i < scan->count; i++) {
		const struct seen_class *e = scan->entries[i];
		if (e->pending && e->until < deadline)
			deadline = e->until;
	}
	return deadline;
}
