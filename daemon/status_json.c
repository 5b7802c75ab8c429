/*
 * status_json.c: see status_json.h.
 */
#include "status_json.h"

#include <stdio.h>

#include "../common/buf.h"
#include "../common/json.h"
#include "../common/shown.h"
#include "../common/template.h"
#include "caller.h"
#include "engine.h"
#include "instance.h"

/* %T's form is 20261121T064445.332Z; people read it with separators. */
static void write_time(struct json *j, const char *key, uint64_t filetime)
{
	char compact[24], text[40];

	if (filetime == 0) {
		json_null(j, key);
		return;
	}
	template_time(filetime, compact);
	snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%s", compact,
	         compact + 4, compact + 6, compact + 9, compact + 11,
	         compact + 13);
	json_text(j, key, text);
}

void status_json(const struct instance *inst, const struct engine_time *time,
                 struct buf *out)
{
	struct json j;

	json_init(&j, out);
	json_object(&j, NULL);
	json_text(&j, "class", inst->class_name);
	json_text(&j, "instance", inst->name);
	json_text(&j, "state", fsm_state_name(inst->state));
	write_time(&j, "since", inst->since);
	if (inst->exists)
		json_number(&j, "pid", inst->pid);
	else
		json_null(&j, "pid");
	json_number(&j, "restarts", inst->restarts);
	if (inst->state == STATE_BACKOFF && inst->deadline > time->now)
		write_time(&j, "next_try",
		           time->filetime +
		                   (inst->deadline - time->now) * 10000);
	json_text(&j, "reason", inst->reason);
	json_bool(&j, "stale", inst->stale);
	json_bool(&j, "declared", inst->declared);
	json_bool(&j, "sticky", inst->sticky);
	json_text(&j, "user",
	          inst->starter ? caller_user(inst->starter) : NULL);
	if (is_running(inst) && inst->command_line)
		shown_json(&j, "command_line", inst->command_line);
	else
		json_null(&j, "command_line");
	json_end_object(&j);
}
