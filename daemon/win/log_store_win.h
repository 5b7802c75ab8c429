/*
 * log_store_win.h: log_store.h over a folder of the disk, judged as
 * folder_held.h says; a file is judged whenever it is opened.
 */
#ifndef FSPD_LOG_STORE_WIN_H
#define FSPD_LOG_STORE_WIN_H

#include <windows.h>
#include <stdbool.h>

struct error;
struct log_store;

/* The folder `logs` in the folder data, which need not exist yet. */
struct log_store *log_store_win_new(const char *data)
        __attribute__((nonnull, warn_unused_result));
void log_store_win_free(struct log_store *store);

/* Open path for appending and no more, for a child to inherit. Any thread may
 * call. NULL and err; caller closes. */
HANDLE log_store_win_append(struct log_store *store, const char *path,
                            struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));

#endif
