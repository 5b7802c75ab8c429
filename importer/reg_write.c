/*
 * reg_write.c: writing .reg files, see reg_file.h.
 */
#include "reg_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/error.h"
#include "../common/reg_node.h"
#include "../common/utf.h"
#include "reg_hex.h"

/* Names that hold control characters (a line break!) have no form. */
static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20)
			return false;
	return true;
}

static void add_quoted(struct buf *out, const char *text)
{
	buf_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *text);
	}
	buf_addc(out, '"');
}

static void add_name(struct buf *out, const char *name)
{
	if (*name)
		add_quoted(out, name);
	else
		buf_addc(out, '@');
	buf_addc(out, '=');
}

static bool is_terminated(const struct reg_value *v)
{
	return v->len >= 2 && v->data[v->len - 1] == 0 &&
	       v->data[v->len - 2] == 0;
}

/* The text of a string, in *text, that in quotes is read back to the same
 * bytes. */
static bool is_quotable(const struct reg_value *v, struct buf *text)
{
	const size_t len = is_terminated(v) ? v->len - 2 : v->len;

	return v->type == REG_TYPE_SZ && v->len > 0 &&
	       utf16le_to_utf8(text, v->data, len) == 0 &&
	       is_plain(text->data, text->len);
}

/* A NUL that is missing at the end of a string is written, as regedit would if
 * it were in quotes. */
static void add_hex(struct buf *out, const struct reg_value *v, size_t line)
{
	struct buf data = BUF_INIT;

	buf_add(&data, v->data, v->len);
	if (v->type == REG_TYPE_SZ && v->len > 0 && v->len % 2 == 0 &&
	    !is_terminated(v))
		buf_add_u16le(&data, 0);
	if (v->type == REG_TYPE_BINARY)
		buf_adds(out, "hex:");
	else
		buf_addf(out, "hex(%lx):", (unsigned long)v->type);
	reg_hex_write(out, out->len - line, (unsigned char *)data.data,
	              data.len);
	buf_release(&data);
}

static void add_data(struct buf *out, const struct reg_value *v, size_t line)
{
	struct buf text = BUF_INIT;

	if (is_quotable(v, &text))
		add_quoted(out, text.data);
	else if (v->type == REG_TYPE_DWORD && v->len == 4)
		buf_addf(out, "dword:%02x%02x%02x%02x", v->data[3], v->data[2],
		         v->data[1], v->data[0]);
	else
		add_hex(out, v, line);
	buf_release(&text);
}

static void add_edit(struct buf *out, const struct reg_edit *edit)
{
	const size_t line = out->len;

	switch (edit->kind) {
	case EDIT_MAKE_KEY:
	case EDIT_DELETE_KEY:
		return;
	case EDIT_PUT:
		add_name(out, edit->value.name);
		add_data(out, &edit->value, line);
		break;
	case EDIT_ERASE:
		add_name(out, edit->value.name);
		buf_addc(out, '-');
		break;
	}
	buf_adds(out, "\r\n");
}

/* The line in brackets, when the last one does not name the key already. */
static void add_key(struct buf *out, const struct reg_edit *edit,
                    const struct reg_edit *before)
{
	const bool deleted = edit->kind == EDIT_DELETE_KEY;

	if (before && !deleted && edit->kind != EDIT_MAKE_KEY &&
	    before->kind != EDIT_DELETE_KEY &&
	    strcmp(edit->key, before->key) == 0)
		return;
	buf_addf(out, "%s[%s%s]\r\n", before ? "\r\n" : "", deleted ? "-" : "",
	         edit->key);
}

static int check(const struct reg_edit *edit, struct error *err)
{
	const char *name = edit->value.name;

	if (!is_plain(edit->key, strlen(edit->key)))
		return error_set(err, 0,
		                 "a .reg file cannot hold the control "
		                 "characters in the name of key '%s'",
		                 edit->key);
	if (name && !is_plain(name, strlen(name)))
		return error_set(err, 0,
		                 "a .reg file cannot hold the control "
		                 "characters in the name of value '%s' of '%s'",
		                 name, edit->key);
	return 0;
}

int reg_write(const struct reg_edits *edits, struct buf *out, struct error *err)
{
	struct buf text = BUF_INIT;
	int rc = -1;

	buf_adds(&text, "\xef\xbb\xbfWindows Registry Editor Version 5.00"
	                "\r\n\r\n");
	for (size_t i = 0; i < edits->count; i++) {
		const struct reg_edit *edit = &edits->items[i];

		if (check(edit, err) < 0)
			goto out;
		add_key(&text, edit, i ? edit - 1 : NULL);
		add_edit(&text, edit);
	}
	if (edits->count > 0)
		buf_adds(&text, "\r\n");
	if (utf8_to_utf16le(out, text.data, text.len) < 0) {
		error_set(err, 0, "the registry holds a name that is no text");
		goto out;
	}
	rc = 0;
out:
	buf_release(&text);
	return rc;
}

void reg_export(const struct reg_node *node, const char *key,
                struct reg_edits *edits)
{
	reg_edits_make_key(edits, key);
	for (size_t i = 0; i < node->key.count; i++) {
		const struct reg_value *v = &node->key.values[i];

		reg_edits_put(edits, key, v->name, v->type, v->data, v->len);
	}
	for (size_t i = 0; i < node->count; i++) {
		struct buf below = BUF_INIT;

		buf_addf(&below, "%s\\%s", key, node->children[i]->name);
		reg_export(node->children[i], below.data, edits);
		buf_release(&below);
	}
}
