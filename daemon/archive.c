/*
 * archive.c: see archive.h.
 *
 * A class's entry says itself whether it has to be written; the search over the
 * entries goes round from where it stopped, so that it costs nothing when there
 * is much to do, and one look at each when there is nothing.
 */
#include "archive.h"

#include <string.h>

#include "../common/limits.h"
#include "../common/log.h"
#include "../common/xalloc.h"
#include "definitions.h"
#include "engine.h"
#include "keeper.h"
#include "last_good.h"
#include "log_ids.h"

void archive_release(struct archive *archive)
{
	name_list_release(&archive->removals);
}

void archive_forget(struct archive *archive, const char *class_name)
{
	if (archive->keeper && !name_list_has(&archive->removals, class_name))
		name_list_add(&archive->removals, xstrdup(class_name));
}

void archive_prune(struct archive *archive)
{
	archive->prune = archive->keeper != NULL;
}

static struct keeper_job *new_job(enum keeper_verb verb)
{
	struct keeper_job *job = xcalloc(1, sizeof(*job));

	job->verb = verb;
	return job;
}

static struct keeper_job *next_removal(struct archive *archive)
{
	struct name_list *list = &archive->removals;
	struct keeper_job *job;

	if (!list->count)
		return NULL;
	job = new_job(KEEPER_GOOD_REMOVE);
	job->class_name = list->items[0];
	list->count--;
	memmove(list->items, list->items + 1,
	        list->count * sizeof(list->items[0]));
	return job;
}

/* With no class at all the registry may not have been read yet. */
static struct keeper_job *next_prune(struct archive *archive,
                                     const struct definitions *defs)
{
	struct keeper_job *job;

	if (!archive->prune || !defs->count)
		return NULL;
	archive->prune = false;
	job = new_job(KEEPER_GOOD_PRUNE);
	job->classes.items = xcalloc(defs->count, sizeof(char *));
	for (size_t i = 0; i < defs->count; i++)
		job->classes.items[job->classes.count++] =
		        xstrdup(defs->entries[i]->name);
	return job;
}

static struct keeper_job *next_write(struct archive *archive,
                                     struct definitions *defs, enum turn turn)
{
	struct class_entry *entry =
	        definitions_next(defs, CHORE_KEEP, turn, &archive->cursor);
	struct keeper_job *job;

	if (!entry)
		return NULL;
	definitions_turn(defs, entry, CHORE_KEEP, TURN_NONE);
	job = new_job(KEEPER_GOOD_WRITE);
	job->class_name = xstrdup(entry->name);
	last_good_encode(&job->good, &entry->good->record->model);
	return job;
}

static bool has_work(const struct archive *archive,
                     const struct definitions *defs)
{
	return archive->removals.count || (archive->prune && defs->count) ||
	       defs->waiting[CHORE_KEEP][TURN_NOW] ||
	       defs->waiting[CHORE_KEEP][TURN_LATER];
}

void archive_settle(struct archive *archive, struct definitions *defs,
                    const struct engine_time *time)
{
	const bool is_late = time->now >= archive->not_before;
	struct keeper_job *job = NULL;

	if (!archive->keeper || archive->busy || !has_work(archive, defs) ||
	    (archive->failing && !is_late))
		return;
	/* A removal comes before what may have been written anew since. */
	job = next_removal(archive);
	if (!job)
		job = next_prune(archive, defs);
	if (!job)
		job = next_write(archive, defs, TURN_NOW);
	if (!job && is_late)
		job = next_write(archive, defs, TURN_LATER);
	archive->busy = job != NULL;
	if (job)
		keeper_do(archive->keeper, job);
}

uint64_t archive_deadline(const struct archive *archive,
                          const struct definitions *defs)
{
	return archive->keeper && !archive->busy && has_work(archive, defs)
	               ? archive->not_before
	               : UINT64_MAX;
}

/* Once for a disk that is full or a folder that others may write to, not once
 * for each class. */
static void tell_of(struct archive *archive, const struct keeper_job *job)
{
	const bool failed = job->rc != 0;

	if (failed && !archive->failing)
		log_event(LOG_WARNING, LOG_ID_LAST_GOOD,
		          "last good definitions cannot be kept on disk: %s",
		          job->error.text);
	else if (!failed && archive->failing)
		log_event(LOG_INFO, LOG_ID_LAST_GOOD,
		          "last good definitions are kept on disk again");
	archive->failing = failed;
}

static void try_again(struct archive *archive, struct definitions *defs,
                      const struct keeper_job *job)
{
	struct class_entry *entry;

	if (job->verb == KEEPER_GOOD_REMOVE)
		archive_forget(archive, job->class_name);
	if (job->verb != KEEPER_GOOD_WRITE)
		return;
	entry = definitions_find(defs, job->class_name);
	if (entry && entry->good && entry->turns[CHORE_KEEP] == TURN_NONE)
		definitions_turn(defs, entry, CHORE_KEEP, TURN_LATER);
}

void archive_done(struct archive *archive, struct definitions *defs,
                  const struct keeper_job *job, const struct engine_time *time)
{
	archive->busy = false;
	archive->not_before = time->now + (job->rc ? LIMIT_LAST_GOOD_RETRY_MS
	                                           : LIMIT_LAST_GOOD_PACE_MS);
	tell_of(archive, job);
	if (job->rc)
		try_again(archive, defs, job);
}
