/*
 * engine.c: see engine.h. Wiring: what arrives is given to who decides.
 */
#include "engine.h"

#include <stdlib.h>

#include "../common/error.h"
#include "../common/log.h"
#include "../common/secret.h"
#include "../common/xalloc.h"
#include "engine_state.h"
#include "keeper.h"
#include "log_ids.h"
#include "outside.h"
#include "own.h"
#include "request.h"
#include "survey.h"

struct engine *engine_new(const struct engine_options *options,
                          struct error *err)
{
	int lock_failed = 0;

	if (secret_start(err))
		return NULL;
	struct engine *engine = xcalloc(1, sizeof(*engine));
	struct supervisor *s = &engine->supervisor;
	engine->pipes = options->pipes;
	engine->reader = options->reader;
	engine->keeper = options->keeper;
	engine->archive.keeper = options->archive;
	engine->logs = options->logs;
	engine->surveyor = options->surveyor;
	engine->inspector.surveyor = options->inspector;
	engine->version = xstrdup(options->version);
	engine->counter_frequency = options->counter_frequency;
	s->counters = &engine->counters;
	s->processes = options->processes;
	s->pipes = options->pipes;
	s->prober = options->prober;
	s->daemon_directory = xstrdup(options->daemon_directory);
	s->random = options->random_seed;
	s->vault = secret_vault_new(&lock_failed);
	if (lock_failed)
		log_event(LOG_WARNING, LOG_ID_SYSTEM,
		          "the page that holds the key of passwords could not "
		          "be locked: it may be written to the page file");
	return engine;
}

static void free_pending(struct engine *engine)
{
	while (engine->pending) {
		struct pending *next = engine->pending->next;
		pending_free(engine->pending);
		engine->pending = next;
	}
}

static void free_waits(struct engine *engine)
{
	while (engine->waits) {
		struct wait *next = engine->waits->next;
		wait_free(engine->waits);
		engine->waits = next;
	}
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	free_pending(engine);
	free_waits(engine);
	struct secret_vault *vault = engine->supervisor.vault;
	supervisor_release(&engine->supervisor);
	secret_vault_free(vault);
	definitions_release(&engine->definitions);
	archive_release(&engine->archive);
	refusals_release(&engine->refusals);
	free(engine->version);
	free(engine->companion);
	free(engine);
}

/* At the end of every call: what the event made possible elsewhere. */
static void settle(struct engine *engine, const struct engine_time *time)
{
	supervisor_settle(&engine->supervisor, time);
	request_check_waits(engine, time);
	archive_settle(&engine->archive, &engine->definitions, time);
	inspect_settle(&engine->inspector, &engine->definitions, time);
	refusals_log_rest(&engine->refusals, time->now);
}

void engine_request(struct engine *engine, uint64_t peer, struct caller *caller,
                    const void *bytes, size_t len,
                    const struct engine_time *time)
{
	engine->now = time->now;
	request_handle(engine, peer, caller, bytes, len, time);
	settle(engine, time);
}

/* Take the pending request that matches out of the list. */
static struct pending *take_pending(struct engine *engine, uint64_t peer,
                                    uint64_t ticket)
{
	for (struct pending **at = &engine->pending; *at; at = &(*at)->next) {
		struct pending *found = *at;
		if (found->ticket == ticket ||
		    (!ticket && found->peer == peer)) {
			*at = found->next;
			return found;
		}
	}
	return NULL;
}

void engine_peer_gone(struct engine *engine, uint64_t peer)
{
	pending_free(take_pending(engine, peer, 0));
	supervisor_forget_peer(&engine->supervisor, peer);
	for (struct wait **at = &engine->waits; *at;) {
		struct wait *wait = *at;
		if (wait->peer == peer) {
			*at = wait->next;
			wait_free(wait);
		} else {
			at = &wait->next;
		}
	}
}

static void count_reload(struct engine *engine,
                         const struct class_change *change,
                         const struct engine_time *time)
{
	const struct class_entry *entry =
	        definitions_find(&engine->definitions, change->class_name);
	struct counters *c = &engine->counters;

	/* Half an apply is no reload. */
	if (change->kind == CHANGE_INTERRUPTED)
		return;
	if (change->kind == CHANGE_LIVE && entry && entry->bad)
		c->reloads_bad++;
	else
		c->reloads_good++;
	c->last_reload = time->filetime;
	c->last_reload_latency = time->counter > change->seen_at
	                                 ? time->counter - change->seen_at
	                                 : 0;
}

void engine_change(struct engine *engine, struct class_change *change,
                   const struct engine_time *time)
{
	struct definition_delta delta;

	definitions_change(&engine->definitions, change, time->counter, &delta);
	count_reload(engine, change, time);
	if (change->kind == CHANGE_REMOVED || change->kind == CHANGE_WITHDRAWN)
		archive_forget(&engine->archive, change->class_name);
	declared_follow(&engine->supervisor, change->class_name, &delta, time);
	published_unref(delta.before);
	published_unref(delta.after);
	class_change_free(change);
	settle(engine, time);
}

void engine_refreshed(struct engine *engine, uint64_t ticket,
                      const struct engine_time *time)
{
	struct pending *pending = take_pending(engine, 0, ticket);

	engine->now = time->now;
	if (!pending)
		return;
	if (pending->request.kind == REQUEST_START)
		request_start_go(engine, pending, time);
	else
		request_reloaded(engine, pending, time);
	pending_free(pending);
	settle(engine, time);
}

void engine_kept(struct engine *engine, struct keeper_job *job,
                 const struct engine_time *time)
{
	struct pending *pending = NULL;

	engine->now = time->now;
	if (job->ticket)
		pending = take_pending(engine, 0, job->ticket);
	else
		archive_done(&engine->archive, &engine->definitions, job, time);
	if (pending)
		request_kept(engine, pending, job, time);
	pending_free(pending);
	keeper_job_free(job);
	settle(engine, time);
}

void engine_log(struct engine *engine, uint64_t ticket, uint32_t number,
                const struct buf *json, const struct engine_time *time)
{
	struct pending *pending = take_pending(engine, 0, ticket);

	engine->now = time->now;
	if (pending)
		request_log_read(engine, pending, number, json, time);
	pending_free(pending);
	settle(engine, time);
}

void engine_surveyed(struct engine *engine, struct survey *survey,
                     const struct engine_time *time)
{
	struct pending *pending = NULL;

	engine->now = time->now;
	if (survey->ticket)
		pending = take_pending(engine, 0, survey->ticket);
	else
		inspect_done(&engine->inspector, &engine->definitions, survey,
		             time);
	if (pending)
		request_surveyed(engine, pending, survey, time);
	pending_free(pending);
	survey_free(survey);
	settle(engine, time);
}

void engine_probed(struct engine *engine, const struct probe_answer *answer,
                   const struct engine_time *time)
{
	supervisor_probed(&engine->supervisor, answer, time);
	settle(engine, time);
}

void engine_network_changed(struct engine *engine,
                            const struct engine_time *time)
{
	supervisor_network_changed(&engine->supervisor, time);
}

void engine_adopt(struct engine *engine, const struct survivor *survivor)
{
	adopt_later(&engine->supervisor, survivor);
}

void engine_process(struct engine *engine, const struct process_event *event,
                    const struct engine_time *time)
{
	supervisor_process(&engine->supervisor, event, time);
	settle(engine, time);
}

void engine_sweep(struct engine *engine, const struct engine_time *time)
{
	own_sweep_logs(engine);
	adopt_tell_rest(&engine->supervisor);
	archive_prune(&engine->archive);
	settle(engine, time);
}

void engine_tick(struct engine *engine, const struct engine_time *time)
{
	supervisor_tick(&engine->supervisor, time);
	settle(engine, time);
}

uint64_t engine_deadline(const struct engine *engine)
{
	const uint64_t keep =
	        archive_deadline(&engine->archive, &engine->definitions);
	const uint64_t rest = refusals_deadline(&engine->refusals);
	const uint64_t inspect =
	        inspect_deadline(&engine->inspector, &engine->definitions);
	uint64_t deadline = supervisor_deadline(&engine->supervisor);

	if (keep < deadline)
		deadline = keep;
	if (inspect < deadline)
		deadline = inspect;
	if (rest < deadline)
		deadline = rest;
	for (const struct wait *w = engine->waits; w; w = w->next)
		if (w->deadline < deadline)
			deadline = w->deadline;
	return deadline;
}

void engine_set_companion(struct engine *engine, const char *holder)
{
	free(engine->companion);
	engine->companion = xstrdup(holder);
}

void engine_shut_down(struct engine *engine, const struct engine_time *time)
{
	engine->inspector.surveyor = NULL; /* nothing more is inspected */
	supervisor_shut_down(&engine->supervisor, time);
	settle(engine, time);
}

bool engine_is_idle(const struct engine *engine)
{
	return supervisor_is_idle(&engine->supervisor);
}
