/*
 * host_path.h: paths as Windows takes them, for the files of this directory.
 */
#ifndef FSPD_HOST_PATH_H
#define FSPD_HOST_PATH_H

#include <wchar.h>

struct error;

/* path without the limit of 260 units when it is an absolute path of a drive.
 * NULL and err (may be NULL) when it is not UTF-8. Caller frees. */
wchar_t *host_wide_path(const char *path, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
