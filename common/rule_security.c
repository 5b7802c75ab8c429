/*
 * rule_security.c: rules about who may start what as whom, see rules.h.
 */
#include "rules.h"

#include <string.h>

#include "name.h"
#include "sddl.h"

static const uint32_t meaningful = RIGHT_START | RIGHT_STOP | RIGHT_QUERY;
static const uint32_t generic_rights = 0xf0000000;

/* `All` and standard rights of a stock descriptor are no mistakes. */
static void check_mask(const struct rule_case *c, const struct flat *text,
                       const struct sddl_ace *ace)
{
	if (ace->mask & generic_rights)
		flat_diag(text, ace->at, ace->len, DIAG_SECURITY_GENERIC,
		          c->diags,
		          "generic rights (GA, GR, GW, GX) mean nothing for a "
		          "class: write RP to start, WP to stop, LC to query");
	else if (ace->mask & ~meaningful)
		flat_diag(text, ace->at, ace->len, DIAG_SECURITY_RIGHTS,
		          c->diags,
		          "only RP (start), WP (stop) and LC (query) mean "
		          "something for a class: leave the other rights out");
}

void rule_sddl(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);
	struct sddl sd;
	struct sddl_fault fault;

	/* What does not parse is told by rule_load(). */
	if (sddl_parse(text->text, text->len, &sd, &fault) < 0)
		return;
	for (size_t i = 0; i < sd.dacl_count; i++)
		check_mask(c, text, &sd.dacl[i]);
	if (sd.has_dacl && !sd.dacl_null && sd.dacl_count == 0)
		flat_diag(text, 0, text->len, DIAG_SECURITY_EMPTY, c->diags,
		          "this lets nobody start, stop or query, not even "
		          "administrators: give the rights to someone, such as "
		          "(A;;RPWPLC;;;BA)");
	sddl_release(&sd);
}

void rule_run_as(const struct rule_case *c)
{
	const struct section *s = c->s;

	if (definition_has(c->def, KEY_RUN_AS) || !rule_knows(c, KEY_RUN_AS) ||
	    !rule_has_say(c, KEY_RUN_AS, KEY_RUN_AS))
		return;
	section_diag(s, DIAG_RUN_AS_DEFAULT, c->diags,
	             "class '%s' has no RunAs and would run as SYSTEM: write "
	             "'RunAs = LocalService', or 'RunAs = LocalSystem' where "
	             "that is meant",
	             s->def.class_name);
}

/* Those who are not administrators, and whom they stand for. */
static const struct wide_trustee {
	const char *alias, *name;
} wide_trustees[] = {
        {"WD", "everyone"},
        {"BU", "all users"},
        {"AU", "all authenticated users"},
        {"IU", "everyone who is logged on"},
        {"AN", "everyone, without logging on"},
};

static const char *wide_name(const struct sid *trustee)
{
	for (size_t i = 0; i < sizeof(wide_trustees) / sizeof(wide_trustees[0]);
	     i++) {
		struct sid sid;

		if (sid_parse(wide_trustees[i].alias, 2, &sid) == 0 &&
		    sid_equal(&sid, trustee))
			return wide_trustees[i].name;
	}
	return NULL;
}

static bool starts_as_everybody(const struct sddl_ace *ace)
{
	return ace->type == ACE_ALLOWED && !(ace->flags & ACE_INHERIT_ONLY) &&
	       (ace->mask & RIGHT_START) != 0 && wide_name(&ace->trustee);
}

void rule_wide_security(const struct rule_case *c)
{
	const char *run_as = rule_text(c, KEY_RUN_AS);
	const struct value *security = definition_value(c->def, KEY_SECURITY);
	struct sddl sd;
	struct sddl_fault fault;

	if (!rule_has_say(c, KEY_SECURITY, KEY_RUN_AS) || !security->present ||
	    !run_as || !name_equal(run_as, "LocalSystem") ||
	    sddl_parse(security->text, security->len, &sd, &fault) < 0)
		return;
	for (size_t i = 0; i < sd.dacl_count; i++)
		if (starts_as_everybody(&sd.dacl[i]))
			rule_tell(c, KEY_SECURITY, sd.dacl[i].at,
			          sd.dacl[i].len, DIAG_SECURITY_WIDE,
			          "this lets %s start a program as SYSTEM with "
			          "arguments of their choice: name another "
			          "RunAs, or fewer people",
			          wide_name(&sd.dacl[i].trustee));
	sddl_release(&sd);
}
