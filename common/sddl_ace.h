/*
 * sddl_ace.h: one entry of an ACL in text, for sddl.c alone.
 */
#ifndef FSPD_SDDL_ACE_H
#define FSPD_SDDL_ACE_H

#include <stdbool.h>

struct sddl_ace;
struct sddl_text;

/* Read the ACE whose parenthesis is next, of a SACL or a DACL. 0 and *out with
 * its place in the text; or -1 and p's fault. */
int sddl_read_ace(struct sddl_text *p, bool is_sacl, struct sddl_ace *out)
        __attribute__((nonnull, warn_unused_result));

#endif
