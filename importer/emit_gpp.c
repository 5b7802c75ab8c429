/*
 * emit_gpp.c: edits as Registry.xml of Group Policy Preferences, see emit.h.
 *
 * The form is that of files the Group Policy console writes ([MS-GPPREF]):
 * numbers are eight hexadecimal digits, bytes two each with blanks between, a
 * list stands in elements of its own and once more joined by blanks.
 */
#include "emit.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/digest.h"
#include "emit_part.h"

/* The console's pictures: a group for each kind of value, in it one for each
 * of create, replace, update, delete. */
enum { IMAGE_TEXT = 5, IMAGE_NUMBER = 10, IMAGE_BYTES = 15 };
enum { IMAGE_UPDATE = 2, IMAGE_DELETE = 3 };

/* A GUID of its own for each item, the same whenever the file is made. */
static void add_uid(struct buf *out, const struct reg_edit *edit, bool deleted)
{
	struct buf item = BUF_INIT;
	char half[2][17];

	buf_addf(&item, "0%s\\%s\\%d", edit->key, edit->value.name, deleted);
	digest_short(item.data, item.len, half[0]);
	item.data[0] = '1';
	digest_short(item.data, item.len, half[1]);
	buf_release(&item);
	for (size_t i = 0; i < 2; i++)
		for (char *c = half[i]; *c; c++)
			if (*c >= 'a')
				*c = (char)(*c - 'a' + 'A');
	buf_addf(out, "{%.8s-%.4s-%.4s-%.4s-%.4s%.8s}", half[0], half[0] + 8,
	         half[0] + 12, half[1], half[1] + 4, half[1] + 8);
}

/* The item up to the attribute value's contents. */
static void begin(struct buf *out, const struct reg_edit *edit,
                  const char *type, int image, bool deleted)
{
	const char *name = edit->value.name;

	buf_adds(out, "\t<Registry clsid=\""
	              "{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}\" name=\"");
	emit_xml(out, *name ? name : "(Default)");
	buf_adds(out, "\" status=\"");
	emit_xml(out, *name ? name : "(Default)");
	buf_addf(out, "\" image=\"%d\" bypassErrors=\"1\" uid=\"",
	         image + (deleted ? IMAGE_DELETE : IMAGE_UPDATE));
	add_uid(out, edit, deleted);
	buf_addf(out,
	         "\"><Properties action=\"%c\" displayDecimal=\"0\" "
	         "default=\"%d\" hive=\"HKEY_LOCAL_MACHINE\" key=\"",
	         deleted ? 'D' : 'U', *name == '\0');
	emit_xml(out, emit_below_machine(edit->key));
	buf_adds(out, "\" name=\"");
	emit_xml(out, name);
	buf_addf(out, "\" type=\"%s\" value=\"", type);
}

static void end(struct buf *out)
{
	buf_adds(out, "\"/></Registry>\r\n");
}

static int add_text(struct buf *out, const struct reg_edit *edit,
                    struct diag_list *diags)
{
	struct buf text = BUF_INIT;
	const int rc = emit_text(&edit->value, &text);

	if (rc == 0) {
		begin(out, edit,
		      edit->value.type == REG_TYPE_SZ ? "REG_SZ"
		                                      : "REG_EXPAND_SZ",
		      IMAGE_TEXT, false);
		emit_xml(out, text.data);
		end(out);
	} else {
		emit_refuse(diags, edit->key, &edit->value,
		            "is no text that XML can hold");
	}
	buf_release(&text);
	return rc;
}

static int add_list(struct buf *out, const struct reg_edit *edit,
                    struct diag_list *diags)
{
	struct buf list = BUF_INIT;
	const int rc = emit_list(&edit->value, &list);

	if (rc < 0) {
		emit_refuse(diags, edit->key, &edit->value,
		            "is no list of texts that XML can hold");
		goto out;
	}
	begin(out, edit, "REG_MULTI_SZ", IMAGE_TEXT, false);
	for (size_t i = 0; i < list.len; i += strlen(list.data + i) + 1) {
		if (i > 0)
			buf_addc(out, ' ');
		emit_xml(out, list.data + i);
	}
	buf_adds(out, "\"><Values>");
	for (size_t i = 0; i < list.len; i += strlen(list.data + i) + 1) {
		buf_adds(out, "<Value>");
		emit_xml(out, list.data + i);
		buf_adds(out, "</Value>");
	}
	buf_adds(out, "</Values></Properties></Registry>\r\n");
out:
	buf_release(&list);
	return rc;
}

static int add_number(struct buf *out, const struct reg_edit *edit,
                      struct diag_list *diags)
{
	const struct reg_value *v = &edit->value;

	if (v->len != 4)
		return emit_refuse(diags, edit->key, v,
		                   "is a number, but not of 4 bytes");
	begin(out, edit, "REG_DWORD", IMAGE_NUMBER, false);
	for (size_t i = 4; i-- > 0;)
		buf_addf(out, "%02X", v->data[i]);
	end(out);
	return 0;
}

static int add_bytes(struct buf *out, const struct reg_edit *edit,
                     struct diag_list *diags)
{
	const struct reg_value *v = &edit->value;

	if (v->len == 0)
		return emit_refuse(diags, edit->key, v, "has no bytes");
	begin(out, edit, "REG_BINARY", IMAGE_BYTES, false);
	for (size_t i = 0; i < v->len; i++)
		buf_addf(out, "%s%02x", i ? " " : "", v->data[i]);
	end(out);
	return 0;
}

static void add_deletion(struct buf *out, const struct reg_edit *edit)
{
	begin(out, edit, "REG_SZ", IMAGE_TEXT, true);
	end(out);
}

static int add_value(struct buf *out, const struct reg_edit *edit,
                     struct diag_list *diags)
{
	switch (edit->value.type) {
	case REG_TYPE_SZ:
	case REG_TYPE_EXPAND_SZ:
		return add_text(out, edit, diags);
	case REG_TYPE_MULTI_SZ:
		return add_list(out, edit, diags);
	case REG_TYPE_DWORD:
		return add_number(out, edit, diags);
	case REG_TYPE_BINARY:
		/* Not sure of a value of no bytes: it opens the key too. */
		if (edit->value.len > 0 ||
		    !emit_is_value(&edit->value, KEY_DIGEST))
			return add_bytes(out, edit, diags);
		add_deletion(out, edit);
		return 0;
	default:
		return emit_refuse(diags, edit->key, &edit->value,
		                   "is of a type that the preferences do not "
		                   "write");
	}
}

static int add(struct buf *out, const struct reg_edit *edit,
               struct diag_list *diags)
{
	if (!emit_below_machine(edit->key))
		return emit_refuse(diags, edit->key, NULL,
		                   "is not the machine's");
	switch (edit->kind) {
	case EDIT_MAKE_KEY: /* its values do */
	case EDIT_DELETE_KEY:
		break;
	case EDIT_ERASE:
		add_deletion(out, edit);
		break;
	case EDIT_PUT:
		return add_value(out, edit, diags);
	}
	return 0;
}

int emit_gpp(const struct reg_edits *edits, struct buf *out,
             struct diag_list *diags)
{
	struct buf file = BUF_INIT;
	int rc = 0;

	buf_adds(&file, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
	                "<RegistrySettings clsid=\""
	                "{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}\">\r\n");
	for (size_t i = 0; i < edits->count; i++)
		if (add(&file, &edits->items[i], diags) < 0)
			rc = -1;
	buf_adds(&file, "</RegistrySettings>\r\n");
	if (rc == 0)
		buf_add(out, file.data, file.len);
	buf_release(&file);
	return rc;
}
