/*
 * explain.c: see explain.h.
 */
#include "explain.h"

#include <string.h>

#include "../common/buf.h"
#include "../common/limits.h"
#include "../common/name.h"
#include "../common/section.h"
#include "../common/shown.h"
#include "../common/template.h"
#include "report.h"

enum { SOURCE_COLUMN = 56 };

static void add_line(const char *name, const char *value, const char *source,
                     struct buf *out)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "  %s = ", name);
	buf_add_escaped(&line, value, strlen(value));
	buf_addf(out, "%-*s  %s\n", (int)SOURCE_COLUMN, line.data, source);
	buf_release(&line);
}

/* `file:line` of what was written, or that it is the registry's. */
static void add_place(const struct flat *text, struct buf *out)
{
	const char *source;
	struct place place;

	if (!text) {
		buf_adds(out, "registry");
		return;
	}
	place = flat_place(text, 0, 0, &source);
	buf_addf(out, "%s:%u", place.file, place.line);
}

static bool add_declared(const struct explained *side, enum key_id id,
                         const char *note, struct buf *out)
{
	struct buf value = BUF_INIT, source = BUF_INIT;

	if (!side->def || !definition_has(side->def, id))
		return false;
	shown_value(id, definition_value(side->def, id), &value);
	add_place(side->section ? section_text(side->section, id) : NULL,
	          &source);
	buf_adds(&source, note);
	add_line(schema_key(id)->name, value.data, source.data, out);
	buf_release(&value);
	buf_release(&source);
	return true;
}

/* Is something of it in a registry that nobody has asked? */
static bool is_partial(const struct explained *side)
{
	return side->section && side->section->overlay && !side->section->whole;
}

/* Can it be said that id has its default where nobody sets it? */
static bool is_default(const struct explain_request *r, enum key_id id)
{
	if (!r->instance_side.def)
		return !is_partial(&r->class_side);
	return !is_partial(&r->instance_side) &&
	       (!(schema_key(id)->flags & KEY_IN_CLASS) ||
	        (r->class_side.def && !is_partial(&r->class_side)));
}

/* Where the instance says nothing, its class counts, then the default. */
static void add_key(const struct explain_request *r, enum key_id id,
                    struct buf *out)
{
	const struct schema_key *key = schema_key(id);
	const bool is_instance = r->instance_side.def != NULL;
	const unsigned kind = is_instance ? KEY_IN_INSTANCE : KEY_IN_CLASS;

	if (!(key->flags & kind) || id == KEY_DIGEST || id == KEY_REMOVED)
		return;
	if (is_instance && add_declared(&r->instance_side, id, "", out))
		return;
	if (key->flags & KEY_IN_CLASS && !(key->flags & KEY_INTERNAL) &&
	    id != KEY_OWNER &&
	    add_declared(&r->class_side, id, is_instance ? " (class)" : "",
	                 out))
		return;
	if (!is_instance && add_declared(&r->class_side, id, "", out))
		return;
	if (key->default_text && is_default(r, id))
		add_line(key->name, key->default_text, "default", out);
}

/* The arguments of the start: those given, else the instance's own; those
 * that only a start will tell are named. */
static void collect_arguments(const struct explain_request *r,
                              const char *arguments[LIMIT_ARGUMENTS],
                              struct buf *first)
{
	static const char *const unknown[LIMIT_ARGUMENTS] = {
	        "{1}", "{2}", "{3}", "{4}", "{5}", "{6}", "{7}", "{8}", "{9}"};
	const struct definition *inst = r->instance_side.def;

	for (size_t i = 0; i < LIMIT_ARGUMENTS; i++) {
		if (r->argument_count > 0)
			arguments[i] =
			        i < r->argument_count ? r->arguments[i] : NULL;
		else if (inst)
			arguments[i] = definition_text(
			        inst, (enum key_id)(KEY_ARGUMENT1 + i));
		else
			arguments[i] = unknown[i];
	}
	if (inst && r->argument_count == 0 && !arguments[0]) {
		buf_addf(first, "\\%s\\%s", inst->class_name,
		         inst->instance_name);
		arguments[0] = first->data;
	}
}

static void add_command_line(const struct explain_request *r, struct buf *out)
{
	const struct definition *class_def = r->class_side.def;
	const struct definition *inst = r->instance_side.def;
	const char *arguments[LIMIT_ARGUMENTS];
	struct buf first = BUF_INIT, line = BUF_INIT, shown = BUF_INIT;

	collect_arguments(r, arguments, &first);

	const char *template = definition_text(class_def, KEY_COMMAND_LINE);
	const char *user = inst ? definition_text(inst, KEY_USER) : NULL;
	const struct template_facts facts = {
	        .executable = definition_text(class_def, KEY_EXECUTABLE),
	        .arguments = arguments,
	        .argument_count = LIMIT_ARGUMENTS,
	        .user = user ? user : "{caller}",
	        .profile = "{profile}",
	        .time = "{time}",
	};
	template_command_line(&line, template ? template : "",
	                      inst ? definition_text(inst, KEY_EXTRA_ARGUMENTS)
	                           : NULL,
	                      &facts);
	buf_adds(out, "  starts: ");
	shown_text(line.data, &shown);
	buf_add_escaped(out, shown.data, shown.len);
	buf_addc(out, '\n');
	buf_release(&shown);
	buf_release(&line);
	buf_release(&first);
}

static void add_access(const struct explained *side, struct buf *out)
{
	const enum key_id id = side->def->kind == KIND_CLASS
	                               ? KEY_SECURITY
	                               : KEY_INSTANCE_SECURITY;

	if (is_partial(side) && !section_text(side->section, id))
		buf_addf(out,
		         "  may start, stop, query: not known without the "
		         "registry's %s\n",
		         schema_key(id)->name);
	else
		explain_access(definition_text(side->def, id), side->def->kind,
		               out);
}

static const struct flat *private_text(const struct section *s,
                                       const char *name)
{
	for (size_t i = 0; s && i < s->private_count; i++)
		if (name_equal(s->privates[i].name, name))
			return s->privates[i].text;
	return NULL;
}

/* Values of other programs, told from the schema's by their types. */
static void add_privates(const struct explained *side, struct buf *out)
{
	const struct reg_key *privates = &side->def->privates;

	for (size_t i = 0; i < privates->count; i++) {
		const struct reg_value *v = &privates->values[i];
		struct buf value = BUF_INIT, source = BUF_INIT;

		report_value(v, side->def->kind, &value);
		add_place(private_text(side->section, v->name), &source);
		add_line(v->name, value.data, source.data, out);
		buf_release(&value);
		buf_release(&source);
	}
}

void explain(const struct explain_request *r, struct buf *out)
{
	const struct definition *class_def = r->class_side.def;
	const struct definition *inst = r->instance_side.def;
	const struct explained *side =
	        inst ? &r->instance_side : &r->class_side;

	buf_addc(out, '[');
	buf_add_escaped(out, side->def->class_name,
	                strlen(side->def->class_name));
	if (inst) {
		buf_addc(out, '\\');
		buf_add_escaped(out, inst->instance_name,
		                strlen(inst->instance_name));
	}
	buf_adds(out, "]\n");
	for (int id = 0; id < KEY_COUNT; id++)
		add_key(r, (enum key_id)id, out);
	add_privates(side, out);
	if (is_partial(side))
		buf_adds(out, "  and what the registry holds beside that: "
		              "name it (--registry)\n");
	add_access(side, out);
	if (!class_def)
		buf_adds(out, "  starts: not known without its class\n");
	else if (!definition_has(class_def, KEY_EXECUTABLE))
		buf_adds(out, "  starts: not known without its Executable\n");
	else if (is_partial(&r->class_side) &&
	         !section_text(r->class_side.section, KEY_COMMAND_LINE))
		buf_adds(out, "  starts: not known without its CommandLine\n");
	else
		add_command_line(r, out);
}
