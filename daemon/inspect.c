/*
 * inspect.c: see inspect.h.
 */
#include "inspect.h"

#include "../common/limits.h"
#include "../common/log.h"
#include "../common/xalloc.h"
#include "definitions.h"
#include "engine.h"
#include "log_ids.h"
#include "survey.h"

void inspect_settle(struct inspector *inspector, struct definitions *defs,
                    const struct engine_time *time)
{
	struct class_entry *entry;
	struct survey *survey;

	if (!inspector->surveyor || inspector->busy)
		return;
	entry = definitions_next(defs, CHORE_INSPECT, TURN_NOW,
	                         &inspector->cursor);
	if (!entry && time->now >= inspector->not_before)
		entry = definitions_next(defs, CHORE_INSPECT, TURN_LATER,
		                         &inspector->cursor);
	if (!entry)
		return;
	definitions_turn(defs, entry, CHORE_INSPECT, TURN_NONE);
	inspector->busy = true;
	survey = xcalloc(1, sizeof(*survey));
	survey->class_name = xstrdup(entry->name);
	survey_do(inspector->surveyor, survey);
}

uint64_t inspect_deadline(const struct inspector *inspector,
                          const struct definitions *defs)
{
	return inspector->surveyor && !inspector->busy &&
	                       defs->waiting[CHORE_INSPECT][TURN_LATER]
	               ? inspector->not_before
	               : UINT64_MAX;
}

static void log_new(const struct finding_list *before,
                    const struct finding_list *now)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct finding *f = &now->items[i];
		if (!finding_list_has(before, f))
			log_event(LOG_WARNING, LOG_ID_FINDING,
			          "%s: %s [FSP%04u]", f->where, f->text,
			          f->number);
	}
}

void inspect_done(struct inspector *inspector, struct definitions *defs,
                  struct survey *survey, const struct engine_time *time)
{
	struct class_entry *entry = definitions_find(defs, survey->class_name);

	inspector->busy = false;
	inspector->not_before = time->now + LIMIT_LAST_GOOD_PACE_MS;
	if (!entry)
		return;
	log_new(&entry->findings, &survey->findings);
	finding_list_release(&entry->findings);
	entry->findings = survey->findings;
	survey->findings = (struct finding_list){NULL, 0};
}
