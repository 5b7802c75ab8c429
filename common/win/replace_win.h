/*
 * replace_win.h: a file in the place of another.
 */
#ifndef FSPD_REPLACE_WIN_H
#define FSPD_REPLACE_WIN_H

#include <wchar.h>

struct error;

/* Rename from to to, in whose place it is then, on the disk and not in its
 * cache. Tried again for about a second while somebody holds one of them, as a
 * scanner does with what was just written and a backup with what stands there
 * (Windows says 5 or 32 then). shown is the path for messages. -1 and err, and
 * nothing has changed. */
int replace_file(const wchar_t *from, const wchar_t *to, const char *shown,
                 struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
