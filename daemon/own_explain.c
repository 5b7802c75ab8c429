/*
 * own_explain.c: `F explain CLASS [INSTANCE [ARG...]]`: every check of a start
 * that the caller would make, in order:
 *
 *   {"checks":[{"name":T,"ok":B,"text":T}...],"cause":T|null}
 *
 * cause is the text of the first that fails. Nothing that was found out by
 * touching a file is told to anybody but administrators.
 */
#include "own.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/error.h"
#include "../common/json.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/shown.h"
#include "../common/template.h"
#include "../common/winpath.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "engine.h"
#include "engine_state.h"
#include "instance.h"
#include "request.h"
#include "start.h"
#include "supervisor_parts.h"
#include "survey.h"

/* What is being explained. */
struct explain {
	const struct own_call *call;
	const struct survey *survey;
	struct start start;
	struct json json;
	struct buf out, cause;
	struct buf text; /* of the check at hand */
	bool failed;     /* some check did */
};

/* -- asking ---------------------------------------------------------------- */

static void send_on_survey(const struct own_call *call,
                           const struct class_entry *entry)
{
	struct survey *survey = xcalloc(1, sizeof(*survey));

	survey->class_name = xstrdup(call->class_name);
	if (entry && entry->good && caller_is_admin(call->a->caller)) {
		const struct definition *def =
		        &entry->good->record->model.class_def;
		const char *directory =
		        definition_text(def, KEY_WORK_DIRECTORY);
		survey->judged = launch_is_judged(def);
		survey->executable =
		        xstrdup(definition_text(def, KEY_EXECUTABLE));
		/* `.` is the daemon's own. */
		if (directory && path_is_absolute(directory))
			survey->work_directory = xstrdup(directory);
	}
	survey->ticket = request_defer(call->engine, call->a);
	survey_do(call->engine->surveyor, survey);
}

void own_explain(const struct own_call *call)
{
	const struct class_entry *entry =
	        definitions_find(&call->engine->definitions, call->class_name);

	if (class_name_fault(call->class_name))
		request_refuse(call->engine, call->a, OS_INVALID_PARAMETER,
		               class_name_fault(call->class_name));
	else if (entry && !own_may_see_class(call, entry))
		request_refuse(call->engine, call->a, OS_ACCESS_DENIED,
		               "Security grants no LC (query)");
	else if (request_in_flight(call->engine, call->a->caller) >=
	         LIMIT_USER_IN_FLIGHT)
		request_refuse(call->engine, call->a, OS_NOT_ENOUGH_QUOTA,
		               "too many starts and waits of this user");
	else
		send_on_survey(call, entry);
}

/* -- checks ---------------------------------------------------------------- */

/* Tell of one check, its text in x->text; returns ok. */
static bool check(struct explain *x, const char *name, bool ok)
{
	json_object(&x->json, NULL);
	json_text(&x->json, "name", name);
	json_bool(&x->json, "ok", ok);
	json_text(&x->json, "text", x->text.data);
	json_end_object(&x->json);
	if (!ok && !x->failed)
		buf_add(&x->cause, x->text.data, x->text.len);
	x->failed |= !ok;
	buf_clear(&x->text);
	return ok;
}

static bool check_text(struct explain *x, const char *name, bool ok,
                       const char *text)
{
	buf_adds(&x->text, text);
	return check(x, name, ok);
}

static void add_64bit_view(struct explain *x)
{
	if (x->survey->in_64bit_view)
		buf_adds(&x->text,
		         ": it was written to the 64-bit view, where nobody "
		         "looks; write it below WOW6432Node (reg.exe: "
		         "/reg:32)");
}

static bool explain_key(struct explain *x)
{
	const struct survey *s = x->survey;
	const char *where = s->where ? s->where : "";

	if (s->key == SURVEY_UNKNOWN)
		return check_text(x, "services", false,
		                  "the registry cannot be read");
	if (s->key == SURVEY_NO_SERVICES) {
		buf_addf(&x->text, "there is no key '%s', so no class at all",
		         where);
		add_64bit_view(x);
		return check(x, "services", false);
	}
	check_text(x, "services", true, "the key of all classes is there");
	if (s->key == SURVEY_NO_KEY) {
		buf_addf(&x->text, "no class '%s': there is no key '%s'",
		         x->call->class_name, where);
		add_64bit_view(x);
		return check(x, "key", false);
	}
	buf_addf(&x->text, "the key '%s' is there", where);
	check(x, "key", true);
	if (s->key == SURVEY_NO_EXECUTABLE) {
		buf_addf(&x->text, "the key '%s' has no Executable: no class",
		         where);
		return check(x, "executable", false);
	}
	return check_text(x, "executable", true, "the key has an Executable");
}

/* The first error of a definition that is bad. */
static void add_error(struct explain *x, const struct class_record *bad)
{
	for (size_t i = 0; i < bad->diags.count; i++) {
		const struct diag *d = &bad->diags.items[i];

		if (d->severity != DIAG_ERROR)
			continue;
		buf_addf(&x->text, "%s: %s [FSP%04u]", d->place.file, d->text,
		         diag_row(d->code)->number);
		return;
	}
	buf_adds(&x->text, "the definition is bad");
}

static bool explain_definition(struct explain *x)
{
	const struct class_entry *entry = x->start.entry;

	if (!entry)
		return check_text(x, "definition", false,
		                  "the key was written just now and is not in "
		                  "force yet");
	if (entry->good)
		buf_addf(&x->text, "generation %llu is in force",
		         (unsigned long long)entry->good->generation);
	if (entry->good && (entry->bad || entry->interrupted))
		buf_adds(&x->text, ", an older one than the key holds: ");
	if (entry->bad)
		add_error(x, entry->bad);
	else if (entry->interrupted)
		buf_adds(&x->text, definition_remedy(entry));
	else if (definition_remedy(entry))
		buf_addf(&x->text, ", changed by something else: %s",
		         definition_remedy(entry));
	return check(x, "definition", entry->good != NULL);
}

/* One of a start's own checks; passed is its text when it does not fail. */
static bool explain_start(struct explain *x, const char *name,
                          enum start_check check, const char *passed)
{
	const bool ok = start_check(&x->start, check) == OS_SUCCESS;

	return check_text(x, name, ok, ok ? passed : x->start.why);
}

static const struct definition *class_def_of(const struct explain *x)
{
	return &x->start.entry->good->record->model.class_def;
}

/* No password was given here, so this only says what will be asked for. */
static void explain_password(struct explain *x)
{
	const struct definition *def = x->start.def;

	if (definition_number(class_def_of(x), KEY_CREDENTIALS) == 0)
		check_text(x, "password", true, "none is taken (Credentials)");
	else if (def && definition_text(def, KEY_SECRET))
		check_text(x, "password", true,
		           "Secret says where it comes from");
	else
		check_text(x, "password", true,
		           "one must be given with each start (Credentials): "
		           "fspctl start --secret");
}

/* What the template asks for and nobody gives. */
static void add_missing(struct explain *x, const struct template_use *use)
{
	const struct request *r = x->start.a->request;
	struct buf scratch = BUF_INIT;

	for (size_t i = 0; i < LIMIT_ARGUMENTS; i++) {
		const char *given = NULL;

		if (!(use->arguments & 2u << i))
			continue;
		if (x->start.inst && x->start.inst->declared)
			given = launch_argument(x->start.inst, i, &scratch);
		else if (i + 2 < r->count)
			given = r->words[i + 2];
		if (!given || !*given)
			buf_addf(&x->text, "; %%%u is empty", (unsigned)i + 1);
	}
	buf_release(&scratch);
}

static void explain_template(struct explain *x)
{
	const char *template =
	        definition_text(class_def_of(x), KEY_COMMAND_LINE);
	struct template_use use;
	struct buf shown = BUF_INIT;

	if (!template || !*template) {
		check_text(x, "template", true, "there is no CommandLine");
		return;
	}
	template_scan(template, &use);
	shown_text(template, &shown);
	buf_addf(&x->text, "CommandLine is '%s'", shown.data);
	buf_release(&shown);
	if (use.fault)
		buf_addf(&x->text, ": %s at character %zu", use.fault,
		         use.fault_at + 1);
	else if (x->call->instance)
		add_missing(x, &use);
	check(x, "template", use.fault == NULL);
}

static void explain_state(struct explain *x)
{
	const struct instance *inst = x->start.inst;
	const bool ok = start_check(&x->start, START_STATE) == OS_SUCCESS;

	if (!ok)
		buf_adds(&x->text, x->start.why);
	else if (!inst)
		buf_addf(&x->text, "no instance '%s' of class '%s' runs",
		         x->call->instance, x->call->class_name);
	else if (is_running(inst))
		buf_adds(&x->text, "it is ending, and started again then");
	else
		buf_addf(&x->text, "instance '%s' of class '%s' does not run",
		         inst->name, inst->class_name);
	check(x, "state", ok);
}

static void explain_file(struct explain *x, const char *name, const char *path,
                         enum survey_file is, enum survey_file wanted)
{
	if (!path)
		return;
	buf_addf(&x->text, "'%s' ", path);
	switch (is) {
	case FILE_NOT_LOOKED_AT:
		buf_adds(&x->text, "may not be looked at");
		break;
	case FILE_ABSENT:
		buf_adds(&x->text, "does not exist");
		break;
	case FILE_IS_FILE:
		buf_adds(&x->text, "is a file");
		break;
	case FILE_IS_DIRECTORY:
		buf_adds(&x->text, "is a directory");
		break;
	}
	buf_addf(&x->text, " (%s)", name);
	check(x, wanted == FILE_IS_FILE ? "program" : "directory",
	      is == wanted || is == FILE_NOT_LOOKED_AT);
}

static void explain_program(struct explain *x)
{
	const struct survey *s = x->survey;

	if (!s->fault) {
		explain_file(x, "Executable", s->executable, s->executable_is,
		             FILE_IS_FILE);
		return;
	}
	buf_addf(&x->text, "'%s' (Executable): %s", s->executable, s->fault);
	check(x, "program", false);
}

/* All could be started, and yet it is not there: its own reason. */
static void explain_last(struct explain *x)
{
	const struct instance *inst = x->start.inst;
	const struct past_row *gone = own_past(x->call);

	if (gone) {
		buf_addf(&x->text, "%s: %s", fsm_state_name(STATE_STOPPED),
		         gone->reason);
		check(x, "instance", false);
	}
	if (!inst || !own_may_see(x->call, inst))
		return;
	buf_addf(&x->text, "%s: %s", fsm_state_name(inst->state),
	         inst->reason ? inst->reason : "");
	check(x, "instance", is_running(inst));
}

/* As a start by who asks would make it. */
static struct instance *would_be(const struct explain *x)
{
	const struct request *r = x->start.a->request;
	const struct instance *is = x->start.inst;
	struct instance *inst =
	        instance_new(x->call->class_name, x->call->instance);

	instance_set_follows(inst, x->start.entry->good);
	instance_set_arguments(inst, r->words + 2, r->count - 2);
	instance_set_starter(inst, x->call->a->caller);
	inst->declared = x->start.def != NULL;
	inst->profile = xstrdup(is ? is->profile : NULL);
	return inst;
}

/* Nothing is in the way: what a start would make. */
static void explain_would(struct explain *x)
{
	const char *run_as = definition_text(class_def_of(x), KEY_RUN_AS);
	struct instance *inst = would_be(x);
	struct buf line = BUF_INIT;

	buf_addf(&x->text, "it would start as %s",
	         strcmp(run_as, ".") == 0 ? "you" : run_as);
	if (profile_is_needed(inst) && !inst->profile) {
		buf_adds(&x->text,
		         ", once the profile directory of its User is known");
	} else {
		launch_preview(inst, x->call->time, &line);
		buf_adds(&x->text, ": ");
		shown_text(line.data, &x->text);
	}
	check(x, "start", true);
	buf_release(&line);
	instance_free(inst);
}

static void explain_name(struct explain *x)
{
	const char *fault = instance_name_fault(x->call->instance);

	check_text(x, "name", !fault,
	           fault ? fault : "an instance may be called that");
}

static void explain_start_checks(struct explain *x)
{
	if (x->call->instance)
		explain_name(x);
	explain_start(x, "access", START_ACCESS, "you may start it (RP)");
	explain_password(x);
	if (x->call->instance)
		explain_start(x, "arguments", START_ARGUMENTS,
		              x->start.def ? "they are its own"
		                           : "they match each Pattern");
	explain_template(x);
	if (x->call->instance) {
		explain_state(x);
		explain_start(x, "limits", START_LIMITS,
		              "not too many instances");
	}
	explain_program(x);
	explain_file(x, "WorkDirectory", x->survey->work_directory,
	             x->survey->work_directory_is, FILE_IS_DIRECTORY);
	if (x->call->instance)
		explain_last(x);
	if (x->call->instance && !x->failed &&
	    (!x->start.inst || own_may_see(x->call, x->start.inst)))
		explain_would(x);
}

/* A definition in force explains itself, whatever became of its key. */
static void explain_all(struct explain *x)
{
	const bool in_force = start_check(&x->start, START_FIND) == OS_SUCCESS;

	if (!explain_key(x))
		return;
	if (explain_definition(x) && in_force)
		explain_start_checks(x);
}

void own_explained(const struct own_call *call, const struct survey *survey)
{
	/* The words as those of an `S`. */
	struct request request = {.kind = REQUEST_START};
	const struct asking a = {call->a->peer, call->a->caller, &request};
	struct explain x = {
	        .call = call,
	        .survey = survey,
	        .start = {.engine = call->engine, .a = &a},
	        .out = BUF_INIT,
	        .cause = BUF_INIT,
	        .text = BUF_INIT,
	};
	char none[] = "";

	for (size_t i = 1; i < call->a->request->count; i++)
		request.words[request.count++] = call->a->request->words[i];
	if (request.count == 1)
		request.words[request.count++] = none;
	json_init(&x.json, &x.out);
	json_object(&x.json, NULL);
	json_array(&x.json, "checks");
	explain_all(&x);
	json_end_array(&x.json);
	json_text(&x.json, "cause", x.failed ? x.cause.data : NULL);
	json_end_object(&x.json);
	own_send(call, &x.out);
	buf_release(&x.cause);
	buf_release(&x.text);
}
