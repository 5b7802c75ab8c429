/*
 * emit.c: a plan as edits, see emit.h.
 */
#include "emit.h"

#include <stdlib.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "emit_part.h"

bool emit_is_value(const struct reg_value *value, enum key_id id)
{
	return name_equal(value->name, schema_key(id)->name);
}

bool emit_stands_in(enum key_id id, enum key_kind kind)
{
	const unsigned flags = schema_key(id)->flags;

	return (flags &
	        (kind == KIND_CLASS ? KEY_IN_CLASS : KEY_IN_INSTANCE)) != 0;
}

char *emit_key_name(const char *root, const char *path)
{
	char *top = reg_key_long_name(root);
	struct buf name = BUF_INIT;

	buf_addf(&name, "%s\\%s", top, path);
	free(top);
	return buf_steal(&name, NULL);
}

size_t emit_class_end(const struct plan *plan, size_t first)
{
	size_t end = first + 1;

	while (end < plan->count && name_equal(plan->keys[end].class_name,
	                                       plan->keys[first].class_name))
		end++;
	return end;
}

/* What is being made; name is that of the key at hand. */
struct making {
	const char *root;
	struct reg_edits *edits;
};

static void put(const struct making *m, const char *name,
                const struct reg_value *v)
{
	reg_edits_put(m->edits, name, v->name, v->type, v->data, v->len);
}

static void open_key(const struct making *m, const struct plan_key *key)
{
	char *name = emit_key_name(m->root, key->path);

	reg_edits_make_key(m->edits, name);
	reg_edits_put(m->edits, name, schema_key(KEY_DIGEST)->name,
	              REG_TYPE_BINARY, "", 0);
	free(name);
}

/* All values but those that come last; what is not declared is deleted. */
static void write_key(const struct making *m, const struct plan_key *key)
{
	char *name = emit_key_name(m->root, key->path);

	for (unsigned i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;
		const char *value = schema_key(id)->name;

		if (emit_stands_in(id, key->kind) &&
		    !reg_key_find(&key->after, value))
			reg_edits_erase(m->edits, name, value);
	}
	for (size_t i = 0; i < key->after.count; i++) {
		const struct reg_value *v = &key->after.values[i];

		if (!emit_is_value(v, KEY_EXECUTABLE) &&
		    !emit_is_value(v, KEY_DIGEST))
			put(m, name, v);
	}
	free(name);
}

static void write_last(const struct making *m, const struct plan_key *key,
                       enum key_id id)
{
	const struct reg_value *v =
	        reg_key_find(&key->after, schema_key(id)->name);
	char *name = emit_key_name(m->root, key->path);

	if (v)
		put(m, name, v);
	free(name);
}

/* The keys of one class: count of them, the class's own first if it is there.
 */
static void write_class(const struct making *m, const struct plan_key *keys,
                        size_t count)
{
	for (size_t i = 0; i < count; i++)
		open_key(m, &keys[i]);
	for (size_t i = 0; i < count; i++)
		write_key(m, &keys[i]);
	write_last(m, &keys[0], KEY_EXECUTABLE);
	for (size_t i = count; i-- > 0;)
		write_last(m, &keys[i], KEY_DIGEST);
}

void emit_edits(const struct plan *plan, const char *root,
                struct reg_edits *edits)
{
	const struct making m = {root, edits};

	for (size_t i = 0, end; i < plan->count; i = end) {
		end = emit_class_end(plan, i);
		write_class(&m, &plan->keys[i], end - i);
	}
}
