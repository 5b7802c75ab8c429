/*
 * accounts_win.h: the names of accounts, looked up on threads of their own: a
 * domain controller that does not answer holds back whoever waits for that
 * name, and nobody else.
 */
#ifndef FSPD_ACCOUNTS_WIN_H
#define FSPD_ACCOUNTS_WIN_H

#include <stdbool.h>

struct accounts;
struct loop;

/* The name of sid ("S-1-..."), or NULL; caller frees. On any thread, for as
 * long as it takes. */
typedef char *account_lookup(const char *sid);

/* Embedded in what waits; it lives until done or accounts_forget. */
struct account_wait {
	/* On the loop's thread; name may be NULL. */
	void (*done)(struct account_wait *wait, const char *name);
	struct account_wait *next; /* the next two are accounts' own */
	char *sid;
};

struct accounts *accounts_new(struct loop *loop, account_lookup *lookup)
        __attribute__((nonnull, warn_unused_result));
/* Waits for no lookup; what comes of those under way is dropped. Before
 * loop_free. Nobody waits any more. */
void accounts_free(struct accounts *accounts);

/* true: *name is what is known of sid (borrowed until the next call; NULL: it
 * has no name, or too many wait already). false: wait->done follows. */
bool accounts_ask(struct accounts *accounts, const char *sid,
                  struct account_wait *wait, const char **name)
        __attribute__((nonnull, warn_unused_result));
/* wait is not called any more. Nothing happens when it does not wait. */
void accounts_forget(struct accounts *accounts, struct account_wait *wait)
        __attribute__((nonnull));

#endif
