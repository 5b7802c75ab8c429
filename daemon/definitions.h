/*
 * definitions.h: the published definitions: what is in force for each class,
 * and what the registry holds beside it that is not.
 *
 * A class whose newest record is bad keeps its last good one. Published
 * records are counted: an instance holds on to the one it was launched from.
 * All of it belongs to the one thread that owns the state.
 */
#ifndef FSPD_DEFINITIONS_H
#define FSPD_DEFINITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finding.h"
#include "record.h"

struct json;

/* A record in force, or formerly in force and still held by somebody. */
struct published {
	unsigned refs;
	struct class_record *record;
	uint64_t generation; /* of all classes together: 1, 2, ... */
	uint64_t live_at;    /* clock_counter() value */
};

struct published *published_ref(struct published *p) __attribute__((nonnull));
void published_unref(struct published *p);

/* What is done for a class elsewhere, after a change of it: have the disk hold
 * what is in force (archive.h), have what the registry holds judged
 * (inspect.h). */
enum chore { CHORE_KEEP, CHORE_INSPECT, CHORE_COUNT };
enum turn { TURN_NONE, TURN_LATER, TURN_NOW, TURN_COUNT };

struct class_entry {
	char *name;
	struct published *good;       /* in force, or NULL */
	struct class_record *bad;     /* newest and refused, or NULL */
	bool interrupted;             /* an apply is half-way */
	bool from_disk;               /* good is what an earlier daemon ran */
	struct finding_list findings; /* of the last inspection */
	enum turn turns[CHORE_COUNT];
};

struct definitions {
	struct class_entry **entries; /* sorted by name */
	size_t count, cap;
	uint64_t generation;
	/* How many entries wait so; not of TURN_NONE. */
	size_t waiting[CHORE_COUNT][TURN_COUNT];
};

void definitions_release(struct definitions *defs) __attribute__((nonnull));
/* The entry of that name (folded), or NULL. Borrowed until the next change. */
struct class_entry *definitions_find(const struct definitions *defs,
                                     const char *class_name)
        __attribute__((nonnull));
/* Index of name, or of the first entry after it. */
size_t definitions_at(const struct definitions *defs, const char *name)
        __attribute__((nonnull));

/* Whether and when chore is to be done for entry. */
void definitions_turn(struct definitions *defs, struct class_entry *entry,
                      enum chore chore, enum turn turn)
        __attribute__((nonnull));
/* The next entry behind *cursor, which moves on, that waits for chore so; NULL
 * when none does. */
struct class_entry *definitions_next(struct definitions *defs, enum chore chore,
                                     enum turn turn, size_t *cursor)
        __attribute__((nonnull));

/* What a change did to what is in force. */
struct definition_delta {
	struct published *before, *after; /* either may be NULL; each is a
	                                   * reference to be dropped */
	bool withdrawn;                   /* announced: no grace */
};

/* Take a change over (its records are taken out of it; the caller frees the
 * change) and log what came of it. A record whose class key is bad leaves
 * before and after the same; instances that are bad are copied over from what
 * was in force. Where nothing was, the change's last_good is. counter is
 * clock_counter() now: when it went live. */
void definitions_change(struct definitions *defs, struct class_change *change,
                        uint64_t counter, struct definition_delta *delta)
        __attribute__((nonnull));

/* Whether only administrators may start the class: what the registry holds as
 * its Security cannot be read. */
bool is_locked_down(const struct class_entry *entry) __attribute__((nonnull));

/* "live", "bad", "interrupted" or "drift": of what was read last. */
const char *definition_state(const struct class_entry *entry)
        __attribute__((nonnull, returns_nonnull));

/* What to do about such a state, NULL when it is "live". */
const char *definition_remedy(const struct class_entry *entry)
        __attribute__((nonnull));

/* Which part of an entry is written. */
struct definition_view {
	bool values;       /* those of the class and of its instances too */
	bool of_machine;   /* what was found by touching files, too */
	const char *after; /* NULL, or go on with the instances behind that
	                    * one, and with nothing else */
	size_t room;       /* bytes that the text may grow to; one instance is
	                    * written at least */
	const char *last;  /* out: the last instance written when there are
	                    * more, else NULL; borrowed from the entry */
};

/* Write the entry as an object:
 *   class, state ("live" "bad" "interrupted" "drift"), in_force (bool),
 *   from_disk (only when true), drift (bool), generation, live_at, owner,
 *   source, remedy (text, only when there is something to do), note (text, only
 *   when net use follows the key and not what is in force), diags: [{code,
 *   severity, where, text}] and more_diags (how many were left out), instances
 *   (names) and, without values, more_instances (the same)
 * and with values also: values and instance_values, objects of the schema's
 * names (a Secret is never shown). A part after the first has class, instances
 * and instance_values alone. key is NULL inside an array. */
void definition_json(const struct class_entry *entry,
                     struct definition_view *view, struct json *j,
                     const char *key) __attribute__((nonnull(1, 2, 3)));

#endif
