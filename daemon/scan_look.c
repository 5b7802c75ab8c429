/*
 * scan_look.c: see scan_look.h.
 */
#include "scan_look.h"

#include "../common/error.h"
#include "../common/limits.h"
#include "scan.h"
#include "seen_class.h"

/* What the clock that stamps keys may be ahead of ours, FILETIME. */
enum { TICKS = SNAPSHOT_YOUNG_MS * 10000 };

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
static void note_change(const struct look *look, struct seen_class *e,
                        bool was_open)
{
	const struct scan_time *time = look->time;
	uint64_t when = time->now;

	if (look->is_first && e->times.present)
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

static void take_times(struct seen_class *e, struct class_times *times,
                       bool is_torn, const struct scan_time *time)
{
	class_times_release(&e->times);
	e->times = *times;
	*times = (struct class_times){0};
	e->young = is_torn || class_times_are_young(&e->times, time->filetime);
	/* A time to come is of a clock that was set back: it stays young for as
	 * long, and passes will do. */
	e->recheck = class_times_newest(&e->times) > time->filetime + TICKS
	                     ? UINT64_MAX
	                     : time->now + SNAPSHOT_YOUNG_MS;
}

/* Take times over into e, reading the values when they moved. What is found
 * as it is known needs no proof: a write that the reading missed is signalled
 * and moves the time, or finds it young. */
static int look_at(const struct look *look, struct seen_class *e,
                   struct class_times *times, struct error *err)
{
	const bool was_present = e->times.present;
	const uint64_t content = e->content;
	const enum digest_state state = e->state;
	struct snapshot snap;

	if (!e->young && was_present && class_times_equal(&e->times, times))
		return 0;
	if (snapshot_read(look->ks, e->name, times, &snap, err))
		return -1;
	if (was_present && !e->pending && !snap.torn &&
	    snapshot_content(&snap) == content) {
		take_times(e, times, false, look->time);
		snapshot_release(&snap);
		return 0;
	}
	if (snapshot_prove(look->ks, e->name, times, look->time->filetime,
	                   &snap, err)) {
		snapshot_release(&snap);
		return -1;
	}
	snapshot_release(&e->snap);
	e->snap = snap;
	take_times(e, times, snap.torn, look->time);
	seen_class_weigh(e);
	/* What is removed has no last good definition. */
	if (e->gone)
		e->at_start = false;
	if (!was_present || content != e->content || state != e->state)
		note_change(look, e, state == DIGEST_OPEN);
	else if (!e->pending)
		snapshot_release(&e->snap);
	return 0;
}

void look_at_nothing(const struct look *look, struct seen_class *e)
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
	note_change(look, e, was_open);
}

int look_now(const struct look *look, struct seen_class *e, struct error *err)
{
	struct class_times times;
	int rc = 0;

	keystore_enter(look->ks, e->name);
	switch (class_times_now(look->ks, e->name, &times, err)) {
	case KEYSTORE_FAILED:
		rc = -1;
		break;
	case KEYSTORE_ABSENT:
		look_at_nothing(look, e);
		break;
	case KEYSTORE_OK:
		rc = look_at(look, e, &times, err);
		break;
	}
	keystore_leave(look->ks);
	class_times_release(&times);
	return rc;
}
