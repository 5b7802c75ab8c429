/*
 * adopt.c: processes that an earlier daemon left running, under the care of
 * this one: each becomes its instance's as soon as its class is live, so that
 * no second one is started beside it.
 *
 * What is not known of one that a caller had started (who he was, with what
 * arguments) keeps it from being started again.
 */
#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/xalloc.h"
#include "definitions.h"
#include "instance.h"
#include "log_ids.h"
#include "policy.h"
#include "process.h"
#include "supervisor_parts.h"
#include "survivor.h"

void adopt_later(struct supervisor *s, const struct survivor *survivor)
{
	s->survivors = xrealloc(s->survivors, s->survivor_count + 1,
	                        sizeof(struct survivor *));
	s->survivors[s->survivor_count++] = survivor_copy(survivor);
}

static void drop(struct survivor *survivor)
{
	survivor_release(survivor);
	free(survivor);
}

void adopt_release(struct supervisor *s)
{
	for (size_t i = 0; i < s->survivor_count; i++)
		drop(s->survivors[i]);
	free(s->survivors);
}

void adopt_take(struct supervisor *s, const char *class_name,
                struct published *live, const struct engine_time *time)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->survivor_count; i++) {
		struct survivor *survivor = s->survivors[i];
		if (!name_equal(survivor->class_name, class_name)) {
			s->survivors[kept++] = survivor;
			continue;
		}
		struct instance *inst =
		        supervisor_add(s, class_name, survivor->instance);
		if (is_running(inst)) {
			log_event(LOG_WARNING, LOG_ID_ADOPTED,
			          "instance '%s' of '%s': process %lu of an "
			          "earlier fspd runs on beside process %lu",
			          inst->name, inst->class_name,
			          (unsigned long)survivor->pid,
			          (unsigned long)inst->pid);
			drop(survivor);
			continue;
		}
		instance_set_follows(inst, live);
		inst->declared = class_model_instance(&live->record->model,
		                                      inst->name) != NULL;
		inst->survivor = survivor;
		supervisor_feed(s, inst, EVENT_START,
		                "it outlived an earlier fspd", time);
	}
	if (s->survivors_told > kept)
		s->survivors_told = kept;
	s->survivor_count = kept;
}

void adopt_tell_rest(struct supervisor *s)
{
	for (; s->survivors_told < s->survivor_count; s->survivors_told++) {
		const struct survivor *survivor =
		        s->survivors[s->survivors_told];
		log_event(LOG_WARNING, LOG_ID_ADOPTED,
		          "instance '%s' of '%s': process %lu of an earlier "
		          "fspd runs on, and its class is not live: it cannot "
		          "be stopped here; declare the class again, or end it "
		          "with 'taskkill /f /pid %lu'",
		          survivor->instance, survivor->class_name,
		          (unsigned long)survivor->pid,
		          (unsigned long)survivor->pid);
	}
}

void adopt_launch(struct supervisor *s, struct instance *inst,
                  const struct engine_time *time)
{
	struct survivor *survivor = inst->survivor;
	const struct process_adoption adoption = {
	        .class_name = inst->class_name,
	        .instance_name = inst->name,
	        .pid = survivor->pid,
	        .created = survivor->created,
	        .log_max_kib = policy_number(inst, KEY_LOG_MAX_SIZE),
	        .log_files = policy_number(inst, KEY_LOG_FILES),
	};

	launch_adopt(s, inst, survivor->command_line, time);
	inst->survivor = NULL;
	log_event(LOG_INFO, LOG_ID_ADOPTED,
	          "instance '%s' of '%s': process %lu of an earlier fspd runs "
	          "on; a stop will terminate it, since no signal reaches it",
	          inst->name, inst->class_name, (unsigned long)survivor->pid);
	process_adopt(s->processes, inst->ticket, &adoption);
	drop(survivor);
}

bool adopt_differs(const struct instance *inst, const struct engine_time *time)
{
	struct buf now = BUF_INIT;
	bool differs;

	if (!inst->adopted || !inst->declared)
		return false;
	differs = launch_command_line(inst, time, &now) &&
	          strcmp(now.data, inst->command_line) != 0;
	buf_release(&now);
	return differs;
}
