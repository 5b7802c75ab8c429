/*
 * digest.h: the commit mark: BLAKE2b-256 of a key's canonical form.
 *
 * The form is computed from what is stored, not from what it means, so a
 * reader can tell whether it saw exactly what the writer closed.
 */
#ifndef FSPD_DIGEST_H
#define FSPD_DIGEST_H

#include "keystore.h"
#include "schema.h"

enum { DIGEST_BYTES = 32 };

enum digest_state {
	DIGEST_ABSENT, /* no Digest: a foreign writer */
	DIGEST_OPEN,   /* length 0: an apply is under way or died */
	DIGEST_MATCH,
	DIGEST_MISMATCH /* 32 other bytes, or a Digest of odd shape */
};

struct buf;

/* Append the canonical form of raw: "fspd1" NUL, then each present schema
 * value in schema order (u32le length and UTF-8 of the schema's name, u32le
 * registry type, u32le length, bytes as stored), Digest Owner Source Secret
 * Removed left out, then private values sorted by ASCII-lowered name (the
 * lowered name is what is written). */
void digest_canonical(const struct reg_key *raw, enum key_kind kind,
                      struct buf *out) __attribute__((nonnull));
void digest_compute(const struct reg_key *raw, enum key_kind kind,
                    unsigned char out[DIGEST_BYTES]) __attribute__((nonnull));
enum digest_state digest_judge(const struct reg_key *raw, enum key_kind kind)
        __attribute__((nonnull));
/* BLAKE2b-256 of any bytes. */
void digest_bytes(const void *data, size_t len, unsigned char out[DIGEST_BYTES])
        __attribute__((nonnull));
/* First 8 bytes of BLAKE2b-256 of data as 16 hex digits and NUL: short names
 * for logs and key ids. */
void digest_short(const void *data, size_t len, char out[17])
        __attribute__((nonnull));

#endif
