/*
 * rule_template.c: rules about templates and about what WinFsp.Launcher would
 * cut, see rules.h.
 */
#include "rules.h"

#include <string.h>

#include "bits.h"
#include "limits.h"
#include "template.h"
#include "utf.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* `%10` reads as `%1` and a zero. */
static void check_ten(const struct rule_case *c, const struct flat *text)
{
	for (size_t i = strcspn(text->text, "%"); i + 2 < text->len;
	     i += strcspn(text->text + i, "%")) {
		const char *at = text->text + i;

		if (is_digit(at[1]) && is_digit(at[2]))
			flat_diag(text, i, 3, DIAG_TEMPLATE_TEN, c->diags,
			          "there are nine arguments, so this is '%%%c' "
			          "and the digit '%c': write one of %%1 to %%9",
			          at[1], at[2]);
		i += 2;
	}
}

/* Quotes of the template itself: every substitution brings its own. */
static void check_quotes(const struct rule_case *c, const struct flat *text)
{
	bool inside = false;
	size_t opened = 0;

	if (!strchr(text->text, '"'))
		return;
	for (size_t i = 0; i < text->len; i++) {
		const char at = text->text[i];

		if (at == '"') {
			inside = !inside;
			opened = i;
		}
		if (at != '%' || i + 1 == text->len)
			continue;
		if (inside && text->text[i + 1] != '%')
			flat_diag(text, i, 2, DIAG_TEMPLATE_QUOTED, c->diags,
			          "every substitution is put in quotes of its "
			          "own, which end these: leave the quotes "
			          "around it out");
		i++;
	}
	if (inside)
		flat_diag(
		        text, opened, 1, DIAG_TEMPLATE_ODD_QUOTES, c->diags,
		        "this quote is never closed: the program would see "
		        "all that follows as one argument; close it, or leave "
		        "it out");
}

/* A fault of the template that an environment variable is meant by: `%TEMP%`,
 * whose first or last '%' it is. Its length, 0 when there is none. */
static size_t meant_variable(const struct flat *text,
                             const struct template_use *use, size_t *at)
{
	enum { ONE_LETTER = 3 }; /* %U% is a substitution and a stray '%' */

	for (*at = 0; use->fault && *at <= use->fault_at; (*at)++) {
		const size_t len = rule_variable_length(text->text + *at);

		if (len > ONE_LETTER &&
		    (*at == use->fault_at || *at + len - 1 == use->fault_at))
			return len;
	}
	return 0;
}

void rule_template(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);
	const bool is_quoted =
	        id == KEY_COMMAND_LINE || id == KEY_EXTRA_ARGUMENTS;
	struct template_use use;
	size_t at;

	template_scan(text->text, &use);
	const size_t len = meant_variable(text, &use, &at);
	if (len > 0)
		rule_tell_variable(c, text, at, len,
		                   id == KEY_STDERR ? DIAG_PERCENT_VARIABLE
		                                    : DIAG_TEMPLATE);
	else if (use.fault)
		flat_diag(text, use.fault_at, use.fault_len, DIAG_TEMPLATE,
		          c->diags, "%s", use.fault);
	check_ten(c, text);
	if (is_quoted)
		check_quotes(c, text);
}

/* The daemon opens this file with its own rights. */
void rule_stderr(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	struct template_use use;
	size_t variable;

	if (id != KEY_STDERR)
		return;
	template_scan(text->text, &use);
	const size_t len = meant_variable(text, &use, &variable);
	for (size_t i = 0; i + 1 < text->len; i++) {
		const char *at = text->text + i;

		if (len > 0 && i == variable) {
			i += len - 1; /* told already */
			continue;
		}
		if (at[0] != '%')
			continue;
		if (at[1] != '%' && at[1] != '0' && at[1] != 'T')
			flat_diag(text, i, 2, DIAG_STDERR_TEMPLATE, c->diags,
			          "a caller could choose the file that fspd "
			          "writes: only %%0 and %%T may stand in "
			          "Stderr");
		i++;
	}
}

static size_t units_of(const struct definition *def, enum key_id id)
{
	const struct value *v = definition_value(def, id);

	return v->present ? utf16_units(v->text, v->len) + 1 : 0;
}

static bool is_record(enum key_id id)
{
	const struct schema_key *key = schema_key(id);

	return (key->flags & KEY_WINFSP) && key->type == VALUE_SZ;
}

/* All strings of a class, NULs included, as WinFsp.Launcher keeps them. */
static size_t record_bytes(const struct definition *def)
{
	size_t units = 0;

	for (int i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;

		if (is_record(id))
			units += units_of(def, id);
	}
	return 2 * units;
}

/* Have all texts together fewer bytes than any limit has units? A character
 * takes no more units than bytes, and NULs are few. */
static bool is_small(const struct definition *def)
{
	const unsigned count = bit_count(def->present);
	size_t bytes = 0;

	for (unsigned i = 0; i < count; i++)
		bytes += def->held[i].len;
	return bytes < LIMIT_WINFSP_SECURITY;
}

static size_t security_limit(const struct definition *def)
{
	const char *text = definition_text(def, KEY_SECURITY);

	return text && strncmp(text, "D:", 2) == 0
	               ? LIMIT_WINFSP_SECURITY
	               : LIMIT_WINFSP_SECURITY_WHOLE;
}

static bool has_say_in_record(const struct rule_case *c)
{
	for (int i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;

		if (is_record(id) && rule_has_say(c, id, id))
			return true;
	}
	return false;
}

void rule_launcher_limits(const struct rule_case *c)
{
	const struct definition *def = c->def;

	if (is_small(def))
		return;
	const size_t command = units_of(def, KEY_COMMAND_LINE);
	const size_t bytes = record_bytes(def);
	const size_t security = units_of(def, KEY_SECURITY);

	if (command > LIMIT_WINFSP_COMMAND_LINE + 1 &&
	    rule_has_say(c, KEY_COMMAND_LINE, KEY_COMMAND_LINE))
		rule_tell(c, KEY_COMMAND_LINE, 0,
		          definition_value(def, KEY_COMMAND_LINE)->len,
		          DIAG_COMMAND_LINE_LONG,
		          "of these %zu characters WinFsp.Launcher would use "
		          "only %d and say nothing: shorten this for machines "
		          "where it runs; fspd uses all",
		          command - 1, (int)LIMIT_WINFSP_COMMAND_LINE);
	if (security > security_limit(def) + 1 &&
	    rule_has_say(c, KEY_SECURITY, KEY_SECURITY))
		rule_tell(c, KEY_SECURITY, 0,
		          definition_value(def, KEY_SECURITY)->len,
		          DIAG_SECURITY_LONG,
		          "of these %zu characters WinFsp.Launcher would use "
		          "only %d and say nothing: shorten this for machines "
		          "where it runs; fspd uses all",
		          security - 1, (int)security_limit(def));
	if (bytes > LIMIT_WINFSP_RECORD_BYTES && has_say_in_record(c))
		section_diag(
		        c->s, DIAG_RECORD_LONG, c->diags,
		        "the texts of this class take %zu bytes: "
		        "WinFsp.Launcher and WinFsp's network provider "
		        "refuse a class of more than %d: shorten them where "
		        "these run",
		        bytes, (int)LIMIT_WINFSP_RECORD_BYTES);
}
