/*
 * caller.h: port. Who sent a request: facts of a token, never the token itself.
 *
 * daemon/win/caller_win.c reads them by impersonation; t/fake/caller_fake.c
 * makes them up. Counted: a start that waits keeps its caller.
 */
#ifndef FSPD_CALLER_H
#define FSPD_CALLER_H

#include <stdbool.h>
#include <stdint.h>

struct caller;
struct error;

struct caller *caller_ref(struct caller *caller) __attribute__((nonnull));
void caller_unref(struct caller *caller);

/* "S-1-5-21-...": identifies the user. Borrowed. */
const char *caller_sid(const struct caller *caller) __attribute__((nonnull));
/* "DOMAIN\user" for %U and messages; the SID when the name cannot be had.
 * Answers at once: a name is looked up before its request is handled. */
const char *caller_user(struct caller *caller) __attribute__((nonnull));
/* The profile directory for %P; ":INVALID:" when there is none, as WinFsp. */
const char *caller_profile(struct caller *caller) __attribute__((nonnull));
/* Holds Administrators enabled, or is LocalSystem: of a token that does not
 * change, so it is asked once. */
bool caller_is_admin(struct caller *caller) __attribute__((nonnull));
bool caller_is_system(const struct caller *caller) __attribute__((nonnull));
/* Holds the SERVICE SID and is of session 0 (the `D` command). */
bool caller_is_service(const struct caller *caller) __attribute__((nonnull));

/* AccessCheck of the descriptor sddl against the token for the RIGHT_* bits
 * wanted: 1 all granted, 0 not, -1 and err when it could not be judged (then
 * the request is refused). */
int caller_check(struct caller *caller, const char *sddl, uint32_t wanted,
                 struct error *err) __attribute__((nonnull(1, 2)));

/* +X: or -X: in the caller's name (WinFsp's DLL for drives of service
 * accounts); what may be done was decided by access.c. 0 or a Win32 number. */
uint32_t caller_define_drive(struct caller *caller, bool add, char letter,
                             const char *target) __attribute__((nonnull));
/* 1 when the letter is defined, and its first target into current (cap
 * bytes); 0 when not. */
int caller_query_drive(char letter, char *current, unsigned cap)
        __attribute__((nonnull));

#endif
