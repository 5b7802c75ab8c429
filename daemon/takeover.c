/*
 * takeover.c: see takeover.h.
 */
#include "takeover.h"

#include <string.h>

#include "record.h"
#include "../common/buf.h"
#include "../common/error.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"

enum {
	SERVICE_IS_DISABLED = 1058, /* ERROR_SERVICE_DISABLED */
	PAUSE_MAX_MS = 60 * 60 * 1000,
};

#define STANDIN_TAIL "\\fspd.exe\" standin"

bool takeover_is_standin(const char *image)
{
	const size_t len = strlen(image), tail = strlen(STANDIN_TAIL);

	return image[0] == '"' && len > tail &&
	       name_equal(image + len - tail, STANDIN_TAIL);
}

static const struct takeover_plan nothing = {
        .keep_start = START_UNKNOWN,
        .set_start = START_UNKNOWN,
};

/* One that is disabled could stand in for nothing. */
static void enable(const struct takeover_facts *f, struct takeover_plan *plan)
{
	if (f->start == START_DISABLED) {
		plan->keep_start = START_DISABLED;
		plan->set_start = START_DEMAND;
	}
}

/* Should it run afterwards that does not run now? At the service's own start
 * it does as at the system's: the stand-in went when fspd did. */
static bool starts_too(const struct takeover_facts *f,
                       enum takeover_purpose purpose)
{
	return f->has_stopped ||
	       (f->state == LAUNCHER_STOPPED && f->start == START_AUTO &&
	        purpose != TAKEOVER_AGAIN);
}

static struct takeover_plan take(const struct takeover_facts *f,
                                 enum takeover_purpose purpose)
{
	struct takeover_plan plan = nothing;

	if (!takeover_is_standin(f->image)) {
		plan.finding = TAKEOVER_TAKES;
		plan.keep_image = f->image;
		plan.set_image = f->standin;
		enable(f, &plan);
	} else if (!name_equal(f->image, f->standin)) {
		plan.finding = TAKEOVER_MOVES;
		plan.set_image = f->standin;
	} else {
		plan.finding = TAKEOVER_STANDS;
	}
	plan.stop = f->state == LAUNCHER_RUNNING && !f->runs_standin;
	plan.start = plan.stop || starts_too(f, purpose);
	return plan;
}

/* What was disabled and is as the take-over left it. */
static uint32_t former_start(const struct takeover_facts *f)
{
	return f->kept_start == START_DISABLED && f->start == START_DEMAND
	               ? START_DISABLED
	               : START_UNKNOWN;
}

static struct takeover_plan restore(const struct takeover_facts *f)
{
	struct takeover_plan plan = nothing;
	const bool stands = takeover_is_standin(f->image);

	if (stands && f->kept_image == NULL) {
		plan.finding = TAKEOVER_LOST;
		return plan;
	}
	plan.finding = stands ? TAKEOVER_RESTORES : TAKEOVER_NOT_OURS;
	if (stands) {
		plan.set_image = f->kept_image;
		plan.set_start = former_start(f);
	}
	/* put back by an installer, but the stand-in runs yet */
	plan.stop = f->state == LAUNCHER_RUNNING && (stands || f->runs_standin);
	plan.start = plan.stop || f->has_stopped ||
	             (stands && f->state == LAUNCHER_STOPPED &&
	              f->start == START_AUTO);
	if (plan.set_start == START_DISABLED)
		plan.start = false;
	plan.forget = f->kept_image != NULL || f->has_stopped;
	if (plan.stop || plan.start)
		plan.finding = TAKEOVER_RESTORES;
	return plan;
}

struct takeover_plan takeover_plan(const struct takeover_facts *facts,
                                   enum takeover_purpose purpose)
{
	struct takeover_plan plan = nothing;

	if (facts->state == LAUNCHER_ABSENT || facts->image == NULL) {
		plan.finding = TAKEOVER_NO_LAUNCHER;
		return plan;
	}
	/* what somebody starts or stops at this moment is left to them */
	if (facts->state == LAUNCHER_PENDING) {
		plan.finding = TAKEOVER_WAIT;
		return plan;
	}
	return purpose == TAKEOVER_RESTORE ? restore(facts)
	                                   : take(facts, purpose);
}

bool takeover_acts(const struct takeover_plan *plan)
{
	return plan->set_image != NULL || plan->stop || plan->start ||
	       plan->forget;
}

static void add_image(struct buf *out, const char *image)
{
	buf_addc(out, '\'');
	buf_add_escaped(out, image, strlen(image));
	buf_addc(out, '\'');
}

static void add_change(struct buf *out, const char *words,
                       const struct takeover_plan *plan, const char *from,
                       const char *to)
{
	const bool enables = plan->set_start == START_DEMAND;

	buf_adds(out, words);
	add_image(out, from);
	buf_adds(out, enables ? ", disabled, now " : ", now ");
	add_image(out, to);
	buf_adds(out, enables ? ", started on demand" : "");
}

static void add_return(struct buf *out, const struct takeover_plan *plan,
                       const char *image)
{
	buf_adds(out, LAUNCHER_NAME " is given back: ");
	add_image(out, image);
	buf_adds(out, plan->set_start == START_DISABLED ? ", disabled" : "");
}

void takeover_describe(const struct takeover_plan *plan,
                       const struct takeover_facts *facts, struct buf *out)
{
	switch (plan->finding) {
	case TAKEOVER_NO_LAUNCHER:
		buf_adds(out, "there is no service " LAUNCHER_NAME);
		break;
	case TAKEOVER_WAIT:
		buf_adds(out, LAUNCHER_NAME " is starting or stopping");
		break;
	case TAKEOVER_STANDS:
		buf_adds(out, LAUNCHER_NAME " is taken over already");
		break;
	case TAKEOVER_TAKES:
		add_change(out, LAUNCHER_NAME " is taken over: it was ", plan,
		           facts->image, plan->set_image);
		break;
	case TAKEOVER_MOVES:
		add_change(out, LAUNCHER_NAME " ran ", plan, facts->image,
		           plan->set_image);
		break;
	case TAKEOVER_RESTORES:
		add_return(out, plan,
		           plan->set_image != NULL ? plan->set_image
		                                   : facts->image);
		break;
	case TAKEOVER_NOT_OURS:
		buf_adds(out, LAUNCHER_NAME " was not taken over");
		break;
	case TAKEOVER_LOST:
		buf_adds(out, LAUNCHER_NAME
		         " runs `fspd standin`, and what it ran before is not "
		         "recorded: repair WinFsp, or give the path with `sc "
		         "config " LAUNCHER_NAME " binPath= ...`");
		break;
	}
}

static void add_once(struct name_list *out, const char *name)
{
	if (!name_list_has(out, name))
		name_list_add(out, xstrdup(name));
}

bool takeover_may_start_yet(uint32_t code)
{
	return code != OS_SERVICE_DOES_NOT_EXIST && code != SERVICE_IS_DISABLED;
}

uint32_t takeover_pause_ms(unsigned failures)
{
	uint32_t pause_ms = LIMIT_COMPANION_RETRY_MS;

	for (; failures > 1 && pause_ms < PAUSE_MAX_MS; failures--)
		pause_ms *= 2;
	return pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS;
}

void takeover_running(const struct name_list *kept, bool launcher_runs,
                      const struct name_list *dependents, struct name_list *out)
{
	/* all of them stand on it */
	if (launcher_runs || kept->count > 0 || dependents->count > 0)
		add_once(out, LAUNCHER_NAME);
	for (size_t i = 0; i < kept->count; i++)
		add_once(out, kept->items[i]);
	for (size_t i = 0; i < dependents->count; i++)
		add_once(out, dependents->items[i]);
}
