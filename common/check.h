/*
 * check.h: the rules that both programs apply to one definition: those whose
 * breach makes a class bad for the daemon (stage `load`).
 *
 * Types are codec.c's concern; here: our own values out of bounds, words that
 * are none of the choices, Executable not absolute, Security that does not
 * parse or has no D:, RunAs outside the four.
 */
#ifndef FSPD_CHECK_H
#define FSPD_CHECK_H

#include "diag.h"
#include "model.h"

/* Where the values of the definition being checked stand: column and length are
 * those of the value's text in its source line. For the daemon only whole is
 * set, to the key's display name. */
struct check_places {
	const struct place *of;     /* KEY_COUNT places, or NULL */
	const char *const *sources; /* KEY_COUNT lines or NULLs, or NULL */
	struct place whole;         /* where of has no file */
};

/* Add to diags what is wrong with def at stage load; known has the bit of each
 * key_id whose value is sound for sure. Returns the number of errors added. */
size_t check_definition(const struct definition *def, uint64_t known,
                        const struct check_places *places,
                        struct diag_list *diags) __attribute__((nonnull));

#endif
