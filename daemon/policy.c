/*
 * policy.c: see policy.h.
 */
#include "policy.h"

#include <string.h>

#include "../common/model.h"
#include "../common/name.h"
#include "../common/value.h"
#include "definitions.h"
#include "instance.h"
#include "supervisor.h"

static const struct definition *class_of(const struct instance *inst)
{
	return &inst->follows->record->model.class_def;
}

uint32_t policy_number(const struct instance *inst, enum key_id id)
{
	return effective_number(class_of(inst), instance_definition(inst), id);
}

const char *policy_text(const struct instance *inst, enum key_id id)
{
	return effective_text(class_of(inst), instance_definition(inst), id);
}

struct backoff_policy policy_backoff(const struct instance *inst)
{
	return (struct backoff_policy){
	        .delay = policy_number(inst, KEY_RESTART_DELAY),
	        .delay_max = policy_number(inst, KEY_RESTART_DELAY_MAX),
	        .limit = policy_number(inst, KEY_RESTART_LIMIT),
	        .window = policy_number(inst, KEY_RESTART_WINDOW) * 1000ull,
	};
}

bool is_auto(const struct instance *inst)
{
	const struct definition *def = instance_definition(inst);

	return def && name_equal(definition_text(def, KEY_START), "auto");
}

bool policy_is_success(const struct instance *inst, uint32_t exit_code)
{
	const struct value *codes =
	        effective_value(class_of(inst), instance_definition(inst),
	                        KEY_SUCCESS_EXIT_CODES);
	uint32_t code;

	if (!codes->present)
		return exit_code == 0;
	for (const char *item = value_next(codes, NULL); item;
	     item = value_next(codes, item))
		if (value_exit_code(item, strlen(item), &code) == 0 &&
		    code == exit_code)
			return true;
	return false;
}

/* "never", "on-failure" or "always". */
static const char *restart_mode(const struct instance *inst)
{
	const char *declared = policy_text(inst, KEY_RESTART);

	if (declared)
		return declared;
	return is_auto(inst) || policy_number(inst, KEY_RECOVERY) == 1
	               ? "always"
	               : "never";
}

bool policy_restarts(const struct instance *inst, uint32_t exit_code)
{
	const char *mode = restart_mode(inst);

	if (inst->orphan || (inst->adopted && !inst->declared) ||
	    name_equal(mode, "never"))
		return false;
	if (name_equal(mode, "always") || exit_code == UINT32_MAX)
		return true;
	return !policy_is_success(inst, exit_code);
}

bool policy_keeps_secret(const struct instance *inst)
{
	return !name_equal(restart_mode(inst), "never") ||
	       name_equal(policy_text(inst, KEY_ON_CHANGE), "restart");
}

const char *policy_secret(const struct instance *inst)
{
	const struct definition *def = instance_definition(inst);

	return def ? definition_text(def, KEY_SECRET) : NULL;
}

bool policy_can_restart(const struct instance *inst)
{
	return inst->box || policy_secret(inst) ||
	       !policy_number(inst, KEY_CREDENTIALS);
}

bool policy_ends_with_daemon(const struct instance *inst)
{
	return !inst->launched ||
	       definition_number(&inst->launched->record->model.class_def,
	                         KEY_JOB_CONTROL) != 0;
}
