/*
 * digest.c: see digest.h. One of the two files that know libsodium.
 */
#include "digest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "buf.h"
#include "name.h"
#include "xalloc.h"

static const char mark[] = "fspd1"; /* its NUL is part of the form */

static void add_value(struct buf *out, const char *name,
                      const struct reg_value *v)
{
	buf_add_u32le(out, (unsigned long)strlen(name));
	buf_adds(out, name);
	buf_add_u32le(out, v->type);
	buf_add_u32le(out, (unsigned long)v->len);
	buf_add(out, v->data, v->len);
}

static int compare_names(const void *left, const void *right)
{
	const struct reg_value *const *a = left;
	const struct reg_value *const *b = right;

	return name_compare((*a)->name, (*b)->name);
}

static void add_private(struct buf *out, const struct reg_value *v)
{
	char *name = xstrdup(v->name);

	name_fold(name);
	add_value(out, name, v);
	free(name);
}

static void add_privates(struct buf *out, const struct reg_key *raw,
                         enum key_kind kind, size_t count)
{
	const struct reg_value **privates =
	        xcalloc(count, sizeof(const struct reg_value *));
	size_t n = 0;

	for (size_t i = 0; i < raw->count; i++)
		if (schema_find(raw->values[i].name, kind) == KEY_COUNT)
			privates[n++] = &raw->values[i];
	qsort(privates, n, sizeof(const struct reg_value *), compare_names);
	for (size_t i = 0; i < n; i++)
		add_private(out, privates[i]);
	free(privates);
}

void digest_canonical(const struct reg_key *raw, enum key_kind kind,
                      struct buf *out)
{
	const struct reg_value *known[KEY_COUNT] = {NULL};
	size_t privates = 0, room = sizeof(mark);

	for (size_t i = 0; i < raw->count; i++) {
		const struct reg_value *v = &raw->values[i];
		const enum key_id id = schema_find(v->name, kind);

		if (id == KEY_COUNT)
			privates++;
		else
			known[id] = v;
		room = xsum(room, xsum(strlen(v->name) + 12, v->len));
	}
	buf_reserve(out, room);
	buf_add(out, mark, sizeof(mark));
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const struct schema_key *key = schema_key((enum key_id)id);

		if (known[id] && (key->flags & KEY_UNDIGESTED) == 0)
			add_value(out, key->name, known[id]);
	}
	if (privates > 0)
		add_privates(out, raw, kind, privates);
}

void digest_bytes(const void *data, size_t len, unsigned char out[DIGEST_BYTES])
{
	const int rc =
	        crypto_generichash(out, DIGEST_BYTES, data, len, NULL, 0);

	assert(rc == 0); /* it refuses odd sizes alone */
	(void)rc;
}

void digest_compute(const struct reg_key *raw, enum key_kind kind,
                    unsigned char out[DIGEST_BYTES])
{
	struct buf form = BUF_INIT;

	digest_canonical(raw, kind, &form);
	digest_bytes(form.data, form.len, out);
	buf_release(&form);
}

enum digest_state digest_judge(const struct reg_key *raw, enum key_kind kind)
{
	const struct reg_value *stored =
	        reg_key_find(raw, schema_key(KEY_DIGEST)->name);
	unsigned char computed[DIGEST_BYTES];

	if (stored == NULL)
		return DIGEST_ABSENT;
	if (stored->len == 0)
		return DIGEST_OPEN;
	if (stored->type != REG_TYPE_BINARY || stored->len != DIGEST_BYTES)
		return DIGEST_MISMATCH;
	digest_compute(raw, kind, computed);
	return memcmp(stored->data, computed, DIGEST_BYTES) == 0
	               ? DIGEST_MATCH
	               : DIGEST_MISMATCH;
}

void digest_short(const void *data, size_t len, char out[17])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[DIGEST_BYTES];

	digest_bytes(data, len, bytes);
	for (size_t i = 0; i < 8; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[16] = '\0';
}
