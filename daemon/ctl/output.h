/*
 * output.h: the daemon's answers as text that a person reads.
 */
#ifndef FSPD_CTL_OUTPUT_H
#define FSPD_CTL_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "account.h"

struct buf;
struct error;
struct json_value;

/* `I`: class, instance, command line, each ended by a NUL. */
void output_info(const struct buf *data, struct buf *out)
        __attribute__((nonnull));
/* `L`: pairs, as a table. */
void output_names(const struct buf *data, struct buf *out)
        __attribute__((nonnull));

/* Pages of JSON, one a line, as a table. 0, or -1 and err when a page is not
 * what the protocol says. */
int output_status(const struct buf *pages, struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
int output_definitions(const struct buf *pages, struct buf *out,
                       struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
int output_definition(const struct buf *pages, struct buf *out,
                      struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

int output_secrets(const struct buf *pages, struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* `key`: the public key as fsp-import seal takes it. 0, or -1 and err. */
int output_key(const struct buf *data, struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* The answer to `explain`, one check a line, then the cause; *fails says
 * whether there is one. 0, or -1 and err. */
int output_explain(const struct buf *answer, struct buf *out, bool *fails,
                   struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Call row for every element of the member list of every page. */
int output_each(const struct buf *pages, const char *list,
                void (*row)(const struct json_value *, void *), void *context,
                struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* Replace *out by a member's text, or a number's digits; empty when it is
 * absent or null. */
void output_member(const struct json_value *object, const char *name,
                   struct buf *out) __attribute__((nonnull));

/* What a list of whom account is may lack, as one line; nothing for an
 * administrator, and for a user whom something is shown. */
void output_hidden(const struct buf *pages, const char *list,
                   enum account account, struct buf *out)
        __attribute__((nonnull));

/* One JSON object: as it is with json, else `name: value` lines. */
void output_answer(const struct buf *data, bool json, FILE *to)
        __attribute__((nonnull));

#endif
