/*
 * export.c: see export.h.
 *
 * What can be written is not decided by rules of its own: each value is
 * compiled again, and only what gives the same bytes is written as a value.
 */
#include "export.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/codec.h"
#include "../common/error.h"
#include "../common/name.h"
#include "../common/utf.h"
#include "../common/value.h"
#include "../common/xalloc.h"
#include "compile.h"
#include "ini_read.h"
#include "plan.h"
#include "private.h"

/* One key being written. */
struct writing {
	const char *header; /* its section's line */
	enum key_kind kind;
	const char *name; /* for problems */
	struct buf *out;
	struct buf *problems;
	int problem_count;
};

/* Append text with `${` written so that it is read as it stands. */
static void add_literal(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '$' && i + 1 < len && text[i + 1] == '{')
			buf_addc(out, '$');
		buf_addc(out, text[i]);
	}
}

/* Append the elements of a list, separated by line feeds, each on its own
 * indented line. */
static void add_elements(struct buf *out, const char *list)
{
	while (*list) {
		const char *end = strchr(list, '\n');
		const size_t len = end ? (size_t)(end - list) : strlen(list);

		buf_adds(out, "\n  ");
		add_literal(out, list, len);
		list += len + (end != NULL);
	}
}

/* Is the only fault of a value that the schema does not allow it? It is there
 * all the same, and an import shall tell its reader. */
static bool is_judgement(const struct diag *g)
{
	return g->severity != DIAG_ERROR || g->code == DIAG_OUT_OF_BOUNDS ||
	       g->code == DIAG_BAD_BOOL || g->code == DIAG_BAD_CHOICE ||
	       g->code == DIAG_BAD_ELEMENT || g->code == DIAG_RUN_AS;
}

static bool is_one_value(const struct definition *def,
                         const struct reg_value *wanted)
{
	struct reg_key raw = REG_KEY_INIT;
	bool same;

	codec_encode(def, &raw);
	same = raw.count == 1 &&
	       strcmp(raw.values[0].name, wanted->name) == 0 &&
	       reg_value_equal(&raw.values[0], wanted);
	reg_key_release(&raw);
	return same;
}

/* Does line, read below header, give the value wanted, or at least the text
 * that it was written from? (A value that the schema refuses, or a word of the
 * schema in other letters.) id is KEY_COUNT for a private value. */
static bool reads_back(const struct writing *w, const struct buf *line,
                       const struct buf *plain, enum key_id id,
                       const struct reg_value *wanted)
{
	static const struct variables none = {NULL, NULL};
	struct diag_list diags = DIAG_LIST_INIT;
	struct buf text = BUF_INIT;
	struct declared declared;
	struct ini_file file;
	bool sound = true, same = false;

	buf_addf(&text, "%s%s", w->header, line->data);
	ini_read(&file, "", text.data, text.len, &diags);
	compile(&file, 1, &none, &declared, &diags);
	for (size_t i = 0; i < diags.count; i++)
		sound = sound && is_judgement(&diags.items[i]);
	if (sound && declared.sorted_count == 1) {
		const struct section *s = declared.sorted[0];

		same = is_one_value(&s->def, wanted) ||
		       (id != KEY_COUNT && section_wrote(s, id) &&
		        strcmp(section_text(s, id)->text, plain->data) == 0);
	}
	declared_release(&declared);
	ini_file_release(&file);
	diag_release(&diags);
	buf_release(&text);
	return same;
}

/* A schema value as text, elements of a list separated by line feeds. False
 * when it is of another type or shape. */
static bool plain_text(const struct writing *w, const struct reg_value *v,
                       enum key_id id, struct buf *plain)
{
	const struct reg_key one = {(struct reg_value *)(uintptr_t)v, 1};
	struct definition def;
	bool sound;

	definition_init(&def, "x", w->kind == KIND_INSTANCE ? "x" : NULL);
	sound = codec_decode(&one, &def, "", NULL) == 0 &&
	        definition_has(&def, id);
	if (sound)
		value_print(id, definition_value(&def, id), plain);
	definition_release(&def);
	return sound;
}

static void add_known(enum key_id id, const struct buf *plain, struct buf *line)
{
	const struct schema_key *key = schema_key(id);

	buf_addf(line, "%s =", key->name);
	if (key->type == VALUE_MULTI_SZ) {
		add_elements(line, plain->data);
	} else {
		buf_addc(line, ' ');
		add_literal(line, plain->data, plain->len);
	}
	buf_addc(line, '\n');
}

/* A private value's line; nothing when its type has none. */
static void add_private(const struct reg_value *v, struct buf *line)
{
	const bool is_list = v->type == REG_TYPE_MULTI_SZ;
	struct buf text = BUF_INIT;

	buf_addf(line, PRIVATE_PREFIX "%s = ", v->name);
	if (v->type == REG_TYPE_DWORD && v->len == 4) {
		uint32_t number = 0;

		for (size_t i = v->len; i > 0; i--)
			number = number << 8 | v->data[i - 1];
		buf_addf(line, "dword:%u\n", (unsigned)number);
	} else if ((v->type == REG_TYPE_SZ || is_list) && v->len >= 2 &&
	           utf16le_to_utf8(&text, v->data, v->len - 2) == 0) {
		buf_adds(line, is_list ? "multi:" : "sz:");
		for (size_t i = 0; is_list && i < text.len; i++)
			if (text.data[i] == '\0')
				text.data[i] = '\n';
		if (is_list)
			add_elements(line, text.data);
		else
			add_literal(line, text.data, text.len);
		buf_addc(line, '\n');
	} else {
		buf_clear(line);
	}
	buf_release(&text);
}

static void add_problem(struct writing *w, const struct reg_value *v)
{
	struct buf name = BUF_INIT;

	buf_add_escaped(&name, v->name, strlen(v->name));
	buf_addf(w->out,
	         "; %s: type %u, %zu bytes, cannot be written here:", name.data,
	         (unsigned)v->type, v->len);
	for (size_t i = 0; i < v->len; i++)
		buf_addf(w->out, " %02x", v->data[i]);
	buf_addc(w->out, '\n');
	buf_addf(w->problems, "'%s' of '%s' cannot be written in an INI file\n",
	         name.data, w->name);
	w->problem_count++;
	buf_release(&name);
}

/* id is KEY_COUNT for a private value. */
static void write_value(struct writing *w, const struct reg_value *v,
                        enum key_id id)
{
	struct buf line = BUF_INIT, plain = BUF_INIT;

	if (id == KEY_COUNT)
		add_private(v, &line);
	else if (plain_text(w, v, id, &plain))
		add_known(id, &plain, &line);
	if (line.len > 0 && reads_back(w, &line, &plain, id, v))
		buf_add(w->out, line.data, line.len);
	else
		add_problem(w, v);
	buf_release(&line);
	buf_release(&plain);
}

/* Our bookkeeping is made anew by an import. */
static bool is_written(const struct reg_value *v, enum key_id id,
                       const char *owner)
{
	const struct reg_key one = {(struct reg_value *)(uintptr_t)v, 1};
	struct definition def;
	bool is_default;

	if (id == KEY_COUNT || !(schema_key(id)->flags & KEY_UNDIGESTED))
		return true;
	if (id != KEY_OWNER)
		return id == KEY_SECRET;
	definition_init(&def, "x", NULL);
	is_default = codec_decode(&one, &def, "", NULL) == 0 &&
	             definition_has(&def, id) &&
	             name_equal(definition_text(&def, id), owner);
	definition_release(&def);
	return !is_default;
}

/* A key that no section can name: foreign writers are free. */
static int refuse_key(const char *name, const char *fault, struct buf *out,
                      struct buf *problems)
{
	struct buf text = BUF_INIT;

	buf_add_escaped(&text, name, strlen(name));
	buf_addf(out, "; [%s] cannot be written here\n\n", text.data);
	buf_addf(problems, "'%s' cannot be a section: %s\n", text.data, fault);
	buf_release(&text);
	return 1;
}

static void write_values(struct writing *w, const struct reg_key *key,
                         const char *owner)
{
	for (int i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;
		const char *name = schema_key(id)->name;
		const struct reg_value *v = reg_key_find(key, name);

		if (v && schema_find(name, w->kind) != KEY_COUNT &&
		    is_written(v, id, owner))
			write_value(w, v, id);
	}
	for (size_t i = 0; i < key->count; i++)
		if (schema_find(key->values[i].name, w->kind) == KEY_COUNT)
			write_value(w, &key->values[i], KEY_COUNT);
}

int export_key(const struct reg_key *key, const char *class_name,
               const char *instance_name, const char *owner, struct buf *out,
               struct buf *problems)
{
	const char *fault = class_name_fault(class_name);
	const enum key_kind kind = instance_name ? KIND_INSTANCE : KIND_CLASS;
	struct buf name = BUF_INIT, header = BUF_INIT;

	buf_adds(&name, class_name);
	if (instance_name)
		buf_addf(&name, "\\%s", instance_name);
	buf_addf(&header, "[%s]\n", name.data);
	if (!fault && instance_name)
		fault = instance_name_fault(instance_name);

	struct writing w = {header.data, kind, name.data, out, problems, 0};
	if (fault) {
		w.problem_count = refuse_key(name.data, fault, out, problems);
	} else {
		buf_add(out, header.data, header.len);
		write_values(&w, key, owner);
		buf_addc(out, '\n');
	}
	buf_release(&name);
	buf_release(&header);
	return w.problem_count;
}

/* What export_store() carries along. */
struct exporting {
	struct keystore *ks;
	const struct export_request *request;
	struct buf *out;
	struct buf *problems;
	struct error *err;
	int problem_count;
};

/* 1 when there is no such key. */
static int add_key(struct exporting *e, const char *class_name,
                   const char *instance_name)
{
	char *path = plan_path(class_name, instance_name);
	struct reg_key key = REG_KEY_INIT;
	const enum keystore_result result =
	        keystore_read(e->ks, path, &key, e->err);

	/* A class may be but the parent of its instances. */
	if (result == KEYSTORE_OK && (key.count > 0 || instance_name))
		e->problem_count +=
		        export_key(&key, class_name, instance_name,
		                   e->request->owner, e->out, e->problems);
	reg_key_release(&key);
	free(path);
	if (result == KEYSTORE_FAILED)
		return -1;
	return result == KEYSTORE_ABSENT;
}

static int compare_entries(const void *left, const void *right)
{
	const struct reg_entry *a = left;
	const struct reg_entry *b = right;

	return name_compare(a->name, b->name);
}

static int list_sorted(struct exporting *e, const char *path,
                       struct reg_list *list)
{
	if (keystore_list(e->ks, path, list, e->err) == KEYSTORE_FAILED)
		return -1;
	if (list->count > 0)
		qsort(list->entries, list->count, sizeof(*list->entries),
		      compare_entries);
	return 0;
}

static int add_instance(struct exporting *e, const char *class_name,
                        const char *key_name)
{
	struct buf instance = BUF_INIT;
	int rc = 0;

	if (instance_key_decode(&instance, key_name) == 0) {
		rc = add_key(e, class_name, instance.data);
	} else {
		buf_addf(e->problems,
		         "'%s\\Instances\\%s' is no instance's key\n",
		         class_name, key_name);
		e->problem_count++;
	}
	buf_release(&instance);
	return rc < 0 ? -1 : 0;
}

/* A class and all its instances; 1 when there is none. */
static int add_class(struct exporting *e, const char *class_name)
{
	struct buf path = BUF_INIT;
	struct reg_list list = REG_LIST_INIT;
	int rc = add_key(e, class_name, NULL);

	if (rc != 0)
		return rc;
	buf_addf(&path, "%s\\Instances", class_name);
	rc = list_sorted(e, path.data, &list);
	for (size_t i = 0; i < list.count && rc == 0; i++)
		rc = add_instance(e, class_name, list.entries[i].name);
	reg_list_release(&list);
	buf_release(&path);
	return rc;
}

static int add_named(struct exporting *e, const char *name)
{
	const char *slash = strchr(name, '\\');
	int rc;

	if (slash) {
		char *class_name = xmemdup(name, (size_t)(slash - name));

		rc = add_key(e, class_name, slash + 1);
		free(class_name);
	} else {
		rc = add_class(e, name);
	}
	if (rc > 0)
		return error_set(e->err, OS_FILE_NOT_FOUND,
		                 "cannot export '%s': the registry has no such "
		                 "%s",
		                 name, slash ? "instance" : "class");
	return rc;
}

int export_store(struct keystore *ks, const struct export_request *request,
                 struct buf *out, struct buf *problems, struct error *err)
{
	struct exporting e = {ks, request, out, problems, err, 0};
	struct reg_list classes = REG_LIST_INIT;
	int rc = 0;

	for (size_t i = 0; i < request->count && rc == 0; i++)
		rc = add_named(&e, request->names[i]);
	if (request->count == 0)
		rc = list_sorted(&e, "", &classes);
	for (size_t i = 0; i < classes.count && rc == 0; i++)
		rc = add_class(&e, classes.entries[i].name);
	reg_list_release(&classes);
	return rc < 0 ? -1 : e.problem_count;
}
