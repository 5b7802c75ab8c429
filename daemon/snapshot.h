/*
 * snapshot.h: one class and its instances, read so that all of it was in the
 * registry at one instant.
 *
 * The registry has no such read. Windows stamps keys with a clock of about
 * 16 ms, so equal times prove nothing for a key that was written a moment ago:
 * then everything is read twice and compared.
 */
#ifndef FSPD_SNAPSHOT_H
#define FSPD_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include "../common/digest.h"
#include "../common/keystore.h"
#include "load.h"

struct error;

/* Twice the coarsest tick in use (15.6 ms), and one more ms. */
enum { SNAPSHOT_YOUNG_MS = 33 };

/* What a pass compares without reading any value. */
struct class_times {
	bool present;  /* the class key exists */
	bool has_list; /* and its key Instances; making or deleting that moves
	                * the class's own time */
	bool unsure;   /* instances came and went as they were listed */
	uint64_t last_write;
	struct reg_list instances; /* keys below Instances */
};

/* Read the times of a class; last_write is given by who enumerated the root.
 * 0, or -1 and err. *out is released by the caller. */
int class_times_read(struct keystore *ks, const char *class_name,
                     uint64_t last_write, struct class_times *out,
                     struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* The same, last_write included, as of now: KEYSTORE_ABSENT without the key. */
enum keystore_result class_times_now(struct keystore *ks,
                                     const char *class_name,
                                     struct class_times *out, struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* False for what is unsure. */
bool class_times_equal(const struct class_times *a, const struct class_times *b)
        __attribute__((nonnull));
/* Some key was written so shortly before filetime that another write could
 * carry the same time, or the times are unsure. */
bool class_times_are_young(const struct class_times *times, uint64_t filetime)
        __attribute__((nonnull));
/* The newest time of all. */
uint64_t class_times_newest(const struct class_times *times)
        __attribute__((nonnull));
void class_times_release(struct class_times *times) __attribute__((nonnull));

struct snapshot {
	struct reg_key class_raw;
	struct loaded_instance *instances;
	size_t count;
	bool torn; /* something was written meanwhile: not of one instant */
};

struct snapshot_marks {
	uint64_t digests; /* a number that tells every Digest apart */
	size_t left_out;  /* Owner and Secret, which no Digest covers */
};

/* Read every value of what times names. 0, or -1 and err with *out empty. What
 * differs from what is known is to be proved. */
int snapshot_read(struct keystore *ks, const char *class_name,
                  const struct class_times *times, struct snapshot *out,
                  struct error *err)
        __attribute__((nonnull, warn_unused_result));
/* Find out whether *snap was read of one instant: it is torn when not. 0, or
 * -1 and err. */
int snapshot_prove(struct keystore *ks, const char *class_name,
                   const struct class_times *times, uint64_t filetime,
                   struct snapshot *snap, struct error *err)
        __attribute__((nonnull, warn_unused_result));
void snapshot_release(struct snapshot *snap) __attribute__((nonnull));

/* The state of all commit marks together. */
enum digest_state snapshot_state(const struct snapshot *snap)
        __attribute__((nonnull));
/* A number that tells contents apart: every value but Source, whatever their
 * order, of all but withdrawn instances. */
uint64_t snapshot_content(const struct snapshot *snap) __attribute__((nonnull));
/* The commit marks, and how many values they leave out. */
struct snapshot_marks snapshot_marks(const struct snapshot *snap)
        __attribute__((nonnull));
/* Removed=1, the announcement of fsp-import. */
bool is_withdrawn(const struct reg_key *raw) __attribute__((nonnull));

#endif
