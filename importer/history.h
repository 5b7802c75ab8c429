/*
 * history.h: what past runs replaced: numbered files in one folder, the oldest
 * dropped as new ones come.
 *
 * A rollback is a run like others and has its own file, which says whose work
 * it took back. So it can be taken back too, and a second rollback goes one
 * run further. A run that is not finished has a second file beside its own:
 * where it died, the next one finds that what it replaces is half a run's.
 */
#ifndef FSPD_HISTORY_H
#define FSPD_HISTORY_H

#include <stddef.h>

struct error;
struct record;

/* Keep record as the newest in the data folder directory, that of a run which
 * is not finished. 0 and its number, or -1 and err. */
int history_add(const char *directory, const struct record *record,
                unsigned *number, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

/* Its run is finished. 0, or -1 and err. */
int history_close(const char *directory, unsigned number, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Of the registry root, the runs that died before they were finished: their
 * numbers, ascending (caller frees), and the record of the last, which goes on
 * from those before it, in *last (empty; caller releases). Files that cannot
 * be read are passed over. 0, or -1 and err. */
int history_unfinished(const char *directory, const char *root,
                       unsigned **numbers, size_t *count, struct record *last,
                       struct error *err)
        __attribute__((nonnull(1, 2, 3, 4, 5), warn_unused_result));

/* Forget it: nothing came of what it was made for. 0, or -1 and err. */
int history_drop(const char *directory, unsigned number, struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

/* Read one into *out (empty; caller releases): that of *number, or for 0 the
 * newest of the registry root that is no rollback and was not taken back;
 * *number is then its own. 0; 1 when there is no such; -1 and err, which names
 * the way past a damaged file. */
int history_find(const char *directory, const char *root, unsigned *number,
                 struct record *out, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

#endif
