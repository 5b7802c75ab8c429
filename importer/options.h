/*
 * options.h: fsp-import's command line: one table of verbs, one of options;
 * the usage text comes from them.
 */
#ifndef FSPD_IMPORTER_OPTIONS_H
#define FSPD_IMPORTER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/codes.h"

struct buf;

enum verb {
	VERB_CHECK,
	VERB_PLAN,
	VERB_APPLY,
	VERB_EXPORT,
	VERB_EMIT,
	VERB_REMOVE,
	VERB_ROLLBACK,
	VERB_EXPLAIN,
	VERB_SEAL,
	VERB_COMPLETION,
	VERB_HELP,
	VERB_COUNT
};

enum target { TARGET_FSPD, TARGET_WINFSP };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	enum verb verb;
	enum verb about;      /* whose usage --help and help show */
	const char *registry; /* --registry, "live" or a .reg file */
	bool registry_given;
	const char *root;  /* --root */
	const char *owner; /* --owner, "local" */
	bool owner_given;
	const char *pipe; /* --pipe */
	const char *data; /* --data */
	const char *plan; /* --plan */
	const char *key;  /* --key */
	enum target target;
	const char *out;    /* --out */
	const char *format; /* of `emit` */
	bool strict, quiet, json, force, require_live;
	bool prune, prune_all, verify;
	enum color color;
	bool help, version;
	const char **defines; /* -D, ended by NULL */
	size_t define_count;
	enum diag_code *allowed; /* --allow */
	size_t allowed_count;
	const char **from; /* --from, ended by NULL */
	size_t from_count;
	const char **arguments; /* files, or names of `remove` */
	size_t argument_count;
};

/* Read argv[1..argc-1] into *out (options_release frees it; it borrows from
 * argv). Options may stand anywhere before "--". 0, or -1 and one line of text
 * in fault. */
int options_read(int argc, char **argv, struct options *out, struct buf *fault)
        __attribute__((nonnull, warn_unused_result));
/* Does --registry name a .reg file? */
bool options_registry_is_file(const struct options *options)
        __attribute__((nonnull));
void options_release(struct options *options) __attribute__((nonnull));

/* Append the usage text: of one verb, or of all for VERB_HELP. */
void options_usage(enum verb verb, struct buf *out) __attribute__((nonnull));

#endif
