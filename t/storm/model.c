/*
 * model.c - see storm.h. What the manual says must follow, without a look at
 * how the daemon does it.
 */
#include "storm.h"

static const struct subject kinds[CLASSES] = {
        {.name = "s0", .restarts = false, .restart = NULL, .grace = 3600},
        {.name = "s1", .restarts = true, .restart = NULL, .grace = 0},
        {.name = "s2", .restarts = false, .restart = "always", .grace = 3600},
        {.name = "s3", .restarts = true, .restart = "never", .grace = 0},
};

void model_init(struct storm *w)
{
	for (int i = 0; i < CLASSES; i++) {
		struct subject *c = &w->subjects[i];

		*c = kinds[i];
		for (int k = 0; k < MEMBERS; k++) {
			struct member *m = &c->members[k];

			m->guest = k >= SLOTS;
			snprintf(m->name, sizeof(m->name), "%c%d",
			         m->guest ? 'c' : 'd',
			         m->guest ? k - SLOTS : k);
		}
	}
}

const char *start_name(enum start start)
{
	return start == START_AUTO     ? "auto"
	       : start == START_DEMAND ? "demand"
	                               : "disabled";
}

static bool is_same_slot(const struct slot *a, const struct slot *b)
{
	return a->there == b->there &&
	       (!a->there || (a->start == b->start && a->arg == b->arg));
}

bool is_same_definition(const struct definition *a, const struct definition *b)
{
	if (a->there != b->there || !a->there)
		return a->there == b->there;
	for (int i = 0; i < SLOTS; i++)
		if (!is_same_slot(&a->slots[i], &b->slots[i]))
			return false;
	return a->version == b->version;
}

static struct slot *slot_of(struct subject *c, const struct member *m)
{
	return &c->now.slots[m - c->members];
}

/* A process is made, by the definition in force. */
static void launch(struct subject *c, struct member *m)
{
	m->state = IS_READY;
	m->version = c->now.version;
	m->arg = m->guest ? m->guest_arg : slot_of(c, m)->arg;
	m->stale = m->sticky = m->orphan = false;
	m->pid_is_new = true;
}

static void end(struct member *m, enum state state)
{
	m->state = state;
	m->stale = false;
	m->pid = 0;
	m->pid_is_new = false;
}

/* What runs, and may have been launched otherwise than now declared. */
static void follow_launch(struct subject *c, struct member *m, unsigned arg)
{
	const bool differs = m->version != c->now.version || m->arg != arg;

	if (differs && c->restarts)
		launch(c, m);
	else
		m->stale = differs;
}

static void follow_declared(struct subject *c, struct member *m,
                            const struct slot *old, bool changed)
{
	const struct slot *slot = slot_of(c, m);

	if (slot->start == START_DISABLED) {
		end(m, IS_DISABLED);
	} else if (m->state == IS_READY) {
		follow_launch(c, m, slot->arg);
	} else if (slot->start == START_DEMAND) {
		if (m->state != IS_STOPPED)
			end(m, IS_STOPPED);
	} else if (m->state == IS_DISABLED || !old->there) {
		launch(c, m);
	} else if (m->sticky ? !is_same_slot(old, slot) : changed) {
		launch(c, m);
	}
}

void model_live(struct subject *c, const struct definition *def)
{
	const struct definition old = c->now;
	const bool changed = !is_same_definition(&old, def);

	c->now = *def;
	c->interrupted = false;
	if (changed && def->there)
		c->moved = true;
	for (int i = 0; i < SLOTS; i++) {
		struct member *m = &c->members[i];
		struct slot none = {.there = false};

		if (def->there && def->slots[i].there) {
			follow_declared(c, m, old.there ? &old.slots[i] : &none,
			                changed);
		} else {
			end(m, IS_GONE);
			m->sticky = false;
		}
	}
	for (int i = SLOTS; i < MEMBERS; i++) {
		struct member *m = &c->members[i];

		if (m->state != IS_READY)
			continue;
		m->orphan = !def->there;
		if (def->there)
			follow_launch(c, m, m->arg);
	}
}

void model_killed(struct subject *c, struct member *m)
{
	bool again = c->restart && strcmp(c->restart, "always") == 0;

	if (!c->restart)
		again = !m->guest && slot_of(c, m)->start == START_AUTO;
	if (again && !m->orphan)
		launch(c, m);
	else
		end(m, m->guest ? IS_GONE : IS_STOPPED);
}

unsigned model_start(struct subject *c, struct member *m)
{
	if (!c->now.there)
		return ERROR_FILE_NOT_FOUND;
	if (m->state == IS_DISABLED)
		return ERROR_ACCESS_DENIED;
	if (m->state == IS_READY)
		return ERROR_ALREADY_EXISTS;
	launch(c, m);
	return 0;
}

unsigned model_stop(struct subject *c, struct member *m)
{
	(void)c;
	if (m->state != IS_READY)
		return ERROR_FILE_NOT_FOUND;
	end(m, m->guest ? IS_GONE : IS_STOPPED);
	m->sticky = !m->guest;
	return 0;
}

unsigned model_restart(struct subject *c, struct member *m)
{
	if (m->state == IS_GONE || m->orphan)
		return ERROR_FILE_NOT_FOUND;
	if (m->state == IS_DISABLED)
		return ERROR_ACCESS_DENIED;
	launch(c, m);
	return 0;
}

unsigned model_password(const struct subject *c, const struct member *m)
{
	if (!c->now.there)
		return ERROR_FILE_NOT_FOUND;
	return m->state == IS_DISABLED ? ERROR_ACCESS_DENIED
	                               : ERROR_INVALID_PARAMETER;
}
