/*
 * standin.c: see standin.h.
 */
#include "standin.h"

#include "../common/error.h"
#include "../common/limits.h"

static struct standin_step act(enum standin_action action)
{
	const struct standin_step step = {action, OS_SUCCESS};

	return step;
}

static struct standin_step stop(uint32_t code)
{
	const struct standin_step step = {STANDIN_STOP, code};

	return step;
}

/* An fspd that is there and does not serve is waited for: it reads the
 * registry, or another server has not yet let go of the pipe. */
static struct standin_step wait_for_it(const struct standin_facts *f)
{
	if (f->fspd == FSPD_ABSENT)
		return stop(OS_SERVICE_DOES_NOT_EXIST);
	if (f->start_error != 0)
		return stop(f->start_error);
	if (f->waited_ms >= LIMIT_STANDIN_WAIT_MS)
		return stop(OS_TIMEOUT);
	/* somebody stopped it on purpose */
	if (f->fspd == FSPD_STOPPED && f->fspd_exit == 0 && f->seen_up)
		return stop(OS_SERVICE_NOT_ACTIVE);
	if (f->fspd == FSPD_STOPPED && !f->start_asked)
		return act(STANDIN_START);
	return act(STANDIN_WAIT);
}

/* An fspd that was stopped takes its stand-in with it; one that failed or lost
 * the pipe is a failure here too. */
static struct standin_step lost(const struct standin_facts *f)
{
	const bool ends = f->fspd == FSPD_STOPPED || f->fspd == FSPD_STOPPING;

	return stop(ends && f->fspd_exit == 0 ? OS_SUCCESS
	                                      : OS_SERVICE_NOT_ACTIVE);
}

struct standin_step standin_next(const struct standin_facts *facts)
{
	if (facts->stop_asked)
		return stop(OS_SUCCESS);
	if (facts->pipe == PIPE_SERVED)
		return act(STANDIN_RUN);
	if (!facts->runs)
		return wait_for_it(facts);
	return facts->pipe == PIPE_NOT_KNOWN && facts->fspd == FSPD_RUNNING
	               ? act(STANDIN_RUN)
	               : lost(facts);
}
