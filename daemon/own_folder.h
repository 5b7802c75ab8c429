/*
 * own_folder.h: what `fspd install` does about %ProgramData%\fspd. Pure; the
 * judgement of its owner and list is acl_rule.h's.
 *
 * Every user may make a folder below %ProgramData% before an administrator
 * installs anything, and then owns it: such a one is moved aside, with all it
 * holds, and a new one is made.
 */
#ifndef FSPD_OWN_FOLDER_H
#define FSPD_OWN_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/acl_rule.h"

struct buf;

enum own_folder_kind {
	OWN_FOLDER_ABSENT,
	OWN_FOLDER_FILE, /* no folder at all */
	OWN_FOLDER_LINK, /* a reparse point: it leads elsewhere */
	OWN_FOLDER_IS    /* a folder */
};

struct own_folder_facts {
	enum own_folder_kind kind;
	bool is_unreadable;         /* who may change it cannot be read */
	struct acl_finding finding; /* of a folder, as ACL_OWN_FOR_READERS */
	bool wine;                  /* descriptors are not kept here */
};

enum own_folder_verdict {
	OWN_FOLDER_MAKE,
	OWN_FOLDER_KEEP,
	OWN_FOLDER_WARN, /* keep, and say what is wrong */
	OWN_FOLDER_ASIDE /* rename, say so, make anew */
};

enum own_folder_verdict own_folder_judge(const struct own_folder_facts *facts)
        __attribute__((nonnull));

/* Append what is wrong with it as a clause: "is a link", "can be changed by
 * Users (S-1-5-32-545): add files". Nothing when it is fine. */
void own_folder_describe(const struct own_folder_facts *facts, struct buf *out)
        __attribute__((nonnull));

/* Append where path goes: a name beside it with the time (100 ns since 1601) as
 * %T shows it (template.h). */
void own_folder_aside(const char *path, uint64_t filetime, struct buf *out)
        __attribute__((nonnull));

#endif
