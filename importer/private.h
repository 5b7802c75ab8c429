/*
 * private.h: `Private.NAME = sz:text | dword:N | multi:...`: values of other
 * programs, which the schema does not know.
 */
#ifndef FSPD_PRIVATE_H
#define FSPD_PRIVATE_H

#include "../common/section.h"

#define PRIVATE_PREFIX "Private."

/* Is this the name of a private value's key? */
bool private_is(const char *key) __attribute__((nonnull));

/* Read entry, whose key is private, into s. */
void private_read(struct declared *d, struct section *s,
                  const struct ini_entry *entry,
                  const struct variables *variables, struct diag_list *diags)
        __attribute__((nonnull));

#endif
