/*
 * reg_hex.h: the bytes of a hex(...) value in a .reg file, over all its lines.
 */
#ifndef FSPD_REG_HEX_H
#define FSPD_REG_HEX_H

#include "reg_line.h"

/* Append the bytes that line, behind the colon, and the lines it continues on
 * name: one or two digits each, commas between; a line goes on when a '\' ends
 * it behind a comma. Blank lines and comments in between do not count. NULL,
 * or in words what is wrong; the lines read until then are used up, as regedit
 * does, so that nothing in the middle of a value is taken for another. */
const char *reg_hex_read(struct reg_lines *lines, struct reg_line *line,
                         struct buf *out)
        __attribute__((nonnull, warn_unused_result));

/* Append data as hex digits with commas, broken as regedit breaks a line of
 * which column characters stand already. */
void reg_hex_write(struct buf *out, size_t column, const unsigned char *data,
                   size_t len) __attribute__((nonnull));

#endif
