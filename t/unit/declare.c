#include "declare.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "common/rules.h"
#include "importer/ini_read.h"
#include "suite.h"
#include "xalloc.h"

void declare(struct declare *d, const char *text, const char *const *given,
             bool rules)
{
	const struct variables variables = {given, NULL};

	*d = (struct declare){.declared = DECLARED_INIT,
	                      .diags = DIAG_LIST_INIT};
	ini_read(&d->file, "x.ini", text, strlen(text), &d->diags);
	compile(&d->file, 1, &variables, &d->declared, &d->diags);
	if (rules)
		rules_check(&d->declared, &d->diags);
}

void declare_release(struct declare *d)
{
	diag_release(&d->diags);
	declared_release(&d->declared);
	ini_file_release(&d->file);
}

const char *declare_codes(struct declare *d)
{
	static char text[4096];
	const struct allowance nothing = {false, NULL, 0};
	struct buf out = BUF_INIT;

	allow_settle(&d->declared, &nothing, &d->diags);
	for (size_t i = 0; i < d->diags.count; i++) {
		const struct diag *g = &d->diags.items[i];

		buf_addf(&out, "%s%u:%u+%u %s%04u", i ? " " : "", g->place.line,
		         g->place.column, g->place.length,
		         g->severity == DIAG_ERROR ? "FSP" : "w",
		         diag_row(g->code)->number);
	}
	ck_assert_uint_lt(out.len, sizeof(text));
	memcpy(text, out.data, out.len + 1);
	buf_release(&out);
	return text;
}

const struct section *declare_section(const struct declare *d, const char *name)
{
	const char *slash = strchr(name, '\\');
	char *class_name =
	        slash ? xmemdup(name, (size_t)(slash - name)) : xstrdup(name);
	const struct section *s = declared_find(&d->declared, class_name,
	                                        slash ? slash + 1 : NULL);

	free(class_name);
	ck_assert_ptr_nonnull(s);
	return s;
}
