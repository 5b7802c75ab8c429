/*
 * codec.h: definition <-> registry values, one for both programs, so that
 * writer and reader cannot disagree: decode(encode(d)) equals d.
 */
#ifndef FSPD_CODEC_H
#define FSPD_CODEC_H

#include "model.h"

struct diag_list;

/* Read raw, a key of *def's kind (definition_init was called), into def. A
 * value of the wrong type or shape (no terminating NUL, odd length, text after
 * a NUL, bad surrogates, DWORD not of 4 bytes) is left absent in def and told
 * in diags (may be NULL) at place where, e.g. the key's display name, borrowed
 * by diags. More than one terminating NUL is no problem: programs that count
 * bytes write such. Values the schema does not know for this kind are kept as
 * private. Returns the number of problems. */
size_t codec_decode(const struct reg_key *raw, struct definition *def,
                    const char *where, struct diag_list *diags)
        __attribute__((nonnull(1, 2, 3)));

/* Write every present value of def, private ones included, into *raw (which is
 * released first). Digest is written as it stands in def. */
void codec_encode(const struct definition *def, struct reg_key *raw)
        __attribute__((nonnull));

/* The same with owner (NULL: what def has) as its Owner. */
void codec_encode_for(const struct definition *def, const char *owner,
                      struct reg_key *raw) __attribute__((nonnull(1, 3)));

/* One present value as registry bytes: *data is allocated, caller frees. */
void codec_value(const struct value *v, enum value_type type,
                 unsigned char **data, size_t *len) __attribute__((nonnull));

/* One value as it is stored, for key id: 0 and *out (caller frees out->text),
 * or -1 with a static text in *why, as codec_decode says it. */
int codec_read_value(enum key_id id, const struct reg_value *stored,
                     struct value *out, const char **why)
        __attribute__((nonnull, warn_unused_result));

#endif
