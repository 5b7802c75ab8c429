/*
 * profile_win.h: the profile directory of an account that is not logged on.
 */
#ifndef FSPD_PROFILE_WIN_H
#define FSPD_PROFILE_WIN_H

struct error;

/* The directory of account, DOMAIN\name, as the machine's list of profiles has
 * it. May ask a server. NULL and err when there is no such account, or it has
 * never logged on here; caller frees. */
char *profile_find(const char *account, struct error *err)
        __attribute__((nonnull, warn_unused_result));

#endif
