/*
 * spawn_request.c: what a worker needs of a process_spec, as copies.
 */
#include <stdlib.h>

#include "spawn_win.h"
#include "../caller.h"
#include "../../common/secret.h"
#include "../../common/xalloc.h"

/* Whom its log names. */
static const char *account_of(const struct process_spec *spec, const char *own)
{
	switch (spec->run_as) {
	case RUN_AS_LOCAL_SERVICE:
		return "LocalService";
	case RUN_AS_NETWORK_SERVICE:
		return "NetworkService";
	case RUN_AS_CALLER:
		if (spec->caller != NULL)
			return caller_user(spec->caller);
		break;
	case RUN_AS_SYSTEM:
		break;
	}
	return own;
}

void spawn_request_fill(struct spawn_request *request,
                        const struct process_spec *spec, const char *account)
{
	request->ticket = spec->ticket;
	request->account = xstrdup(account_of(spec, account));
	request->class_name = xstrdup(spec->class_name);
	request->instance_name = xstrdup(spec->instance_name);
	request->executable = xstrdup(spec->executable);
	request->command_line = xstrdup(spec->command_line);
	request->work_directory = xstrdup(spec->work_directory);
	request->stderr_path = xstrdup(spec->stderr_path);
	if (spec->environment != NULL)
		request->environment =
		        xmemdup(spec->environment, spec->environment_len);
	request->environment_len = spec->environment_len;
	request->secret_source = xstrdup(spec->secret_source);
	request->secret_env = xstrdup(spec->secret_env);
	request->run_as = spec->run_as;
	request->judged = spec->judged;
	if (spec->caller != NULL && spec->run_as == RUN_AS_CALLER)
		request->caller = caller_ref(spec->caller);
	if (spec->caller != NULL)
		request->starter = xstrdup(caller_sid(spec->caller));
	request->job_control = spec->job_control;
	request->memory_max_mib = spec->memory_max_mib;
	request->process_max = spec->process_max;
	request->log_max_kib = spec->log_max_kib;
	request->log_files = spec->log_files;
}

void spawn_request_release(struct spawn_request *request)
{
	free(request->class_name);
	free(request->instance_name);
	free(request->executable);
	free(request->command_line);
	free(request->work_directory);
	free(request->stderr_path);
	free(request->environment);
	free(request->secret_source);
	free(request->secret_env);
	free(request->starter);
	free(request->account);
	caller_unref(request->caller);
	secret_free(request->secret);
	*request = (struct spawn_request){0};
}
