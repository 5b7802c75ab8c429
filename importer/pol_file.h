/*
 * pol_file.h: Registry.pol files: what Group Policy writes to a registry.
 *
 * A file is a list of entries, each a key (below the machine's or the user's
 * hive, which the file does not name), a value's name, a type and bytes. Some
 * names are orders: "**del.NAME" deletes a value. Here an entry is an EDIT_PUT
 * under the name as it stands in the file; what orders mean is for whoever
 * makes or carries out the list.
 */
#ifndef FSPD_POL_FILE_H
#define FSPD_POL_FILE_H

#include "reg_edit.h"

struct buf;
struct error;

/* What Group Policy reads: sizes of two bytes, names of value of 259 units. */
enum { POL_DATA_MAX = 0xFFFF, POL_NAME_UNITS = 259 };

/* Append the entries of a file of len bytes. 0, or -1 and err, which names the
 * byte at fault; entries is then as it was. */
int pol_read(const void *bytes, size_t len, struct reg_edits *entries,
             struct error *err)
        __attribute__((nonnull(1, 3), warn_unused_result));

/* Append the file that holds entries. pol_read gives them back, and what it
 * read is written to the same bytes. 0, or -1 and err, out unchanged, when one
 * is larger than Group Policy reads. */
int pol_write(const struct reg_edits *entries, struct buf *out,
              struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Append the entry that deletes a value, as Windows writes it. */
void pol_add_deletion(struct reg_edits *entries, const char *key,
                      const char *name) __attribute__((nonnull));

#endif
