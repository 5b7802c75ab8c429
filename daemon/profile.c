/*
 * profile.c: %P of a declared instance with User: the profile directory of that
 * account. Who an account is may be a question to a server, so it is put to the
 * probe port, at each start, and the process is made when the answer comes.
 *
 * To the table of states it is a part of making the process, which nobody has
 * to wait for: a stop or StartTimeout ends it at once, and an answer that comes
 * later is for nobody.
 */
#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/template.h"
#include "../common/xalloc.h"
#include "definitions.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "policy.h"
#include "probe.h"
#include "supervisor_parts.h"

static bool uses_profile(const char *template)
{
	struct template_use use = {0};

	if (template)
		template_scan(template, &use);
	return use.profile;
}

static const char *user_of(const struct instance *inst)
{
	const struct definition *def = instance_definition(inst);

	return def ? definition_text(def, KEY_USER) : NULL;
}

bool profile_is_named(const struct instance *inst)
{
	return uses_profile(policy_text(inst, KEY_COMMAND_LINE)) ||
	       uses_profile(policy_text(inst, KEY_EXTRA_ARGUMENTS)) ||
	       (name_equal(policy_text(inst, KEY_READY), "mount") &&
	        uses_profile(policy_text(inst, KEY_MOUNT)));
}

bool profile_is_needed(const struct instance *inst)
{
	return user_of(inst) && profile_is_named(inst);
}

void profile_ask(struct supervisor *s, struct instance *inst,
                 const struct engine_time *time)
{
	/* As launch() does for what it begins. */
	inst->ending = ENDING_NOT;
	inst->failed_start = false;
	inst->exists = false;
	published_unref(inst->launched);
	inst->launched = published_ref(inst->follows);
	free(inst->profile_of);
	inst->profile_of = xstrdup(user_of(inst));
	inst->profile_probe = tickets_open(&s->tickets, inst);
	probe_ask(s->prober, inst->profile_probe, PROBE_PROFILE,
	          inst->profile_of);
	supervisor_arm(s, inst,
	               time->now + policy_number(inst, KEY_START_TIMEOUT));
}

void profile_give_up(struct supervisor *s, struct instance *inst,
                     const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	tickets_close(&s->tickets, &inst->profile_probe);
	buf_addf(&reason,
	         "%s; its process had not been made yet: who '%s' (User, %%P) "
	         "is was not answered",
	         inst->reason, inst->profile_of);
	supervisor_ended(s, inst, reason.data, UINT32_MAX, 0, time);
	buf_release(&reason);
}

static void fail(struct supervisor *s, struct instance *inst,
                 const struct probe_answer *answer,
                 const struct engine_time *time)
{
	struct buf reason = BUF_INIT;

	buf_addf(&reason, "no profile directory of '%s' (User, %%P): %s",
	         inst->profile_of, answer->error.text);
	log_event(LOG_WARNING, LOG_ID_START_FAILED,
	          "instance '%s' of '%s' could not be started: %s", inst->name,
	          inst->class_name, reason.data);
	supervisor_ended(s, inst, reason.data, UINT32_MAX, answer->error.code,
	                 time);
	buf_release(&reason);
}

static void go_on(struct supervisor *s, struct instance *inst,
                  const struct probe_answer *answer,
                  const struct engine_time *time)
{
	const char *user = profile_is_needed(inst) ? user_of(inst) : NULL;

	free(inst->profile);
	inst->profile = xstrdup(answer->yes ? answer->text : NULL);
	if (user && strcmp(user, inst->profile_of) != 0)
		profile_ask(s, inst, time); /* declared otherwise meanwhile */
	else if (answer->yes)
		supervisor_launch(s, inst, time);
	else
		fail(s, inst, answer, time);
}

void profile_take(struct supervisor *s, struct instance *inst,
                  const struct probe_answer *answer,
                  const struct engine_time *time)
{
	tickets_close(&s->tickets, &inst->profile_probe);
	go_on(s, inst, answer, time);
}
