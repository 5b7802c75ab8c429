/*
 * value.c: see value.h. Reading has two steps: syntax gives a typed value, and
 * judge.c says whether the schema allows it.
 */
#include "value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "limits.h"
#include "name.h"
#include "quantity.h"
#include "shown.h"
#include "utf.h"
#include "xalloc.h"

int value_fault_set(struct value_fault *fault, enum diag_code code, size_t at,
                    size_t len, const char *format, ...)
{
	va_list args;

	fault->code = code;
	fault->at = at;
	fault->len = len;
	va_start(args, format);
	(void)vsnprintf(fault->text, sizeof(fault->text), format, args);
	va_end(args);
	fault->text[utf8_invalid_at(fault->text, strlen(fault->text))] = '\0';
	return -1;
}

/* What no value may hold, whatever its key. */
static int check_text(const char *name, const char *text, size_t len,
                      struct value_fault *fault)
{
	const size_t bad = utf8_invalid_at(text, len);
	const char *nul = memchr(text, '\0', len);

	if (bad < len)
		return value_fault_set(
		        fault, DIAG_BAD_ENCODING, bad, 1,
		        "byte 0x%02x is not UTF-8: save the file as UTF-8",
		        (unsigned)(unsigned char)text[bad]);
	if (nul != NULL)
		return value_fault_set(fault, DIAG_NUL_BYTE,
		                       (size_t)(nul - text), 1,
		                       "a NUL byte cannot be part of a value");
	/* A character takes no more units than bytes. */
	if (len >= LIMIT_VALUE_BYTES / 2 &&
	    utf16_units(text, len) >= LIMIT_VALUE_BYTES / 2)
		return value_fault_set(
		        fault, DIAG_TOO_LONG, 0, len,
		        "%s is longer than %d characters: shorten it", name,
		        LIMIT_VALUE_BYTES / 2 - 1);
	return 0;
}

static int parse_bool(const struct schema_key *key, const char *text,
                      size_t len, uint32_t *number, struct value_fault *fault)
{
	static const char *const words[2][4] = {{"no", "false", "off", "0"},
	                                        {"yes", "true", "on", "1"}};

	for (uint32_t n = 0; n < 2; n++) {
		for (size_t i = 0; i < 4; i++) {
			if (name_equal_bytes(words[n][i], text, len)) {
				*number = n;
				return 0;
			}
		}
	}

	char piece[SHOWN_PIECE];
	return value_fault_set(
	        fault, DIAG_BAD_BOOL, 0, len,
	        "'%s' is neither yes nor no: write %s = yes or %s = no",
	        shown_piece(piece, text, len), key->name, key->name);
}

/* A copy, unless it can be borrowed: out says so. */
static void keep_text(const char *text, size_t len, struct value *out)
{
	out->text = out->lent ? (char *)(uintptr_t)text : xmemdup(text, len);
	out->len = len;
}

/* A word's own spelling is what is stored, unless the key's words are the same
 * in any case: those are kept as they were written. A word that is none is
 * left for value_judge to refuse. */
static void parse_word(const struct schema_key *key, const char *text,
                       size_t len, struct value *out)
{
	const bool keep = (key->flags & KEY_SAME_TEXT_ANY_CASE) != 0;

	for (const struct schema_choice *c = key->choices; c->name; c++)
		if (!keep && name_equal_bytes(c->name, text, len))
			text = c->name;
	keep_text(text, len, out);
}

static int parse_numbered_word(const struct schema_key *key, const char *text,
                               size_t len, uint32_t *number,
                               struct value_fault *fault)
{
	for (const struct schema_choice *c = key->choices; c->name; c++) {
		if (name_equal_bytes(c->name, text, len)) {
			*number = c->number;
			return 0;
		}
	}
	if (quantity_parse(text, len, UNIT_NONE, number, fault) == 0)
		return 0;

	char piece[SHOWN_PIECE];
	return value_fault_set(fault, DIAG_BAD_CHOICE, 0, len,
	                       "'%s' is none of the words of %s, such as '%s'",
	                       shown_piece(piece, text, len), key->name,
	                       key->choices[0].name);
}

static void parse_list(const char *text, size_t len, struct value *out)
{
	struct buf list = BUF_INIT;
	size_t at = 0;

	while (at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		const size_t n = end ? (size_t)(end - text) - at : len - at;

		if (n > 0) {
			buf_add(&list, text + at, n);
			buf_addc(&list, '\0');
		}
		at += n + 1;
	}
	out->text = buf_steal(&list, &out->len);
	out->lent = false;
}

/* What is too large for any number is told with the key's own bounds. */
static int parse_number(const struct schema_key *key, const char *text,
                        size_t len, uint32_t *number, struct value_fault *fault)
{
	const int rc = quantity_parse(text, len, key->unit, number, fault);
	struct buf min = BUF_INIT, max = BUF_INIT;
	char piece[SHOWN_PIECE];

	if (rc == 0 || fault->code != DIAG_OUT_OF_BOUNDS)
		return rc;
	quantity_print(key->min, key->unit, &min);
	quantity_print(key->max, key->unit, &max);
	value_fault_set(fault, DIAG_OUT_OF_BOUNDS, 0, len,
	                "%s cannot be '%s': write %s to %s", key->name,
	                shown_piece(piece, text, len), min.data, max.data);
	buf_release(&min);
	buf_release(&max);
	return -1;
}

/* The syntax alone. */
static int read_value(const struct schema_key *key, const char *text,
                      size_t len, struct value *out, struct value_fault *fault)
{
	switch (key->form) {
	case FORM_BOOL:
		return parse_bool(key, text, len, &out->number, fault);
	case FORM_NUMBER:
		return parse_number(key, text, len, &out->number, fault);
	case FORM_CHOICE:
		if (key->type == VALUE_DWORD)
			return parse_numbered_word(key, text, len, &out->number,
			                           fault);
		parse_word(key, text, len, out);
		return 0;
	case FORM_LIST:
		parse_list(text, len, out);
		return 0;
	case FORM_BINARY:
		return value_fault_set(fault, DIAG_KEY_NOT_HERE, 0, len,
		                       "%s is written by fsp-import itself",
		                       key->name);
	case FORM_TEXT:
	case FORM_PATH:
	case FORM_TEMPLATE:
	case FORM_SDDL:
		break;
	}
	keep_text(text, len, out);
	return 0;
}

/* Where the byte of a list at offset at stands in its source, in which empty
 * elements were skipped. */
static size_t source_offset(const char *text, size_t len, size_t at)
{
	size_t i = 0;

	for (; i < len; i++) {
		if (text[i] == '\n' && (i == 0 || text[i - 1] == '\n'))
			continue;
		if (at == 0)
			break;
		at--;
	}
	return i;
}

static int parse(enum key_id id, const char *text, size_t len, bool lent,
                 struct value *out, struct value_fault *fault)
{
	const struct schema_key *key = schema_key(id);

	*out = (struct value){.text = NULL, .present = true, .lent = lent};
	if (check_text(key->name, text, len, fault) != 0 ||
	    read_value(key, text, len, out, fault) != 0)
		goto bad;
	if (value_judge(id, out, fault) == 0)
		return 0;
	if (key->type == VALUE_MULTI_SZ)
		fault->at = source_offset(text, len, fault->at);
	else if (key->type == VALUE_DWORD)
		fault->len = len;
bad:
	if (!out->lent)
		free(out->text);
	*out = (struct value){.text = NULL, .present = false};
	return -1;
}

int value_parse(enum key_id id, const char *text, size_t len, struct value *out,
                struct value_fault *fault)
{
	return parse(id, text, len, false, out, fault);
}

int value_parse_lent(enum key_id id, const char *text, size_t len,
                     struct value *out, struct value_fault *fault)
{
	return parse(id, text, len, true, out, fault);
}

static void print_number(const struct schema_key *key, uint32_t number,
                         struct buf *out)
{
	if (key->form == FORM_BOOL && number <= 1) {
		buf_adds(out, number == 1 ? "yes" : "no");
		return;
	}
	for (const struct schema_choice *c = key->choices; c && c->name; c++) {
		if (c->number == number) {
			buf_adds(out, c->name);
			return;
		}
	}
	quantity_print(number, key->unit, out);
}

void value_print(enum key_id id, const struct value *v, struct buf *out)
{
	const struct schema_key *key = schema_key(id);
	const size_t start = out->len;

	switch (key->type) {
	case VALUE_DWORD:
		print_number(key, v->number, out);
		break;
	case VALUE_SZ:
		buf_add(out, v->text, v->len);
		break;
	case VALUE_MULTI_SZ:
		/* The last element's NUL separates it from nothing. */
		buf_add(out, v->text, v->len > 0 ? v->len - 1 : 0);
		for (size_t i = start; i < out->len; i++)
			if (out->data[i] == '\0')
				out->data[i] = '\n';
		break;
	case VALUE_BINARY:
		for (size_t i = 0; i < v->len; i++)
			buf_addf(out, "%02x",
			         (unsigned)(unsigned char)v->text[i]);
		break;
	}
}
