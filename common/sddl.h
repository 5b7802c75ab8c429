/*
 * sddl.h: a strict reader of security descriptors in text (SDDL).
 *
 * Its own parser because Wine's and Windows' differ in what they accept, and
 * because an administrator wants the column of the fault. Accepts what Windows
 * accepts, less what is only ever a mistake in a class's Security.
 */
#ifndef FSPD_SDDL_H
#define FSPD_SDDL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Rights of a class's Security, with WinFsp's meaning. */
enum {
	RIGHT_QUERY = 0x4,	/* LC */
	RIGHT_START = 0x10,	/* RP */
	RIGHT_STOP = 0x20	/* WP */
};

enum { SID_BYTES_MAX = 8 + 4 * 15 };

struct sid {
	unsigned char bytes[SID_BYTES_MAX];	/* binary form */
	size_t len;				/* 0: domain-relative alias */
	char alias[3];				/* two letters, "" when given
						 * as S-1-... */
};

struct sddl_ace {
	unsigned char type;	/* ACCESS_ALLOWED_ACE_TYPE 0, DENIED 1, ... */
	unsigned char flags;
	uint32_t mask;
	struct sid trustee;
	size_t at, len;		/* where it stands in the text */
};

struct sddl {
	struct sid owner, group;	/* len 0 and alias "" when absent */
	bool has_owner, has_group, has_dacl, has_sacl;
	bool dacl_null;			/* D:NO_ACCESS_CONTROL */
	uint16_t dacl_control, sacl_control;	/* P AR AI as SE_* bits */
	struct sddl_ace *dacl, *sacl;
	size_t dacl_count, sacl_count;
};

struct sddl_fault {
	size_t at, len;		/* byte range in the text */
	char text[160];		/* what is wrong and what to write instead */
};

/* Parse len bytes of text. 0 and *out (caller releases), or -1 and *fault with
 * *out empty. */
int sddl_parse(const char *text, size_t len, struct sddl *out,
	       struct sddl_fault *fault)
	__attribute__((nonnull, warn_unused_result));
void sddl_release(struct sddl *sd) __attribute__((nonnull));

/* Append the self-relative binary descriptor, with owner and group SYSTEM when
 * absent (AccessCheck needs both). -1 when a trustee is relative to a domain
 * or machine (LA, DA, ...), which only the system can resolve. */
int sddl_to_bytes(const struct sddl *sd, struct buf *out)
	__attribute__((nonnull, warn_unused_result));

/* AccessCheck in the small: which of wanted the DACL grants to a token that
 * holds the sids (enabled) and deny_only sids, ACEs in stored order. For the
 * decisions that are tested natively and for `explain`. */
uint32_t sddl_granted(const struct sddl *sd, const struct sid *sids,
		      size_t sid_count, const struct sid *deny_only,
		      size_t deny_only_count, uint32_t wanted)
	__attribute__((nonnull(1)));

/* A SID in text: "S-1-5-18" or an alias ("SY"); -1 when it is neither. */
int sid_parse(const char *text, size_t len, struct sid *out)
	__attribute__((nonnull, warn_unused_result));
/* Append S-1-... */
void sid_format(const struct sid *sid, struct buf *out) __attribute__((nonnull));
bool sid_equal(const struct sid *a, const struct sid *b) __attribute__((nonnull));

#endif
