/*
 * compile.c: see compile.h.
 */
#include "compile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../common/bits.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/value.h"
#include "allow.h"
#include "compile_names.h"
#include "inherit.h"
#include "private.h"

/* A value as it was last read without a finding: sections tend to say the same,
 * and what is written the same means the same. */
struct known {
	const struct flat *text; /* NULL: none yet */
	struct value value;      /* borrowed */
};

struct run {
	const struct variables *variables;
	struct declared *out;
	struct diag_list *diags;
	const struct ini_file *file;
	struct section *section;  /* the one under way, or NULL */
	struct section *defaults; /* [*] of this file so far, or NULL */
	enum key_id last;         /* the key read last, KEY_COUNT: none yet */
	enum key_id after[KEY_COUNT + 1]; /* which came after it before */
	struct known known[KEY_COUNT];
};

static void note(struct run *r, const struct ini_entry *at, enum diag_code code,
                 const char *text)
{
	ini_entry_diag(r->file, at, code, r->diags, "%s", text);
}

static void check_names(struct run *r, const struct section *s)
{
	const char *instance = s->def.instance_name;
	const char *fault = class_name_fault(s->def.class_name);

	if (fault)
		section_diag(s, DIAG_CLASS_NAME, r->diags, "%s", fault);
	fault = instance ? instance_name_fault(instance) : NULL;
	if (fault)
		section_diag(s, DIAG_INSTANCE_NAME, r->diags, "%s", fault);
}

/* Keys that the section of entry has at most. */
static unsigned keys_below(const struct run *r, const struct ini_entry *entry)
{
	const struct ini_entry *end = r->file->entries + r->file->count;
	const struct ini_entry *e = entry + 1;

	while (e < end && e < entry + KEY_COUNT && !e->is_section)
		e++;
	return (unsigned)(e - entry - 1);
}

static void begin_section(struct run *r, const struct ini_entry *entry)
{
	struct section *s =
	        declared_add(r->out, r->file, entry, keys_below(r, entry));

	if (r->section)
		r->section->last_line = entry->line - 1;
	r->section = s;
	s->last_line = UINT32_MAX;
	s->defaults = r->defaults;
	if (!s->is_defaults) {
		check_names(r, s);
		return;
	}
	s->defaults = NULL;
	if (r->defaults) {
		s->is_duplicate = true;
		section_diag(s, DIAG_DUPLICATE_SECTION, r->diags,
		             "[*] stands twice in this file: first in line %u",
		             r->defaults->header->line);
		return;
	}
	r->defaults = s;
}

/* A key that the schema has, but not for this place. */
static void tell_misplaced(struct run *r, const struct ini_entry *entry,
                           enum key_id id)
{
	if (schema_key(id)->flags & KEY_INTERNAL)
		note(r, entry, DIAG_KEY_NOT_HERE,
		     "this value is kept by fsp-import itself: take the line "
		     "out");
	else if (r->section->def.kind == KIND_CLASS)
		note(r, entry, DIAG_KEY_NOT_HERE,
		     "this key belongs to an instance: put it into a section "
		     "[class\\instance]");
	else
		note(r, entry, DIAG_KEY_NOT_HERE,
		     "this key belongs to the class: put it into its section "
		     "[class]");
}

static void tell_misspelt(struct run *r, const struct ini_entry *entry,
                          enum key_id near)
{
	r->section->meant |= (uint64_t)1 << near;
	ini_entry_diag(r->file, entry, DIAG_UNKNOWN_KEY, r->diags,
	               "no key is called '%s': did you mean '%s'?", entry->name,
	               schema_key(near)->name);
}

static void tell_unknown(struct run *r, const struct ini_entry *entry)
{
	const enum key_id any = schema_find_any(entry->name);
	const enum key_id near =
	        schema_nearest(entry->name, r->section->def.kind);

	if (any != KEY_COUNT)
		tell_misplaced(r, entry, any);
	else if (near == KEY_COUNT)
		ini_entry_diag(r->file, entry, DIAG_UNKNOWN_KEY, r->diags,
		               "no key is called '%s': a value of another "
		               "program is written 'Private.%s = sz:...'",
		               entry->name, entry->name);
	else
		tell_misspelt(r, entry, near);
}

static void tell_twice(struct run *r, const struct ini_entry *entry,
                       const struct ini_entry *first)
{
	ini_entry_diag(r->file, entry, DIAG_DUPLICATE_KEY, r->diags,
	               "'%s' is set twice, first in line %u: take one out",
	               entry->name, first->line);
}

/* The first ` ;` of part: its semicolon, or NULL. */
static const char *find_comment(const struct ini_part *part)
{
	const char *end = part->text + part->len;
	const char *at = part->text;

	while ((at = memchr(at, ';', (size_t)(end - at))) != NULL) {
		if (at > part->text && (at[-1] == ' ' || at[-1] == '\t'))
			return at;
		at++;
	}
	return NULL;
}

/* Other INI readers end a value at ` ;`. */
static void warn_inline_comment(struct run *r, const struct ini_entry *entry)
{
	for (size_t i = 0; i < entry->part_count; i++) {
		const struct ini_part *part =
		        &r->file->parts[entry->first_part + i];
		const char *at = find_comment(part);

		if (!at)
			continue;
		const struct place place = ini_part_place(
		        r->file, part, (size_t)(at - part->text), 1);
		diag_add(r->diags, DIAG_INLINE_COMMENT, &place, part->source,
		         "';' begins no comment here and is part of the value: "
		         "comments are lines of their own");
	}
}

static bool is_too_long(const struct flat *text)
{
	const size_t most = LIMIT_VALUE_BYTES - 4; /* a list ends in two NULs */

	/* A character takes no more units than bytes. */
	return 2 * text->len > most &&
	       2 * utf16_units(text->text, text->len) > most;
}

static void set_value(struct run *r, enum key_id id, const struct flat *text)
{
	struct value_fault fault;
	struct value value;

	if (text->empty || text->faulty)
		return;
	if (is_too_long(text)) {
		flat_diag(text, 0, text->len, DIAG_TOO_LONG, r->diags,
		          "a value of more than %d bytes: shorten it",
		          (int)LIMIT_VALUE_BYTES);
		return;
	}
	if (value_parse_lent(id, text->text, text->len, &value, &fault) < 0) {
		flat_diag(text, fault.at, fault.len, fault.code, r->diags, "%s",
		          fault.text);
		return;
	}
	definition_put(&r->section->def, id, &value);
}

static const struct flat *read_text(struct run *r,
                                    const struct ini_entry *entry,
                                    char separator)
{
	warn_inline_comment(r, entry);
	return flat_new(&r->out->arena, r->file, entry, separator, r->variables,
	                r->diags);
}

/* Nothing was found in text: the next that is written so is not read again. */
static void keep_known(struct run *r, enum key_id id, const struct flat *text)
{
	r->known[id].text = text;
	r->known[id].value = *definition_value(&r->section->def, id);
	r->known[id].value.lent = true;
}

static void read_value(struct run *r, const struct ini_entry *entry,
                       enum key_id id)
{
	const bool is_list = schema_key(id)->type == VALUE_MULTI_SZ;
	const size_t told = r->diags->count;
	const struct flat *text = read_text(r, entry, is_list ? '\n' : ' ');

	section_write(r->out, r->section, id, text);
	set_value(r, id, text);
	if (r->diags->count == told)
		keep_known(r, id, text);
}

static void read_key(struct run *r, const struct ini_entry *entry,
                     enum key_id id)
{
	const struct known *known = &r->known[id];
	struct section *s = r->section;
	struct value value = known->value;

	if (schema_key(id)->flags & KEY_INTERNAL) {
		tell_misplaced(r, entry, id);
	} else if (has_bit(s->written, id)) {
		tell_twice(r, entry, section_text(s, id)->entry);
	} else if (known->text && flat_is_again(known->text, r->file, entry)) {
		section_write(r->out, s, id,
		              flat_again(&r->out->arena, known->text, r->file,
		                         entry));
		if (value.present)
			definition_put(&s->def, id, &value);
	} else {
		read_value(r, entry, id);
	}
}

/* `Extends` and `Allow`, which are about the file and never stored. */
static bool read_directive(struct run *r, const struct ini_entry *entry)
{
	struct section *s = r->section;
	const bool is_extends = name_equal(entry->name, "Extends");

	if (!is_extends && !name_equal(entry->name, "Allow"))
		return false;
	if (s->is_defaults)
		note(r, entry, DIAG_KEY_NOT_HERE,
		     "this key belongs to one section and cannot stand in "
		     "[*]");
	else if (is_extends && s->extends)
		tell_twice(r, entry, s->extends->entry);
	else if (is_extends)
		s->extends = read_text(r, entry, ' ');
	else
		allow_read(s, read_text(r, entry, ' '), r->diags);
	return true;
}

/* The key that entry names. Sections tend to list the same keys in the same
 * order, so what came next the last time is tried first. */
static enum key_id find_key(struct run *r, const struct ini_entry *entry)
{
	const enum key_kind kind = r->section->def.kind;
	enum key_id *guess = &r->after[r->last];

	if (!schema_is(*guess, entry->name, kind))
		*guess = schema_find(entry->name, kind);
	r->last = *guess;
	return *guess;
}

static void read_entry(struct run *r, const struct ini_entry *entry)
{
	struct section *s = r->section;
	enum key_id id;

	assert(s); /* the reader lets no key stand before a section */
	id = find_key(r, entry);

	if (id != KEY_COUNT)
		read_key(r, entry, id);
	else if (read_directive(r, entry))
		return;
	else if (!private_is(entry->name))
		tell_unknown(r, entry);
	else if (s->is_defaults)
		note(r, entry, DIAG_KEY_NOT_HERE,
		     "a private value belongs to one section and cannot stand "
		     "in [*]");
	else
		private_read(r->out, s, entry, r->variables, r->diags);
}

static void read_file(struct run *r, const struct ini_file *file)
{
	r->file = file;
	r->last = KEY_COUNT;
	r->section = NULL;
	r->defaults = NULL;
	for (size_t i = 0; i < file->count; i++) {
		const struct ini_entry *entry = &file->entries[i];

		if (entry->is_section) {
			begin_section(r, entry);
			r->last = KEY_COUNT;
		} else {
			read_entry(r, entry);
		}
	}
}

void compile(const struct ini_file *files, size_t count,
             const struct variables *variables, struct declared *out,
             struct diag_list *diags)
{
	struct run r = {.variables = variables, .out = out, .diags = diags};

	for (size_t i = 0; i <= KEY_COUNT; i++)
		r.after[i] = KEY_COUNT;
	*out = (struct declared)DECLARED_INIT;
	for (size_t i = 0; i < count; i++)
		read_file(&r, &files[i]);
	compile_names(out, diags);
	inherit(out, diags);
}
