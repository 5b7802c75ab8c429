/*
 * report.h: findings and plans as text, or as JSON, one object a line.
 */
#ifndef FSPD_REPORT_H
#define FSPD_REPORT_H

#include <stdbool.h>

#include "../common/diag.h"
#include "plan.h"

struct buf;

/* Append every finding of diags as text, its source line and caret below. */
void report_diags(const struct diag_list *diags, bool colors, struct buf *out)
        __attribute__((nonnull));
void report_diags_json(const struct diag_list *diags, struct buf *out)
        __attribute__((nonnull));

/* Append what plan would do: a line for each key that is not the same (`+` new,
 * `~` changed, `-` removed, `!` changed by somebody else since the last apply)
 * and below it a line for each value. */
void report_plan(const struct plan *plan, struct buf *out)
        __attribute__((nonnull));
void report_plan_json(const struct plan *plan, struct buf *out)
        __attribute__((nonnull));

/* Append v, a value of a key of that kind, as an INI file would say it, the
 * elements of a list on lines of their own; one that the schema does not know
 * begins with its type: `dword:1`. */
void report_value(const struct reg_value *v, enum key_kind kind,
                  struct buf *out) __attribute__((nonnull));

#endif
