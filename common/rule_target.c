/*
 * rule_target.c: rules for machines that run WinFsp.Launcher, see rules.h.
 */
#include "rules.h"

/* Limits that are no concern of fspd's. */
static bool is_limit(enum diag_code code)
{
	return code == DIAG_COMMAND_LINE_LONG || code == DIAG_RECORD_LONG ||
	       code == DIAG_SECURITY_LONG;
}

static void check_keys(const struct section *s, struct diag_list *diags)
{
	for (int id = 0; id < KEY_COUNT; id++) {
		const struct schema_key *key = schema_key((enum key_id)id);
		const struct flat *text = section_text(s, (enum key_id)id);

		if (id != KEY_OWNER && !(key->flags & KEY_WINFSP) &&
		    section_wrote(s, (enum key_id)id))
			flat_diag(text, 0, text->len, DIAG_LAUNCHER_IGNORES,
			          diags,
			          "WinFsp.Launcher does not know %s and does "
			          "without it",
			          key->name);
	}
}

void rule_target(const struct declared *d, struct diag_list *diags)
{
	for (size_t i = 0; i < diags->count; i++)
		if (is_limit(diags->items[i].code))
			diags->items[i].severity = DIAG_ERROR;
	for (size_t i = 0; i < d->sorted_count; i++) {
		const struct section *s = d->sorted[i];

		if (s->def.kind == KIND_CLASS)
			check_keys(s, diags);
		else
			section_diag(s, DIAG_LAUNCHER_IGNORES, diags,
			             "WinFsp.Launcher starts nothing by "
			             "itself: declared instances need fspd");
	}
}
