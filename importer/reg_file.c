/*
 * reg_file.c: reading .reg files, see reg_file.h.
 *
 * Which lines regedit understands was learned from the tests of Wine's reg and
 * regedit, which their authors checked against Windows. Files of Windows 3.1
 * ("REGEDIT") hold only HKEY_CLASSES_ROOT, where no file system is declared:
 * they are refused.
 */
#include "reg_file.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/xalloc.h"
#include "reg_hex.h"
#include "reg_line.h"

struct reading {
	const char *path;
	struct reg_lines lines;
	struct reg_line whole; /* the line being read */
	unsigned number;       /* of that line */
	bool narrow;           /* version 4: lists hold bytes */
	char *key;             /* that values belong to, or NULL */
	struct reg_edits *edits;
	struct diag_list *diags;
	size_t faults;
};

static void fault(struct reading *r, const char *text)
{
	const struct place place = {.file = r->path, .line = r->number};
	char *source;

	if (++r->faults > LIMIT_REG_FAULTS)
		return;
	source = xmemdup(r->whole.at, (size_t)(r->whole.end - r->whole.at));
	diag_add(r->diags, DIAG_SYNTAX, &place, source, "%s", text);
	free(source);
}

static int refuse(const char *path, struct diag_list *diags,
                  enum diag_code code, const char *text)
{
	const struct place place = {.file = path};

	diag_add(diags, code, &place, NULL, "%s", text);
	return -1;
}

static int decode(const char *bytes, size_t len, const char *path,
                  struct buf *text, struct diag_list *diags)
{
	if (len >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
		if (utf16le_to_utf8(text, bytes + 2, len - 2) < 0)
			return refuse(path, diags, DIAG_BAD_ENCODING,
			              "the file is not valid UTF-16: export "
			              "it again");
	} else {
		const size_t mark =
		        len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3
		                                                          : 0;
		buf_add(text, bytes + mark, len - mark);
	}
	if (memchr(text->data, '\0', text->len))
		return refuse(path, diags, DIAG_NUL_BYTE,
		              "the file holds NUL bytes: UTF-16 is read when "
		              "it begins with a byte order mark");
	if (utf8_invalid_at(text->data, text->len) != text->len)
		return refuse(path, diags, DIAG_BAD_ENCODING,
		              "the file is neither UTF-16 with a byte order "
		              "mark nor UTF-8: export it again, not for "
		              "Windows 95 or NT 4");
	return 0;
}

/* The first line says which version this is. */
static int read_header(struct reading *r)
{
	struct reg_line line = {"", ""};
	size_t len;

	(void)reg_lines_next(&r->lines, &line);
	reg_line_blanks(&line);
	len = (size_t)(line.end - line.at);
	r->narrow = reg_line_skip(&line, "REGEDIT4");
	if (r->narrow ? len == strlen("REGEDIT4")
	              : reg_line_skip(&line,
	                              "Windows Registry Editor Version 5.00") &&
	                        line.at == line.end)
		return 0;
	return refuse(r->path, r->diags, DIAG_SYNTAX,
	              "this is no .reg file: the first line is neither "
	              "'Windows Registry Editor Version 5.00' nor 'REGEDIT4'");
}

static const char *const hives[] = {
        "HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER",   "HKEY_USERS",
        "HKEY_CLASSES_ROOT",  "HKEY_CURRENT_CONFIG",
};

/* Append the component of len bytes: a hive in capitals, or a key's name. */
static int add_component(struct buf *key, const char *text, size_t len)
{
	if (key->len > 0) {
		if (utf16_units(text, len) > LIMIT_KEY_UNITS)
			return -1;
		buf_addc(key, '\\');
		buf_add(key, text, len);
		return 0;
	}
	for (size_t i = 0; i < sizeof(hives) / sizeof(hives[0]); i++)
		if (name_equal_bytes(hives[i], text, len)) {
			buf_adds(key, hives[i]);
			return 0;
		}
	return -1;
}

/* The key named by text, NULL when it is none. Backslashes at the end and
 * doubled ones do not count. Caller frees. */
static char *read_key_name(const char *text, const char *end)
{
	struct buf key = BUF_INIT;
	size_t depth = 0;

	while (text < end) {
		const char *slash = memchr(text, '\\', (size_t)(end - text));
		const size_t len = (size_t)((slash ? slash : end) - text);

		if ((len > 0 || key.len == 0) &&
		    (++depth > LIMIT_KEY_DEPTH ||
		     add_component(&key, text, len) < 0)) {
			buf_release(&key);
			return NULL;
		}
		text += len + (slash != NULL);
	}
	return key.len > 0 ? buf_steal(&key, NULL) : NULL;
}

/* `[key]` or `[-key]`: what follows the last bracket does not count. */
static void read_key(struct reading *r, struct reg_line line)
{
	const bool deleted = reg_line_skip(&line, "-");
	const char *end = line.end;
	char *key;

	free(r->key);
	r->key = NULL;
	while (end > line.at && end[-1] != ']')
		end--;
	key = end > line.at ? read_key_name(line.at, end - 1) : NULL;
	if (!key) {
		fault(r, "this names no key: write [HKEY_LOCAL_MACHINE\\...]");
	} else if (deleted && !strchr(key, '\\')) {
		fault(r, "a hive cannot be deleted");
		free(key);
	} else if (deleted) {
		reg_edits_delete_key(r->edits, key);
		free(key);
	} else {
		reg_edits_make_key(r->edits, key);
		r->key = key;
	}
}

/* Put name with text as a string of that type. */
static void put_text(struct reading *r, const char *name, const char *text,
                     size_t len)
{
	struct buf wide = BUF_INIT;

	if (utf8_to_utf16le(&wide, text, len) == 0) {
		buf_add_u16le(&wide, 0);
		reg_edits_put(r->edits, r->key, name, REG_TYPE_SZ, wide.data,
		              wide.len);
	}
	buf_release(&wide);
}

static void read_string(struct reading *r, struct reg_line line,
                        const char *name)
{
	struct buf text = BUF_INIT;

	if (reg_line_quoted(&line, &text) < 0)
		fault(r, "the text has no closing quote, or a '\\' that is "
		         "neither '\\\\' nor '\\\"'");
	else if (!reg_line_is_done(line))
		fault(r, "something follows the text: write '\\\"' for a quote "
		         "in it");
	else if (text.len > LIMIT_VALUE_BYTES / 2)
		fault(r, "the value is longer than 64 KiB");
	else
		put_text(r, name, text.data, text.len);
	buf_release(&text);
}

static void read_dword(struct reading *r, struct reg_line line,
                       const char *name)
{
	struct buf bytes = BUF_INIT;
	const long long number = reg_line_hex(&line, 8);

	if (number < 0 || !reg_line_is_done(line)) {
		fault(r, "a dword is one to eight hexadecimal digits");
	} else {
		buf_add_u32le(&bytes, (unsigned long)number);
		reg_edits_put(r->edits, r->key, name, REG_TYPE_DWORD,
		              bytes.data, bytes.len);
	}
	buf_release(&bytes);
}

/* The bytes of a version 4 list as UTF-16. What its bytes from 80 on mean
 * depends on the machine that wrote it. */
static const char *widen(struct buf *bytes)
{
	struct buf wide = BUF_INIT;

	if (bytes->len > LIMIT_VALUE_BYTES / 2)
		return "the value is longer than 64 KiB";
	for (size_t i = 0; i < bytes->len; i++) {
		if ((unsigned char)bytes->data[i] >= 0x80) {
			buf_release(&wide);
			return "only the machine that wrote this knows what "
			       "these bytes mean: export it as version 5";
		}
		buf_add_u16le(&wide, (unsigned char)bytes->data[i]);
	}
	buf_release(bytes);
	*bytes = wide;
	return NULL;
}

/* Text gets the NUL that ends it, as regedit does. */
static void terminate(struct buf *bytes)
{
	if (bytes->len >= 2 && bytes->len % 2 == 0 &&
	    (bytes->data[bytes->len - 1] || bytes->data[bytes->len - 2]))
		buf_add_u16le(bytes, 0);
}

static void read_hex(struct reading *r, struct reg_line line, uint32_t type,
                     const char *name)
{
	const bool is_text = type == REG_TYPE_SZ ||
	                     type == REG_TYPE_EXPAND_SZ ||
	                     type == REG_TYPE_MULTI_SZ;
	struct buf bytes = BUF_INIT;
	const char *why = reg_hex_read(&r->lines, &line, &bytes);

	if (!why && r->narrow && is_text)
		why = widen(&bytes);
	if (why) {
		fault(r, why);
	} else {
		if (is_text)
			terminate(&bytes);
		reg_edits_put(r->edits, r->key, name, type, bytes.data,
		              bytes.len);
	}
	buf_release(&bytes);
}

/* `hex:` or `hex(type):`; -1 when it is neither. */
static long long read_hex_type(struct reg_line *line)
{
	long long type = REG_TYPE_BINARY;

	if (reg_line_skip(line, "(")) {
		type = reg_line_hex(line, 8);
		if (!reg_line_skip(line, ")"))
			return -1;
	}
	return reg_line_skip(line, ":") ? type : -1;
}

static void read_data(struct reading *r, struct reg_line line, const char *name)
{
	if (reg_line_skip(&line, "\"")) {
		read_string(r, line, name);
		return;
	}
	if (reg_line_skip(&line, "dword:")) {
		read_dword(r, line, name);
		return;
	}
	if (reg_line_skip(&line, "hex")) {
		const long long type = read_hex_type(&line);

		if (type >= 0) {
			read_hex(r, line, (uint32_t)type, name);
			return;
		}
	} else if (reg_line_skip(&line, "-") && reg_line_is_done(line)) {
		reg_edits_erase(r->edits, r->key, name);
		return;
	}
	fault(r, "what follows '=' is none of \"text\", dword:, hex:, hex(n): "
	         "and -");
}

/* `"name"=` or `@=`, up to the data. NULL, or what is wrong. */
static const char *read_name(struct reg_line *line, struct buf *name)
{
	if (!reg_line_skip(line, "@") &&
	    (!reg_line_skip(line, "\"") || reg_line_quoted(line, name) < 0))
		return "the value's name has no closing quote, or a '\\' that "
		       "is neither '\\\\' nor '\\\"'";
	if (utf16_units(name->data, name->len) > LIMIT_VALUE_NAME_UNITS)
		return "the value's name is too long";
	reg_line_blanks(line);
	if (!reg_line_skip(line, "="))
		return "a '=' is missing behind the value's name";
	reg_line_blanks(line);
	return NULL;
}

static void read_value(struct reading *r, struct reg_line line)
{
	struct buf name = BUF_INIT;
	const char *why = read_name(&line, &name);

	if (!why && !r->key)
		why = "the value stands in no key";
	if (why)
		fault(r, why);
	else
		read_data(r, line, name.data);
	buf_release(&name);
}

static void read_line(struct reading *r, struct reg_line line)
{
	r->whole = line;
	r->number = r->lines.number;
	reg_line_blanks(&line);
	if (reg_line_skip(&line, "["))
		read_key(r, line);
	else if (line.at < line.end && (*line.at == '@' || *line.at == '"'))
		read_value(r, line);
	else if (!reg_line_is_done(line) && *line.at != '#')
		fault(r, "this line is no key, value or comment");
}

int reg_read(const void *bytes, size_t len, const char *path,
             struct reg_edits *edits, struct diag_list *diags)
{
	struct buf text = BUF_INIT;
	struct reading r = {.path = path, .edits = edits, .diags = diags};
	struct reg_line line;
	int rc = -1;

	if (decode(bytes, len, path, &text, diags) < 0)
		goto out;
	r.lines = (struct reg_lines){text.data, text.data + text.len, 0};
	if (read_header(&r) < 0)
		goto out;
	while (reg_lines_next(&r.lines, &line))
		read_line(&r, line);
	free(r.key);
	if (r.faults > LIMIT_REG_FAULTS)
		(void)refuse(path, diags, DIAG_SYNTAX,
		             "more lines are not understood than are told");
	rc = 0;
out:
	buf_release(&text);
	return rc;
}
