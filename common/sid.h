/*
 * sid.h: security identifiers as text and bytes.
 *
 * The text is SDDL's: S-1-..., or an alias of two letters. Aliases of accounts
 * of a domain or of this machine (LA, DA, ...) have no bytes here: only the
 * system knows which domain it is.
 */
#ifndef FSPD_SID_H
#define FSPD_SID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum {
	SID_AUTHORITIES_MAX = 15, /* what Windows allows */
	SID_BYTES_MAX = 8 + 4 * SID_AUTHORITIES_MAX
};

struct sid {
	unsigned char bytes[SID_BYTES_MAX]; /* binary form */
	size_t len;                         /* 0: domain-relative alias */
	char alias[3];                      /* two letters, "" when given
	                                     * as S-1-... */
};

/* A SID in text: "S-1-5-18" or an alias ("SY"), letters of either case; -1
 * when it is neither. Windows reads numbers too large for their place as the
 * largest, and all numbers after a revision of 0x1 as hexadecimal; whoever
 * writes that means something else, so both are refused here. */
int sid_parse(const char *text, size_t len, struct sid *out)
        __attribute__((nonnull, warn_unused_result));
/* NULL when text is a SID, else in words why sid_parse refuses it. */
const char *sid_problem(const char *text, size_t len) __attribute__((nonnull));
/* A SID of exactly len bytes, as tokens and descriptors hold it; -1 when they
 * are not one. The alias is left empty. */
int sid_from_bytes(const void *bytes, size_t len, struct sid *out)
        __attribute__((nonnull, warn_unused_result));
/* Append S-1-..., or the alias when that is all there is. */
void sid_format(const struct sid *sid, struct buf *out)
        __attribute__((nonnull));
/* The same SID; two domain-relative ones are when their aliases are. */
bool sid_equal(const struct sid *a, const struct sid *b)
        __attribute__((nonnull));

#endif
