/*
 * emit_world.h: what the tests of the emitters emit: a plan of two classes and
 * an instance, as plan_make() makes it for an empty registry.
 */
#ifndef FSPD_T_EMIT_WORLD_H
#define FSPD_T_EMIT_WORLD_H

#include "diag.h"
#include "importer/plan.h"

#define EMIT_ROOT "HKLM\\SOFTWARE\\WOW6432Node\\WinFsp\\Services"
#define EMIT_KEY  "HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\WinFsp\\Services"

struct emit_world {
	struct plan plan; /* sshfs.r with a private value, sshfs.r\host\share,
	                   * toyfs */
	struct diag_list diags;
};

void emit_world_make(struct emit_world *w);
void emit_world_release(struct emit_world *w);

/* Set a text value of a key; its Digest is then wrong. */
void emit_world_set(struct plan_key *key, const char *name, const char *text);

/* The one refusal so far says words about value; it is forgotten. */
void emit_world_refusal(struct emit_world *w, const char *value,
                        const char *words);

#endif
