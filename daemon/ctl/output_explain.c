/*
 * output_explain.c: the answer to `explain` as a person reads it.
 */
#include "output.h"

#include "../../common/buf.h"
#include "../../common/error.h"
#include "../../common/json.h"
#include "table.h"

static void add_check(struct table *table, const struct json_value *check)
{
	struct buf text = BUF_INIT;
	struct json_value ok;

	table_cell(table, json_member(check, "ok", &ok) && json_get_bool(&ok)
	                          ? "ok"
	                          : "FAILS");
	output_member(check, "name", &text);
	table_cell(table, text.data);
	output_member(check, "text", &text);
	table_cell(table, text.data);
	buf_release(&text);
}

int output_explain(const struct buf *answer, struct buf *out, bool *fails,
                   struct error *err)
{
	static const char *const heads[] = {"RESULT", "CHECK", "FINDING"};
	struct json_value root, checks, check = {NULL, 0};
	struct buf cause = BUF_INIT;
	struct table table;

	if (json_read(answer->data, answer->len, &root) ||
	    !json_member(&root, "checks", &checks))
		return error_set(err, 0,
		                 "the daemon's answer is not of this protocol: "
		                 "are fspctl and fspd of one version?");
	table_init(&table, heads, sizeof(heads) / sizeof(heads[0]));
	while (json_next(&checks, &check))
		add_check(&table, &check);
	table_print(&table, out);
	table_release(&table);
	output_member(&root, "cause", &cause);
	*fails = cause.len > 0;
	buf_adds(out, "cause: ");
	if (*fails)
		buf_add_escaped(out, cause.data, cause.len);
	else
		buf_adds(out, "none found, it would start");
	buf_addc(out, '\n');
	buf_release(&cause);
	return 0;
}
