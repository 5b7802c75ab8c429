/*
 * kill_world.h: random machines for fsp-import to be killed on: a registry
 * that installers, people and earlier runs have written to, some of which
 * died, and INI files of two owners.
 */
#ifndef FSPD_T_KILL_WORLD_H
#define FSPD_T_KILL_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "chance.h"
#include "common/buf.h"

/* What classes there can be, a letter each. */
#define KILL_WORLD_CLASSES "abcdz"

struct kill_world {
	struct chance chance;
	const char *command; /* of the run to be killed */
	/* What taking that run back leads to, and whether it is known: not
	 * when others wrote between a run that died and this one. */
	struct buf base;
	bool has_base;
	bool has_died;    /* the run goes on from one that died */
	bool may_be_open; /* one died, and may have had time for all but saying
	                   * so */
	bool is_rollback; /* the run is one */
};

/* Make the world of that number, in which command is to run next. */
void kill_world_make(struct kill_world *w, uint64_t number)
        __attribute__((nonnull));
void kill_world_release(struct kill_world *w) __attribute__((nonnull));

/* All keys and values as text, sorted; with bare, keys that have no values, who
 * are nobody's, too. */
struct buf kill_world_dump(bool bare);

/* Whether the class has an Owner. */
bool kill_world_owns(char class_letter);

/* Both, registry and disk. */
struct kill_state {
	struct keystore_mem_state *store;
	struct host_mem_state *disk;
};
struct kill_state kill_state_save(void);
/* Time goes on: what is restored is as old as it was. */
void kill_state_restore(const struct kill_state *state)
        __attribute__((nonnull));
void kill_state_release(struct kill_state *state) __attribute__((nonnull));

#endif
