/*
 * model.c - see storm.h. What the manual says must follow, without a look at
 * how the daemon does it.
 */
#include "storm.h"

enum { HOUR_MS = 3600 * 1000 };

static const struct subject kinds[CLASSES] = {
        {.name = "s0", .grace = 3600, .limit = 100, .delay_max = 100},
        {.name = "s1", .restarts = true, .limit = 100, .delay_max = 100},
        {.name = "s2",
         .restart = "always",
         .grace = 3600,
         .limit = 100,
         .delay_max = 100},
        {.name = "s3",
         .restarts = true,
         .restart = "never",
         .limit = 100,
         .delay_max = 100},
        {.name = "s4",
         .restarts = true,
         .restart = "always",
         .limit = 1,
         .delay_max = HOUR_MS,
         .survives = true},
};

void model_init(struct storm *w)
{
	for (int i = 0; i < CLASSES; i++) {
		struct subject *c = &w->subjects[i];

		*c = kinds[i];
		c->gate_is_open = true;
		for (int k = 0; k < SLOTS; k++)
			c->now.slots[k].after = -1;
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
	       (!a->there || (a->start == b->start && a->arg == b->arg &&
	                      a->after == b->after && a->gated == b->gated));
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

static int number_of(const struct subject *c, const struct member *m)
{
	return (int)(m - c->members);
}

bool is_held_by_after(const struct subject *c, const struct member *m)
{
	const int after = m->guest ? -1 : c->now.slots[number_of(c, m)].after;

	return after >= 0 && c->members[after].state != IS_READY;
}

bool is_held(const struct subject *c, const struct member *m)
{
	return is_held_by_after(c, m) ||
	       (!m->guest && c->now.slots[number_of(c, m)].gated &&
	        !c->gate_is_open);
}

bool is_waited_for(const struct subject *c, const struct member *m)
{
	for (int i = 0; i < SLOTS; i++)
		if (c->now.slots[i].there &&
		    c->now.slots[i].after == number_of(c, m))
			return true;
	return false;
}

/* A process is made, by the definition in force. */
static void launch(struct subject *c, struct member *m)
{
	m->state = IS_READY;
	m->version = c->now.version;
	m->arg = m->guest ? m->guest_arg : slot_of(c, m)->arg;
	m->stale = m->sticky = m->orphan = m->blurred = false;
	m->deaths = 0;
	m->pid_is_new = true;
}

/* What waits, and need not any more, is started. */
static void start_waiting(struct subject *c)
{
	for (int i = 0; i < SLOTS; i++) {
		struct member *m = &c->members[i];

		if (m->state != IS_WAITING || is_held(c, m))
			continue;
		launch(c, m);
		m->racing = true;
	}
}

static void end(struct member *m, enum state state)
{
	m->state = state;
	m->stale = m->sticky = false;
	m->pid = 0;
	m->pid_is_new = false;
}

/* fspd would have it started: it waits, as long as it is held. */
static void want(struct member *m)
{
	end(m, IS_WAITING);
	m->deaths = 0;
}

/* What runs, and may have been launched otherwise than now declared. What is
 * After another is started again once that is ready; no gate is in its way. */
static void follow_launch(struct subject *c, struct member *m, unsigned arg)
{
	const bool differs = m->version != c->now.version || m->arg != arg;

	if (!differs || !c->restarts)
		m->stale = differs;
	else if (!m->guest && slot_of(c, m)->after >= 0)
		want(m);
	else
		launch(c, m);
}

/* In a wait, whoever is not wanted up by fspd is one that it restarts. */
static void follow_demand(struct member *m, const struct slot *old)
{
	if (m->state == IS_GONE || m->state == IS_DISABLED ||
	    (m->state == IS_WAITING && old->start == START_AUTO))
		end(m, IS_STOPPED);
}

static void follow_declared(struct subject *c, struct member *m,
                            const struct slot *old, bool has_new_version)
{
	const struct slot *slot = slot_of(c, m);
	const bool redeclared = !is_same_slot(old, slot);

	if (slot->start == START_DISABLED)
		end(m, IS_DISABLED);
	else if (m->state == IS_READY)
		follow_launch(c, m, slot->arg);
	else if (slot->start == START_DEMAND)
		follow_demand(m, old);
	else if (m->state == IS_DISABLED || redeclared ||
	         (has_new_version && !m->sticky))
		want(m);
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

		if (def->there && def->slots[i].there)
			follow_declared(c, m, old.there ? &old.slots[i] : &none,
			                old.version != def->version);
		else
			end(m, IS_GONE);
	}
	start_waiting(c);
	for (int i = SLOTS; i < MEMBERS; i++) {
		struct member *m = &c->members[i];

		if (m->state == IS_GONE)
			continue;
		m->orphan = !def->there;
		if (def->there && m->state == IS_READY)
			follow_launch(c, m, m->arg);
	}
}

void model_killed(struct subject *c, struct member *m)
{
	const bool is_auto = !m->guest && slot_of(c, m)->start == START_AUTO;
	const unsigned deaths = m->deaths + 1;
	bool again = c->restart && strcmp(c->restart, "always") == 0;

	if (!c->restart)
		again = is_auto;
	if (!again || m->orphan) {
		end(m, m->guest ? IS_GONE : IS_STOPPED);
	} else if (deaths > c->limit) {
		end(m, is_auto ? IS_BACKOFF : IS_FAILED);
	} else {
		launch(c, m);
		m->deaths = deaths;
	}
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
	start_waiting(c);
	return 0;
}

unsigned model_stop(struct subject *c, struct member *m)
{
	(void)c;
	if (m->state != IS_READY && m->state != IS_WAITING &&
	    m->state != IS_BACKOFF)
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
	start_waiting(c);
	return 0;
}

unsigned model_reset(struct subject *c, struct member *m)
{
	if (m->state == IS_GONE)
		return ERROR_FILE_NOT_FOUND;
	if (m->state == IS_FAILED)
		end(m, m->guest ? IS_GONE : IS_STOPPED);
	else if (m->state == IS_BACKOFF)
		launch(c, m);
	m->deaths = 0;
	m->blurred = false;
	start_waiting(c);
	return 0;
}

void model_gate(struct subject *c, bool opens)
{
	c->gate_is_open = opens;
	start_waiting(c);
}

unsigned model_password(const struct subject *c, const struct member *m)
{
	if (!c->now.there)
		return ERROR_FILE_NOT_FOUND;
	return m->state == IS_DISABLED ? ERROR_ACCESS_DENIED
	                               : ERROR_INVALID_PARAMETER;
}
