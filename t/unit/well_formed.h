/*
 * well_formed.h: is a text XML? Enough for what we write: elements,
 * attributes, character data, the five entities.
 */
#ifndef FSPD_T_WELL_FORMED_H
#define FSPD_T_WELL_FORMED_H

#include <stddef.h>

/* "", or the text from where it is no longer well-formed on. Borrowed. */
const char *well_formed(const char *text, size_t len) __attribute__((nonnull));

#endif
