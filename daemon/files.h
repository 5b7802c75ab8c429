/*
 * files.h: port. The folder in which fspd keeps what is its own: nobody but
 * SYSTEM and Administrators may read or replace what lies there.
 *
 * Names are relative to the folder, such as `key` or `secrets\x`; folders are
 * made when the first file is written. win/files_win.c and t/fake/ implement
 * it. Any thread may call.
 */
#ifndef FSPD_FILES_H
#define FSPD_FILES_H

#include <stddef.h>

struct buf;
struct error;
struct files;

enum { FILES_ABSENT = 1 };

struct file_list {
	char **names; /* in any order */
	size_t count;
};

/* Append the contents of name. 0; FILES_ABSENT; -1 and err, which a file of
 * more than limit bytes is too. */
int files_read(struct files *files, const char *name, size_t limit,
               struct buf *out, struct error *err)
        __attribute__((nonnull(1, 2, 4), warn_unused_result));
/* Write name as a whole, or leave it as it was. 0, or -1 and err. */
int files_write(struct files *files, const char *name, const void *bytes,
                size_t len, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* 0; FILES_ABSENT; -1 and err. */
int files_remove(struct files *files, const char *name, struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* The files in folder, none when it does not exist. 0 and *out (caller
 * releases), or -1 and err with *out empty. */
int files_list(struct files *files, const char *folder, struct file_list *out,
               struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
void file_list_release(struct file_list *list) __attribute__((nonnull));

#endif
