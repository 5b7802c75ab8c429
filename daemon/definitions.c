/*
 * definitions.c: see definitions.h. The JSON is in definitions_json.c.
 */
#include "definitions.h"

#include <stdlib.h>
#include <string.h>

#include "../common/log.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "log_ids.h"

struct published *published_ref(struct published *p)
{
	p->refs++;
	return p;
}

void published_unref(struct published *p)
{
	if (!p || --p->refs)
		return;
	class_record_free(p->record);
	free(p);
}

static void entry_free(struct class_entry *e)
{
	published_unref(e->good);
	class_record_free(e->bad);
	finding_list_release(&e->findings);
	free(e->name);
	free(e);
}

void definitions_release(struct definitions *defs)
{
	for (size_t i = 0; i < defs->count; i++)
		entry_free(defs->entries[i]);
	free(defs->entries);
	*defs = (struct definitions){0};
}

size_t definitions_at(const struct definitions *defs, const char *name)
{
	size_t low = 0, high = defs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (name_compare(defs->entries[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct class_entry *definitions_find(const struct definitions *defs,
                                     const char *class_name)
{
	size_t at = definitions_at(defs, class_name);

	if (at < defs->count && name_equal(defs->entries[at]->name, class_name))
		return defs->entries[at];
	return NULL;
}

static struct class_entry *find_or_add(struct definitions *defs,
                                       const char *name)
{
	struct class_entry *found = definitions_find(defs, name);

	if (found)
		return found;
	size_t at = definitions_at(defs, name);
	if (defs->count == defs->cap) {
		defs->cap = defs->cap ? 2 * defs->cap : 16;
		defs->entries = xrealloc(defs->entries, defs->cap,
		                         sizeof(struct class_entry *));
	}
	memmove(&defs->entries[at + 1], &defs->entries[at],
	        (defs->count - at) * sizeof(struct class_entry *));
	defs->count++;
	defs->entries[at] = xcalloc(1, sizeof(struct class_entry));
	defs->entries[at]->name = xstrdup(name);
	return defs->entries[at];
}

void definitions_turn(struct definitions *defs, struct class_entry *entry,
                      enum chore chore, enum turn turn)
{
	if (entry->turns[chore] != TURN_NONE)
		defs->waiting[chore][entry->turns[chore]]--;
	if (turn != TURN_NONE)
		defs->waiting[chore][turn]++;
	entry->turns[chore] = turn;
}

struct class_entry *definitions_next(struct definitions *defs, enum chore chore,
                                     enum turn turn, size_t *cursor)
{
	if (!defs->waiting[chore][turn])
		return NULL;
	do
		*cursor = (*cursor + 1) % defs->count;
	while (defs->entries[*cursor]->turns[chore] != turn);
	return defs->entries[*cursor];
}

/* An entry that says nothing any more goes. */
static void drop_if_empty(struct definitions *defs, struct class_entry *e)
{
	if (e->good || e->bad || e->interrupted)
		return;
	size_t at = definitions_at(defs, e->name);
	memmove(&defs->entries[at], &defs->entries[at + 1],
	        (defs->count - at - 1) * sizeof(struct class_entry *));
	defs->count--;
	entry_free(e);
}

static void log_diags(const struct class_record *record)
{
	for (size_t i = 0; i < record->diags.count; i++) {
		const struct diag *d = &record->diags.items[i];
		log_event(LOG_WARNING, LOG_ID_DEFINITION_BAD,
		          "%s: %s [FSP%04u]", d->place.file, d->text,
		          diag_row(d->code)->number);
	}
}

/* A bad instance goes on as it was, so that a typo stops nothing. */
static void keep_bad_instances(struct class_record *record,
                               const struct class_record *before)
{
	for (size_t i = 0; before && i < record->bad_instances.count; i++) {
		const struct definition *old = class_model_instance(
		        &before->model, record->bad_instances.items[i]);
		struct definition copy;
		if (!old)
			continue;
		definition_copy(&copy, old);
		class_model_add(&record->model, &copy);
	}
}

static void publish(struct definitions *defs, struct class_entry *e,
                    struct class_record *record, uint64_t counter)
{
	struct published *p = xcalloc(1, sizeof(*p));

	p->refs = 1;
	p->record = record;
	p->generation = ++defs->generation;
	p->live_at = counter;
	published_unref(e->good);
	e->good = p;
	e->from_disk = false;
	log_event(LOG_INFO, LOG_ID_DEFINITION_LIVE,
	          "class '%s' is live, generation %llu, %zu declared instances",
	          e->name, (unsigned long long)p->generation,
	          record->model.instance_count);
	if (record->drift)
		log_event(LOG_WARNING, LOG_ID_DEFINITION_DRIFT,
		          "class '%s' was changed by something other than "
		          "fsp-import: its Digest does not match",
		          e->name);
}

/* Nothing is in force: what an earlier daemon ran, where there is such. */
static void take_last_good(struct definitions *defs, struct class_entry *e,
                           struct class_change *change, uint64_t counter)
{
	struct class_record *record = change->last_good;

	if (e->good || !record)
		return;
	change->last_good = NULL;
	publish(defs, e, record, counter);
	e->from_disk = true;
}

static void take_record(struct definitions *defs, struct class_entry *e,
                        struct class_change *change, uint64_t counter)
{
	struct class_record *record = change->record;
	const enum turn when = change->at_start ? TURN_LATER : TURN_NOW;

	change->record = NULL;
	definitions_turn(defs, e, CHORE_INSPECT, when);
	e->interrupted = false;
	class_record_free(e->bad);
	e->bad = NULL;
	log_diags(record);
	if (!record->bad) {
		keep_bad_instances(record, e->good ? e->good->record
		                                   : change->last_good);
		publish(defs, e, record, counter);
		definitions_turn(defs, e, CHORE_KEEP, when);
		return;
	}
	e->bad = record;
	take_last_good(defs, e, change, counter);
	log_event(LOG_ERROR, LOG_ID_DEFINITION_BAD, "class '%s' is bad, %s",
	          e->name,
	          e->from_disk ? "its last good definition, kept on disk, is "
	                         "in force"
	          : e->good    ? "its last good definition stays in force"
	                       : "it is not in force");
}

static void take_removal(struct definitions *defs, struct class_entry *e)
{
	if (e->good)
		log_event(LOG_INFO, LOG_ID_DEFINITION_REMOVED,
		          "class '%s' was removed", e->name);
	e->interrupted = false;
	class_record_free(e->bad);
	e->bad = NULL;
	published_unref(e->good);
	e->good = NULL;
	e->from_disk = false;
	for (int chore = 0; chore < CHORE_COUNT; chore++)
		definitions_turn(defs, e, (enum chore)chore, TURN_NONE);
	finding_list_release(&e->findings);
}

static void take_interruption(struct definitions *defs, struct class_entry *e,
                              struct class_change *change, uint64_t counter)
{
	e->interrupted = true;
	take_last_good(defs, e, change, counter);
	log_event(LOG_WARNING, LOG_ID_DEFINITION_INTERRUPTED,
	          "class '%s': apply interrupted, %s; run fsp-import apply "
	          "again, or rollback, or delete the value Digest to accept "
	          "it as it stands",
	          e->name,
	          e->good ? "the definition before it stays in force"
	                  : "it is not in force");
}

void definitions_change(struct definitions *defs, struct class_change *change,
                        uint64_t counter, struct definition_delta *delta)
{
	struct class_entry *e = find_or_add(defs, change->class_name);

	*delta = (struct definition_delta){0};
	if (e->good)
		delta->before = published_ref(e->good);
	delta->withdrawn = change->kind == CHANGE_WITHDRAWN;
	switch (change->kind) {
	case CHANGE_LIVE:
		take_record(defs, e, change, counter);
		break;
	case CHANGE_REMOVED:
	case CHANGE_WITHDRAWN:
		take_removal(defs, e);
		break;
	case CHANGE_INTERRUPTED:
		take_interruption(defs, e, change, counter);
		break;
	}
	if (e->good)
		delta->after = published_ref(e->good);
	drop_if_empty(defs, e);
}

bool is_locked_down(const struct class_entry *entry)
{
	return (entry->bad && entry->bad->security_bad) ||
	       (entry->good && entry->good->record->security_bad);
}
