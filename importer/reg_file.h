/*
 * reg_file.h: .reg files, as regedit and `reg` read and write them.
 *
 * Read are version 5 ("Windows Registry Editor Version 5.00") and version 4
 * ("REGEDIT4", whose lists hold one byte a character), in UTF-16LE with a byte
 * order mark, as Windows writes them, or in UTF-8. Written is version 5 in
 * UTF-16LE with a mark: Windows and Wine take nothing else for text that is
 * not ASCII.
 *
 * A line that regedit skips in silence is told here: what it meant to set is
 * not set.
 */
#ifndef FSPD_REG_FILE_H
#define FSPD_REG_FILE_H

#include <stddef.h>

#include "reg_edit.h"

struct buf;
struct diag_list;
struct error;
struct reg_node;

/* Append to edits what the file of len bytes does. Lines that are not
 * understood are told in diags at path (borrowed by diags) and skipped. 0, or
 * -1 when this is no such file at all, told in diags, edits left as it was. */
int reg_read(const void *bytes, size_t len, const char *path,
             struct reg_edits *edits, struct diag_list *diags)
        __attribute__((nonnull, warn_unused_result));

/* Append the file that does edits. A string regedit would read back otherwise
 * (a line break, an embedded NUL, no bytes at all) is written as hex(1). 0, or
 * -1 and err, out unchanged, when a name holds control characters, which no
 * .reg file can. */
int reg_write(const struct reg_edits *edits, struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

/* Append to edits what makes key and all below it as node is: the edits of an
 * export, a key in front of its subkeys. */
void reg_export(const struct reg_node *node, const char *key,
                struct reg_edits *edits) __attribute__((nonnull));

#endif
