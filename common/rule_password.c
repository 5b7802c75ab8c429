/*
 * rule_password.c: the rule that no password stands in the clear, see rules.h.
 *
 * Registry values, command lines and environments can be read by others.
 */
#include "rules.h"

#include "clear_password.h"

/* Keys in which a password of the file's own is told, too. */
static bool is_for_programs(enum key_id id)
{
	const struct schema_key *key = schema_key(id);

	if (id == KEY_COMMAND_LINE || id == KEY_ENVIRONMENT)
		return true;
	return !(key->flags & KEY_WINFSP) &&
	       (key->form == FORM_TEMPLATE || key->form == FORM_TEXT);
}

static void note(const struct rule_case *c, const struct flat *text, size_t at,
                 size_t len)
{
	const char *source;
	const struct place place = flat_place(text, at, len, &source);

	flat_hide(text, at, len, c->diags);
	diag_add(c->diags, DIAG_PASSWORD, &place, source,
	         "a password in the clear can be read by others: use "
	         "Credentials and Secret, which hand it over unseen");
}

static void judge(const struct rule_case *c, const struct flat *text,
                  bool results_only)
{
	size_t at = 0, len;

	/* Most values hold no variable. */
	if (results_only && text->span_count == 0)
		return;
	while ((len = clear_password_find(text->text, &at)) > 0) {
		if (!results_only || flat_is_replaced(text, at, len))
			note(c, text, at, len);
		at += len;
	}
}

void rule_password(const struct rule_case *c, enum key_id id)
{
	judge(c, section_text(c->s, id), !is_for_programs(id));
}

void rule_private_password(const struct rule_case *c)
{
	for (size_t i = 0; i < c->s->private_count; i++)
		if (rule_is_here(c->s, c->s->privates[i].text))
			judge(c, c->s->privates[i].text, true);
}
