/*
 * own_place.h: may a folder or file below %ProgramData%\fspd be trusted? Pure;
 * own_place_win.h looks at the file, acl_rule.h judges its owner and list.
 *
 * Every user may make folders below %ProgramData% before an administrator
 * installs anything, and what lies in them ends in the registry, as classes
 * that run as SYSTEM.
 */
#ifndef FSPD_OWN_PLACE_H
#define FSPD_OWN_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "acl_rule.h"

struct buf;

/* What stands there. */
struct own_place {
	bool is_link;               /* a reparse point: it leads elsewhere */
	bool is_folder;             /* no file */
	bool is_unreadable;         /* who may change it cannot be read */
	struct acl_finding finding; /* by the place that was asked for */
	bool wine;                  /* descriptors are not kept here */
};

enum own_trust {
	OWN_TRUSTED,
	OWN_UNPROVEN, /* to be used all the same, with a warning */
	OWN_REFUSED
};

/* Judge what stands at path, of that place. Unless it is trusted, why gets one
 * line: what is wrong and what mends it. */
enum own_trust own_place_judge(const struct own_place *it, const char *path,
                               enum acl_place place, struct buf *why)
        __attribute__((nonnull));

/* The folders and the file that path leads through below root, from root on:
 * the first len bytes of path are the next after those. 0: no more, or path
 * is not below root. Names compare without case, separators are `\`. */
size_t own_place_next(const char *root, const char *path, size_t len)
        __attribute__((nonnull));

#endif
