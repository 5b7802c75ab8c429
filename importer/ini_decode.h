/*
 * ini_decode.h: the bytes of an INI file -> UTF-8 text.
 */
#ifndef FSPD_INI_DECODE_H
#define FSPD_INI_DECODE_H

#include <stddef.h>

struct buf;
struct diag_list;

/* Make bytes UTF-8: byte order marks are taken off, UTF-16LE that has one is
 * decoded line by line (a line that cannot be is told in diags and left empty).
 * Bytes without a mark stay as they are; that they are UTF-8 is judged line by
 * line by the reader. path is borrowed by diags. */
void ini_decode(struct buf *bytes, const char *path, struct diag_list *diags)
        __attribute__((nonnull));

#endif
