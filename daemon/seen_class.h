/*
 * seen_class.h: one class as the scan remembers it: what was read, what was
 * emitted, and the change that is under way between the two.
 */
#ifndef FSPD_SEEN_CLASS_H
#define FSPD_SEEN_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"
#include "snapshot.h"

struct seen_class {
	char *name;
	struct class_times times; /* as of the last look */
	bool young;               /* times prove nothing: read again */
	uint64_t recheck;         /* not before this, monotonic ms */
	bool listed;              /* seen by the pass under way */
	bool ahead;               /* looked at right before it */
	/* What was read. */
	struct snapshot snap; /* kept while pending */
	uint64_t content;
	struct snapshot_marks marks;
	enum digest_state state;
	bool gone;      /* no key, no Executable, or withdrawn */
	bool withdrawn; /* announced by fsp-import */
	/* Key names announced since the last emission. */
	struct name_list withdrawn_instances;
	/* What was emitted. */
	bool at_start; /* nothing yet, and there since the first pass */
	bool has_accepted;
	uint64_t accepted;
	struct snapshot_marks accepted_marks;
	bool told_interrupted;
	/* The change under way: monotonic ms. */
	bool pending;
	uint64_t first, last, until;
};

/* NULL is accepted. */
void seen_class_free(struct seen_class *c);
/* Say what the contents of c->snap mean: content, state, gone, withdrawn.
 * Instances that are announced as removed are taken out of it. */
void seen_class_weigh(struct seen_class *c) __attribute__((nonnull));
/* Whether what was read differs from what was emitted. */
bool seen_class_has_news(const struct seen_class *c) __attribute__((nonnull));
/* The state to settle by. A Digest leaves out Owner and Secret: where one is
 * missing and the marks are as before, a policy refresh may be at work, and
 * they prove nothing. */
enum digest_state seen_class_state(const struct seen_class *c)
        __attribute__((nonnull));
/* The record of c->snap; the announcements go with it. */
struct class_record *seen_class_load(struct seen_class *c, const char *where)
        __attribute__((nonnull, warn_unused_result));

#endif
