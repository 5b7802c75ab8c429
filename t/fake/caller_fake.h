/*
 * caller_fake.h: users made up: caller.h over lists of SIDs. Access checks are
 * done by sddl.h's own.
 */
#ifndef FSPD_CALLER_FAKE_H
#define FSPD_CALLER_FAKE_H

#include "daemon/caller.h"

enum caller_fake_kind {
	CALLER_USER,   /* Everyone, Authenticated Users, Users */
	CALLER_ADMIN,  /* Administrators too */
	CALLER_SYSTEM, /* LocalSystem */
	CALLER_SERVICE /* a service account of session 0 */
};

/* A caller called HOST\name with a SID of its own made of number. */
struct caller *caller_fake_new(enum caller_fake_kind kind, const char *name,
                               unsigned number);
/* References there are: 1 after caller_fake_new. */
unsigned caller_fake_refs(const struct caller *caller);
/* How often a profile was asked for so far, of any caller. */
unsigned caller_fake_profiles(void);
/* All drive letters undefined again. */
void caller_fake_reset_drives(void);

#endif
