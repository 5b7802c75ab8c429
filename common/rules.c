/*
 * rules.c: see rules.h: which rule applies to what.
 */
#include "rules.h"

#include <stdarg.h>
#include <string.h>

#include "bits.h"
#include "buf.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Rules of one key, by the form its value is written in. */
static const struct key_rule {
	enum value_form form;
	enum key_id only; /* KEY_COUNT: every key of that form */
	void (*check)(const struct rule_case *c, enum key_id id);
} key_rules[] = {
        {FORM_PATH, KEY_COUNT, rule_quoted_path},
        {FORM_PATH, KEY_COUNT, rule_device},
        {FORM_TEMPLATE, KEY_STDERR, rule_device},
        {FORM_PATH, KEY_COUNT, rule_percent_variable},
        {FORM_PATH, KEY_EXECUTABLE, rule_batch},
        {FORM_PATH, KEY_WORK_DIRECTORY, rule_absolute},
        {FORM_TEMPLATE, KEY_STDERR, rule_quoted_path},
        {FORM_TEMPLATE, KEY_MOUNT, rule_quoted_path},
        {FORM_TEMPLATE, KEY_COUNT, rule_template},
        {FORM_TEMPLATE, KEY_STDERR, rule_stderr},
        {FORM_TEMPLATE, KEY_COUNT, rule_password},
        {FORM_TEXT, KEY_COUNT, rule_password},
        {FORM_TEXT, KEY_COUNT, rule_quoted_argument},
        {FORM_LIST, KEY_COUNT, rule_password},
        {FORM_PATH, KEY_COUNT, rule_password},
        {FORM_SDDL, KEY_COUNT, rule_password},
        {FORM_SDDL, KEY_COUNT, rule_sddl},
};

typedef void section_rule(const struct rule_case *c);

static section_rule *const class_rules[] = {
        rule_executable,      rule_run_as, rule_wide_security,
        rule_launcher_limits, rule_load,   rule_restart_numbers,
        rule_recovery,        rule_ready,
};

static section_rule *const instance_rules[] = {
        rule_load,        rule_restart_numbers, rule_recovery,
        rule_ready,       rule_auto_account,    rule_auto_user,
        rule_auto_secret, rule_arguments,       rule_argument1,
        rule_secret_to,
};

struct rule_case rule_case_of(const struct declared *d, const struct section *s,
                              struct diag_list *diags)
{
	const struct section *of_class =
	        s->def.kind == KIND_CLASS
	                ? s
	                : declared_find(d, s->def.class_name, NULL);

	return (struct rule_case){
	        .all = d,
	        .s = s,
	        .of_class = of_class,
	        .def = section_whole(s),
	        .class_def = of_class ? section_whole(of_class) : s->of_class,
	        .diags = diags,
	};
}

/* May s, which has no value of id, come to one all the same? */
static bool may_have(const struct section *s, enum key_id id)
{
	const bool is_open = (s->overlay && !s->whole) || section_lost_base(s);

	return section_meant(s, id) || (is_open && !section_text(s, id));
}

static bool is_instance(const struct rule_case *c)
{
	return c->def->kind == KIND_INSTANCE;
}

bool rule_knows(const struct rule_case *c, enum key_id id)
{
	if (definition_has(c->def, id))
		return true;
	if (may_have(c->s, id))
		return false;
	if (!is_instance(c) || !(schema_key(id)->flags & KEY_IN_CLASS))
		return true;
	return c->class_def && (definition_has(c->class_def, id) ||
	                        !c->of_class || !may_have(c->of_class, id));
}

const char *rule_text(const struct rule_case *c, enum key_id id)
{
	if (!rule_knows(c, id))
		return NULL;
	return is_instance(c) && c->class_def
	               ? effective_text(c->class_def, c->def, id)
	               : definition_text(c->def, id);
}

uint32_t rule_number(const struct rule_case *c, enum key_id id)
{
	if (!rule_knows(c, id))
		return 0;
	return is_instance(c) && c->class_def
	               ? effective_number(c->class_def, c->def, id)
	               : definition_number(c->def, id);
}

bool rule_has_say(const struct rule_case *c, enum key_id a, enum key_id b)
{
	return !c->s->overlay || section_text(c->s, a) || section_text(c->s, b);
}

const char *rule_origin(const struct rule_case *c, enum key_id id)
{
	const bool is_own = definition_has(c->def, id);
	const struct section *s = is_own ? c->s : c->of_class;
	const bool is_there =
	        is_own || (c->class_def && definition_has(c->class_def, id));

	return is_there && (!s || !section_text(s, id)) ? " in the registry"
	                                                : "";
}

void rule_tell(const struct rule_case *c, enum key_id id, size_t at, size_t len,
               enum diag_code code, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_addv(&text, format, args);
	va_end(args);
	if (section_text(c->s, id))
		flat_diag(section_text(c->s, id), at, len, code, c->diags, "%s",
		          text.data);
	else
		section_diag(c->s, code, c->diags, "%s in the registry: %s",
		             schema_key(id)->name, text.data);
	buf_release(&text);
}

bool rule_is_here(const struct section *s, const struct flat *text)
{
	const unsigned line = text->entry->line;

	return text->file == s->file && line >= s->header->line &&
	       line <= s->last_line;
}

/* A key is judged where it is written, not where it is inherited. */
static bool is_own(const struct section *s, const struct flat *text)
{
	return !text->empty && rule_is_here(s, text);
}

static void check_key(const struct rule_case *c, enum key_id id)
{
	for (size_t r = 0; r < LENGTH(key_rules); r++)
		if (key_rules[r].form == schema_key(id)->form &&
		    (key_rules[r].only == KEY_COUNT || key_rules[r].only == id))
			key_rules[r].check(c, id);
}

static bool is_known(const struct flat *known, const struct flat *text)
{
	return known && known->len == text->len &&
	       (known->text == text->text ||
	        memcmp(known->text, text->text, known->len) == 0) &&
	       (!flat_is_replaced(text, 0, text->len) ||
	        flat_is_replaced(known, 0, known->len));
}

static void check_keys(const struct rule_case *c)
{
	const uint64_t keys = c->s->def.present & c->s->written;

	for (unsigned i = bit_next(keys, 0); i < KEY_COUNT;
	     i = bit_next(keys, i + 1)) {
		const enum key_id id = (enum key_id)i;
		const struct flat *text = section_text(c->s, id);
		const size_t before = c->diags->count;

		if (is_known(c->sound->text[id], text) || !is_own(c->s, text))
			continue;
		check_key(c, id);
		if (c->diags->count == before)
			c->sound->text[id] = text;
	}
}

static void check_section(const struct rule_case *c)
{
	const bool is_class = c->s->def.kind == KIND_CLASS;
	section_rule *const *rules = is_class ? class_rules : instance_rules;
	const size_t count =
	        is_class ? LENGTH(class_rules) : LENGTH(instance_rules);

	check_keys(c);
	rule_private_password(c);
	for (size_t i = 0; i < count; i++)
		rules[i](c);
}

void rules_check(const struct declared *d, struct diag_list *diags)
{
	struct sound sound = {.text = {NULL}};

	for (size_t i = 0; i < d->sorted_count; i++) {
		struct rule_case c = rule_case_of(d, d->sorted[i], diags);

		c.sound = &sound;
		check_section(&c);
	}
	/* What [*] says is judged there, once. */
	for (size_t i = 0; i < d->count; i++) {
		if (!d->sections[i]->is_defaults)
			continue;

		struct rule_case c = rule_case_of(d, d->sections[i], diags);
		c.sound = &sound;
		check_keys(&c);
	}
	rule_mounts(d, diags);
	rule_after(d, diags);
}
