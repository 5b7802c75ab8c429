/*
 * sddl.h: a strict reader of security descriptors in text (SDDL).
 *
 * Its own parser because Wine's and Windows' differ in what they accept, and
 * because an administrator wants the column of the fault. Accepts what Windows
 * accepts, less what is only ever a mistake in a class's Security:
 *  - object ACEs (OA, ...): their GUIDs name parts of directory objects;
 *  - conditional ACEs (XA, ...), resource attributes and the other ACEs of
 *    central access policies: nobody evaluates them for a class;
 *  - rights that are negative or do not fit 32 bits, and SIDs with numbers
 *    that do not fit: Windows takes all rights, or the largest number.
 */
#ifndef FSPD_SDDL_H
#define FSPD_SDDL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sid.h"

struct buf;

/* Rights of a class's Security, with WinFsp's meaning. */
enum {
	RIGHT_QUERY = 0x4,  /* LC */
	RIGHT_START = 0x10, /* RP */
	RIGHT_STOP = 0x20   /* WP */
};

/* Types of ACEs that are read, as the bytes have them. */
enum {
	ACE_ALLOWED = 0,
	ACE_DENIED = 1,
	ACE_AUDIT = 2, /* S: only, as the label */
	ACE_LABEL = 0x11
};

enum { ACE_INHERIT_ONLY = 0x8 }; /* says nothing of the object itself */

struct sddl_ace {
	unsigned char type; /* ACE_ALLOWED, ... */
	unsigned char flags;
	uint32_t mask;
	struct sid trustee;
	size_t at, len; /* where it stands in the text */
};

struct sddl {
	struct sid owner, group; /* len 0 and alias "" when absent */
	bool has_owner, has_group, has_dacl, has_sacl;
	bool dacl_null;                      /* D:NO_ACCESS_CONTROL */
	uint16_t dacl_control, sacl_control; /* P AR AI as SE_* bits */
	struct sddl_ace *dacl, *sacl;
	size_t dacl_count, sacl_count;
};

struct sddl_fault {
	size_t at, len; /* byte range in the text */
	char text[160]; /* what is wrong and what to write instead;
	                 * printable ASCII */
};

/* Parse len bytes of text. 0 and *out (caller releases), or -1 and *fault with
 * *out empty. */
int sddl_parse(const char *text, size_t len, struct sddl *out,
               struct sddl_fault *fault)
        __attribute__((nonnull, warn_unused_result));
void sddl_release(struct sddl *sd) __attribute__((nonnull));

/* Append the self-relative binary descriptor, with owner and group SYSTEM when
 * absent (AccessCheck needs both). -1, out unchanged, when a trustee is
 * relative to a domain or machine (LA, DA, ...), which only the system can
 * resolve. */
int sddl_to_bytes(const struct sddl *sd, struct buf *out)
        __attribute__((nonnull, warn_unused_result));

/* AccessCheck in the small: which of wanted the DACL grants to a token that
 * holds the sids (enabled) and deny_only sids, ACEs in stored order. Generic
 * rights are not mapped, an alias relative to a domain matches nobody. For the
 * decisions that are tested natively and for `explain`. */
uint32_t sddl_granted(const struct sddl *sd, const struct sid *sids,
                      size_t sid_count, const struct sid *deny_only,
                      size_t deny_only_count, uint32_t wanted)
        __attribute__((nonnull(1)));

#endif
