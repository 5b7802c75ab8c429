/*
 * finding.c: see finding.h.
 */
#include "finding.h"

#include <stdlib.h>
#include <string.h>

#include "../common/diag.h"
#include "../common/rule_machine.h"
#include "../common/rules.h"
#include "../common/xalloc.h"
#include "inventory.h"

void finding_list_release(struct finding_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].where);
		free(list->items[i].text);
	}
	free(list->items);
	*list = (struct finding_list){NULL, 0};
}

bool finding_list_has(const struct finding_list *list,
                      const struct finding *finding)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct finding *f = &list->items[i];
		if (f->number == finding->number &&
		    strcmp(f->where, finding->where) == 0 &&
		    strcmp(f->text, finding->text) == 0)
			return true;
	}
	return false;
}

/* Take over what the record does not say, from the count-th on of diags. */
static void take(struct finding_list *out, const struct diag_list *diags,
                 size_t from, bool of_machine)
{
	out->items = xrealloc(out->items, out->count + diags->count - from + 1,
	                      sizeof(*out->items));
	for (size_t i = from; i < diags->count; i++) {
		const struct diag *d = &diags->items[i];
		if (diag_row(d->code)->stage == STAGE_LOAD)
			continue;
		out->items[out->count++] = (struct finding){
		        .number = diag_row(d->code)->number,
		        .is_error = d->severity == DIAG_ERROR,
		        .of_machine = of_machine,
		        .where = xstrdup(d->place.file),
		        .text = xstrdup(d->text),
		};
	}
}

void findings_of(struct keystore *ks, const char *class_name,
                 struct finding_list *out)
{
	struct inventory inventory = INVENTORY_INIT;
	struct diag_list diags = DIAG_LIST_INIT;
	size_t count;

	*out = (struct finding_list){NULL, 0};
	if (inventory_read_class(&inventory, ks, class_name, &diags, NULL) ==
	    0) {
		declared_sort(&inventory.declared);
		rules_check(&inventory.declared, &diags);
		take(out, &diags, 0, false);
		count = diags.count;
		rule_machine(&inventory.declared, &diags);
		take(out, &diags, count, true);
	}
	diag_release(&diags);
	inventory_release(&inventory);
}
