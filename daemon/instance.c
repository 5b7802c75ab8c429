/*
 * instance.c: see instance.h.
 */
#include "instance.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/log.h"
#include "../common/model.h"
#include "../common/name.h"
#include "../common/secret.h"
#include "../common/xalloc.h"
#include "caller.h"
#include "definitions.h"
#include "engine.h"
#include "log_ids.h"
#include "survivor.h"

struct instance *instance_new(const char *class_name, const char *name)
{
	struct instance *inst = xcalloc(1, sizeof(*inst));

	inst->class_name = xstrdup(class_name);
	inst->name = xstrdup(name);
	inst->reason = xstrdup("");
	inst->deadline = UINT64_MAX;
	inst->probe_at = UINT64_MAX;
	return inst;
}

static void free_arguments(struct instance *inst)
{
	for (size_t i = 0; i < inst->argument_count; i++)
		free(inst->arguments[i]);
	inst->argument_count = 0;
}

void instance_free(struct instance *inst)
{
	if (!inst)
		return;
	free_arguments(inst);
	published_unref(inst->follows);
	published_unref(inst->launched);
	caller_unref(inst->starter);
	caller_unref(inst->waiter_caller);
	secret_box_free(inst->box);
	backoff_reset(&inst->backoff);
	if (inst->survivor)
		survivor_release(inst->survivor);
	free(inst->survivor);
	free(inst->command_line);
	free(inst->fault);
	free(inst->asked);
	free(inst->mount);
	free(inst->profile_of);
	free(inst->profile);
	free(inst->class_name);
	free(inst->name);
	free(inst->reason);
	free(inst);
}

void instance_set_reason(struct instance *inst, const char *reason)
{
	/* It may be the one it has. */
	char *copy = xstrdup(reason);

	free(inst->reason);
	inst->reason = copy;
}

void instance_set_state(struct instance *inst, enum fsm_state state,
                        const char *reason, const struct engine_time *time)
{
	log_event(state == STATE_FAILED || state == STATE_BACKOFF ? LOG_WARNING
	                                                          : LOG_INFO,
	          LOG_ID_STATE, "instance '%s' of '%s': %s -> %s: %s",
	          inst->name, inst->class_name, fsm_state_name(inst->state),
	          fsm_state_name(state), reason);
	inst->state = state;
	inst->since = time->filetime;
	instance_set_reason(inst, reason);
}

const struct definition *instance_definition(const struct instance *inst)
{
	if (!inst->declared || !inst->follows)
		return NULL;
	return class_model_instance(&inst->follows->record->model, inst->name);
}

bool is_running(const struct instance *inst)
{
	return inst->state == STATE_STARTING || inst->state == STATE_READY ||
	       inst->state == STATE_STOPPING;
}

bool is_starter(const struct instance *inst, const struct caller *caller)
{
	return !inst->declared && inst->starter &&
	       strcmp(caller_sid(inst->starter), caller_sid(caller)) == 0;
}

void instance_set_arguments(struct instance *inst, char *const *words,
                            size_t count)
{
	free_arguments(inst);
	for (size_t i = 0; i < count; i++)
		inst->arguments[i] = xstrdup(words[i]);
	inst->argument_count = count;
}

void instance_set_starter(struct instance *inst, struct caller *starter)
{
	caller_ref(starter);
	caller_unref(inst->starter);
	inst->starter = starter;
}

void instance_set_follows(struct instance *inst, struct published *published)
{
	published_ref(published);
	published_unref(inst->follows);
	inst->follows = published;
}

/* Exit codes that are NTSTATUS values, as an administrator would search for
 * them. */
static const char *status_name(uint32_t code)
{
	switch (code) {
	case 0x40010004:
		return "ended by a debugger or a logoff";
	case 0x80000003:
		return "breakpoint";
	case 0xC0000005:
		return "access violation";
	case 0xC0000017:
		return "out of memory";
	case 0xC0000022:
		return "access denied";
	case 0xC000007B:
		return "bad image: 32 and 64 bit mixed";
	case 0xC00000FD:
		return "stack overflow";
	case 0xC0000135:
		return "a DLL was not found";
	case 0xC0000139:
		return "an entry point was not found in a DLL";
	case 0xC000013A:
		return "ended by CTRL-C or CTRL-BREAK";
	case 0xC0000142:
		return "a DLL failed to initialise";
	case 0xC0000374:
		return "heap corruption";
	case 0xC0000409:
		return "stack buffer overrun or fast fail";
	default:
		return NULL;
	}
}

void exit_code_text(struct buf *out, uint32_t code)
{
	const char *name = status_name(code);

	buf_addf(out, "exit code %u (0x%08X", (unsigned)code, (unsigned)code);
	if (name)
		buf_addf(out, ", %s", name);
	buf_addc(out, ')');
}
