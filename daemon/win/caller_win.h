/*
 * caller_win.h: caller.h from the client of a pipe.
 */
#ifndef FSPD_CALLER_WIN_H
#define FSPD_CALLER_WIN_H

#include <windows.h>
#include <stdbool.h>

struct caller;
struct error;

/* Who sent the message last read from pipe. wine: see client_token in
 * caller_win.c. NULL and err when it cannot be told; the request is then
 * refused. A failure to give up the client's identity ends the process. */
struct caller *caller_from_pipe(HANDLE pipe, bool wine, struct error *err)
        __attribute__((warn_unused_result));
/* What caller_user answers from now on; NULL changes nothing. */
void caller_set_user(struct caller *caller, const char *name)
        __attribute__((nonnull(1)));
/* "DOMAIN\user" of a SID in text, or NULL; caller frees. May take as long as a
 * domain controller likes. */
char *caller_look_up(const char *sid_text)
        __attribute__((nonnull, warn_unused_result));
/* An impersonation token with TOKEN_QUERY and TOKEN_DUPLICATE. Borrowed. */
HANDLE caller_token(const struct caller *caller) __attribute__((nonnull));
/* The user's SID in binary. Borrowed. */
PSID caller_sid_binary(const struct caller *caller) __attribute__((nonnull));

#endif
