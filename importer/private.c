/*
 * private.c: see private.h.
 */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/xalloc.h"

static bool has_prefix(const char *text, size_t len, const char *prefix)
{
	return len >= strlen(prefix) &&
	       memcmp(text, prefix, strlen(prefix)) == 0;
}

bool private_is(const char *key)
{
	char start[sizeof(PRIVATE_PREFIX)];

	if (strlen(key) < strlen(PRIVATE_PREFIX))
		return false;
	memcpy(start, key, strlen(PRIVATE_PREFIX));
	start[strlen(PRIVATE_PREFIX)] = '\0';
	return name_equal(start, PRIVATE_PREFIX);
}

/* Text and its NUL as the registry stores them. */
static void add_wide(struct buf *out, const char *text, size_t len)
{
	/* The reader let only valid UTF-8 through. */
	if (utf8_to_utf16le(out, text, len) == 0)
		buf_add_u16le(out, 0);
}

static void set_text(struct definition *def, const char *name, const char *text)
{
	struct buf data = BUF_INIT;

	add_wide(&data, text, strlen(text));
	reg_key_set(&def->privates, name, REG_TYPE_SZ, data.data, data.len);
	buf_release(&data);
}

static void set_list(struct definition *def, const char *name, const char *text)
{
	struct buf data = BUF_INIT;

	while (*text) {
		const size_t len = strcspn(text, "\n");

		if (len > 0)
			add_wide(&data, text, len);
		text += len + (text[len] == '\n');
	}
	buf_add_u16le(&data, 0);
	reg_key_set(&def->privates, name, REG_TYPE_MULTI_SZ, data.data,
	            data.len);
	buf_release(&data);
}

static void set_number(struct definition *def, const char *name,
                       const struct flat *text, size_t at,
                       struct diag_list *diags)
{
	const char *digits = text->text + at;
	const int base = digits[0] == '0' && digits[1] == 'x' ? 16 : 10;
	char *end;
	const unsigned long long number = strtoull(digits, &end, base);
	unsigned char data[4];

	if (*digits < '0' || *digits > '9' || *end || number > UINT32_MAX) {
		flat_diag(text, at, text->len - at, DIAG_PRIVATE_SYNTAX, diags,
		          "'%s' is not a number from 0 to 4294967295: write "
		          "it in decimal, or as 0x and hexadecimal digits",
		          digits);
		return;
	}
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(number >> (8 * i));
	reg_key_set(&def->privates, name, REG_TYPE_DWORD, data, sizeof(data));
}

static void set_value(struct section *s, const char *name,
                      const struct flat *text, struct diag_list *diags)
{
	if (text->empty || text->faulty)
		return;
	if (has_prefix(text->text, text->len, "sz:"))
		set_text(&s->def, name, text->text + strlen("sz:"));
	else if (has_prefix(text->text, text->len, "dword:"))
		set_number(&s->def, name, text, strlen("dword:"), diags);
	else if (has_prefix(text->text, text->len, "multi:"))
		set_list(&s->def, name, text->text + strlen("multi:"));
	else
		flat_diag(text, 0, text->len, DIAG_PRIVATE_SYNTAX, diags,
		          "a private value says its type first: write sz:TEXT, "
		          "dword:NUMBER, or multi: and one element on each "
		          "indented line");
}

static const struct private_text *find(const struct section *s,
                                       const char *name)
{
	for (size_t i = 0; i < s->private_count; i++)
		if (name_equal(s->privates[i].name, name))
			return &s->privates[i];
	return NULL;
}

void private_read(struct declared *d, struct section *s,
                  const struct ini_entry *entry,
                  const struct variables *variables, struct diag_list *diags)
{
	const char *name = entry->name + strlen(PRIVATE_PREFIX);
	const struct ini_part *first = &s->file->parts[entry->first_part];
	const bool is_list = has_prefix(first->text, first->len, "multi:");
	const struct private_text *twin;

	if (*name == '\0' || strchr(name, '\\')) {
		ini_entry_diag(s->file, entry, DIAG_PRIVATE_SYNTAX, diags,
		               "'Private.' is followed by the name of a "
		               "registry value, without a backslash");
		return;
	}
	if (schema_find(name, s->def.kind) != KEY_COUNT) {
		ini_entry_diag(s->file, entry, DIAG_PRIVATE_KNOWN, diags,
		               "this value is one of fspd's own keys: write "
		               "it without 'Private.'");
		return;
	}
	twin = find(s, name);
	if (twin) {
		ini_entry_diag(
		        s->file, entry, DIAG_DUPLICATE_KEY, diags,
		        "'%s' is set twice, first in line %u: take one out",
		        entry->name, twin->text->entry->line);
		return;
	}

	const struct flat *text =
	        flat_new(&d->arena, s->file, entry, is_list ? '\n' : ' ',
	                 variables, diags);
	s->privates = xrealloc(s->privates, s->private_count + 1,
	                       sizeof(*s->privates));
	s->privates[s->private_count++] =
	        (struct private_text){xstrdup(name), text};
	set_value(s, name, text, diags);
}
