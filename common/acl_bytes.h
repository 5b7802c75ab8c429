/*
 * acl_bytes.h: a security descriptor as Windows hands it out (self-relative
 * bytes) as the struct of sddl.h.
 *
 * Files carry more kinds of ACEs than a class's Security may; all that have a
 * mask and a trustee are kept under their type, so that a rule can be strict
 * about those it does not know. The text positions of the result are 0.
 */
#ifndef FSPD_ACL_BYTES_H
#define FSPD_ACL_BYTES_H

#include "sddl.h"

/* 0 and *out (owner, group and the discretionary list; caller releases), or -1
 * with *out empty when the bytes are no such descriptor. */
int acl_from_bytes(const void *bytes, size_t len, struct sddl *out)
        __attribute__((nonnull, warn_unused_result));

#endif
