/*
 * rule_instance.c: rules about declared instances, see rules.h.
 */
#include "rules.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "name.h"
#include "template.h"
#include "xalloc.h"

static bool is_auto(const struct rule_case *c)
{
	const char *start = rule_text(c, KEY_START);

	return start && name_equal(start, "auto");
}

static void PRINTF_LIKE(4, 5) note(const struct rule_case *c, enum key_id id,
                                   enum diag_code code, const char *format, ...)
{
	const struct flat *at = section_text(c->s, id);
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	if (at && at->len > 0)
		flat_diag(at, 0, at->len, code, c->diags, "%s", text.data);
	else
		section_diag(c->s, code, c->diags, "%s", text.data);
	buf_release(&text);
}

/* Has the instance a value of its own, or may it have one? */
static bool has(const struct rule_case *c, enum key_id id)
{
	return definition_has(c->def, id) || !rule_knows(c, id);
}

void rule_auto_account(const struct rule_case *c)
{
	const char *run_as = rule_text(c, KEY_RUN_AS);

	if (!is_auto(c) || !run_as || strcmp(run_as, ".") != 0)
		return;
	note(c, KEY_START, DIAG_AUTO_AS_CALLER,
	     "its class%s runs as the caller (RunAs = .), and nobody calls "
	     "when fspd starts it: write 'Start = demand', or give the class "
	     "another RunAs",
	     rule_origin(c, KEY_RUN_AS));
}

/* What the templates of an instance ask for, taken together. */
static struct template_use uses(const struct rule_case *c)
{
	static const enum key_id templates[] = {
	        KEY_COMMAND_LINE,
	        KEY_EXTRA_ARGUMENTS,
	};
	struct template_use all = {0};

	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
		const char *text = rule_text(c, templates[i]);
		struct template_use use;

		if (!text)
			continue;
		template_scan(text, &use);
		all.arguments |= use.arguments;
		all.user |= use.user;
		all.profile |= use.profile;
	}
	return all;
}

void rule_auto_user(const struct rule_case *c)
{
	const struct template_use use = uses(c);

	if (!is_auto(c) || has(c, KEY_USER) || (!use.user && !use.profile))
		return;
	section_diag(c->s, DIAG_AUTO_NEEDS_USER, c->diags,
	             "the command line%s asks for the caller's %s, and nobody "
	             "calls when fspd starts it: write 'User = DOMAIN\\name', "
	             "or 'Start = demand'",
	             rule_origin(c, KEY_COMMAND_LINE),
	             use.user ? "name (%U)" : "profile (%P)");
}

void rule_auto_secret(const struct rule_case *c)
{
	if (!is_auto(c) || has(c, KEY_SECRET) ||
	    rule_number(c, KEY_CREDENTIALS) == 0)
		return;
	section_diag(c->s, DIAG_AUTO_NEEDS_SECRET, c->diags,
	             "its class%s asks for a password (Credentials), and "
	             "nobody is there to type it: write 'Secret = local' and "
	             "store it with fspctl, or 'Start = demand'",
	             rule_origin(c, KEY_CREDENTIALS));
}

void rule_arguments(const struct rule_case *c)
{
	const unsigned used = uses(c).arguments;

	/* Argument1 has a default, the instance's UNC name. */
	for (unsigned i = 2; i <= 9; i++) {
		const enum key_id id = (enum key_id)(KEY_ARGUMENT1 + i - 1);

		if (!(used & 1u << i) || section_text(c->s, id) || has(c, id))
			continue;
		section_diag(c->s, DIAG_ARGUMENT_MISSING, c->diags,
		             "the command line%s asks for %%%u, and this "
		             "instance has no Argument%u: set it (an empty "
		             "'Argument%u =' where nothing is meant)",
		             rule_origin(c, KEY_COMMAND_LINE), i, i, i);
	}
}

/* Explorer's disconnect names the instance by the UNC name. */
void rule_argument1(const struct rule_case *c)
{
	const struct flat *text = section_text(c->s, KEY_ARGUMENT1);
	const size_t len = strlen(c->s->def.class_name);
	char *class_name;

	if (!text || text->len < len + 2 || text->text[0] != '\\' ||
	    text->text[len + 1] != '\\')
		return;
	class_name = xmemdup(text->text + 1, len);
	if (name_equal(class_name, c->s->def.class_name) &&
	    !name_equal(text->text + len + 2, c->s->def.instance_name))
		note(c, KEY_ARGUMENT1, DIAG_ARGUMENT1_NAME,
		     "this is the network name of another instance: a "
		     "disconnect in Explorer would stop that one; leave "
		     "Argument1 out, or name this instance");
	free(class_name);
}

void rule_secret_to(const struct rule_case *c)
{
	const char *to = definition_text(&c->s->def, KEY_SECRET_TO);

	if (!section_wrote(c->s, KEY_SECRET_TO) || !to ||
	    strncmp(to, "env:", 4) != 0)
		return;
	note(c, KEY_SECRET_TO, DIAG_SECRET_ENVIRONMENT,
	     "an environment can be read by every program of the same "
	     "account: hand the password over on standard input where the "
	     "program can read it there");
}
