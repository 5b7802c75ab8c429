/*
 * launch.c: from an instance and the definition it follows to a process: what
 * supervisor.h calls launch().
 */
#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/secret.h"
#include "../common/template.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "definitions.h"
#include "engine.h"
#include "instance.h"
#include "log_ids.h"
#include "mount.h"
#include "pattern.h"
#include "policy.h"
#include "process.h"
#include "supervisor_parts.h"

/* Everything a process_spec borrows for the length of one call. */
struct plan {
	struct buf command_line, stderr_path, first_argument;
	char time[24];
	const char *arguments[LIMIT_ARGUMENTS];
	struct template_facts facts;
};

const char *launch_argument(const struct instance *inst, size_t number,
                            struct buf *scratch)
{
	const struct definition *def = instance_definition(inst);
	const enum key_id id = (enum key_id)(KEY_ARGUMENT1 + (int)number);

	if (!def)
		return number < inst->argument_count ? inst->arguments[number]
		                                     : NULL;
	if (definition_has(def, id))
		return definition_text(def, id);
	if (number > 0)
		return NULL;
	buf_clear(scratch);
	buf_addf(scratch, "\\%s\\%s", inst->class_name, inst->name);
	return scratch->data;
}

static enum run_as run_as_of(const struct definition *class_def)
{
	const char *name = definition_text(class_def, KEY_RUN_AS);

	if (name_equal(name, "LocalService"))
		return RUN_AS_LOCAL_SERVICE;
	if (name_equal(name, "NetworkService"))
		return RUN_AS_NETWORK_SERVICE;
	return strcmp(name, ".") == 0 ? RUN_AS_CALLER : RUN_AS_SYSTEM;
}

bool launch_is_judged(const struct definition *class_def)
{
	return run_as_of(class_def) == RUN_AS_SYSTEM &&
	       definition_has(class_def, KEY_OWNER);
}

static void plan_facts(struct plan *plan, const struct instance *inst,
                       const struct definition *class_def,
                       const struct engine_time *time)
{
	const struct definition *def = instance_definition(inst);
	struct template_facts *facts = &plan->facts;

	template_time(time->filetime, plan->time);
	facts->executable = definition_text(class_def, KEY_EXECUTABLE);
	facts->arguments = plan->arguments;
	for (size_t i = 0; i < LIMIT_ARGUMENTS; i++) {
		plan->arguments[i] =
		        launch_argument(inst, i, &plan->first_argument);
		if (plan->arguments[i])
			facts->argument_count = i + 1;
	}
	facts->time = plan->time;
	/* Nobody is calling when fspd itself starts a declared instance. */
	if (inst->starter) {
		facts->user = caller_user(inst->starter);
		/* asking the system is not free */
		if (profile_is_named(inst))
			facts->profile = caller_profile(inst->starter);
	}
	if (def && definition_has(def, KEY_USER)) {
		facts->user = definition_text(def, KEY_USER);
		facts->profile = inst->profile;
	}
}

/* Stderr as a path; a template that lets a caller choose the file SYSTEM
 * writes to is not followed. */
static const char *plan_stderr(struct plan *plan, const struct instance *inst,
                               const struct definition *class_def)
{
	const char *template = definition_text(class_def, KEY_STDERR);
	struct template_use use;

	if (!template || !*template)
		return NULL;
	template_scan(template, &use);
	if ((use.arguments & ~1u) || use.user || use.profile) {
		log_event(LOG_WARNING, LOG_ID_START_FAILED,
		          "instance '%s' of '%s': Stderr is ignored: a "
		          "substitution other than %%0 and %%T would let a "
		          "caller choose the file",
		          inst->name, inst->class_name);
		return NULL;
	}
	template_expand(&plan->stderr_path, template, &plan->facts, false);
	return plan->stderr_path.data;
}

static const char *plan_directory(const struct supervisor *s,
                                  const struct definition *class_def)
{
	const char *directory = definition_text(class_def, KEY_WORK_DIRECTORY);

	if (!directory || !*directory)
		return NULL;
	return strcmp(directory, ".") == 0 ? s->daemon_directory : directory;
}

static void plan_command_line(struct plan *plan, const struct instance *inst,
                              const struct definition *class_def)
{
	const struct definition *def = instance_definition(inst);
	const char *template = definition_text(class_def, KEY_COMMAND_LINE);
	const char *extra =
	        def ? definition_text(def, KEY_EXTRA_ARGUMENTS) : NULL;

	template_command_line(&plan->command_line, template ? template : "",
	                      extra, &plan->facts);
}

/* The password that a caller gave, opened for this start alone. Where Secret
 * is declared, what a caller gave is not kept: restarts have Secret. */
static int open_box(struct supervisor *s, struct instance *inst,
                    struct secret **secret, struct error *err)
{
	*secret = secret_box_open(s->vault, inst->box);
	if (policy_secret(inst)) {
		secret_box_free(inst->box);
		inst->box = NULL;
	}
	if (*secret)
		return 0;
	return error_set(err, OS_ACCESS_DENIED,
	                 "the password cannot be opened again");
}

/* Where the password of a class with Credentials comes from: *secret, or
 * *source, which the process host opens. */
static int find_secret(struct supervisor *s, struct instance *inst,
                       struct secret **secret, const char **source,
                       struct error *err)
{
	*secret = NULL;
	*source = NULL;
	if (policy_number(inst, KEY_CREDENTIALS) == 0)
		return 0;
	if (inst->box)
		return open_box(s, inst, secret, err);
	*source = policy_secret(inst);
	if (*source)
		return 0;
	return error_set(err, OS_INVALID_PARAMETER,
	                 "the class wants a password and none was given "
	                 "(Credentials)");
}

/* NULL where the password goes to standard input. */
static const char *secret_variable(const struct instance *inst)
{
	static const char prefix[] = "env:";
	const struct definition *def = instance_definition(inst);
	const char *to = def ? definition_text(def, KEY_SECRET_TO) : NULL;

	if (!to || strncmp(to, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	return to + sizeof(prefix) - 1;
}

static void fill_spec(struct process_spec *spec, const struct supervisor *s,
                      const struct instance *inst, struct plan *plan)
{
	const struct class_model *model = &inst->follows->record->model;
	const struct definition *class_def = &model->class_def;
	const struct definition *def = instance_definition(inst);
	const struct value *environment =
	        effective_value(class_def, def, KEY_ENVIRONMENT);

	*spec = (struct process_spec){
	        .ticket = inst->ticket,
	        .class_name = inst->class_name,
	        .instance_name = inst->name,
	        .executable = plan->facts.executable,
	        .command_line = plan->command_line.data,
	        .work_directory = plan_directory(s, class_def),
	        .stderr_path = plan_stderr(plan, inst, class_def),
	        .environment = environment->present ? environment->text : NULL,
	        .environment_len = environment->len,
	        .run_as = run_as_of(class_def),
	        .judged = launch_is_judged(class_def),
	        .caller = inst->starter,
	        .job_control =
	                definition_number(class_def, KEY_JOB_CONTROL) != 0,
	        .memory_max_mib =
	                effective_number(class_def, def, KEY_MEMORY_MAX),
	        .process_max =
	                effective_number(class_def, def, KEY_PROCESS_MAX),
	        .log_max_kib =
	                effective_number(class_def, def, KEY_LOG_MAX_SIZE),
	        .log_files = effective_number(class_def, def, KEY_LOG_FILES),
	};
}

/* Where the file system of inst appears, when that makes it ready. Drives of
 * a caller's session are not to be seen from here. Caller frees. */
static char *plan_mount(const struct plan *plan, const struct instance *inst,
                        const struct definition *class_def)
{
	struct buf text = BUF_INIT, path = BUF_INIT;

	if (!name_equal(policy_text(inst, KEY_READY), "mount") ||
	    run_as_of(class_def) == RUN_AS_CALLER)
		return NULL;
	template_expand(&text, policy_text(inst, KEY_MOUNT), &plan->facts,
	                false);
	mount_path(&path, text.data, inst->class_name, inst->name);
	buf_release(&text);
	return buf_steal(&path, NULL);
}

static void plan_release(struct plan *plan)
{
	buf_release(&plan->command_line);
	buf_release(&plan->stderr_path);
	buf_release(&plan->first_argument);
}

/* The process that is being made, as far as the instance knows it. */
static void begin_process(struct supervisor *s, struct instance *inst,
                          const struct plan *plan, bool wants_answer,
                          const struct engine_time *time)
{
	const struct definition *class_def =
	        &inst->follows->record->model.class_def;

	inst->ticket = tickets_open(&s->tickets, inst);
	inst->exists = false;
	inst->has_secret = wants_answer;
	inst->pid = 0;
	inst->started_at = time->now;
	inst->ending = ENDING_NOT;
	inst->failed_start = false;
	inst->stale = false;
	free(inst->mount);
	inst->mount = plan_mount(plan, inst, class_def);
	inst->adopted = false;
	inst->estranged = false;
	free(inst->command_line);
	inst->command_line = xstrdup(plan->command_line.data);
	published_unref(inst->launched);
	inst->launched = published_ref(inst->follows);
}

/* Where its mount is depends on a profile that nobody has asked for yet. */
static bool mount_is_unknown(const struct plan *plan,
                             const struct instance *inst)
{
	const char *template = policy_text(inst, KEY_MOUNT);
	struct template_use use = {0};

	if (template)
		template_scan(template, &use);
	return use.profile && !plan->facts.profile;
}

void launch_adopt(struct supervisor *s, struct instance *inst,
                  const char *command_line, const struct engine_time *time)
{
	struct plan plan = {BUF_INIT, BUF_INIT, BUF_INIT, "", {NULL}, {0}};

	plan_facts(&plan, inst, &inst->follows->record->model.class_def, time);
	buf_adds(&plan.command_line, command_line);
	begin_process(s, inst, &plan, false, time);
	inst->adopted = true;
	/* a caller's arguments are not known, nor where he mounted it */
	if (!inst->declared || mount_is_unknown(&plan, inst)) {
		free(inst->mount);
		inst->mount = NULL;
	}
	plan_release(&plan);
}

/* A template that says when, who or where is expanded otherwise each time. */
static bool is_constant(const char *template)
{
	struct template_use use = {0};

	if (template)
		template_scan(template, &use);
	return !use.time && !use.user && !use.profile;
}

void launch_preview(const struct instance *inst, const struct engine_time *time,
                    struct buf *out)
{
	const struct definition *class_def =
	        &inst->follows->record->model.class_def;
	struct plan plan = {BUF_INIT, BUF_INIT, BUF_INIT, "", {NULL}, {0}};

	plan_facts(&plan, inst, class_def, time);
	plan_command_line(&plan, inst, class_def);
	buf_add(out, plan.command_line.data, plan.command_line.len);
	plan_release(&plan);
}

bool launch_command_line(const struct instance *inst,
                         const struct engine_time *time, struct buf *out)
{
	const struct definition *class_def =
	        &inst->follows->record->model.class_def;
	const struct definition *def = instance_definition(inst);

	if (!def ||
	    !is_constant(definition_text(class_def, KEY_COMMAND_LINE)) ||
	    !is_constant(definition_text(def, KEY_EXTRA_ARGUMENTS)))
		return false;
	launch_preview(inst, time, out);
	return true;
}

/* What may not be started any more is not started again either. */
static int check_rules(const struct instance *inst,
                       const struct definition *class_def, struct error *err)
{
	if (run_as_of(class_def) == RUN_AS_CALLER && !inst->starter)
		return error_set(
		        err, OS_ACCESS_DENIED,
		        "RunAs is '.' and nobody is "
		        "calling: start it as the user it shall run as");
	if (inst->declared)
		return 0;
	const unsigned number = pattern_refuses(class_def, inst->arguments,
	                                        inst->argument_count);
	if (number == 0)
		return 0;
	return error_set(err, OS_INVALID_PARAMETER,
	                 "argument %u does not match its Pattern%u any more: "
	                 "start it with another",
	                 number, number);
}

int launch(struct supervisor *s, struct instance *inst,
           const struct engine_time *time, struct error *err)
{
	const struct definition *class_def =
	        &inst->follows->record->model.class_def;
	struct plan plan = {BUF_INIT, BUF_INIT, BUF_INIT, "", {NULL}, {0}};
	struct process_spec spec;
	struct secret *secret = NULL;
	const char *source = NULL;
	int rc = -1;

	if (inst->survivor) {
		adopt_launch(s, inst, time);
		return 0;
	}
	if (check_rules(inst, class_def, err) < 0 ||
	    find_secret(s, inst, &secret, &source, err) < 0)
		goto out;
	const char *variable = secret || source ? secret_variable(inst) : NULL;
	plan_facts(&plan, inst, class_def, time);
	plan_command_line(&plan, inst, class_def);
	begin_process(s, inst, &plan, (secret || source) && !variable, time);
	fill_spec(&spec, s, inst, &plan);
	spec.secret_source = source;
	spec.secret_env = variable;
	inst->making = true;
	s->making++;
	process_start(s->processes, &spec, secret);
	rc = 0;
out:
	plan_release(&plan);
	return rc;
}
