/*
 * folder_held.h: folders that were judged (folder.h) and are held since.
 *
 * To judge one anew before every use is to open it each time. But while a
 * handle to it is open that shares no deletion, and that has a right which
 * sharing is about (to list it), nobody renames or deletes a folder, so that
 * its path leads to what was judged and to nothing else; the folders above are
 * held likewise, up to the one that only administrators can replace. What can
 * change is its descriptor, by its owner and administrators: it is judged
 * again through the handle after a while.
 */
#ifndef FSPD_FOLDER_HELD_H
#define FSPD_FOLDER_HELD_H

#include "folder.h"

struct held_folders;

struct held_folders *held_folders_new(void) __attribute__((warn_unused_result));
void held_folders_free(struct held_folders *held);

/* As folder_open, which makes it; held from now on, along with those used
 * last. Any thread may call. 0, or -1 and err. */
int held_folder_open(struct held_folders *held, struct folder_guard *guard,
                     const char *path, enum acl_place place, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Hold none: something is not there that should be. */
void held_folders_let_go(struct held_folders *held) __attribute__((nonnull));

#endif
