/*
 * acl_rule.h: whose file is this really? Rules on security descriptors of
 * files and folders, for what runs as SYSTEM and for what fspd keeps.
 *
 * Both ask who, besides SYSTEM, Administrators and Windows' own installer, can
 * put something else in its place. Pure: descriptors come from the system
 * (acl_bytes.h) or, in tests, from text.
 */
#ifndef FSPD_ACL_RULE_H
#define FSPD_ACL_RULE_H

#include <stdbool.h>

#include "sddl.h"

struct buf;

/* What the descriptor belongs to. */
enum acl_place {
	ACL_PROGRAM,        /* the file that is run */
	ACL_DIRECTORY,      /* the one it lies in */
	ACL_ABOVE,          /* one above that */
	ACL_ROOT,           /* of the volume */
	ACL_OWN,            /* what fspd keeps and nobody else reads */
	ACL_OWN_FOR_READERS /* what fspd keeps for others to read */
};

enum acl_kind {
	ACL_FINE,
	ACL_OWNER,     /* trustee owns it */
	ACL_OWNERLESS, /* nobody owns it */
	ACL_OPEN,      /* it has no list, so everybody may do everything */
	ACL_GRANTS     /* trustee holds rights it must not */
};

struct acl_finding {
	enum acl_kind kind;
	struct sid trustee;
	uint32_t rights; /* of ACL_GRANTS: those that must not be */
};

/* The first thing that lets somebody else replace what stands at place.
 *
 * ACEs that are only inherited by what lies below do not count for programs,
 * nor does the right to make subdirectories: the root of every volume gives
 * both to everyone. For what fspd keeps they do, since it makes files there. A
 * denial counts that precedes the grant and names the same trustee or
 * everyone; rights of CREATOR OWNER and OWNER RIGHTS are the owner's, who is
 * judged as such. */
struct acl_finding acl_judge(const struct sddl *sd, enum acl_place place)
        __attribute__((nonnull));

/* Append the finding as a clause about the file or folder: "belongs to Users
 * (S-1-5-32-545)", "can be changed by Everyone (S-1-1-0): write data, delete".
 */
void acl_describe(const struct acl_finding *finding, enum acl_place place,
                  struct buf *out) __attribute__((nonnull));

#endif
