/*
 * file_name.h: names of classes and instances as names of files, on every
 * file system the same and never longer than a path allows.
 */
#ifndef FSPD_FILE_NAME_H
#define FSPD_FILE_NAME_H

struct buf;

/* Append the file name of name: `i-`, then the ASCII-lowered UTF-8 with every
 * byte outside `a-z 0-9 - _` as `%XX`. What would be longer than 100 bytes is
 * cut at 80 and told apart by `-` and 16 digits of the lowered name's digest.
 * Two names have one file name only when they are name_equal. */
void file_name_encode(struct buf *out, const char *name)
        __attribute__((nonnull));

#endif
