/*
 * load.h: registry values -> class_record, distrusting every type and size.
 */
#ifndef FSPD_LOAD_H
#define FSPD_LOAD_H

#include "record.h"

struct reg_key;

/* One declared instance as read: its key's name and its values. */
struct loaded_instance {
	char *key_name;
	struct reg_key raw;
};

/* Decode and judge a class. where is the class key's display name (copied).
 * An instance whose key name does not decode or whose values are bad is told
 * in the record's diags and left out or marked as codec and check say. A key
 * without any value is no instance: it was made a moment ago, by an apply that
 * may have died or by a hand that has not named it yet. */
struct class_record *load_class(const char *class_name, const char *where,
                                const struct reg_key *class_raw,
                                const struct loaded_instance *instances,
                                size_t instance_count)
        __attribute__((nonnull(1, 2, 3), warn_unused_result));

#endif
