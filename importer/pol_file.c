/*
 * pol_file.c: see pol_file.h.
 *
 * "PReg", version 1 as u32le, then entries without anything in between:
 *   [ key NUL ; name NUL ; type ; size ; data ]
 * with the brackets, semicolons and text in UTF-16LE, type and size as u32le.
 * Data may hold any byte, so an entry ends where its size says.
 */
#include "pol_file.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/utf.h"

static const char header[8] = {'P', 'R', 'e', 'g', 1, 0, 0, 0};

struct cursor {
	const unsigned char *start, *at, *end;
};

static size_t left(const struct cursor *c)
{
	return (size_t)(c->end - c->at);
}

static int fail(const struct cursor *c, const char *what, struct error *err)
{
	return error_set(err, 0, "not a Registry.pol file: %s at byte %zu",
	                 what, (size_t)(c->at - c->start));
}

static int skip_mark(struct cursor *c, char mark, struct error *err)
{
	char what[] = "no ' '";

	what[4] = mark;
	if (left(c) < 2 || c->at[0] != (unsigned char)mark || c->at[1] != 0)
		return fail(c, what, err);
	c->at += 2;
	return 0;
}

static int read_text(struct cursor *c, struct buf *out, struct error *err)
{
	const unsigned char *end = c->at;

	while (c->end - end >= 2 && (end[0] || end[1]))
		end += 2;
	if (c->end - end < 2)
		return fail(c, "a name without an end", err);
	if (utf16le_to_utf8(out, c->at, (size_t)(end - c->at)) < 0)
		return fail(c, "a name that is not UTF-16", err);
	c->at = end + 2;
	return 0;
}

static int read_number(struct cursor *c, uint32_t *out, struct error *err)
{
	const unsigned char *b = c->at;

	if (left(c) < 4)
		return fail(c, "no number", err);
	*out = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
	c->at += 4;
	return 0;
}

static int read_entry(struct cursor *c, struct reg_edits *entries,
                      struct error *err)
{
	struct buf key = BUF_INIT, name = BUF_INIT;
	uint32_t type = 0, size = 0;
	int rc = -1;

	if (skip_mark(c, '[', err) < 0 || read_text(c, &key, err) < 0 ||
	    skip_mark(c, ';', err) < 0 || read_text(c, &name, err) < 0 ||
	    skip_mark(c, ';', err) < 0 || read_number(c, &type, err) < 0 ||
	    skip_mark(c, ';', err) < 0 || read_number(c, &size, err) < 0 ||
	    skip_mark(c, ';', err) < 0)
		goto out;
	if (size > POL_DATA_MAX || size > left(c)) {
		fail(c, "data too long", err);
		goto out;
	}
	reg_edits_put(entries, key.data, name.data, type, c->at, size);
	c->at += size;
	if (skip_mark(c, ']', err) < 0)
		goto out;
	rc = 0;
out:
	buf_release(&key);
	buf_release(&name);
	return rc;
}

int pol_read(const void *bytes, size_t len, struct reg_edits *entries,
             struct error *err)
{
	const unsigned char *start = bytes;
	struct cursor c = {start, start, start + len};
	struct reg_edits read = REG_EDITS_INIT;
	int rc = -1;

	if (len < sizeof(header) ||
	    memcmp(bytes, header, sizeof(header)) != 0) {
		fail(&c, "no 'PReg' of version 1", err);
		goto out;
	}
	c.at += sizeof(header);
	while (c.at < c.end)
		if (read_entry(&c, &read, err) < 0)
			goto out;
	for (size_t i = 0; i < read.count; i++) {
		const struct reg_value *v = &read.items[i].value;

		reg_edits_put(entries, read.items[i].key, v->name, v->type,
		              v->data, v->len);
	}
	rc = 0;
out:
	reg_edits_release(&read);
	return rc;
}

static void add_mark(struct buf *out, char mark)
{
	buf_add_u16le(out, (unsigned char)mark);
}

static int add_text(struct buf *out, const char *text)
{
	if (utf8_to_utf16le(out, text, strlen(text)) < 0)
		return -1;
	buf_add_u16le(out, 0);
	return 0;
}

static int write_entry(const struct reg_edit *entry, struct buf *out,
                       struct error *err)
{
	const struct reg_value *v = &entry->value;

	if (v->len > POL_DATA_MAX ||
	    utf16_units(v->name, strlen(v->name)) > POL_NAME_UNITS)
		return error_set(err, 0,
		                 "too long for a Registry.pol file: value "
		                 "'%s' of '%s'",
		                 v->name, entry->key);
	add_mark(out, '[');
	if (add_text(out, entry->key) < 0)
		return error_set(err, 0, "a key's name is no text");
	add_mark(out, ';');
	if (add_text(out, v->name) < 0)
		return error_set(err, 0, "a value's name in '%s' is no text",
		                 entry->key);
	add_mark(out, ';');
	buf_add_u32le(out, v->type);
	add_mark(out, ';');
	buf_add_u32le(out, (unsigned long)v->len);
	add_mark(out, ';');
	buf_add(out, v->data, v->len);
	add_mark(out, ']');
	return 0;
}

int pol_write(const struct reg_edits *entries, struct buf *out,
              struct error *err)
{
	struct buf file = BUF_INIT;
	int rc = -1;

	buf_add(&file, header, sizeof(header));
	for (size_t i = 0; i < entries->count; i++)
		if (write_entry(&entries->items[i], &file, err) < 0)
			goto out;
	buf_add(out, file.data, file.len);
	rc = 0;
out:
	buf_release(&file);
	return rc;
}

void pol_add_deletion(struct reg_edits *entries, const char *key,
                      const char *name)
{
	struct buf order = BUF_INIT;

	buf_addf(&order, "**del.%s", name);
	reg_edits_put(entries, key, order.data, REG_TYPE_SZ, " \0\0\0", 4);
	buf_release(&order);
}
