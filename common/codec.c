/*
 * codec.c: see codec.h. What a foreign writer may have stored is judged here
 * by type and shape alone; what a value means is the concern of check.c.
 */
#include "codec.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "limits.h"
#include "utf.h"

static bool unit_is_nul(const unsigned char *data, size_t unit)
{
	return data[2 * unit] == 0 && data[2 * unit + 1] == 0;
}

/* UTF-16 units of data before its terminating NULs; or -1 with *why. */
static int text_units(const struct reg_value *stored, size_t *units,
                      const char **why)
{
	size_t n = stored->len / 2;

	*why = "has an odd number of bytes";
	if (stored->len % 2 != 0)
		return -1;
	*why = "has no terminating NUL";
	if (n == 0 || !unit_is_nul(stored->data, n - 1))
		return -1;
	while (n > 0 && unit_is_nul(stored->data, n - 1))
		n--;
	*units = n;
	return 0;
}

/* The first NUL of the text of so many units, or units. */
static size_t find_nul(const struct reg_value *stored, size_t from,
                       size_t units)
{
	while (from < units && !unit_is_nul(stored->data, from))
		from++;
	return from;
}

/* The units as UTF-8 in *text, which is empty when that fails. */
static int convert(const struct reg_value *stored, size_t units,
                   struct buf *text, const char **why)
{
	*why = "is not valid UTF-16";
	if (utf16le_to_utf8(text, stored->data, 2 * units) == 0)
		return 0;
	buf_release(text);
	return -1;
}

static int read_text(const struct reg_value *stored, struct value *out,
                     const char **why)
{
	struct buf text = BUF_INIT;
	size_t units;

	if (text_units(stored, &units, why) != 0)
		return -1;
	*why = "has text after a NUL";
	if (find_nul(stored, 0, units) != units)
		return -1;
	if (convert(stored, units, &text, why) != 0)
		return -1;
	out->text = buf_steal(&text, &out->len);
	return 0;
}

/* Elements, each with its NUL, then one NUL more; no bytes at all and NULs
 * alone are the empty list. */
static int read_list(const struct reg_value *stored, struct value *out,
                     const char **why)
{
	struct buf text = BUF_INIT;
	size_t units = 0;

	if (stored->len > 0 && text_units(stored, &units, why) != 0)
		return -1;
	*why = "has no NUL after its last element's";
	if (units > 0 && stored->len / 2 < units + 2)
		return -1;
	*why = "has an empty element before its end";
	for (size_t at = 0; at < units; at++) {
		const size_t end = find_nul(stored, at, units);

		if (end == at)
			return -1;
		at = end;
	}
	if (convert(stored, units, &text, why) != 0)
		return -1;
	if (units > 0)
		buf_addc(&text, '\0');
	out->text = buf_steal(&text, &out->len);
	return 0;
}

static int read_number(const struct reg_value *stored, struct value *out,
                       const char **why)
{
	const unsigned char *b = stored->data;

	*why = "is not of 4 bytes";
	if (stored->len != 4)
		return -1;
	out->number = (uint32_t)b[0] | (uint32_t)b[1] << 8 |
	              (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	return 0;
}

static void read_bytes(const struct reg_value *stored, struct value *out)
{
	struct buf bytes = BUF_INIT;

	buf_add(&bytes, stored->data, stored->len);
	out->text = buf_steal(&bytes, &out->len);
}

static const char *wrong_type(enum value_type wanted)
{
	switch (wanted) {
	case VALUE_SZ:
		return "is not of type REG_SZ";
	case VALUE_DWORD:
		return "is not of type REG_DWORD";
	case VALUE_MULTI_SZ:
		return "is not of type REG_MULTI_SZ";
	case VALUE_BINARY:
		break;
	}
	return "is not of type REG_BINARY";
}

int codec_read_value(enum key_id id, const struct reg_value *stored,
                     struct value *out, const char **why)
{
	const enum value_type type = schema_key(id)->type;

	*out = (struct value){.text = NULL, .present = true};
	*why = wrong_type(type);
	if (stored->type != schema_reg_type(type))
		goto bad;
	*why = "is larger than 64 KiB";
	if (stored->len > LIMIT_VALUE_BYTES)
		goto bad;
	if (type == VALUE_SZ && read_text(stored, out, why) != 0)
		goto bad;
	if (type == VALUE_MULTI_SZ && read_list(stored, out, why) != 0)
		goto bad;
	if (type == VALUE_DWORD && read_number(stored, out, why) != 0)
		goto bad;
	if (type == VALUE_BINARY)
		read_bytes(stored, out);
	return 0;
bad:
	out->present = false;
	return -1;
}

/* What to do about a value of the wrong type or shape. */
static void report(const struct reg_value *stored, enum key_id id,
                   const char *why, const char *where, struct diag_list *diags)
{
	const struct schema_key *key = schema_key(id);
	const struct place place = {.file = where};
	const char *winfsp =
	        (key->flags & KEY_WINFSP) != 0
	                ? " (WinFsp answers 'error 2' for such a class)"
	                : "";

	if (diags == NULL)
		return;
	if (key->type == VALUE_SZ && stored->type == REG_TYPE_EXPAND_SZ)
		diag_add(diags, DIAG_REG_TYPE, &place, NULL,
		         "%s is of type REG_EXPAND_SZ%s: store it as REG_SZ "
		         "without %%NAME%%, which nothing expands here",
		         key->name, winfsp);
	else
		diag_add(diags, DIAG_REG_TYPE, &place, NULL,
		         "%s %s%s: store it again with fsp-import or regedit",
		         key->name, why, winfsp);
}

size_t codec_decode(const struct reg_key *raw, struct definition *def,
                    const char *where, struct diag_list *diags)
{
	size_t problems = 0;

	for (size_t i = 0; i < raw->count; i++) {
		const struct reg_value *stored = &raw->values[i];
		const enum key_id id = schema_find(stored->name, def->kind);
		struct value value;
		const char *why;

		if (id == KEY_COUNT) {
			reg_key_set(&def->privates, stored->name, stored->type,
			            stored->data, stored->len);
			continue;
		}
		definition_unset(def, id);
		if (codec_read_value(id, stored, &value, &why) == 0) {
			definition_put(def, id, &value);
			continue;
		}
		report(stored, id, why, where, diags);
		problems++;
	}
	return problems;
}

static void add_value(struct buf *bytes, const struct value *v,
                      enum value_type type)
{
	int rc = 0;

	switch (type) {
	case VALUE_SZ:
	case VALUE_MULTI_SZ:
		rc = utf8_to_utf16le(bytes, v->text, v->len);
		buf_add_u16le(bytes, 0);
		break;
	case VALUE_DWORD:
		buf_add_u32le(bytes, v->number);
		break;
	case VALUE_BINARY:
		buf_add(bytes, v->text, v->len);
		break;
	}
	assert(rc == 0); /* a definition's text is UTF-8 */
	(void)rc;
}

void codec_value(const struct value *v, enum value_type type,
                 unsigned char **data, size_t *len)
{
	struct buf bytes = BUF_INIT;

	add_value(&bytes, v, type);
	*data = (unsigned char *)buf_steal(&bytes, len);
}

void codec_encode_for(const struct definition *def, const char *owner,
                      struct reg_key *raw)
{
	const struct value its_owner = {.text = (char *)(uintptr_t)owner,
	                                .len = owner ? strlen(owner) : 0,
	                                .present = owner != NULL};
	struct buf bytes = BUF_INIT;

	reg_key_release(raw);
	for (unsigned id = 0; id < KEY_COUNT; id++) {
		const struct schema_key *key = schema_key((enum key_id)id);
		const struct value *v = definition_value(def, (enum key_id)id);

		if (id == KEY_OWNER && owner)
			v = &its_owner;
		if (!v->present)
			continue;
		buf_clear(&bytes);
		add_value(&bytes, v, key->type);
		reg_key_add(raw, key->name, schema_reg_type(key->type),
		            bytes.data, bytes.len);
	}
	for (size_t i = 0; i < def->privates.count; i++) {
		const struct reg_value *v = &def->privates.values[i];

		reg_key_set(raw, v->name, v->type, v->data, v->len);
	}
	buf_release(&bytes);
}

void codec_encode(const struct definition *def, struct reg_key *raw)
{
	codec_encode_for(def, NULL, raw);
}
