/*
 * emit.h: files for mass deployment, made of what apply would write to a
 * machine that has none of it: a plan against an empty registry; or, where a
 * registry was given, of what apply would make of that.
 *
 * A target may hold an older definition. So every value of the schema is
 * named: those that are not declared are deleted, or an old one would survive
 * and break the Digest. Private values of other programs stay.
 *
 * What a format cannot carry is told in diags at the key's name (borrowed by
 * diags) and nothing is written: the errors there are the refusal, results only
 * say the same.
 */
#ifndef FSPD_EMIT_H
#define FSPD_EMIT_H

#include "plan.h"
#include "reg_edit.h"

struct buf;
struct diag_list;

/* Append to edits, in the order in which apply would write, what makes the
 * keys of plan below root ("HKLM\..." or "HKCU\...", the physical name): a
 * Digest of no bytes opens each key and the right one closes it. A class's
 * Executable comes after all else. */
void emit_edits(const struct plan *plan, const char *root,
                struct reg_edits *edits) __attribute__((nonnull));

/* Append the Registry.pol file that does edits to a machine. Group Policy has
 * no value of no bytes: a key is opened by deleting its Digest. 0 or -1. */
int emit_pol(const struct reg_edits *edits, struct buf *out,
             struct diag_list *diags) __attribute__((nonnull));

/* Append the Registry.xml file of Group Policy Preferences that does edits: an
 * item for each value, in their order. The preferences replace %NAME% where
 * NAME is one of their variables or the environment's; nothing else that
 * stands between two '%' is touched, and they have no name with a blank, so
 * templates survive. 0 or -1. */
int emit_gpp(const struct reg_edits *edits, struct buf *out,
             struct diag_list *diags) __attribute__((nonnull));

/* Append a pair of files for the Group Policy editor: a policy for each class
 * of plan, its instances included. Enabled, it writes the class and deletes
 * its Digest, which it cannot carry, so that fspd takes the class once it is
 * still; disabled, it deletes the values that it or the schema names. name
 * tells several such pairs apart. 0 or -1. */
int emit_admx(const struct plan *plan, const char *root, const char *name,
              struct buf *admx, struct buf *adml, struct diag_list *diags)
        __attribute__((nonnull));

#endif
