/*
 * files_win.h: files.h over a folder of the disk.
 */
#ifndef FSPD_FILES_WIN_H
#define FSPD_FILES_WIN_H

struct error;
struct files;

/* The folder at path (NULL: %ProgramData%\fspd), which need not exist yet.
 * NULL and err. */
struct files *files_win_new(const char *path, struct error *err)
        __attribute__((warn_unused_result));
/* The folder's absolute path. Borrowed. */
const char *files_win_path(const struct files *files) __attribute__((nonnull));
void files_win_free(struct files *files);

#endif
