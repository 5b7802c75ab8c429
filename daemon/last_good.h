/*
 * last_good.h: the definition that was in force, on disk: what a daemon runs
 * when it starts and the registry holds something that cannot be.
 *
 * A file for each class in the folder `last-good`, named by its encoded name.
 * It holds what was in force as the registry would store it, so that reading
 * it distrusts every type and bound as reading the registry does; a Secret in
 * it is `local` or a sealed box, never a password.
 */
#ifndef FSPD_LAST_GOOD_H
#define FSPD_LAST_GOOD_H

#include <stddef.h>

struct buf;
struct class_model;
struct class_record;
struct error;
struct files;

/* Append the form of cm: a mark, BLAKE2b-256 of the rest, the class's name,
 * and for each key its name ("" is the class's own) and its values; numbers are
 * u32 little-endian, texts and data have their length before them. */
void last_good_encode(struct buf *out, const struct class_model *cm)
        __attribute__((nonnull));
/* The other way: the record of class_name, loaded as from the key where.
 * Caller frees. NULL when bytes are no whole file, or another class's. */
struct class_record *last_good_decode(const void *bytes, size_t len,
                                      const char *class_name, const char *where)
        __attribute__((nonnull, warn_unused_result));

/* What the folder holds for class_name and can be run; caller frees. NULL when
 * there is none, and when it cannot be used, which is logged. */
struct class_record *last_good_read(struct files *files, const char *class_name)
        __attribute__((nonnull, warn_unused_result));
/* Have the folder hold bytes for class_name; what it holds already is not
 * written again. 0, or -1 and err. */
int last_good_write(struct files *files, const char *class_name,
                    const struct buf *bytes, struct error *err)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));
/* Absent is success. 0, or -1 and err. */
int last_good_remove(struct files *files, const char *class_name,
                     struct error *err)
        __attribute__((nonnull(1, 2), warn_unused_result));
/* Remove the files of all classes but the count named. 0, or -1 and err. */
int last_good_prune(struct files *files, char *const *class_names, size_t count,
                    struct error *err)
        __attribute__((nonnull(1), warn_unused_result));

#endif
