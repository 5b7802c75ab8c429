/*
 * inherit.c: see inherit.h.
 */
#include "inherit.h"

#include <stdlib.h>
#include <string.h>

#include "../common/bits.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/xalloc.h"

/* Sections live and end together, so the value need not be copied. */
static void take_key(struct declared *d, struct section *s,
                     const struct section *from, enum key_id id)
{
	struct value value = *definition_value(&from->def, id);

	if (section_text(s, id) || !section_text(from, id))
		return;
	section_write(d, s, id, section_text(from, id));
	value.lent = true;
	if (value.present)
		definition_put(&s->def, id, &value);
}

static void take_keys(struct declared *d, struct section *s,
                      const struct section *from, enum key_id but)
{
	for (unsigned id = bit_next(from->written, 0); id < KEY_COUNT;
	     id = bit_next(from->written, id + 1))
		if (id != (unsigned)but)
			take_key(d, s, from, (enum key_id)id);
}

static bool has_private(const struct section *s, const char *name)
{
	for (size_t i = 0; i < s->private_count; i++)
		if (name_equal(s->privates[i].name, name))
			return true;
	return false;
}

static void take_privates(struct section *s, const struct section *from)
{
	for (size_t i = 0; i < from->private_count; i++) {
		const struct private_text *p = &from->privates[i];
		const struct reg_value *v =
		        reg_key_find(&from->def.privates, p->name);

		if (has_private(s, p->name))
			continue;
		s->privates = xrealloc(s->privates, s->private_count + 1,
		                       sizeof(*s->privates));
		s->privates[s->private_count++] =
		        (struct private_text){xstrdup(p->name), p->text};
		if (v)
			reg_key_set(&s->def.privates, v->name, v->type, v->data,
			            v->len);
	}
}

/* An overlay's come after what the registry holds: inherit_defaults(). */
static void take_defaults(struct declared *d, struct section *s)
{
	if (s->def.kind == KIND_INSTANCE || s->overlay)
		take_key(d, s, s->defaults, KEY_OWNER);
	else
		take_keys(d, s, s->defaults, KEY_COUNT);
}

void inherit_defaults(struct declared *d, struct section *s,
                      const struct reg_key *there)
{
	if (!s->defaults || s->def.kind == KIND_INSTANCE)
		return;
	for (int id = 0; id < KEY_COUNT; id++)
		if (!reg_key_find(there, schema_key((enum key_id)id)->name))
			take_key(d, s, s->defaults, (enum key_id)id);
}

/* Judge the chain above s. A loop that does not come back to s is told by its
 * own members. */
static bool is_chain_sound(const struct section *s, struct diag_list *diags)
{
	const struct flat *name = s->extends;
	const struct section *up = s->base;

	for (int steps = 0; up; steps++, up = up->base) {
		if (up == s) {
			flat_diag(name, 0, name->len, DIAG_EXTENDS_CYCLE, diags,
			          "'%s' extends this class itself: one of them "
			          "must stand on its own",
			          name->text);
			return false;
		}
		if (steps == LIMIT_EXTENDS) {
			flat_diag(
			        name, 0, name->len, DIAG_EXTENDS_DEEP, diags,
			        "this begins a chain of more than %d classes: "
			        "extend one that is nearer to its end",
			        (int)LIMIT_EXTENDS);
			return false;
		}
	}
	return true;
}

static void complete(struct declared *d, struct section *s)
{
	if (s->is_complete)
		return;
	s->is_complete = true;
	if (s->base) {
		complete(d, s->base);
		take_keys(d, s, s->base, KEY_OWNER);
		take_privates(s, s->base);
	}
	if (s->defaults)
		take_defaults(d, s);
}

/* What `Extends` of s names. */
static void find_base(const struct declared *d, struct section *s,
                      struct diag_list *diags)
{
	const struct flat *name = s->extends;

	if (!name || name->empty)
		return;
	if (name_equal(name->text, "registry")) {
		s->overlay = true;
		return;
	}
	if (s->def.kind == KIND_INSTANCE) {
		flat_diag(name, 0, name->len, DIAG_EXTENDS_MISSING, diags,
		          "an instance has its class's keys already: only "
		          "'Extends = registry' may stand here");
		return;
	}
	s->base = declared_find(d, name->text, NULL);
	if (!s->base)
		flat_diag(name, 0, name->len, DIAG_EXTENDS_MISSING, diags,
		          "no file of this run has a class '%s': name one, or "
		          "write 'Extends = registry' for what the registry "
		          "holds now",
		          name->text);
}

void inherit(struct declared *d, struct diag_list *diags)
{
	bool sound = true;

	for (size_t i = 0; i < d->sorted_count; i++)
		find_base(d, d->sorted[i], diags);
	for (size_t i = 0; i < d->sorted_count; i++)
		sound = is_chain_sound(d->sorted[i], diags) && sound;
	/* A run with a loop is refused: only what is written is judged then. */
	for (size_t i = 0; i < d->sorted_count && !sound; i++)
		d->sorted[i]->base = NULL;
	for (size_t i = 0; i < d->sorted_count; i++)
		complete(d, d->sorted[i]);
}
