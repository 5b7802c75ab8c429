/*
 * ini_read.h: the bytes of an INI file -> ordered raw entries with places.
 *
 * The only user of inih, which splits names from values. Our own line reader
 * feeds it: it decodes the file, takes section headers itself, refuses what
 * inih would cut or misread, and knows where every value stands. What names
 * and values mean is compile.c's concern.
 */
#ifndef FSPD_INI_READ_H
#define FSPD_INI_READ_H

#include <stddef.h>

#include "../common/ini_file.h"

struct buf;

/* Read bytes, the contents of the file called path, into *file (which is
 * overwritten; ini_file_release frees it). Problems go to diags, which borrow
 * file->path; entries of the sound lines are there all the same, so that one
 * run finds every problem. */
void ini_read(struct ini_file *file, const char *path, const char *bytes,
              size_t len, struct diag_list *diags) __attribute__((nonnull));
/* The same of bytes that need not be copied: they are taken over. */
void ini_read_buf(struct ini_file *file, const char *path, struct buf *bytes,
                  struct diag_list *diags) __attribute__((nonnull));

#endif
