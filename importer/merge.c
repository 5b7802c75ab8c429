/*
 * merge.c: see merge.h.
 */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/codec.h"
#include "../common/digest.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/xalloc.h"

const char *merge_owner(const struct section *s, const char *by_default)
{
	if (definition_has(&s->def, KEY_OWNER))
		return definition_text(&s->def, KEY_OWNER);
	return s->file->owner ? s->file->owner : by_default;
}

char *merge_text(const struct reg_key *key, enum key_id id)
{
	const struct reg_value *v = reg_key_find(key, schema_key(id)->name);
	struct buf text = BUF_INIT;

	if (!v || v->type != REG_TYPE_SZ || v->len < 2 ||
	    utf16le_to_utf8(&text, v->data, v->len - 2) < 0) {
		buf_release(&text);
		return NULL;
	}
	return buf_steal(&text, NULL);
}

/* `file:line` without the directory: the same on every machine. */
static char *source_of(const struct section *s)
{
	const char *name = s->file->path;
	struct buf text = BUF_INIT;

	for (const char *c = name; *c; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	buf_addf(&text, "%s:%u", name, s->header->line);
	return buf_steal(&text, NULL);
}

static bool is_mark(const char *name)
{
	return name_equal(name, schema_key(KEY_DIGEST)->name) ||
	       name_equal(name, schema_key(KEY_SOURCE)->name);
}

static size_t count_marks(const struct reg_key *key)
{
	size_t count = 0;

	for (size_t i = 0; i < key->count; i++)
		count += is_mark(key->values[i].name);
	return count;
}

/* The same values, but for Digest and Source? */
static bool is_same(const struct reg_key *a, const struct reg_key *b)
{
	if (a->count - count_marks(a) != b->count - count_marks(b))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct reg_value *v = &a->values[i];
		const struct reg_value *other = reg_key_find(b, v->name);

		if (!is_mark(v->name) && (!other || !reg_value_equal(v, other)))
			return false;
	}
	return true;
}

/* The values that stay whatever the section says: all of an overlay, else
 * those of other programs; and Source, until it is renewed. */
static void keep(const struct section *s, const struct reg_key *before,
                 struct reg_key *after)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct reg_value *v = &before->values[i];
		const enum key_id id = schema_find(v->name, s->def.kind);
		const bool cleared = id != KEY_COUNT && section_text(s, id);

		if (id == KEY_COUNT || id == KEY_SOURCE ||
		    (s->overlay && !cleared && id != KEY_REMOVED &&
		     id != KEY_DIGEST))
			reg_key_set(after, v->name, v->type, v->data, v->len);
	}
}

void merge_wanted(const struct section *s, const char *owner,
                  struct reg_key *wanted)
{
	*wanted = (struct reg_key)REG_KEY_INIT;
	codec_encode_for(&s->def, owner, wanted);
}

void merge_print(const struct section *s, const char *owner,
                 const struct reg_key *wanted, char print[APPLIED_PRINT_SIZE])
{
	struct buf text = BUF_INIT;
	const struct value *secret = definition_value(&s->def, KEY_SECRET);

	digest_canonical(wanted, s->def.kind, &text);
	/* What no Digest covers, and what is only to be deleted. */
	buf_addf(&text, "%s%c%s%c%d", owner, '\0',
	         secret->present ? secret->text : "", '\0', s->overlay);
	for (int id = 0; id < KEY_COUNT; id++) {
		const struct flat *t = section_text(s, (enum key_id)id);

		buf_addc(&text, t && t->empty ? '1' : '0');
	}
	digest_short(text.data, text.len, print);
	buf_release(&text);
}

static void set_value(struct reg_key *key, enum key_id id, const char *text)
{
	const struct value v = {.text = (char *)(uintptr_t)text,
	                        .len = strlen(text),
	                        .present = true};
	unsigned char *data;
	size_t len;

	codec_value(&v, VALUE_SZ, &data, &len);
	reg_key_set(key, schema_key(id)->name, REG_TYPE_SZ, data, len);
	free(data);
}

enum plan_action merge(const struct section *s, struct reg_key *wanted,
                       const struct reg_key *before, struct reg_key *after)
{
	unsigned char digest[DIGEST_BYTES];

	keep(s, before, after);
	reg_key_take(after, wanted);
	/* Of an apply that died the other value may be there already. */
	if (!is_same(before, after) ||
	    digest_judge(before, s->def.kind) == DIGEST_OPEN ||
	    !reg_key_find(after, schema_key(KEY_SOURCE)->name)) {
		char *source = source_of(s);

		set_value(after, KEY_SOURCE, source);
		free(source);
	}
	digest_compute(after, s->def.kind, digest);
	reg_key_set(after, schema_key(KEY_DIGEST)->name, REG_TYPE_BINARY,
	            digest, sizeof(digest));
	return reg_key_equal(before, after) ? PLAN_SAME : PLAN_CHANGE;
}
