/*
 * rules.h: what keys and sections mean together: the checks beyond types that
 * need no live machine.
 *
 * rules.c lists the rules; each is one function, in the file of its noun:
 * rule_path.c, rule_template.c, rule_security.c, rule_password.c,
 * rule_restart.c, rule_instance.c, rule_order.c; rule_load.c asks
 * common/check.h, what the daemon would call bad.
 */
#ifndef FSPD_RULES_H
#define FSPD_RULES_H

#include "section.h"

/* Judge every sorted section of d, and what they do to each other. */
void rules_check(const struct declared *d, struct diag_list *diags)
        __attribute__((nonnull));

/* Of each key what was last found to be sound; borrowed, zeroed: nothing yet.
 * What judges one key judges its value alone, and many classes say the same;
 * but what a variable brings is judged more strictly. */
struct sound {
	const struct flat *text[KEY_COUNT]; /* by the rules of the key */
	struct value value[KEY_COUNT];      /* by rule_load() */
};

/* One section being judged. */
struct rule_case {
	const struct declared *all;
	const struct section *s;
	const struct section *of_class; /* of an instance: its class's section,
	                                 * NULL when not in this run. Of a
	                                 * class: itself */
	/* What they come to with what the registry adds. */
	const struct definition *def;
	const struct definition *class_def; /* NULL: the class is not known */
	struct diag_list *diags;
	struct sound *sound;
};

struct rule_case rule_case_of(const struct declared *d, const struct section *s,
                              struct diag_list *diags)
        __attribute__((nonnull, warn_unused_result));

/* Is it certain what id is, be it by a default? It is not where the registry
 * may say so, which nobody has asked, or where what is written is faulty. */
bool rule_knows(const struct rule_case *c, enum key_id id)
        __attribute__((nonnull));
/* An instance's value, else its class's, else the default; see model.h. NULL
 * where there is none or it is not known. */
const char *rule_text(const struct rule_case *c, enum key_id id)
        __attribute__((nonnull));
/* The same of a number; 0 where it is not known. */
uint32_t rule_number(const struct rule_case *c, enum key_id id)
        __attribute__((nonnull));
/* Does the section say something of a or b? Where an overlay does not, both
 * are what they were before it, for others to answer for. */
bool rule_has_say(const struct rule_case *c, enum key_id a, enum key_id b)
        __attribute__((nonnull));
/* " in the registry" where the value of id stands only there, else "". */
const char *rule_origin(const struct rule_case *c, enum key_id id)
        __attribute__((nonnull, returns_nonnull));
/* Tell something of len bytes at byte at of the section's own value of id:
 * where it is written, or at the header that it is in the registry. */
void rule_tell(const struct rule_case *c, enum key_id id, size_t at, size_t len,
               enum diag_code code, const char *format, ...)
        __attribute__((nonnull(1, 6))) PRINTF_LIKE(6, 7);

/* Is text written in s, not inherited? */
bool rule_is_here(const struct section *s, const struct flat *text)
        __attribute__((nonnull));

/* Rules of one key that is written with a sound value. */
void rule_absolute(const struct rule_case *c, enum key_id id);
void rule_quoted_path(const struct rule_case *c, enum key_id id);
void rule_device(const struct rule_case *c, enum key_id id);
void rule_quoted_argument(const struct rule_case *c, enum key_id id);
void rule_percent_variable(const struct rule_case *c, enum key_id id);
void rule_batch(const struct rule_case *c, enum key_id id);
void rule_template(const struct rule_case *c, enum key_id id);
void rule_stderr(const struct rule_case *c, enum key_id id);
void rule_password(const struct rule_case *c, enum key_id id);
void rule_sddl(const struct rule_case *c, enum key_id id);

/* Is text wholly in quotes, or does it begin with `%NAME%`? That is told by a
 * rule of its own, as is what follows from it. */
bool rule_is_wrapped(const struct flat *text) __attribute__((nonnull));
/* Length of the `%NAME%` that text begins with, 0 when it does not. */
size_t rule_variable_length(const char *text) __attribute__((nonnull));
/* Tell, under code, that nothing expands the `%NAME%` of len bytes at offset
 * at. */
void rule_tell_variable(const struct rule_case *c, const struct flat *text,
                        size_t at, size_t len, enum diag_code code)
        __attribute__((nonnull));

/* Rules of a class. */
void rule_executable(const struct rule_case *c);
void rule_run_as(const struct rule_case *c);
void rule_wide_security(const struct rule_case *c);
void rule_launcher_limits(const struct rule_case *c);

/* Rules of a class or an instance. */
void rule_private_password(const struct rule_case *c);
void rule_load(const struct rule_case *c);
void rule_restart_numbers(const struct rule_case *c);
void rule_recovery(const struct rule_case *c);
void rule_ready(const struct rule_case *c);

/* Rules of an instance. */
void rule_auto_account(const struct rule_case *c);
void rule_auto_user(const struct rule_case *c);
void rule_auto_secret(const struct rule_case *c);
void rule_arguments(const struct rule_case *c);
void rule_argument1(const struct rule_case *c);
void rule_secret_to(const struct rule_case *c);

/* What WinFsp.Launcher, which runs these definitions in place of fspd, makes of
 * them: its limits are errors, what it ignores is told. After rules_check(). */
void rule_target(const struct declared *d, struct diag_list *diags)
        __attribute__((nonnull));

/* Rules of the whole run. */
void rule_mounts(const struct declared *d, struct diag_list *diags);
void rule_after(const struct declared *d, struct diag_list *diags);

#endif
