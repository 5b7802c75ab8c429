/*
 * install_folder.h: fspd's own folder made ready, see own_folder.h.
 */
#ifndef FSPD_INSTALL_FOLDER_H
#define FSPD_INSTALL_FOLDER_H

#include <stdbool.h>

struct error;

/* Make the folder (data, NULL: %ProgramData%\fspd), moving what stands there
 * and is not ours aside. say gets a line for what is not as usual. 0 and its
 * full path in *path (caller frees), or -1, err and NULL. */
int install_folder(const char *data, char **path,
                   void (*say)(bool trouble, const char *text),
                   struct error *err)
        __attribute__((nonnull(2, 3), warn_unused_result));

#endif
