/*
 * check.c: see check.h. Each message says what is wrong, where, and what to
 * write instead, to somebody who may never have heard of WinFsp.
 */
#include "check.h"

#include <string.h>

#include "bits.h"
#include "sddl.h"
#include "utf.h"
#include "value.h"
#include "winpath.h"

struct checked {
	const struct definition *def;
	const struct check_places *places;
	struct diag_list *diags;
	size_t errors;
};

static const char *source_of(const struct checked *c, enum key_id id)
{
	return c->places->sources == NULL ? NULL : c->places->sources[id];
}

static struct place place_of(const struct checked *c, enum key_id id)
{
	const struct place *of = c->places->of;

	if (of == NULL || of[id].file == NULL)
		return c->places->whole;
	return of[id];
}

static unsigned at_least_one(size_t count)
{
	return count < 1 ? 1 : (unsigned)count;
}

/* The place of len bytes at offset at of key id's text. */
static struct place place_in(const struct checked *c, enum key_id id, size_t at,
                             size_t len)
{
	const char *text = definition_value(c->def, id)->text;
	struct place place = place_of(c, id);

	if (place.column == 0)
		return place;
	place.column += (unsigned)utf8_chars(text, at);
	place.length = at_least_one(utf8_chars(text + at, len));
	return place;
}

static void check_executable(struct checked *c)
{
	const char *path = definition_text(c->def, KEY_EXECUTABLE);
	const struct place place = place_of(c, KEY_EXECUTABLE);
	const char *remedy;

	if (path_is_absolute(path))
		return;
	if (path[0] == '"')
		remedy = "write the path without quotes, also when it holds "
		         "spaces";
	else if (path[0] == '%')
		remedy = "no %NAME% is expanded here, write the path in full";
	else if (path_kind(path) == PATH_DRIVE_RELATIVE)
		remedy = "put a backslash after the colon, as in "
		         "C:\\Tools\\fs.exe";
	else if (path_kind(path) == PATH_ROOTED)
		remedy = "put the drive before it, as in C:\\Tools\\fs.exe";
	else
		remedy = "write drive and folders too, as in "
		         "C:\\Tools\\fs.exe; PATH is not searched";
	diag_add(c->diags, DIAG_EXECUTABLE_RELATIVE, &place,
	         source_of(c, KEY_EXECUTABLE),
	         "Executable '%s' is not an absolute path: %s", path, remedy);
	c->errors++;
}

static void report_sddl(struct checked *c, enum key_id id,
                        const struct sddl_fault *fault)
{
	const struct place place = place_in(c, id, fault->at, fault->len);
	const char *name = schema_key(id)->name;
	const char *text = definition_value(c->def, id)->text;

	if (place.column > 0)
		diag_add(c->diags, DIAG_SECURITY_SYNTAX, &place,
		         source_of(c, id), "%s: %s", name, fault->text);
	else
		diag_add(c->diags, DIAG_SECURITY_SYNTAX, &place,
		         source_of(c, id), "%s, at character %zu: %s", name,
		         utf8_chars(text, fault->at) + 1, fault->text);
	c->errors++;
}

static void check_security(struct checked *c, enum key_id id)
{
	const struct value *v = definition_value(c->def, id);
	const struct place place = place_of(c, id);
	const char *name = schema_key(id)->name;
	struct sddl_fault fault;
	struct sddl sd;

	if (sddl_parse(v->text, v->len, &sd, &fault) != 0) {
		report_sddl(c, id, &fault);
		return;
	}
	if (!sd.has_dacl) {
		diag_add(c->diags, DIAG_SECURITY_NO_DACL, &place,
		         source_of(c, id),
		         "%s has no 'D:' part, so everybody would be allowed "
		         "everything: write who may, such as "
		         "D:P(A;;RPWPLC;;;BA) for Administrators, or leave %s "
		         "out",
		         name, name);
		c->errors++;
	}
	sddl_release(&sd);
}

/* WinFsp's numbers may be any: it takes them as they are, and a class that
 * works there goes on working here. */
static bool is_judged(const struct schema_key *key)
{
	return (key->flags & KEY_WINFSP) == 0 || key->type == VALUE_SZ;
}

static void check_value(struct checked *c, enum key_id id)
{
	const struct schema_key *key = schema_key(id);
	const struct value *v = definition_value(c->def, id);
	struct value_fault fault;
	struct place place;

	if (!is_judged(key) || value_judge(id, v, &fault) == 0)
		return;
	place = key->type == VALUE_SZ ? place_in(c, id, fault.at, fault.len)
	                              : place_of(c, id);
	if (key->type == VALUE_MULTI_SZ)
		diag_add(c->diags, fault.code, &place, source_of(c, id),
		         "%s: %s", key->name, fault.text);
	else
		diag_add(c->diags, fault.code, &place, source_of(c, id), "%s",
		         fault.text);
	c->errors++;
}

size_t check_definition(const struct definition *def, uint64_t known,
                        const struct check_places *places,
                        struct diag_list *diags)
{
	const uint64_t asked = def->present & ~known;
	struct checked c = {def, places, diags, 0};

	if (has_bit(asked, KEY_EXECUTABLE))
		check_executable(&c);
	if (has_bit(asked, KEY_SECURITY))
		check_security(&c, KEY_SECURITY);
	if (has_bit(asked, KEY_INSTANCE_SECURITY))
		check_security(&c, KEY_INSTANCE_SECURITY);
	for (unsigned id = bit_next(asked, 0); id < KEY_COUNT;
	     id = bit_next(asked, id + 1))
		check_value(&c, (enum key_id)id);
	return c.errors;
}
