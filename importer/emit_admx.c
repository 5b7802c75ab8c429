/*
 * emit_admx.c: an ADMX and ADML pair, see emit.h.
 *
 * Rules of the published schema (PolicyDefinitions.xsd): names and ids are
 * letters, digits and '_', a fixed string has at most 255 characters, and
 * there is no fixed list and no binary value.
 */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/diag.h"
#include "../common/utf.h"
#include "emit_part.h"

enum { ADMX_STRING_UNITS = 255 };

struct making {
	const struct plan *plan;
	const char *root;
	struct diag_list *diags;
	struct buf *admx, *adml;
	int rc;
};

/* text as an id: what is no letter or digit becomes '_' and two digits. */
static void add_id(struct buf *out, const char *text)
{
	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z'))
			buf_addc(out, *text);
		else
			buf_addf(out, "_%02X", c);
	}
}

static void refuse(struct making *m, const struct plan_key *key,
                   const struct reg_value *v, const char *why)
{
	m->rc = emit_refuse(m->diags, key->path, v, why);
}

static void add_string(struct making *m, const struct plan_key *key,
                       const struct reg_value *v)
{
	struct buf text = BUF_INIT;

	if (emit_text(v, &text) < 0)
		refuse(m, key, v,
		       "is no text that XML can hold: use 'emit pol'");
	else if (utf16_units(text.data, text.len) > ADMX_STRING_UNITS)
		refuse(m, key, v,
		       "is longer than the 255 units of a string in an ADMX "
		       "file: use 'emit pol' or 'emit gpp'");
	buf_adds(m->admx, "<string>");
	emit_xml(m->admx, text.data);
	buf_adds(m->admx, "</string>");
	buf_release(&text);
}

/* What follows `<value>`. */
static void add_contents(struct making *m, const struct plan_key *key,
                         const struct reg_value *v)
{
	const unsigned char *b = v->data;

	if (emit_is_value(v, KEY_DIGEST))
		buf_adds(m->admx, "<delete />");
	else if (v->type == REG_TYPE_SZ)
		add_string(m, key, v);
	else if (v->type == REG_TYPE_DWORD && v->len == 4)
		buf_addf(m->admx, "<decimal value=\"%lu\" />",
		         (unsigned long)b[3] << 24 | (unsigned long)b[2] << 16 |
		                 (unsigned long)b[1] << 8 | b[0]);
	else if (v->type == REG_TYPE_MULTI_SZ)
		refuse(m, key, v,
		       "is a list, which an ADMX file cannot set: use 'emit "
		       "pol' or 'emit gpp'");
	else
		refuse(m, key, v,
		       "is of a type that an ADMX file cannot set: use 'emit "
		       "pol'");
}

/* An item of a list of values; v NULL: one that deletes. */
static void add_item(struct making *m, const struct plan_key *key,
                     const char *name, const struct reg_value *v)
{
	char *path = emit_key_name(m->root, key->path);
	const char *below = emit_below_machine(path);

	buf_adds(m->admx, "        <item key=\"");
	emit_xml(m->admx, below ? below : path);
	buf_adds(m->admx, "\" valueName=\"");
	emit_xml(m->admx, name);
	buf_adds(m->admx, "\"><value>");
	if (v)
		add_contents(m, key, v);
	else
		buf_adds(m->admx, "<delete />");
	buf_adds(m->admx, "</value></item>\n");
	free(path);
}

/* Values that are not declared, or (when disabled) all that the schema names.
 */
static void add_deletions(struct making *m, const struct plan_key *key,
                          bool disabled)
{
	for (unsigned i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;
		const char *name = schema_key(id)->name;

		if (emit_stands_in(id, key->kind) &&
		    (disabled || !reg_key_find(&key->after, name)))
			add_item(m, key, name, NULL);
	}
}

static bool is_private(const struct plan_key *key, const struct reg_value *v)
{
	return schema_find(v->name, key->kind) == KEY_COUNT;
}

static void add_enabled(struct making *m, const struct plan_key *key)
{
	const struct reg_value *executable =
	        reg_key_find(&key->after, schema_key(KEY_EXECUTABLE)->name);

	add_deletions(m, key, false);
	for (size_t i = 0; i < key->after.count; i++) {
		const struct reg_value *v = &key->after.values[i];

		if (*v->name == '\0')
			refuse(m, key, v,
			       "has no name, which an ADMX file needs");
		else if (v != executable)
			add_item(m, key, v->name, v);
	}
	if (executable)
		add_item(m, key, executable->name, executable);
}

static void add_disabled(struct making *m, const struct plan_key *key)
{
	add_deletions(m, key, true);
	for (size_t i = 0; i < key->after.count; i++)
		if (is_private(key, &key->after.values[i]))
			add_item(m, key, key->after.values[i].name, NULL);
}

static void add_strings(struct making *m, const char *id,
                        const struct plan_key *key)
{
	buf_addf(m->adml, "      <string id=\"%s\">", id);
	emit_xml(m->adml, key->class_name);
	buf_addf(m->adml, "</string>\n      <string id=\"%s_help\">", id);
	buf_adds(m->adml, "Declares the file system class '");
	emit_xml(m->adml, key->class_name);
	buf_adds(m->adml,
	         "' and its instances.\n\nEnabled: the definition is written "
	         "to the registry.\n\nDisabled: its values are removed from "
	         "the registry; those of other programs stay.\n\nNot "
	         "configured: the registry stays as it is.</string>\n");
}

/* The policy of the class whose keys are those from first to end. */
static void add_policy(struct making *m, size_t first, size_t end)
{
	const struct plan_key *key = &m->plan->keys[first];
	struct buf id = BUF_INIT;
	char *path = emit_key_name(m->root, key->class_name);
	const char *below = emit_below_machine(path);

	buf_adds(&id, "class_");
	add_id(&id, key->class_name);
	buf_addf(m->admx,
	         "    <policy name=\"%s\" class=\"Machine\" "
	         "displayName=\"$(string.%s)\" "
	         "explainText=\"$(string.%s_help)\" key=\"",
	         id.data, id.data, id.data);
	emit_xml(m->admx, below ? below : path);
	buf_adds(m->admx, "\">\n"
	                  "      <parentCategory ref=\"fspd\" />\n"
	                  "      <supportedOn ref=\"SUPPORTED_fspd\" />\n"
	                  "      <enabledList>\n");
	for (size_t i = end; i-- > first;)
		add_enabled(m, &m->plan->keys[i]);
	buf_adds(m->admx, "      </enabledList>\n      <disabledList>\n");
	for (size_t i = first; i < end; i++)
		add_disabled(m, &m->plan->keys[i]);
	buf_adds(m->admx, "      </disabledList>\n    </policy>\n");
	add_strings(m, id.data, key);
	if (!below)
		m->rc = emit_refuse(m->diags, key->path, NULL,
		                    "is not the machine's");
	free(path);
	buf_release(&id);
}

#define SCHEMA \
	"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"

static void add_head(struct buf *out, const char *element)
{
	buf_addf(out,
	         "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	         "<%s revision=\"1.0\" schemaVersion=\"1.0\" "
	         "xmlns=\"" SCHEMA "\">\n",
	         element);
}

static void begin_admx(struct buf *out, const char *name)
{
	add_head(out, "policyDefinitions");
	buf_adds(out, "  <policyNamespaces>\n"
	              "    <target prefix=\"fspd\" namespace=\"Fspd.");
	add_id(out, name);
	buf_adds(out, "\" />\n  </policyNamespaces>\n"
	              "  <resources minRequiredRevision=\"1.0\" />\n"
	              "  <supportedOn>\n    <definitions>\n"
	              "      <definition name=\"SUPPORTED_fspd\" "
	              "displayName=\"$(string.SUPPORTED_fspd)\" />\n"
	              "    </definitions>\n  </supportedOn>\n"
	              "  <categories>\n"
	              "    <category name=\"fspd\" "
	              "displayName=\"$(string.fspd)\" />\n"
	              "  </categories>\n");
}

static void begin_adml(struct buf *out, const char *name)
{
	add_head(out, "policyDefinitionResources");
	buf_adds(out, "  <displayName>File systems: ");
	emit_xml(out, name);
	buf_adds(out, "</displayName>\n"
	              "  <description>File systems that fspd runs</description>"
	              "\n  <resources>\n    <stringTable>\n"
	              "      <string id=\"fspd\">File systems: ");
	emit_xml(out, name);
	buf_adds(out, "</string>\n"
	              "      <string id=\"SUPPORTED_fspd\">Machines with fspd "
	              "or WinFsp.Launcher</string>\n");
}

int emit_admx(const struct plan *plan, const char *root, const char *name,
              struct buf *admx, struct buf *adml, struct diag_list *diags)
{
	struct buf pair[2] = {BUF_INIT, BUF_INIT};
	struct making m = {plan, root, diags, &pair[0], &pair[1], 0};

	begin_admx(m.admx, name);
	begin_adml(m.adml, name);
	/* A list of policies must hold one. */
	buf_adds(m.admx, plan->count > 0 ? "  <policies>\n" : "");
	for (size_t i = 0, end; i < plan->count; i = end) {
		end = emit_class_end(plan, i);
		add_policy(&m, i, end);
	}
	buf_adds(m.admx, plan->count > 0 ? "  </policies>\n" : "");
	buf_adds(m.admx, "</policyDefinitions>\n");
	buf_adds(m.adml, "    </stringTable>\n  </resources>\n"
	                 "</policyDefinitionResources>\n");
	if (m.rc == 0) {
		buf_add(admx, m.admx->data, m.admx->len);
		buf_add(adml, m.adml->data, m.adml->len);
	}
	buf_release(&pair[0]);
	buf_release(&pair[1]);
	return m.rc;
}
