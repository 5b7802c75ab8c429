/*
 * rules.c: see rules.h: which rule applies to what.
 */
#include "rules.h"

#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Rules of one key, by the form its value is written in. */
static const struct key_rule {
	enum value_form form;
	enum key_id only; /* KEY_COUNT: every key of that form */
	void (*check)(const struct rule_case *c, enum key_id id);
} key_rules[] = {
        {FORM_PATH, KEY_COUNT, rule_quoted_path},
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
        {FORM_LIST, KEY_ENVIRONMENT, rule_password},
        {FORM_SDDL, KEY_COUNT, rule_sddl},
};

typedef void section_rule(const struct rule_case *c);

static section_rule *const class_rules[] = {
        rule_executable,      rule_run_as, rule_wide_security,   rule_ready,
        rule_launcher_limits, rule_load,   rule_restart_numbers, rule_recovery,
};

static section_rule *const instance_rules[] = {
        rule_load,         rule_restart_numbers, rule_recovery,
        rule_auto_account, rule_auto_user,       rule_auto_secret,
        rule_arguments,    rule_argument1,       rule_secret_to,
};

const char *rule_text(const struct rule_case *c, enum key_id id)
{
	if (c->s->def.kind == KIND_INSTANCE && c->of_class)
		return effective_text(&c->of_class->def, &c->s->def, id);
	return definition_text(&c->s->def, id);
}

const struct flat *rule_written(const struct rule_case *c, enum key_id id)
{
	const struct flat *text = section_text(c->s, id);

	return text || !c->of_class ? text : section_text(c->of_class, id);
}

/* A key is judged where it is written, not where it is inherited. */
static bool is_own(const struct section *s, const struct flat *text)
{
	return !text->empty && text->file == s->file &&
	       text->entry->line >= s->header->line &&
	       text->entry->line <= s->last_line;
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
	        memcmp(known->text, text->text, known->len) == 0);
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
	for (size_t i = 0; i < count; i++)
		rules[i](c);
}

void rules_check(const struct declared *d, struct diag_list *diags)
{
	struct sound sound = {.text = {NULL}};

	for (size_t i = 0; i < d->sorted_count; i++) {
		const struct section *s = d->sorted[i];
		const struct rule_case c = {
		        .all = d,
		        .s = s,
		        .of_class =
		                s->def.kind == KIND_CLASS
		                        ? s
		                        : declared_find(d, s->def.class_name,
		                                        NULL),
		        .diags = diags,
		        .sound = &sound,
		};

		check_section(&c);
	}
	/* What [*] says is judged there, once. */
	for (size_t i = 0; i < d->count; i++) {
		const struct rule_case c = {d, d->sections[i], d->sections[i],
		                            diags, &sound};

		if (c.s->is_defaults)
			check_keys(&c);
	}
	rule_mounts(d, diags);
	rule_after(d, diags);
}
