/*
 * rule_password.c: the rule that no password stands in the clear, see rules.h.
 *
 * Registry values, command lines and environments can be read by others.
 */
#include "rules.h"

#include "clear_password.h"

static void note(const struct rule_case *c, const struct flat *text, size_t at,
                 size_t len)
{
	const char *source;
	const struct place place = flat_place(text, at, len, &source);

	diag_add(c->diags, DIAG_PASSWORD, &place, source,
	         "a password in the clear can be read by others: use "
	         "Credentials and Secret, which hand it over unseen");
}

void rule_password(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);
	size_t at = 0, len;

	if (schema_key(id)->flags & KEY_WINFSP && id != KEY_COMMAND_LINE)
		return;
	while ((len = clear_password_find(text->text, &at)) > 0) {
		note(c, text, at, len);
		at += len;
	}
}
