/*
 * seen_class.c: see seen_class.h.
 */
#include "seen_class.h"

#include <stdlib.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "load.h"

void seen_class_free(struct seen_class *c)
{
	if (!c)
		return;
	class_times_release(&c->times);
	snapshot_release(&c->snap);
	name_list_release(&c->withdrawn_instances);
	free(c->name);
	free(c);
}

/* Take announced instances out of what was read: they are as good as gone,
 * whatever their keys still hold. */
static void strip_withdrawn(struct seen_class *c)
{
	struct snapshot *snap = &c->snap;
	size_t kept = 0;

	for (size_t i = 0; i < snap->count; i++) {
		struct loaded_instance *instance = &snap->instances[i];
		if (!is_withdrawn(&instance->raw)) {
			snap->instances[kept++] = *instance;
			continue;
		}
		reg_key_release(&instance->raw);
		if (name_list_has(&c->withdrawn_instances, instance->key_name))
			free(instance->key_name);
		else
			name_list_add(&c->withdrawn_instances,
			              instance->key_name);
	}
	snap->count = kept;
}

void seen_class_weigh(struct seen_class *c)
{
	const struct reg_key *raw = &c->snap.class_raw;

	c->withdrawn = is_withdrawn(raw);
	strip_withdrawn(c);
	c->gone = c->withdrawn ||
	          !reg_key_find(raw, schema_key(KEY_EXECUTABLE)->name);
	c->state = c->withdrawn ? DIGEST_MATCH : snapshot_state(&c->snap);
	c->content = snapshot_content(&c->snap);
	c->marks = snapshot_marks(&c->snap);
}

bool seen_class_has_news(const struct seen_class *c)
{
	if (c->told_interrupted && c->state == DIGEST_OPEN)
		return false;
	if (c->told_interrupted)
		return true;
	if (c->state == DIGEST_OPEN)
		return true;
	if (c->gone)
		return c->has_accepted;
	return !c->has_accepted || c->content != c->accepted;
}

enum digest_state seen_class_state(const struct seen_class *c)
{
	const bool lacks = c->state == DIGEST_MATCH && !c->gone &&
	                   c->has_accepted &&
	                   c->marks.digests == c->accepted_marks.digests &&
	                   c->marks.left_out < c->accepted_marks.left_out;

	return lacks ? DIGEST_ABSENT : c->state;
}

/* Key names become instance names. */
static void give_withdrawn(struct seen_class *c, struct class_record *record)
{
	for (size_t i = 0; i < c->withdrawn_instances.count; i++) {
		struct buf name = BUF_INIT;
		if (instance_key_decode(&name, c->withdrawn_instances.items[i]))
			buf_release(&name);
		else
			name_list_add(&record->withdrawn,
			              buf_steal(&name, NULL));
	}
	name_list_release(&c->withdrawn_instances);
}

struct class_record *seen_class_load(struct seen_class *c, const char *where)
{
	struct class_record *record =
	        load_class(c->name, where, &c->snap.class_raw,
	                   c->snap.instances, c->snap.count);

	give_withdrawn(c, record);
	return record;
}
