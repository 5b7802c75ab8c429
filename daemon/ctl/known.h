/*
 * known.h: what the daemon knows of the class and the instance that a refused
 * request named, as far as it tells its caller.
 */
#ifndef FSPD_CTL_KNOWN_H
#define FSPD_CTL_KNOWN_H

#include <stdbool.h>

#include "../../common/buf.h"

struct ctl_options;

struct known {
	const struct ctl_options *options;      /* borrowed */
	struct buf explain, status, definition; /* empty: it does not tell */
};

enum known_answer { KNOWN_NO, KNOWN_YES, KNOWN_NOT };

/* Ask for explain, status and definition of what options' arguments name; a
 * password among them is not sent. Never fails. */
void known_ask(struct known *known, const struct ctl_options *options)
        __attribute__((nonnull));
/* The same for the status alone. */
void known_ask_status(struct known *known, const struct ctl_options *options)
        __attribute__((nonnull));
void known_release(struct known *known) __attribute__((nonnull));

/* The finding of explain's check of that name into text, empty when it was not
 * made. Whether it fails. */
bool known_check(const struct known *known, const char *name, struct buf *text)
        __attribute__((nonnull));
/* The same of the first check that fails but for the one called skip (NULL:
 * none); false when none does. */
bool known_failure(const struct known *known, const char *skip,
                   struct buf *text) __attribute__((nonnull(1, 3)));
/* A member of the instance's status into text, empty without one. */
void known_status(const struct known *known, const char *member,
                  struct buf *text) __attribute__((nonnull));
/* Whether the instance is declared. */
enum known_answer known_declared(const struct known *known)
        __attribute__((nonnull));
/* Whether a start needs a password with it: the class has Credentials, and the
 * instance no Secret. */
enum known_answer known_wants_password(const struct known *known)
        __attribute__((nonnull));

#endif
