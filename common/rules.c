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
static bool is_own(const struct section *s, enum key_id id)
{
	const struct flat *text = section_text(s, id);

	return text && !text->empty && definition_has(&s->def, id) &&
	       text->file == s->file && text->entry->line >= s->header->line &&
	       text->entry->line <= s->last_line;
}

static void check_key(const struct rule_case *c, enum key_id id)
{
	for (size_t r = 0; r < LENGTH(key_rules); r++)
		if (key_rules[r].form == schema_key(id)->form &&
		    (key_rules[r].only == KEY_COUNT || key_rules[r].only == id))
			key_rules[r].check(c, id);
}

/* The text of each key that was last found to be sound. The rules of a key
 * judge its text alone, and many classes say the same. */
struct sound {
	const struct flat *text[KEY_COUNT];
};

static bool is_known(const struct sound *sound, const struct section *s,
                     enum key_id id)
{
	const struct flat *known = sound->text[id];

	return known && known->len == section_text(s, id)->len &&
	       memcmp(known->text, section_text(s, id)->text, known->len) == 0;
}

static void check_keys(const struct rule_case *c, struct sound *sound)
{
	const struct definition *def = &c->s->def;

	for (enum key_id id = definition_next(def, 0); id < KEY_COUNT;
	     id = definition_next(def, id + 1)) {
		const size_t before = c->diags->count;

		if (!is_own(c->s, id) || is_known(sound, c->s, id))
			continue;
		check_key(c, id);
		if (c->diags->count == before)
			sound->text[id] = section_text(c->s, id);
	}
}

static void check_section(const struct rule_case *c, struct sound *sound)
{
	const bool is_class = c->s->def.kind == KIND_CLASS;
	section_rule *const *rules = is_class ? class_rules : instance_rules;
	const size_t count =
	        is_class ? LENGTH(class_rules) : LENGTH(instance_rules);

	check_keys(c, sound);
	for (size_t i = 0; i < count; i++)
		rules[i](c);
}

void rules_check(const struct declared *d, struct diag_list *diags)
{
	struct sound sound = {{NULL}};

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
		};

		check_section(&c, &sound);
	}
	/* What [*] says is judged there, once. */
	for (size_t i = 0; i < d->count; i++) {
		const struct rule_case c = {d, d->sections[i], d->sections[i],
		                            diags};

		if (c.s->is_defaults)
			check_keys(&c, &sound);
	}
	rule_mounts(d, diags);
	rule_after(d, diags);
}
