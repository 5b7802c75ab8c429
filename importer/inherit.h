/*
 * inherit.h: `Extends` and `[*]`: what a section takes over from others.
 *
 * Nearest wins, key by key, lists whole: the section, Extends, the [*] above
 * it in its file, the schema's default.
 */
#ifndef FSPD_INHERIT_H
#define FSPD_INHERIT_H

#include "../common/section.h"

/* Complete every sorted section of d. Owner and Source are never inherited
 * through Extends; an instance takes only Owner from [*]. */
void inherit(struct declared *d, struct diag_list *diags)
        __attribute__((nonnull));

/* Give s, a class over what the registry holds in there, what only the [*]
 * above it says. */
void inherit_defaults(struct declared *d, struct section *s,
                      const struct reg_key *there) __attribute__((nonnull));

#endif
