/*
 * model.c: see model.h.
 */
#include "model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "name.h"
#include "value.h"
#include "xalloc.h"

_Static_assert(KEY_COUNT <= 64, "a bit for each key");

static void value_release(struct value *v)
{
	if (!v->lent)
		free(v->text);
	*v = (struct value){.text = NULL, .present = false};
}

static struct value value_copied(const struct value *from)
{
	struct value to = *from;

	if (from->text != NULL)
		to.text = xmemdup(from->text, from->len);
	to.lent = false;
	return to;
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (!a->present || !b->present)
		return a->present == b->present;
	return a->number == b->number && a->len == b->len &&
	       (a->len == 0 || a->text == b->text ||
	        memcmp(a->text, b->text, a->len) == 0);
}

const char *value_next(const struct value *list, const char *prev)
{
	const char *next;

	if (!list->present || list->len == 0)
		return NULL;
	next = prev == NULL ? list->text : prev + strlen(prev) + 1;
	return next < list->text + list->len ? next : NULL;
}

void definition_init(struct definition *def, const char *class_name,
                     const char *instance_name)
{
	*def = (struct definition){
	        .kind = instance_name == NULL ? KIND_CLASS : KIND_INSTANCE,
	        .class_name = xstrdup(class_name),
	        .instance_name = xstrdup(instance_name),
	        .privates = REG_KEY_INIT,
	};
}

/* Values in front of that of id. */
static size_t value_index(const struct definition *def, enum key_id id)
{
	assert((unsigned)id < KEY_COUNT);
	return bit_index(def->present, id);
}

void definition_release(struct definition *def)
{
	const size_t count = bit_count(def->present);

	for (size_t i = 0; i < count; i++)
		value_release(&def->held[i]);
	free(def->held);
	free(def->class_name);
	free(def->instance_name);
	reg_key_release(&def->privates);
	memset(def, 0, sizeof(*def));
}

void definition_copy(struct definition *to, const struct definition *from)
{
	const size_t count = bit_count(from->present);

	definition_init(to, from->class_name, from->instance_name);
	to->present = from->present;
	to->held = xcalloc(count, sizeof(*to->held));
	to->room = (unsigned)count;
	for (size_t i = 0; i < count; i++)
		to->held[i] = value_copied(&from->held[i]);
	reg_key_copy(&to->privates, &from->privates);
}

bool definition_equal(const struct definition *a, const struct definition *b)
{
	const size_t count = bit_count(a->present);

	if (a->kind != b->kind || !name_equal(a->class_name, b->class_name))
		return false;
	if (a->kind == KIND_INSTANCE &&
	    !name_equal(a->instance_name, b->instance_name))
		return false;
	if (a->present != b->present)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!value_equal(&a->held[i], &b->held[i]))
			return false;
	return reg_key_equal(&a->privates, &b->privates);
}

void definition_reserve(struct definition *def, unsigned count)
{
	if (count <= def->room)
		return;
	def->held = xrealloc(def->held, count, sizeof(*def->held));
	def->room = count;
}

void definition_put(struct definition *def, enum key_id id, struct value *value)
{
	const size_t at = value_index(def, id);
	const size_t count = bit_count(def->present);

	if (definition_has(def, id)) {
		value_release(&def->held[at]);
	} else {
		if (count == def->room)
			definition_reserve(def, def->room + 4);
		memmove(&def->held[at + 1], &def->held[at],
		        (count - at) * sizeof(*def->held));
		def->present |= bit_of(id);
	}
	def->held[at] = *value;
	def->held[at].present = true;
	value->text = NULL;
}

void definition_set_text(struct definition *def, enum key_id id,
                         const char *text, size_t len)
{
	struct value value = {.text = xmemdup(text, len), .len = len};

	definition_put(def, id, &value);
}

void definition_set_number(struct definition *def, enum key_id id,
                           uint32_t number)
{
	struct value value = {.number = number};

	definition_put(def, id, &value);
}

void definition_unset(struct definition *def, enum key_id id)
{
	const size_t at = value_index(def, id);

	if (!definition_has(def, id))
		return;
	value_release(&def->held[at]);
	memmove(&def->held[at], &def->held[at + 1],
	        (bit_count(def->present) - at - 1) * sizeof(*def->held));
	def->present &= ~bit_of(id);
}

void definition_take(struct definition *to, const struct definition *from,
                     enum key_id id)
{
	struct value value = value_copied(definition_value(from, id));

	if (value.present)
		definition_put(to, id, &value);
	else
		definition_unset(to, id);
}

bool definition_has(const struct definition *def, enum key_id id)
{
	assert((unsigned)id < KEY_COUNT);
	return has_bit(def->present, id);
}

enum key_id definition_next(const struct definition *def, enum key_id id)
{
	const unsigned next = bit_next(def->present, id);

	return next < KEY_COUNT ? (enum key_id)next : KEY_COUNT;
}

const struct value *definition_value(const struct definition *def,
                                     enum key_id id)
{
	static const struct value absent = {.text = NULL, .present = false};

	return definition_has(def, id) ? &def->held[value_index(def, id)]
	                               : &absent;
}

const char *definition_text(const struct definition *def, enum key_id id)
{
	return effective_text(def, NULL, id);
}

uint32_t definition_number(const struct definition *def, enum key_id id)
{
	return effective_number(def, NULL, id);
}

const struct value *effective_value(const struct definition *class_def,
                                    const struct definition *inst,
                                    enum key_id id)
{
	if (inst != NULL && definition_has(inst, id))
		return definition_value(inst, id);
	return definition_value(class_def, id);
}

const char *effective_text(const struct definition *class_def,
                           const struct definition *inst, enum key_id id)
{
	const struct value *v = effective_value(class_def, inst, id);

	return v->present ? v->text : schema_key(id)->default_text;
}

uint32_t effective_number(const struct definition *class_def,
                          const struct definition *inst, enum key_id id)
{
	const struct value *v = effective_value(class_def, inst, id);

	return v->present ? v->number : schema_key(id)->default_number;
}

void class_model_release(struct class_model *cm)
{
	for (size_t i = 0; i < cm->instance_count; i++)
		definition_release(&cm->instances[i]);
	free(cm->instances);
	definition_release(&cm->class_def);
	memset(cm, 0, sizeof(*cm));
}

void class_model_copy(struct class_model *to, const struct class_model *from)
{
	struct class_model copy = {.instances = NULL};

	definition_copy(&copy.class_def, &from->class_def);
	for (size_t i = 0; i < from->instance_count; i++) {
		struct definition def;

		definition_copy(&def, &from->instances[i]);
		(void)class_model_add(&copy, &def);
	}
	*to = copy;
}

bool class_model_equal(const struct class_model *a, const struct class_model *b)
{
	if (!definition_equal(&a->class_def, &b->class_def) ||
	    a->instance_count != b->instance_count)
		return false;
	for (size_t i = 0; i < a->instance_count; i++)
		if (!definition_equal(&a->instances[i], &b->instances[i]))
			return false;
	return true;
}

/* items with room for one more; room is a power of two, so count tells when it
 * is used up. */
static void *with_room(void *items, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return items;
	return xrealloc(items, count == 0 ? 1 : xsum(count, count), size);
}

/* Index of the first instance not before name. */
static size_t instance_place(const struct class_model *cm, const char *name)
{
	size_t low = 0;
	size_t high = cm->instance_count;

	while (low < high) {
		const size_t mid = low + (high - low) / 2;

		if (name_compare(cm->instances[mid].instance_name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct definition *class_model_instance(const struct class_model *cm,
                                        const char *instance)
{
	const size_t at = instance_place(cm, instance);

	if (at == cm->instance_count ||
	    !name_equal(cm->instances[at].instance_name, instance))
		return NULL;
	return &cm->instances[at];
}

struct definition *class_model_add(struct class_model *cm,
                                   struct definition *def)
{
	const size_t at = instance_place(cm, def->instance_name);
	struct definition *same = class_model_instance(cm, def->instance_name);

	if (same != NULL) {
		definition_release(same);
	} else {
		cm->instances = with_room(cm->instances, cm->instance_count,
		                          sizeof(*cm->instances));
		memmove(&cm->instances[at + 1], &cm->instances[at],
		        (cm->instance_count - at) * sizeof(*cm->instances));
		cm->instance_count++;
	}
	cm->instances[at] = *def;
	memset(def, 0, sizeof(*def));
	return &cm->instances[at];
}

void model_release(struct model *m)
{
	for (size_t i = 0; i < m->count; i++)
		class_model_release(&m->classes[i]);
	free(m->classes);
	*m = (struct model)MODEL_INIT;
}

/* Index of the first class not before name. The last place is tried first:
 * stores enumerate in order. */
static size_t class_place(const struct model *m, const char *name)
{
	size_t low = 0;
	size_t high = m->count;

	if (high > 0 &&
	    name_compare(m->classes[high - 1].class_def.class_name, name) < 0)
		return high;
	while (low < high) {
		const size_t mid = low + (high - low) / 2;
		const char *other = m->classes[mid].class_def.class_name;

		if (name_compare(other, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct class_model *model_find(const struct model *m, const char *class_name)
{
	const size_t at = class_place(m, class_name);

	if (at == m->count ||
	    !name_equal(m->classes[at].class_def.class_name, class_name))
		return NULL;
	return &m->classes[at];
}

struct class_model *model_add(struct model *m, const char *class_name)
{
	struct class_model *cm = model_find(m, class_name);
	const size_t at = class_place(m, class_name);

	if (cm != NULL)
		return cm;
	m->classes = with_room(m->classes, m->count, sizeof(*m->classes));
	cm = &m->classes[at];
	memmove(cm + 1, cm, (m->count - at) * sizeof(*cm));
	m->count++;
	memset(cm, 0, sizeof(*cm));
	definition_init(&cm->class_def, class_name, NULL);
	return cm;
}
