/*
 * emit_pol.c: edits as a Registry.pol file, see emit.h.
 */
#include "emit.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/error.h"
#include "../common/utf.h"
#include "emit_part.h"
#include "pol_file.h"

/* NULL, or why Group Policy would not write the value. */
static const char *fault(const struct reg_value *v)
{
	if (*v->name == '\0')
		return "has no name, which a policy file needs";
	if (strncmp(v->name, "**", 2) == 0)
		return "begins with '**', which is an order in a policy file";
	if (utf16_units(v->name, strlen(v->name)) > POL_NAME_UNITS)
		return "is a longer name than a policy file holds";
	if (v->len > POL_DATA_MAX)
		return "is longer than the 65535 bytes of a policy file";
	if (v->len == 0)
		return "has no bytes, of which a policy file makes no value";
	if (v->type == REG_TYPE_NONE || v->type > REG_TYPE_QWORD ||
	    (v->type > 5 && v->type < REG_TYPE_MULTI_SZ) ||
	    (v->type > REG_TYPE_MULTI_SZ && v->type < REG_TYPE_QWORD))
		return "is of a type that Group Policy does not write";
	return NULL;
}

static int add(const struct reg_edit *edit, struct reg_edits *entries,
               struct diag_list *diags)
{
	const struct reg_value *v = &edit->value;
	const char *key = emit_below_machine(edit->key);
	const char *why;

	if (!key)
		return emit_refuse(diags, edit->key, NULL,
		                   "is not the machine's");
	switch (edit->kind) {
	case EDIT_MAKE_KEY: /* its values do */
	case EDIT_DELETE_KEY:
		break;
	case EDIT_ERASE:
		pol_add_deletion(entries, key, v->name);
		break;
	case EDIT_PUT:
		if (v->len == 0 && emit_is_value(v, KEY_DIGEST)) {
			pol_add_deletion(entries, key, v->name);
			break;
		}
		why = fault(v);
		if (why)
			return emit_refuse(diags, edit->key, v, why);
		reg_edits_put(entries, key, v->name, v->type, v->data, v->len);
		break;
	}
	return 0;
}

int emit_pol(const struct reg_edits *edits, struct buf *out,
             struct diag_list *diags)
{
	struct reg_edits entries = REG_EDITS_INIT;
	struct error err = ERROR_INIT;
	int rc = 0;

	for (size_t i = 0; i < edits->count; i++)
		if (add(&edits->items[i], &entries, diags) < 0)
			rc = -1;
	if (rc == 0 && pol_write(&entries, out, &err) < 0)
		rc = emit_refuse(diags, edits->items[0].key, NULL, err.text);
	reg_edits_release(&entries);
	return rc;
}
