/*
 * inventory.c: see inventory.h.
 */
#include "inventory.h"

#include <stdlib.h>
#include <string.h>

#include "../common/buf.h"
#include "../common/codec.h"
#include "../common/digest.h"
#include "../common/error.h"
#include "../common/keystore.h"
#include "../common/name.h"
#include "../common/rule_machine.h"
#include "../common/rules.h"
#include "../common/value.h"
#include "../common/xalloc.h"

/* What inventory_read() carries along. */
struct reading {
	struct inventory *inventory;
	struct keystore *ks;
	struct diag_list *diags;
	struct error *err;
};

/* -- a key as a file ------------------------------------------------------- */

static struct ini_file *file_new(struct inventory *inventory, char *where)
{
	struct ini_file *file = xcalloc(1, sizeof(*file));

	inventory->files = xrealloc(inventory->files, inventory->count + 1,
	                            sizeof(struct ini_file *));
	inventory->files[inventory->count++] = file;
	file->path = where;
	/* the header and every value: none moves once it is made */
	file->entries = xcalloc(KEY_COUNT + 1, sizeof(*file->entries));
	return file;
}

static struct ini_entry *add_entry(struct ini_file *file, const char *name)
{
	struct ini_entry *entry = &file->entries[file->count++];

	entry->name = arena_text(&file->names, name, strlen(name));
	return entry;
}

/* Our own bookkeeping is no line of an INI file. */
static bool is_written(enum key_id id)
{
	return id != KEY_DIGEST && id != KEY_SOURCE && id != KEY_REMOVED;
}

/* The values as an INI file has them, elements of a list separated by line
 * feeds; "" for one that is there and cannot be read, which was told; NULL. */
static void print_values(const struct reg_key *raw,
                         const struct definition *def, char *texts[KEY_COUNT])
{
	for (int i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;
		struct buf text = BUF_INIT;

		texts[i] = NULL;
		if (!is_written(id) ||
		    schema_find(schema_key(id)->name, def->kind) != id ||
		    !reg_key_find(raw, schema_key(id)->name))
			continue;
		if (definition_has(def, id))
			value_print(id, definition_value(def, id), &text);
		texts[i] = buf_steal(&text, NULL);
	}
}

/* Room for the lines of all values: one for each element of a list. */
static void make_room(struct ini_file *file, char *const texts[KEY_COUNT])
{
	size_t lines = 0, bytes = 0;

	for (int i = 0; i < KEY_COUNT; i++) {
		const char *text = texts[i];
		size_t own = 1;

		for (; text && *text; text++)
			own += *text == '\n';
		if (!text)
			continue;
		lines += own;
		bytes += strlen(texts[i]) +
		         own * (strlen(schema_key((enum key_id)i)->name) + 4);
	}
	file->parts = xcalloc(lines + 1, sizeof(*file->parts));
	file->text = xcalloc(bytes + 1, 1);
}

static char *add_line(struct ini_file *file, struct ini_entry *entry,
                      const char *text, size_t len, char *at)
{
	struct ini_part *part = &file->parts[file->part_count++];
	struct buf line = BUF_INIT;
	size_t from;

	buf_addf(&line, "%s = ", entry->name);
	from = line.len;
	buf_add(&line, text, len);
	memcpy(at, line.data, line.len + 1);
	part->source = at;
	part->text = at + from;
	part->len = (uint32_t)len;
	entry->part_count++;
	at += line.len + 1;
	buf_release(&line);
	return at;
}

/* Append "NAME = element" for each element of text, one at least; at is where
 * the file's text ends so far. Returns where it ends then. */
static char *add_lines(struct ini_file *file, struct ini_entry *entry,
                       const char *text, char *at)
{
	entry->first_part = (uint32_t)file->part_count;
	for (;;) {
		const size_t len = strcspn(text, "\n");
		const bool ends = text[len] == '\0';

		if (len > 0 || (ends && entry->part_count == 0))
			at = add_line(file, entry, text, len, at);
		if (ends)
			return at;
		text += len + 1;
	}
}

static void add_values(struct reading *r, struct section *s,
                       struct ini_file *file, const struct reg_key *raw)
{
	struct arena *arena = &r->inventory->declared.arena;
	char *texts[KEY_COUNT];
	char *at;

	print_values(raw, &s->def, texts);
	make_room(file, texts);
	at = file->text;
	for (int i = 0; i < KEY_COUNT; i++) {
		const enum key_id id = (enum key_id)i;
		struct ini_entry *entry;
		struct flat *flat;

		if (!texts[i])
			continue;
		entry = add_entry(file, schema_key(id)->name);
		at = add_lines(file, entry, texts[i], at);
		flat = flat_new(arena, file, entry, '\n', NULL, r->diags);
		/* an empty one is written all the same */
		flat->empty = false;
		section_write(&r->inventory->declared, s, id, flat);
		free(texts[i]);
	}
}

/* -- keys as sections ------------------------------------------------------ */

static void add_fault(struct reading *r, const char *where, enum diag_code code,
                      const char *fault)
{
	const struct place place = {.file = where, .length = 1};

	diag_add(r->diags, code, &place, NULL, "%s", fault);
}

/* where is taken over. */
static void add_key(struct reading *r, char *where, const char *class_name,
                    const char *instance, const struct reg_key *raw)
{
	struct inventory *inventory = r->inventory;
	struct ini_file *file = file_new(inventory, where);
	const char *fault = instance ? instance_name_fault(instance)
	                             : class_name_fault(class_name);
	struct buf name = BUF_INIT;
	struct section *s;

	if (fault) {
		add_fault(r, where,
		          instance ? DIAG_INSTANCE_NAME : DIAG_CLASS_NAME,
		          fault);
		return;
	}
	if (digest_judge(raw, instance ? KIND_INSTANCE : KIND_CLASS) ==
	    DIGEST_OPEN) {
		inventory->interrupted++;
		return;
	}
	buf_adds(&name, class_name);
	if (instance)
		buf_addf(&name, "\\%s", instance);
	s = declared_add(&inventory->declared, file, add_entry(file, name.data),
	                 (unsigned)raw->count);
	s->last_line = UINT32_MAX;
	codec_decode(raw, &s->def, file->path, r->diags);
	add_values(r, s, file, raw);
	if (instance)
		inventory->instances++;
	else
		inventory->classes++;
	buf_release(&name);
}

static int add_instance(struct reading *r, const char *class_name,
                        const char *key_name)
{
	struct buf path = BUF_INIT, instance = BUF_INIT;
	struct reg_key raw = REG_KEY_INIT;
	enum keystore_result result;
	char *where;

	buf_addf(&path, "%s\\Instances\\%s", class_name, key_name);
	result = keystore_read(r->ks, path.data, &raw, r->err);
	if (result == KEYSTORE_OK) {
		where = keystore_display(r->ks, path.data);
		if (instance_key_decode(&instance, key_name) == 0) {
			add_key(r, where, class_name, instance.data, &raw);
		} else {
			file_new(r->inventory, where);
			add_fault(r, where, DIAG_INSTANCE_NAME,
			          "this key names no instance: '\\' is written "
			          "%5C and '%' %25");
		}
	}
	reg_key_release(&raw);
	buf_release(&instance);
	buf_release(&path);
	return result == KEYSTORE_FAILED ? -1 : 0;
}

/* A key that WinFsp and fspd alike take for no class has nothing to judge. */
static int add_class(struct reading *r, const char *class_name)
{
	struct buf path = BUF_INIT;
	struct reg_list instances = REG_LIST_INIT;
	struct reg_key raw = REG_KEY_INIT;
	int rc = -1;

	buf_addf(&path, "%s\\Instances", class_name);
	if (keystore_read(r->ks, class_name, &raw, r->err) == KEYSTORE_FAILED ||
	    keystore_list(r->ks, path.data, &instances, r->err) ==
	            KEYSTORE_FAILED)
		goto out;
	if (instances.count > 0 ||
	    reg_key_find(&raw, schema_key(KEY_EXECUTABLE)->name))
		add_key(r, keystore_display(r->ks, class_name), class_name,
		        NULL, &raw);
	rc = 0;
	for (size_t i = 0; i < instances.count && rc == 0; i++)
		rc = add_instance(r, class_name, instances.entries[i].name);
out:
	reg_list_release(&instances);
	reg_key_release(&raw);
	buf_release(&path);
	return rc;
}

int inventory_read(struct inventory *inventory, struct keystore *ks,
                   struct diag_list *diags, struct error *err)
{
	struct reading r = {inventory, ks, diags, err};
	struct reg_list classes = REG_LIST_INIT;
	int rc = 0;

	if (keystore_list(ks, "", &classes, err) == KEYSTORE_FAILED)
		return -1;
	for (size_t i = 0; i < classes.count && rc == 0; i++)
		rc = add_class(&r, classes.entries[i].name);
	reg_list_release(&classes);
	return rc;
}

int inventory_read_class(struct inventory *inventory, struct keystore *ks,
                         const char *class_name, struct diag_list *diags,
                         struct error *err)
{
	struct reading r = {inventory, ks, diags, err};

	return add_class(&r, class_name);
}

void inventory_judge(struct inventory *inventory, struct diag_list *diags)
{
	declared_sort(&inventory->declared);
	rules_check(&inventory->declared, diags);
	rule_machine(&inventory->declared, diags);
	diag_sort(diags);
}

void inventory_release(struct inventory *inventory)
{
	declared_release(&inventory->declared);
	for (size_t i = 0; i < inventory->count; i++) {
		ini_file_release(inventory->files[i]);
		free(inventory->files[i]);
	}
	free(inventory->files);
	*inventory = (struct inventory)INVENTORY_INIT;
}
