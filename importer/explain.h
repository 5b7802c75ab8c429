/*
 * explain.h: a definition as it takes effect: every value and where it came
 * from, who may do what, and the command line that would be started.
 */
#ifndef FSPD_EXPLAIN_H
#define FSPD_EXPLAIN_H

#include <stddef.h>

#include "../common/model.h"

struct buf;
struct section;

/* One side of it: as decoded, and its section when it is from a file. */
struct explained {
	const struct definition *def;
	const struct section *section; /* NULL: from the registry */
};

struct explain_request {
	struct explained class_side;    /* def may be NULL: not known */
	struct explained instance_side; /* def NULL: the class is asked for */
	const char *const *arguments;   /* of a start by hand */
	size_t argument_count;
};

void explain(const struct explain_request *request, struct buf *out)
        __attribute__((nonnull));

/* Append, line by line, who may start, stop and query by the SDDL text, or by
 * what its absence means for a key of kind. */
void explain_access(const char *sddl, enum key_kind kind, struct buf *out)
        __attribute__((nonnull(3)));

#endif
