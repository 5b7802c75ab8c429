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
#include "seen_class.h"
#include "settle.h"

struct scan {
	struct keystore *ks;
	scan_emit *emit;
	void *context;
	struct seen_class **entries; /* sorted by name */
	size_t count, cap;
	bool has_passed; /* some pass was completed */
};

struct scan *scan_new(struct keystore *ks, scan_emit *emit, void *context)
{
	struct scan *scan = xcalloc(1, sizeof(*scan));

	scan->ks = ks;
	scan->emit = emit;
	scan->context = context;
	return scan;
}

void scan_free(struct scan *scan)
{
	if (!scan)
		return;
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

/* How long ago, at most, the class last changed: for the first pass, so that
 * definitions written before the daemon started are live at once. */
static uint64_t age_ms(const struct seen_class *e, const struct scan_time *time)
{
	uint64_t newest = class_times_newest(&e->times);
	uint64_t age =
	        time->filetime > newest ? (time->filetime - newest) / 10000 : 0;

	return age < time->now ? age : time->now;
}

/* The contents of e were read and were not what they had been. A change that
 * begins where an apply stood open is no continuation of it. */
static void note_change(struct scan *scan, struct seen_class *e, bool was_open,
                        const struct scan_time *time)
{
	uint64_t when = time->now;

	if (!scan->has_passed && e->times.present)
		when -= age_ms(e, time);
	if (!e->pending || was_open)
		e->first = when;
	e->last = when;
	/* A pass that fails before it judges is not repeated at once. */
	e->until = time->now + LIMIT_SETTLE_MS;
	e->pending = seen_class_has_news(e);
	if (!e->pending)
		snapshot_release(&e->snap);
}

/* Take times over into e, reading the values when they moved. */
static int look_at(struct scan *scan, struct seen_class *e,
                   struct class_times *times, const struct scan_time *time,
                   struct error *err)
{
	struct snapshot snap;

	if (!e->young && class_times_equal(&e->times, times) &&
	    e->times.present)
		return 0;
	if (snapshot_read(scan->ks, e->name, times, time->filetime, &snap, err))
		return -1;
	const uint64_t content = e->content;
	const bool was_present = e->times.present;
	const enum digest_state state = e->state;
	snapshot_release(&e->snap);
	e->snap = snap;
	class_times_release(&e->times);
	e->times = *times;
	*times = (struct class_times){0};
	e->young =
	        snap.torn || class_times_are_young(&e->times, time->filetime);
	seen_class_weigh(e);
	/* What is removed has no last good definition. */
	if (e->gone)
		e->at_start = false;
	if (!was_present || content != e->content || state != e->state)
		note_change(scan, e, state == DIGEST_OPEN, time);
	else if (!e->pending)
		snapshot_release(&e->snap);
	return 0;
}

/* The key of e is not there. */
static void look_at_nothing(struct scan *scan, struct seen_class *e,
                            const struct scan_time *time)
{
	if (!e->times.present)
		return;
	class_times_release(&e->times);
	snapshot_release(&e->snap);
	const bool was_open = e->state == DIGEST_OPEN;
	e->young = false;
	e->gone = true;
	e->at_start = false;
	e->content = 0;
	/* A key announced as withdrawn has been emitted by then. */
	e->state = DIGEST_ABSENT;
	e->withdrawn = false;
	note_change(scan, e, was_open, time);
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

static int look_at_all(struct scan *scan, const struct reg_list *list,
                       const struct scan_time *time, struct error *err)
{
	for (size_t i = 0; i < scan->count; i++)
		scan->entries[i]->listed = false;
	for (size_t i = 0; i < list->count; i++) {
		struct seen_class *e = find_or_add(scan, list->entries[i].name);
		struct class_times times = {0};
		int rc = class_times_read(scan->ks, e->name,
		                          list->entries[i].last_write, &times,
		                          err);
		e->listed = true;
		if (rc == 0)
			rc = look_at(scan, e, &times, time, err);
		class_times_release(&times);
		if (rc)
			return -1;
	}
	for (size_t i = 0; i < scan->count; i++)
		if (!scan->entries[i]->listed)
			look_at_nothing(scan, scan->entries[i], time);
	return 0;
}

int scan_pass(struct scan *scan, const struct scan_time *time,
              struct error *err)
{
	struct reg_list list = REG_LIST_INIT;
	struct error ignored;
	int rc = -1;

	if (!err)
		err = &ignored;
	/* Absent is an empty list. */
	if (keystore_list(scan->ks, "", &list, err) == KEYSTORE_FAILED)
		goto out;
	if (look_at_all(scan, &list, time, err))
		goto out;
	scan->has_passed = true;
	for (size_t i = 0; i < scan->count; i++)
		judge(scan, scan->entries[i], time);
	drop_absent(scan);
	rc = 0;
out:
	reg_list_release(&list);
	return rc;
}

/* A class that no pass has met: its name's letter case is the registry's, so
 * it is a pass that meets it. */
static int scan_unknown(struct scan *scan, const char *class_name,
                        const struct scan_time *time, struct error *err)
{
	bool known;

	if (scan_pass(scan, time, err))
		return -1;
	size_t at = find(scan, class_name, &known);
	return !known || judge(scan, scan->entries[at], time);
}

int scan_class(struct scan *scan, const char *class_name,
               const struct scan_time *time, struct error *err)
{
	struct class_times times = {0};
	struct error ignored;
	uint64_t when = 0;
	int rc = -1;
	bool known;
	size_t at = find(scan, class_name, &known);

	if (!err)
		err = &ignored;
	enum keystore_result found =
	        keystore_last_write(scan->ks, class_name, &when, err);

	if (found == KEYSTORE_FAILED)
		return -1;
	if (!known)
		return found == KEYSTORE_ABSENT
		               ? 1
		               : scan_unknown(scan, class_name, time, err);
	struct seen_class *e = scan->entries[at];
	if (found == KEYSTORE_ABSENT)
		look_at_nothing(scan, e, time);
	else if (class_times_read(scan->ks, e->name, when, &times, err) ||
	         look_at(scan, e, &times, time, err))
		goto out;
	rc = judge(scan, e, time);
out:
	class_times_release(&times);
	return rc;
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
