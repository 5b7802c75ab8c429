/*
 * export.h: what the registry holds -> an INI file that says the same.
 */
#ifndef FSPD_EXPORT_H
#define FSPD_EXPORT_H

#include <stddef.h>

#include "../common/keystore.h"

struct buf;
struct error;

struct export_request {
	const char *const *names; /* classes, or CLASS\INSTANCE; none: all */
	size_t count;
	const char *owner; /* whose definitions need no Owner line */
};

/* Append the definitions asked for to out. Every value is read back as an
 * import would read it: what does not come back to the byte stands there as a
 * comment and is named in problems, a line each. Returns the number of those,
 * or -1 and err when the registry cannot be read or lacks a name. */
int export_store(struct keystore *ks, const struct export_request *request,
                 struct buf *out, struct buf *problems, struct error *err)
        __attribute__((nonnull(1, 2, 3, 4), warn_unused_result));

/* The same for one key's values, as class_name or class_name\instance_name;
 * instance_name may be NULL. Returns the number of problems. */
int export_key(const struct reg_key *key, const char *class_name,
               const char *instance_name, const char *owner, struct buf *out,
               struct buf *problems) __attribute__((nonnull(1, 2, 4, 5, 6)));

#endif
