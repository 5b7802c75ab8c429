/*
 * names.h: account names by SID, as they were last looked up. A name is kept
 * for 15 minutes, the knowledge that there is none for one: accounts are
 * renamed and domain controllers come back. An old name is better than none:
 * it is given while it is looked up again, and kept when that fails. Pure; who
 * looks them up is daemon/win/accounts_win.c.
 */
#ifndef FSPD_NAMES_H
#define FSPD_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NAMES_MAX = 1024, /* more users than that share no machine */
	NAMES_KEPT_MS = 15 * 60 * 1000,
	NAMES_ABSENT_MS = 60 * 1000,
};

struct names;

enum names_answer {
	NAMES_KNOWN,     /* or known to have none */
	NAMES_OLD,       /* known, and to be looked up again */
	NAMES_UNDER_WAY, /* names_begin was called, names_end was not, and no
	                  * name is known */
	NAMES_UNKNOWN
};

struct names *names_new(void) __attribute__((warn_unused_result));
void names_free(struct names *names);

/* What is known of sid at now (monotonic ms). *name, for NAMES_KNOWN
 * and NAMES_OLD, is borrowed until a name ends or makes room; NULL: it has
 * none. */
enum names_answer names_find(const struct names *names, const char *sid,
                             uint64_t now, const char **name)
        __attribute__((nonnull));
/* A lookup of sid begins; the oldest name makes room for it. false when all
 * there is room for are under way: there shall be none. */
bool names_begin(struct names *names, const char *sid)
        __attribute__((nonnull, warn_unused_result));
/* It has ended with name, or NULL, which takes no name away. */
void names_end(struct names *names, const char *sid, const char *name,
               uint64_t now) __attribute__((nonnull(1, 2)));

#endif
